"""Adopted proposals stand with the mend that they became: where that goes, the proposal is open again."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from mingxin.archive import bulk
from mingxin.intake.models import Batch, LinkProposal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor

LINKED: Final = "linked"  # the ground of a mend that was adopted from a proposal


def follow_mends(source: Batch, made: Batch, rows: Collection[int]) -> list[LinkProposal]:
    """The mends of these rows of `source` were taken along into `made`: undone there, they are undone.

    The proposals as they stand then, for the caller's entry.
    """
    found = LinkProposal.objects.select_for_update().filter(
        batch=source, row__in=bulk.listed(rows), adopted_at__isnull=False
    )
    adopted = list(found.order_by("id"))
    for proposal in adopted:
        proposal.mended_in = made
    LinkProposal.objects.bulk_update(adopted, ["mended_in"], batch_size=500)
    return adopted


def reopen_adopted(mended_in: Batch, *, by: Actor, at: datetime, row: int | None = None) -> None:
    """The mends of a batch (or of one row of it) are gone: what was adopted into it waits for a decision again."""
    adopted = LinkProposal.objects.select_for_update().filter(mended_in=mended_in, adopted_at__isnull=False)
    for proposal in (adopted.filter(row=row) if row is not None else adopted).order_by("id"):
        was = proposal.adopted_by
        proposal.adopted_at, proposal.adopted_by, proposal.mended_in = None, "", None
        proposal.save(update_fields=["adopted_at", "adopted_by", "mended_in"])
        ledger.write(
            action="intake.reopen_proposal",
            object_type="batch",
            object_key=proposal.batch_id,
            by=by,
            at=at,
            matter=proposal.reason[:200],
            detail={
                "proposal": proposal.pk,
                "row": proposal.row,
                "mended_in": mended_in.number,
                "adopted_by": was,
            },
            rows=(proposal,),
        )
