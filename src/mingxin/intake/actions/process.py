"""One file through the whole of intake: checked, kept, admitted; or refused whole with nothing left behind."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.conf import settings
from django.db import transaction

from mingxin.access.models import Unit
from mingxin.access.queries.units import require_valid
from mingxin.archive.actions.draft import power_of
from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import edition_in_force, rulebook_in_force
from mingxin.intake.actions.admitting import admit_batch, asks_of
from mingxin.intake.actions.examine import Examined, Judged, Progress, bounds, examine
from mingxin.intake.actions.receiving import next_number
from mingxin.intake.actions.steps import tell as tell_step
from mingxin.intake.actions.taking import lay, take
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.reading import room
from mingxin.intake.reading.handed import put_sieved
from mingxin.intake.rules.laying_over import Overlay
from mingxin.intake.sifting.identity import clean_name
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard
from mingxin.vault import actions as vault

COMMAND: Final = "command"  # the channel of what is sent past the desk: nobody submits or reviews it


@dataclass(frozen=True)
class PublicityAsk:
    """A question of publicity for a group of rows."""

    group: str
    sentence: str
    rows: int


@dataclass(frozen=True)
class Outcome:
    """What became of a file. `batch` is "" after a dry run. Counts: 上报 = 疑问 + 更新 + 入库 + 未关联 + 无变化."""

    batch: str
    item: str
    reported: int
    questioned: int
    updated: int
    admitted: int
    unlinked: int
    unchanged: int
    findings: pl.DataFrame
    questions: tuple[PublicityAsk, ...]
    write_marked: Callable[[Path], None]

    def as_json(self) -> dict[str, Any]:
        """The object of `mingxin intake --json`."""
        counts = ("reported", "questioned", "updated", "admitted", "unlinked", "unchanged")
        columns = ("row", "column", "field", "code", "severity", "value", "message", "remedy")
        return {
            "batch": self.batch,
            "item": self.item,
            **{name: getattr(self, name) for name in counts},
            "findings": list(self.findings.select(columns).iter_rows(named=True)),
            "questions": [{"group": q.group, "sentence": q.sentence, "rows": q.rows} for q in self.questions],
        }


def process(
    path: Path,
    *,
    item: str,
    unit: str,
    by: Actor,
    at: datetime,
    dry_run: bool = False,
    channel: str = COMMAND,
    progress: Progress | None = None,
) -> Outcome:
    """Check a file and, unless `dry_run`, keep it as a batch and admit its good rows.

    `unit` is the reporting unit's 统一社会信用代码. Raises Refusal where the file is refused whole.
    """
    tell: Progress = progress or (lambda *_: None)
    today = at.astimezone(CHINA).date()
    sender = unit_of(unit)
    card = card_of(item, on=today)
    require_valid(sender, on=today)
    power_of(sender.pk, item, at)
    with room.handed_over() as folder:
        examined = examine(path, folder, card=card, unit=sender, received_at=at, progress=tell)
        outcome = _outcome(path, examined, card, today)
        if dry_run:
            return outcome
        copy = room.kept_copy(path, folder, card)
    batch = _receive(path, examined, copy, item=item, unit=sender, channel=channel, by=by, at=at)
    tell("入库", 0, examined.judged.comparison.rows.height)
    batch = admit_batch(batch.number, examined.judged.comparison, by=by, at=at)
    tell("入库", examined.judged.comparison.rows.height, examined.judged.comparison.rows.height)
    return replace(
        outcome,
        batch=batch.number,
        questioned=batch.questioned,
        updated=batch.updated,
        admitted=batch.admitted,
        unchanged=batch.unchanged,
    )


def unit_of(uscc: str) -> Unit:
    found = Unit.objects.filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise Refusal(
            "unit.unknown",
            f"没有登记统一社会信用代码为 {uscc} 的单位。",
            "请先用 mingxin unit list 查看已登记的单位，或用 mingxin unit add 登记。",
        )
    return found


def _outcome(path: Path, examined: Examined, card: ItemCard, today: date) -> Outcome:
    judged = examined.judged
    verdicts = dict(judged.comparison.rows["verdict"].value_counts().iter_rows())
    return Outcome(
        batch="",
        item=card.code,
        reported=judged.reported,
        questioned=judged.questioned,
        updated=verdicts.get("changed", 0),
        admitted=verdicts.get("new", 0),
        unlinked=judged.unlinked,
        unchanged=verdicts.get("unchanged", 0),
        findings=judged.findings,
        questions=tuple(PublicityAsk(*ask) for ask in asks_of(judged.comparison.rows)),
        write_marked=lambda out: _write_marked(path, judged, today, out),
    )


def _write_marked(path: Path, judged: Judged, today: date, out: Path) -> None:
    """The file is read once more: few ask for this, and only when all else is done."""
    book = rulebook_in_force()
    with room.handed_over() as folder:
        put_sieved(folder, judged.sieved)
        room.write_marked(
            path,
            folder,
            bounds(),
            judged.sieved.table.card,
            judged.findings,
            Overlay({}, book.forbidden, today),
            book.code_sets,
            out,
        )


def _receive(
    path: Path,
    examined: Examined,
    copy: bytes | None,
    *,
    item: str,
    unit: Unit,
    channel: str,
    by: Actor,
    at: datetime,
) -> Batch:
    """Keep file, rows and findings, then name them by one committed row: from here on the batch is acknowledged.

    Who sends by command is steward and checker in one, so the batch is released at once.
    """
    laid = vault.lay_original([copy] if copy is not None else vault.pieces(path))
    digest, working = vault.digest_of(path), lay(examined.judged)
    edition = edition_in_force()
    with transaction.atomic():
        original = vault.name_original(
            laid, sent_digest=digest, is_cut=copy is not None, at=at, kept_days=settings.ORIGINALS_KEPT_DAYS
        )
        batch = Batch(
            number=next_number(at),
            item=item,
            unit=unit,
            edition_id=edition.number if edition else 0,
            channel=channel,
            file_name=clean_name(path.name)[:200],
            original=original,
            state=BatchState.RELEASED,
            received_at=at,
            checked_at=at,
            released_at=at,
            actor_login=by.login,
            actor_name=by.name,
        )
        take(batch, examined.judged, working)
        batch.save(force_insert=True)
        tell_step(
            batch,
            by=by,
            at=at,
            detail={
                "sent_digest": original.digest,
                "is_cut": original.is_cut,
                "reported": batch.reported,
                "findings": batch.findings_file,
            },
            rows=(original,),
        )
    return batch
