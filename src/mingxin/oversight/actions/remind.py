"""催报: the credit office reminds units of what is missing; a paper and a message a unit."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from mingxin.access.models import Unit
from mingxin.access.queries.standing import units_stand_as_told
from mingxin.archive.queries.moment import one_moment
from mingxin.intake.models import ZeroReport
from mingxin.intake.queries.as_told import batches_stand_as_told
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.ledger.numbering import following
from mingxin.notices.actions import send as send_notice
from mingxin.oversight.actions.letter import Letter, set_and_sign, signer, spelled
from mingxin.oversight.models import Reminder, ReminderLine
from mingxin.oversight.queries.behind import batches_of_cell
from mingxin.oversight.queries.board import Board, Cell, board
from mingxin.oversight.rules.letters import answer_by_problem, contact_problem
from mingxin.papers.keys import Signer
from mingxin.uses.reports.actions import papers
from mingxin.uses.sources import declarations_stand_as_told

KIND = "reminder"
TRIES = 5  # another reminder taking the number between setting and storing is rare


@dataclass(frozen=True)
class LeftOut:
    cell: Cell
    why: str


@dataclass(frozen=True)
class Draft:
    """What would go to a unit: the cells its paper names, and those that were chosen and are not named."""

    unit: int
    uscc: str
    unit_name: str
    cells: tuple[Cell, ...]
    left_out: tuple[LeftOut, ...]


def draft(shown: Board, chosen: Collection[tuple[str, str]]) -> tuple[Draft, ...]:
    """By unit, in the board's order. `chosen`: (unit's code, item); what is not on the board is passed over."""
    wanted = set(chosen)
    found = []
    for row in shown.rows:
        cells = [cell for cell in row.cells if cell is not None and (cell.uscc, cell.item) in wanted]
        if not cells:
            continue
        left_out = tuple(LeftOut(cell, why) for cell in cells if (why := _why_not(cell)))
        named = tuple(cell for cell in cells if not _why_not(cell))
        found.append(Draft(row.unit, row.uscc, row.name, named, left_out))
    return tuple(found)


def send(
    *,
    units: Iterable[Unit],
    month: date,
    chosen: Collection[tuple[str, str]],
    answer_by: date,
    contact: str,
    link: str,
    by: Actor,
    at: datetime,
) -> tuple[Reminder, ...]:
    """Remind every unit that is behind in what was chosen, as the board stands now: one paper a unit.

    `units` are those the sender may remind, `link` is the page on which a unit finds its reminders. Each unit is a
    transaction of its own: what was sent stays sent if a later one fails.
    """
    today = at.astimezone(CHINA).date()
    contact = cut(contact.strip())[0][:100]
    if problem := contact_problem(contact):
        raise Refusal("reminder.contact", problem, "接到通知的单位需要知道向谁询问。")
    if problem := answer_by_problem(answer_by, today):
        raise Refusal("reminder.answer_by", f"要求办理的日期{problem}", "请改填日期。")
    office = Unit.objects.filter(uscc=by.unit).first()
    if office is None:
        raise Refusal("reminder.office", "催报须以信用办所在单位的名义发出。", "请用信用办工作人员的账户办理。")
    key = signer(at=at)
    given = [unit.pk for unit in units]
    with one_moment():
        drafts = draft(board(units=Unit.objects.filter(pk__in=given), month=month, today=today), chosen)
        _require_as_told([one for one in drafts if one.cells], office)
    sent = [
        made
        for one in drafts
        if one.cells and (made := _send_one(one, office, answer_by, contact, link, key, by=by, at=at))
    ]
    if not sent:
        raise Refusal(
            "reminder.already",
            "所选单位今天都已经催报过，或者已经报送，没有需要发出的通知。",
            "请刷新看板；同一单位同一事项一天只催报一次。",
        )
    return tuple(sent)


def _require_as_told(drafts: Sequence[Draft], office: Unit) -> None:
    """Raises Refusal("reminder.altered") where a unit that is named, or a batch or declaration that a cell counts, is
    not as the ledger last told it: a letter stays with whoever got it.
    """
    cells = [cell for one in drafts for cell in one.cells]
    months = {cell.month for cell in cells}
    declared = ZeroReport.objects.filter(unit_id__in={cell.unit for cell in cells}, month__in=months)
    batches = {
        batch.pk: batch for cell in cells for batch in batches_of_cell(cell.period, unit=cell.unit, item=cell.item)
    }
    if not (
        units_stand_as_told([office, *Unit.objects.filter(pk__in={one.unit for one in drafts})])
        and declarations_stand_as_told(list(declared.select_related("unit")))
        and batches_stand_as_told(list(batches.values()))
    ):
        raise Refusal(
            "reminder.altered",
            "看板所依据的部分登记与账本的记载不符，可能有人绕过平台改动过，因此没有发出通知。",
            "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再办理。",
        )


def asked_of(cell: Cell, today: date) -> str:
    """What a letter says of a cell. 本期无 is declared at the desk of the month that runs."""
    may_declare = cell.can_declare_none and (cell.month.year, cell.month.month) == (today.year, today.month)
    return cell.to_do + ("（确实没有数据的，请声明“本期无”）" if may_declare else "")


def _why_not(cell: Cell) -> str:
    if not cell.is_behind:
        return "没有需要办理的情况"
    return "今天已经催报过" if cell.reminded is not None and cell.reminded.is_today else ""


def _send_one(
    one: Draft, office: Unit, answer_by: date, contact: str, link: str, key: Signer, *, by: Actor, at: datetime
) -> Reminder | None:
    """None where somebody else reminded the unit of the same in this moment."""
    letter = Letter(
        unit_name=one.unit_name,
        office_name=office.name,
        month=one.cells[0].month,
        answer_by=answer_by,
        contact=contact,
        lines=[(cell.item_name, asked_of(cell, at.astimezone(CHINA).date())) for cell in one.cells],
    )
    year = at.astimezone(CHINA).year
    for _ in range(TRIES):
        sequence = (_last(year) or 0) + 1
        # set, signed and kept before the lock is taken: that takes longer than anything others should wait for
        kept = papers().put([set_and_sign(letter, number=_number(year, sequence), key=key, at=at)])
        try:
            with transaction.atomic():
                if following(locks.REMINDERS, lambda: _last(year)) != sequence:
                    continue
                made = _store(one, office, letter, sequence, kept, by, at)
                _notify(made, letter, link, by, at)
                _tell(made, letter, _write_lines(made, one), by, at)
                return made
        except IntegrityError:  # the constraint reminder_once_a_day
            return None
    raise Refusal("reminder.busy", "同时有多人在发催报通知，编号没有取到。", "请稍等几秒再试，已经发出的不会重复。")


def _store(
    one: Draft, office: Unit, letter: Letter, sequence: int, kept: tuple[str, int], by: Actor, at: datetime
) -> Reminder:
    """`kept`: digest and size of the paper."""
    today = at.astimezone(CHINA).date()
    digest, size = kept
    return Reminder.objects.create(
        number=_number(today.year, sequence),
        year=today.year,
        sequence=sequence,
        unit_id=one.unit,
        office=office,
        month=letter.month,
        answer_by=letter.answer_by,
        contact=letter.contact,
        sent_at=at,
        sent_on=today,
        sent_by_login=by.login,
        sent_by_name=by.name,
        file=digest,
        size=size,
    )


def _number(year: int, sequence: int) -> str:
    return f"信用催报〔{year}〕{sequence}号"


def _write_lines(made: Reminder, one: Draft) -> list[ReminderLine]:
    return ReminderLine.objects.bulk_create(
        ReminderLine(
            reminder=made,
            unit_id=one.unit,
            item=cell.item,
            month=cell.month,
            sent_on=made.sent_on,
            said=f"{cell.item_name}：{asked_of(cell, made.sent_on)}"[:200],
        )
        for cell in one.cells
    )


def _notify(made: Reminder, letter: Letter, link: str, by: Actor, at: datetime) -> None:
    items = "；".join(f"{item}：{said}" for item, said in letter.lines)
    send_notice(
        kind=KIND,
        key=made.number,
        unit_id=made.unit_id,
        subject=f"催报通知书 {made.number}",
        text=f"{letter.month.year} 年 {letter.month.month} 月，{items}。请于 {spelled(letter.answer_by)} 前办理。"
        f"联系人：{letter.contact}。",
        link=link,
        paper=made.file,
        by=by,
        at=at,
    )


def _last(year: int) -> int | None:
    last: int | None = Reminder.objects.filter(year=year).aggregate(last=Max("sequence"))["last"]
    return last


def _tell(made: Reminder, letter: Letter, lines: list[ReminderLine], by: Actor, at: datetime) -> None:
    ledger.write(
        action="oversight.remind",
        object_type="reminder",
        object_key=made.number,
        by=by,
        at=at,
        detail={
            "unit": made.unit_id,
            "month": made.month.isoformat(),
            "items": [item for item, _ in letter.lines],
            "file": made.file,
        },
        rows=(made, *lines),
    )
