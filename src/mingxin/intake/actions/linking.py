"""The credit office proposes whose a row is, or sends it back; a named person of the unit decides (charter 1.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from mingxin.access.queries.succession import require_answers
from mingxin.archive.queries.comparing import subjects_by_code
from mingxin.archive.queries.subject_names import held_names
from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.adopted import LINKED
from mingxin.intake.actions.mending import Mend, mend
from mingxin.intake.actions.settled import left_rows
from mingxin.intake.actions.steps import locked
from mingxin.intake.actions.supplements import supplement_of
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, BatchState, LinkProposal
from mingxin.intake.queries.as_told import require_batch_as_told
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.intake.table import ROW
from mingxin.kernel import uscc as credit_code
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import Role

_PROPOSABLE: Final = frozenset({*MENDABLE, BatchState.SUBMITTED, BatchState.ADMITTED})
Place = tuple[str, int]  # batch and row, as Excel shows it


@dataclass(frozen=True)
class Target:
    """The subject that is proposed. `kind`: link where it is on file, create where it is known only by its code."""

    kind: str
    uscc: str
    name: str


@transaction.atomic
def propose_link(
    number: str, row: int, *, uscc: str, reason: str, by: Actor, at: datetime, name: str = ""
) -> LinkProposal:
    """Propose the subject of an unlinked row. `name` is asked for where the code is not on file."""
    return propose_links([(number, row)], uscc=uscc, name=name, reason=reason, by=by, at=at)[0]


@transaction.atomic
def propose_links(
    places: Iterable[Place], *, uscc: str, reason: str, by: Actor, at: datetime, name: str = ""
) -> list[LinkProposal]:
    """The same subject for several rows: all of them or, with the row at fault named, none."""
    target = target_of(uscc, name)
    return _propose(places, target, reason=reason, by=by, at=at)


@transaction.atomic
def return_row(number: str, row: int, *, reason: str, by: Actor, at: datetime) -> LinkProposal:
    """Send a questioned or unlinked row back to its unit with a sentence."""
    return return_rows([(number, row)], reason=reason, by=by, at=at)[0]


@transaction.atomic
def return_rows(places: Iterable[Place], *, reason: str, by: Actor, at: datetime) -> list[LinkProposal]:
    return _propose(places, Target("return", "", ""), reason=reason, by=by, at=at)


@transaction.atomic
def undo_proposal(proposal_id: int, *, by: Actor, at: datetime) -> LinkProposal:
    """The office takes back what the unit has not decided yet; the row can then be proposed anew."""
    found = _open(proposal_id)
    found.undone_at, found.undone_by = at, by.name
    found.save(update_fields=["undone_at", "undone_by"])
    _tell("intake.undo_proposal", found, by, at)
    return found


@transaction.atomic
def undo_proposals(proposal_ids: Iterable[int], *, by: Actor, at: datetime) -> list[LinkProposal]:
    return [undo_proposal(one, by=by, at=at) for one in sorted(set(proposal_ids))]


@transaction.atomic
def adopt_proposal(proposal_id: int, *, by: Actor, at: datetime) -> Batch:
    """The unit takes the code over, under the name of who does; the batch in which the row is mended now.

    Of an admitted batch that is the supplement made at the desk of that batch's own rows, which then goes the way of
    every batch: nothing is admitted by adopting alone, and what is admitted attaches by its code.
    """
    locks.hold(locks.BATCHES)  # before the batch: a supplement may be made
    found = _open(proposal_id)
    if found.kind == "return":
        raise Refusal(
            "link.returned", "这一行是信用办退回的，没有可以采用的代码。", "请按退回理由修改后补报，或者写明不再补报。"
        )
    batch = locked(found.batch_id)
    require_answers(batch.unit, by=by, on=at.astimezone(CHINA).date())
    if batch.state == BatchState.ADMITTED:
        _require_left(batch, found.row)
        target = supplement_of(batch.number, by=by, at=at)
    elif batch.state in MENDABLE:
        target = batch
    else:
        raise Refusal(
            "link.waits",
            f"这一批现在是“{batch.get_state_display()}”，暂时不能采用。",
            "待审核的，请等审核人办理后再采用；已撤回的不必处理。",
        )
    field = rulebook_of_edition(target.edition_id).cards[target.item].by_role(Role.USCC)
    if field is None:
        raise Refusal("link.no_code", "这个事项没有统一社会信用代码栏，不能关联。", "请联系信用办核对目录。")
    mended = mend(target.number, [Mend(found.row, field.code, found.uscc, LINKED)], by=by, at=at)
    found.adopted_at, found.adopted_by, found.mended_in = at, by.name, mended
    found.save(update_fields=["adopted_at", "adopted_by", "mended_in"])
    _tell("intake.adopt_proposal", found, by, at, mended_in=mended.number)
    return mended


@transaction.atomic
def decline_proposal(proposal_id: int, *, reason: str, by: Actor, at: datetime) -> LinkProposal:
    """The unit says why it is another; the office can then propose anew."""
    found = _open(proposal_id)
    require_answers(found.batch.unit, by=by, on=at.astimezone(CHINA).date())
    found.declined_reason = _said(reason, "请写明不采用的理由。")
    found.declined_at, found.declined_by = at, by.name
    found.save(update_fields=["declined_reason", "declined_at", "declined_by"])
    _tell("intake.decline_proposal", found, by, at)
    return found


def target_of(uscc: str, name: str = "") -> Target:
    """The subject that a code names, looked up on file. Raises Refusal for a code that cannot be right."""
    verdict = credit_code.examine(uscc)
    if verdict.problem:
        hint = f"可能应为 {verdict.suggestion}，请核对。" if verdict.suggestion else "请与登记证照核对。"
        raise Refusal("link.uscc", f"统一社会信用代码有误：{verdict.detail}", hint, problem=verdict.problem)
    on_file = subjects_by_code(pl.Series("code", [verdict.code]))
    if on_file.height:
        subject = on_file["subject_id"][0]
        return Target("link", verdict.code, held_names([subject]).get(subject, "")[:200])
    name = cut(name.strip())[0][:200]
    if not name:
        raise Refusal(
            "link.name",
            f"代码 {verdict.code} 还没有建档，须写明主体名称。",
            "请填写该主体的全称；名称须与登记证照一致。",
        )
    return Target("create", verdict.code, name)


def _propose(places: Iterable[Place], target: Target, *, reason: str, by: Actor, at: datetime) -> list[LinkProposal]:
    reason = _said(reason, "请写明理由，单位将据此决定。")
    by_batch: dict[str, list[int]] = {}
    for number, row in sorted(set(places)):
        by_batch.setdefault(number, []).append(row)
    if not by_batch:
        raise Refusal("link.nothing", "没有选择任何行。", "请先勾选要办理的行。")
    made = []
    for number, rows in by_batch.items():
        batch = locked(number)
        require_batch_as_told(batch)
        _require_rows(batch, rows, target.kind)
        for row in rows:
            proposal = LinkProposal.objects.create(
                batch=batch, row=row, kind=target.kind, uscc=target.uscc, name=target.name, reason=reason,
                proposed_at=at, proposed_by=by.name,
            )  # fmt: skip
            _tell("intake.propose_link", proposal, by, at)
            made.append(proposal)
    return made


def _require_rows(batch: Batch, rows: Iterable[int], kind: str) -> None:
    if batch.state not in _PROPOSABLE or batch.closed_at is not None or not batch.rows_file:
        raise Refusal(
            "link.batch", f"批次 {batch.number} 没有等待办理的行。", "可能已经补报、撤回或者关闭，请刷新列表。"
        )
    kept = frame(batch.rows_file)
    waiting = left_rows(batch) if batch.state == BatchState.ADMITTED else set(kept[ROW])
    if kind != "return":
        waiting &= set(kept.filter(pl.col("is_unlinked"))[ROW])
    decided = LinkProposal.objects.filter(batch=batch, undone_at__isnull=True, declined_at__isnull=True)
    proposed = dict(decided.values_list("row", "proposed_by"))
    for row in rows:
        if row not in waiting:
            raise Refusal(
                "link.row", f"批次 {batch.number} 第 {row} 行不在等待办理之列。", "请刷新列表后再选。", row=row
            )
        if row in proposed:
            raise Refusal(
                "link.proposed",
                f"批次 {batch.number} 第 {row} 行已由{proposed[row]}提出意见，等待单位决定。",
                "需要改的，请先撤销原来的意见。",
                row=row,
            )


def _require_left(batch: Batch, row: int) -> None:
    if row not in left_rows(batch):
        raise Refusal(
            "link.settled",
            f"第 {row} 行已经补报，不必再采用。",
            "请从补报批次中查看这一行；关联有误的，请用“更正”。",
            row=row,
        )


def _open(proposal_id: int) -> LinkProposal:
    """A proposal that nobody has decided; its batch is held first, as everywhere."""
    number = LinkProposal.objects.filter(pk=proposal_id).values_list("batch", flat=True).first()
    if number is None:
        raise Refusal("link.none", "没有这条关联意见。", "请刷新后再看。")
    locked(number)
    found = LinkProposal.objects.select_for_update().get(pk=proposal_id)
    for at, word in ((found.undone_at, "撤销"), (found.adopted_at, "采用"), (found.declined_at, "退回")):
        if at is not None:
            raise Refusal("link.decided", f"这条关联意见已经{word}。", "请刷新后再看。")
    return found


def _said(reason: str, ask: str) -> str:
    said = cut(reason.strip())[0][:300]
    if not said:
        raise Refusal("link.reason", ask, "例如：按决定书所附营业执照核对。")
    return said


def _tell(action: str, proposal: LinkProposal, by: Actor, at: datetime, **detail: object) -> None:
    ledger.write(
        action=action,
        object_type="batch",
        object_key=proposal.batch_id,
        by=by,
        at=at,
        matter=(proposal.declined_reason or proposal.reason)[:200],
        detail={"proposal": proposal.pk, "row": proposal.row, "kind": proposal.kind, "uscc": proposal.uscc, **detail},
        rows=(proposal,),
    )
