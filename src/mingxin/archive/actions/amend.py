"""Marks, withdrawals, settled publicity and lawful erasure: what happens to a record after it was admitted."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from mingxin.archive import bulk, tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import Draft
from mingxin.archive.models import Mark, MarkKind, Record, Shown
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.holding import forget, require_held, spelled
from mingxin.archive.rules.digests import line_digest, line_of
from mingxin.catalogue.rules.publicity import Settled
from mingxin.kernel.dates import add_months
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor


def current(thread: str) -> Record:
    """The current version of a record, as its change wrote it; a Refusal where there is none, it was erased or altered.

    Who means to change it holds the lock of changes first: an admission closes rows under that lock, so to lock a row
    and then wait for it would have both wait for each other.
    """
    found = Record.objects.filter(thread=thread, known_until__isnull=True).select_related("unit").first()
    if found is None:
        raise Refusal("record.not_found", "没有这条信息。", "请核对信息编号（32 位，见 mingxin subject 的输出）。")
    if found.erased_by_id is not None:
        raise Refusal("record.erased", "这条信息已依法删除，不能再变更。")
    require_held([found])
    return found


@transaction.atomic
def put_mark(
    *,
    thread: str,
    kind: MarkKind,
    case: str,
    from_on: date,
    until_on: date | None,
    by: Actor,
    at: datetime,
    reason_type: str = "",
    note_until: date | None = None,
    ruled_on: date | None = None,
) -> int:
    """Put a mark beside a record; the number of the change. `case` names the case or document it rests on."""
    if until_on is not None and until_on <= from_on:
        raise Refusal("mark.no_days", f"标注的截止日 {until_on} 不晚于起始日 {from_on}。", "请核对两个日期。")
    locks.hold(locks.CHANGES)
    record, case = current(thread), cut(case)[0]
    draft = Draft(
        kind=ChangeKind.WITHDRAWAL if kind == MarkKind.WITHDRAWN else ChangeKind.MARK,
        item=record.item,
        unit_id=record.unit_id,
        by=by,
        at=at,
        reason=f"{MarkKind(kind).label}：{case}"[:400],
        batch="",
    )
    row = (
        draft.next_id("archive_mark"),
        thread,
        record.subject_id,
        record.item,
        record.unit_id,
        kind.value,
        from_on.isoformat(),
        until_on.isoformat() if until_on else None,
        reason_type,
        case,
        note_until.isoformat() if note_until else None,
        draft.number,
        ruled_on.isoformat() if ruled_on else None,
    )
    draft.insert("archive_mark", tables.MARK, [row])
    projecting.show_current([thread])
    return draft.finish(detail={"thread": thread, "mark": kind.value, "reason_type": reason_type})


@transaction.atomic
def lift_mark(*, mark_id: int, case: str, by: Actor, at: datetime) -> int:
    """A mark no longer holds, from now on (what was known before stays known)."""
    locks.hold(locks.CHANGES)
    mark = Mark.objects.filter(pk=mark_id, known_until__isnull=True).first()
    if mark is None:
        raise Refusal("mark.not_found", "没有这项标注，或者它已经取消。")
    if mark.kind == MarkKind.WITHDRAWN:
        raise Refusal("mark.withdrawn_stays", "已撤回的信息不能恢复。", "决定仍然有效的，请作为新的决定报送。")
    require_held([mark])
    draft = Draft(
        kind=ChangeKind.MARK, item=mark.item, unit_id=mark.unit_id, by=by, at=at, reason=f"取消标注：{case}", batch=""
    )
    draft.close("archive_mark", [mark.pk])
    projecting.show_current([mark.thread])
    return draft.finish(detail={"thread": mark.thread, "lifted": mark.kind})


@transaction.atomic
def withdraw(
    *,
    thread: str,
    reason_type: str,
    case: str,
    note_months: int,
    by: Actor,
    at: datetime,
    ruled_on: date | None = None,
) -> int:
    """Withdraw a record: it leaves every public page; a note with the reason type stays for a while, if it was public.

    The note ends `note_months` from today or on the day the record would have ended, whichever comes first.
    `ruled_on`: the day on which the unit revoked the decision or received the ruling (see rules/withdrawal_clock).
    Source: administrative-penalty-law art. 48.
    """
    locks.hold(locks.CHANGES)
    record, today = current(thread), at.date()
    _require_ruling_day(ruled_on, record.decided_on, today)
    if Mark.objects.filter(thread=thread, kind=MarkKind.WITHDRAWN, known_until__isnull=True).exists():
        raise Refusal("record.withdrawn", "这条信息已经撤回。")
    was_public = Shown.objects.filter(thread=thread, shown_from__lte=today).exists()
    ends = [add_months(today, note_months)] + ([record.hidden_from] if record.hidden_from else [])
    return put_mark(
        thread=thread,
        kind=MarkKind.WITHDRAWN,
        case=case,
        from_on=today,
        until_on=None,
        by=by,
        at=at,
        reason_type=reason_type,
        note_until=min(ends) if was_public else None,
        ruled_on=ruled_on,
    )


def _require_ruling_day(ruled_on: date | None, decided_on: date | None, today: date) -> None:
    if ruled_on is None:
        return
    if ruled_on > today:
        raise Refusal(
            "withdrawal.ruled_later",
            f"决定撤销或者收到裁决的日期 {ruled_on} 晚于今天。",
            "请填写本单位作出撤销决定或者收到裁决、判决的那一天。",
        )
    if decided_on is not None and ruled_on < decided_on:
        raise Refusal(
            "withdrawal.ruled_before",
            f"决定撤销或者收到裁决的日期 {ruled_on} 早于原决定的日期 {decided_on}。",
            "请核对两个日期；原决定日期有误的，请先更正。",
        )


@transaction.atomic
def settle_publicity(
    *, answers: Mapping[int, Settled], item: str, unit_id: int, reason: str, by: Actor, at: datetime
) -> int:
    """Give records the publicity that was settled for them: a new version of each with the same content.

    `answers` by the id of the version of which each was computed. Raises Refusal("publicity.settled") where one of them
    is current no longer: whoever reads and computes under the lock of changes never meets it.
    """
    draft = Draft(kind=ChangeKind.PUBLICITY, item=item, unit_id=unit_id, by=by, at=at, reason=reason, batch="")
    current_ones = Record.objects.filter(pk__in=bulk.listed(answers), known_until__isnull=True, erased_by__isnull=True)
    olds = list(current_ones.order_by("id"))
    if len(olds) != len(answers):
        raise Refusal("publicity.settled", "这组信息刚刚有其他变更。", "请刷新后再办理。")
    require_held(olds)
    draft.close("archive_record", [old.pk for old in olds])
    rows = []
    for old in olds:
        settled = answers[old.pk]
        values = {c: getattr(old, c) for c in tables.RECORD} | {
            "id": draft.next_id("archive_record"),
            "change_id": draft.number,
            "publicity": settled.publicity,
            "publicity_ground": settled.ground,
            "publicity_reason": settled.reason,
            "severity": settled.severity,
            "shown_from": settled.shown_from,
            "hidden_from": settled.hidden_from,
            "repairable_from": settled.repairable_from,
            "use_until": settled.use_until,
        }
        rows.append(tuple(spelled(values[c]) for c in tables.RECORD))
    draft.insert("archive_record", tables.RECORD, rows, line=len(tables.RECORD_LINE))
    projecting.show_current([old.thread for old in olds])
    return draft.finish(detail={"settled": len(olds)})


@transaction.atomic
def erase(*, thread: str, ground: str, by: Actor, at: datetime) -> int:
    """Lawful erasure: the content of every version goes, the answer becomes 已依法删除, the chain still proves.

    The one exception to "nobody edits history" (charter 1.8); `ground` names the law and the decision.
    """
    if not ground.strip():
        raise Refusal("erasure.no_ground", "依法删除必须写明依据。", "请写明法律条款和决定文书。")
    locks.hold(locks.CHANGES)
    record = current(thread)
    draft = Draft(
        kind=ChangeKind.ERASURE, item=record.item, unit_id=record.unit_id, by=by, at=at, reason=ground, batch=""
    )
    projecting.clear([thread])
    versions = list(Record.objects.filter(thread=thread).order_by("id"))
    lines = {str(v.pk): line_digest(line_of("archive_record", _line_values(v))).hex() for v in versions}
    left = {str(v.pk): line_digest(erased_line_of(v)).hex() for v in versions}
    number = draft.finish(detail={"thread": thread, "lines": lines, "left": left})
    bulk.execute(
        "UPDATE archive_record SET payload = '', document_number = '', filter_1 = '', filter_2 = '', filter_3 = '', "
        "publicity_reason = '', held_group = '', erased_by_id = %s WHERE thread = %s",
        [number, thread],
    )
    forget(versions)
    return number


def erased_line_of(version: Record) -> str:
    """What stays of a version that is erased, as one line: its columns but for those that are emptied."""
    emptied = ("publicity_reason", "held_group")
    values = ["" if c in emptied else spelled(getattr(version, c)) for c in tables.RECORD_LINE]
    return line_of("erased", [*values, spelled(version.decided_on)])


def _line_values(version: Record) -> list[object]:
    return [spelled(getattr(version, column)) for column in tables.RECORD_LINE]
