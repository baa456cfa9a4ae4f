"""Correcting one record: the same checks as a batch, one new version, the old one stays known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from mingxin.access.queries.succession import require_answers
from mingxin.archive.actions.admit import admit, compare_now
from mingxin.archive.actions.amend import current
from mingxin.archive.actions.draft import CrossedError
from mingxin.archive.models import Record
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.comparing import Comparison
from mingxin.archive.queries.holding import require_held
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.severity import Grade
from mingxin.intake.actions.criteria import criteria_of
from mingxin.intake.actions.examine import surroundings
from mingxin.intake.actions.questions import settle_answered
from mingxin.intake.checks.finding import WARNING
from mingxin.intake.checks.run import check
from mingxin.intake.rules.laying_over import require_cell
from mingxin.intake.rules.preparing import Preparing, prepare
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Checked, Sheet, Table
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar


@dataclass(frozen=True)
class Remark:
    """What a steward is to look at before a correction is confirmed: 请留意."""

    field: str
    message: str
    remedy: str


@transaction.atomic
def correct(thread: str, values: Mapping[str, str], *, reason: str, by: Actor, at: datetime) -> int:
    """Give fields of a record (field code → text, "" empties it) new values; the number of the change.

    Refuses what a batch would question, a change of what identifies the record, and a correction that changes nothing.
    """
    reason = cut(reason.strip())[0]
    if not reason:
        raise Refusal("correction.no_reason", "更正必须写明理由。", "请写明更正的原因和依据。")
    locks.hold(locks.CHANGES)  # before the record is read: what is merged below must be its newest content
    old = current(thread)
    book, today = rulebook_in_force(), at.astimezone(CHINA).date()
    require_answers(old.unit, by=by, on=today)
    card, worked = book.cards[old.item], calendar()
    checked = _checked(old, card, values, today)
    errors = checked.findings.filter(pl.col("severity") == "error")
    if errors.height:
        first = errors.row(0, named=True)
        raise Refusal(first["code"], first["message"], first["remedy"])
    given = Preparing(
        card=card,
        publicity=book.publicity,
        criteria=criteria_of(old.unit, card.code, today),
        calendar=worked,
        as_of=today,
    )
    prepared = _with_publicity(prepare(checked.rows, given), old, card, at)
    comparison = _meant(compare_now(prepared, unit_id=old.unit_id))
    verdict = comparison.rows["verdict"][0]
    if verdict == "withdrawn":
        raise Refusal("record.withdrawn", "这条信息已经撤回，不能更正。")
    try:
        done = admit(
            comparison, card=card, unit=old.unit, by=by, at=at, kind=ChangeKind.CORRECTION, reason=reason[:400]
        )
    except CrossedError:
        raise Refusal("correction.crossed", "这条信息刚刚有其他变更。", "请重新查看后再更正。") from None
    if done.change is None:
        raise Refusal("correction.same", "更正后的内容与现有内容相同。", "请核对要更正的字段和内容。")
    return done.change


def remarks_on(thread: str, values: Mapping[str, str], *, at: datetime) -> tuple[Remark, ...]:
    """What would be remarked of the record with these values and was not to be remarked of it before; writes nothing.

    Remarks let a correction pass: whoever makes it sees them first. Raises Refusal as `correct` does for its fields.
    """
    old, today = current(thread), at.astimezone(CHINA).date()
    card = rulebook_in_force().cards[old.item]
    before = _warnings(_checked(old, card, {}, today))
    after = _warnings(_checked(old, card, values, today))
    return tuple(one for one in after if one not in before)


def _checked(old: Record, card: ItemCard, values: Mapping[str, str], today: date) -> Checked:
    """The record with these values, through the sieve and the checks of a batch."""
    said, book = json.loads(old.payload), rulebook_in_force()
    _require_fields(card, values, said)
    sieved = sieve(_one_row(card, said | dict(values)), forbidden=book.forbidden, as_of=today)
    return check(sieved, around=surroundings(old.unit, book, calendar(), today))


def _warnings(checked: Checked) -> list[Remark]:
    """Not how late it is: a record is corrected when its days to report are long over."""
    told = checked.findings.filter((pl.col("severity") == WARNING) & (pl.col("code") != "deadline.late"))
    return [Remark(*one) for one in told.select("field", "message", "remedy").iter_rows()]


def _meant(comparison: Comparison) -> Comparison:
    """An old file does not bring earlier content back; a correction with its reason may."""
    verdict = pl.col("verdict").replace("outdated", "changed")
    return Comparison(comparison.rows.with_columns(verdict), comparison.seen)


def _with_publicity(prepared: pl.DataFrame, old: Record, card: ItemCard, at: datetime) -> pl.DataFrame:
    """Keep what the unit answered of this record's publicity; nobody would be asked a second time.

    A correction that takes it out of the group that was asked about must say how grave it is itself.
    """
    if prepared["publicity"][0] != "held":
        return prepared
    asked = Record.objects.filter(thread=old.thread, publicity="held").order_by("-id").first()
    if asked is not None:
        require_held([asked])
    if asked is None or asked.held_group != prepared["held_group"][0]:
        field = card.by_role(Role.SEVERITY)
        raise Refusal(
            "correction.severity",
            "更正后的处罚类别和金额没有可用的公示依据，原来的答复不再适用。",
            f"请在更正中一并填写“{field.name}”（{field.code}）：轻微、一般或者严重。" if field else "",
        )
    if old.publicity_ground != "answer":
        return prepared
    graded = Grade(old.severity, old.publicity == "public", "answer", old.publicity_reason)
    settled = settle_answered(
        prepared["payload"][0], prepared["decided_on"][0], card=card, graded=graded, at=at.astimezone(CHINA)
    )
    days = ("shown_from", "hidden_from", "repairable_from", "use_until")
    return prepared.with_columns(
        pl.lit(settled.publicity).alias("publicity"),
        pl.lit(settled.ground).alias("publicity_ground"),
        pl.lit(settled.reason).alias("publicity_reason"),
        pl.lit(settled.severity).alias("severity"),
        *(pl.lit(getattr(settled, day), dtype=pl.Date).alias(day) for day in days),
    )


def _require_fields(card: ItemCard, values: Mapping[str, str], said: Mapping[str, str]) -> None:
    known = {f.code: f for f in card.fields}
    for code, value in values.items():
        if code not in known or known[code].cut:
            raise Refusal(
                "correction.field",
                f"“{card.name}”没有可以更正的字段 {code}。",
                f"可用字段：{'、'.join(sorted(known))}。",
            )
        require_cell(value, known[code])
        if code in card.record_key and value != said.get(code, ""):
            raise Refusal(
                "correction.key",
                f"“{known[code].name}”决定这是哪一条信息，不能更正。",
                "报错了决定或者当事人的，请撤回本条，再重新报送。",
            )


def _one_row(card: ItemCard, said: Mapping[str, str]) -> Table:
    """A sheet of one row, so that a correction passes the sieve and the checks that every row passes."""
    codes = [f.code for f in card.fields]
    values = {code: [said.get(code) or None] for code in codes}
    letters = {code: f"C{place}" for place, code in enumerate(codes, 1)}
    row = pl.Series(ROW, [2], dtype=pl.UInt32)
    cells = pl.DataFrame([row, *(pl.Series(code, value, dtype=pl.String) for code, value in values.items())])
    none = pl.DataFrame(schema={ROW: pl.UInt32, "column": pl.String})
    sheet = Sheet(
        name="更正",
        format="csv",
        encoding="",
        cells=cells.rename(letters),
        number_cells=none,
        date_cells=none,
    )
    return Table(sheet=sheet, card=card, header_row=1, cells=cells, letters=letters)
