"""One record as its unit reads it: what is on file, how it stands with the public, from when until when."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.archive.models import Mark, MarkKind, Record, Timeliness
from mingxin.archive.queries.first_shown import first_shown
from mingxin.archive.queries.never_shown import never_shown
from mingxin.archive.queries.subject_names import held_names, own_codes
from mingxin.archive.rules import withdrawal_clock
from mingxin.archive.rules.ends import Gone, gone
from mingxin.archive.rules.states import CLOSED, WORDS, begun_words, state_of, words_of
from mingxin.catalogue.queries import closed_items, rulebook_in_force
from mingxin.doors.desk.pages.records.history import Happening, history_of, mark_words, told
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard
from mingxin.uses.publicity import words

GROUNDS: Final[Mapping[str, str]] = {
    "column": "报送时填写",
    "criteria": "本单位口径表",
    "procedure": "按处罚程序的法定分档",
    "default": "按处罚类别的法定分档",
    "answer": "本单位对公示依据问题的答复",
    "sole_trader": "个体工商户处罚的特别规定",
    "status": "报送的当前状态",
    "card": "目录规定",
    "open": "尚未确定",
}
_TONES: Final = {"shown": "ok", "held": "warn", "awaiting": "blue"}
_PUBLIC_NOTE: Final = {
    "shown": "公众现在可以在网站上看到这条信息。",
    "awaiting": "公众现在看不到，到公示日自动公示。",
    "held": "公众现在看不到。请在“数据报送”中答复公示依据问题，答复后按规定公示。",
    "not_public": "公众看不到这条信息。",
    "ended": "公示期已满，公众看不到这条信息。",
    "closed": f"公众现在看不到这条信息：{CLOSED}。",
    "withdrawn": "公众看不到这条信息的内容。",
    "repaired": "已经修复，公众看不到这条信息。",
    "shielded": "暂时屏蔽，公众看不到这条信息。",
    "erased": "内容已经依法删除，任何人都不能再查看。",
}


@dataclass(frozen=True)
class Standing:
    """How a record stands on a day. `words` are the label with its reason."""

    state: str
    label: str
    words: str
    tone: str
    marks: tuple[Mark, ...]
    erased_on: date | None = None

    @property
    def is_public(self) -> bool:
        return self.state == "shown"

    @property
    def is_closed(self) -> bool:
        """Nothing can be amended any more."""
        return self.state in ("withdrawn", "erased")

    @property
    def gone(self) -> Gone | None:
        return gone_by(self.marks, self.erased_on)

    @property
    def public_note(self) -> str:
        return _PUBLIC_NOTE[self.state]


@dataclass(frozen=True)
class FieldLine:
    name: str
    value: str
    is_public: bool


@dataclass(frozen=True)
class Sheet:
    """`is_whole`: with what is not public, and with what was said before."""

    title: str
    item_name: str
    party: str
    code: str
    standing: Standing
    is_whole: bool
    lines: tuple[FieldLine, ...]
    left_out: int
    days: tuple[tuple[str, str], ...]
    mark_lines: tuple[str, ...]
    clocks: tuple[tuple[str, str], ...]
    history: tuple[Happening, ...]
    batch: str


def gone_by(marks: Iterable[Mark], erased_on: date | None) -> Gone | None:
    """What ended a record before its time."""
    withdrawn = next((mark.from_on for mark in marks if mark.kind == MarkKind.WITHDRAWN), None)
    return gone(withdrawn_on=withdrawn, erased_on=erased_on)


def erased_on(record: Record) -> date | None:
    return record.erased_by.at.astimezone(CHINA).date() if record.erased_by is not None else None


def standing_of(record: Record, on: date) -> Standing:
    marks = tuple(Mark.objects.filter(thread=record.thread, known_until__isnull=True).order_by("id"))
    state = state_of(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        is_erased=record.erased_by_id is not None,
        is_closed=record.item in closed_items(on),
        marks=((mark.kind, mark.from_on, mark.until_on) for mark in marks),
        as_of=on,
    )
    label = WORDS[state]
    if state == "ended":
        label = never_shown([record]).get(record.thread, label)
    withdrawn = next((mark.reason_type for mark in marks if mark.kind == MarkKind.WITHDRAWN), "")
    spoken = words_of(
        state,
        publicity_reason=record.publicity_reason,
        withdrawal_reason=withdrawn,
        shown_from=record.shown_from,
    )
    spoken = spoken if label == WORDS[state] else label
    return Standing(state, label, spoken, _TONES.get(state, ""), marks, erased_on(record))


def sheet_of(record: Record, standing: Standing, *, whole: bool, on: date, worked: Calendar) -> Sheet:
    card = rulebook_in_force().cards[record.item]
    lines, left_out = _lines(record, card, whole)
    return Sheet(
        title=title_of(record, card),
        item_name=card.name,
        party=party_of(record),
        code=own_codes([record.subject_id]).get(record.subject_id, ""),
        standing=standing,
        is_whole=whole,
        lines=lines,
        left_out=left_out,
        days=days_of(record, whole=whole, left=standing.gone, is_shut=standing.state == "closed"),
        mark_lines=tuple(mark_words(mark, on) for mark in standing.marks) if whole else (),
        clocks=_clocks(record, standing, worked, on) if whole else (),
        history=history_of(record, card) if whole else (),
        batch=record.change.batch,
    )


def title_of(record: Record, card: ItemCard) -> str:
    return f"{card.name} {record.document_number}".strip()


def party_of(record: Record) -> str:
    return held_names([record.subject_id]).get(record.subject_id, "")


def days_of(
    record: Record, *, whole: bool = True, left: Gone | None = None, is_shut: bool = False
) -> tuple[tuple[str, str], ...]:
    """From when until when, and (in the `whole`) why; days that there are not are left out.

    A withdrawal or an erasure ends everything on its day: what would have come after it is not told. `is_shut`: its
    item shows nothing now, so neither is a day promised on which it would begin or end.
    """
    severity = words.SEVERITIES.get(record.severity, "")
    ground = GROUNDS.get(record.publicity_ground, record.publicity_ground)
    is_public = record.publicity == "public"
    ends = f"{record.hidden_from}（当天起不再公示）" if record.hidden_from else "不设期限"
    used = f"{record.use_until}（当天起不再用于任何用途）" if record.use_until else ""
    unseen = never_shown([record]).get(record.thread, "")
    repairable = record.negative
    if left is not None:
        repairable = False
        is_public = is_public and record.shown_from is not None and record.shown_from <= left.on
        ends = left.words if left.cuts(record.hidden_from) else ends
        used = left.words if left.cuts(record.use_until) else used
    found = (
        ("失信程度", severity),
        ("公示依据", ground + (f"：{record.publicity_reason}" if record.publicity_reason else "") if whole else ""),
        ("公示", unseen or (CLOSED if is_shut else "")),
        ("开始公示", _begun(record) if is_public and not unseen and not is_shut else ""),
        ("停止公示", ends if is_public and not unseen and not is_shut else ""),
        ("最早可申请修复", f"{record.repairable_from} 起" if record.repairable_from and repairable else ""),
        ("停止使用", used),
    )
    return tuple((name, said) for name, said in found if said)


def _begun(record: Record) -> str:
    """A version shows from the day it was recorded; the record may have shown before, and the version not at all."""
    first = first_shown([record.thread]).get(record.thread)
    return begun_words(first, shown_from=record.shown_from, hidden_from=record.hidden_from)


def clock_words(ruled_on: date, withdrawn_on: date | None, worked: Calendar, on: date) -> str:
    """The three working days, as they stand or as they ended."""
    told_state = withdrawal_clock.state(ruled_on, withdrawn_on, worked, on)
    due = f"{told_state.due.on}{'（暂定）' if told_state.due.provisional else ''}"
    if withdrawn_on is not None:
        return f"{told_state.words}（最迟应于 {due}，实际 {withdrawn_on} 撤回）"
    if told_state.state == "late":
        return f"已{told_state.words}（最迟应于 {due} 撤回），请立即办理"
    if told_state.workdays == 0:
        return f"今天到期（{due}），请今天撤回"
    return f"还剩 {told_state.workdays} 个工作日（最迟 {due} 撤回）"


def _lines(record: Record, card: ItemCard, whole: bool) -> tuple[tuple[FieldLine, ...], int]:
    """The lines shown, and how many that are filled are not."""
    if not record.payload:
        return (), 0
    said = json.loads(record.payload)
    by_person = record.subject_kind == "sole_trader" or record.subject.is_named_after_person
    public = {f.code for f in words.public_fields(card, sole_trader=by_person)}
    filled = [f for f in card.fields if not f.cut and said.get(f.code)]
    shown = [f for f in filled if whole or f.code in public]
    lines = tuple(
        FieldLine(f.name, told(f, said) if whole else words.spelled(f, said[f.code]), f.code in public) for f in shown
    )
    return lines, len(filled) - len(shown)


def _clocks(record: Record, standing: Standing, worked: Calendar, on: date) -> tuple[tuple[str, str], ...]:
    """How long the report took, and how long a withdrawal."""
    found = []
    arrived = Timeliness.objects.filter(thread=record.thread).first()
    if arrived is not None:
        in_time = "按期" if arrived.reported_on <= arrived.due_on else "逾期"
        said = f"{in_time}（{arrived.decided_on} 决定，{arrived.reported_on} 报送，用 {arrived.workdays} 个工作日；"
        found.append(("报送时效", f"{said}最迟应于 {arrived.due_on} 报送）"))
    ruled = ((m.ruled_on, m.from_on) for m in standing.marks if m.kind == MarkKind.WITHDRAWN)
    return (*found, *(("撤回时限", clock_words(begun, done, worked, on)) for begun, done in ruled if begun))
