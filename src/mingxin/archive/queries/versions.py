"""Reading versions: the current one, and what was known and true at other times (staff and subject only)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import F, Q, QuerySet

from mingxin.archive import bulk
from mingxin.archive.models import Change, Identifier, Mark, Name, Record, Subject
from mingxin.archive.queries.first_shown import first_shown
from mingxin.archive.queries.never_shown import never_shown
from mingxin.archive.rules.ends import Gone, gone
from mingxin.archive.rules.states import begun_words
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal

Known = TypeVar("Known", Record, Name, Identifier, Mark)


@dataclass(frozen=True)
class MarkView:
    kind: str
    label: str
    from_on: date
    until_on: date | None
    reason_type: str
    case: str


@dataclass(frozen=True)
class RecordView:
    """One version. Its state on a day is derived, never stored (see `archive.rules.states`).

    `shown_from` is the day since when this version shows, `first_shown` that of the record (see `first_shown`).
    """

    thread: str
    item: str
    unit: str
    unit_name: str
    change: int
    recorded_at: datetime
    values: Mapping[str, str]
    document_number: str
    decided_on: date | None
    negative: bool
    severity: str
    publicity: str
    publicity_ground: str
    publicity_reason: str
    shown_from: date | None
    first_shown: date | None
    hidden_from: date | None
    repairable_from: date | None
    use_until: date | None
    is_erased: bool
    erased_on: date | None
    never_shown: str  # why it never was public though its rule says so; else ""
    marks: tuple[MarkView, ...]

    @property
    def gone(self) -> Gone | None:
        """What ended it before its time."""
        withdrawn = next((mark.from_on for mark in self.marks if mark.kind == "withdrawn"), None)
        return gone(withdrawn_on=withdrawn, erased_on=self.erased_on)

    @property
    def begun(self) -> str:
        """Since when it is public, in words; "" where it is not, or on no day."""
        if self.publicity != "public":
            return ""
        return begun_words(self.first_shown, shown_from=self.shown_from, hidden_from=self.hidden_from)


@dataclass(frozen=True)
class NameView:
    name: str
    registered: bool
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True)
class SubjectView:
    """A subject's file as known at a change. `registration` is its register entry, None: known only by its code."""

    subject_id: int
    public_id: str
    uscc: str
    kind: str
    name: str
    names: tuple[NameView, ...]
    registration: RecordView | None
    records: tuple[RecordView, ...]
    known_at: int


def known(rows: QuerySet[Known], at: int | None, *, begin: str) -> QuerySet[Known]:
    """The rows known at change `at` (None: now)."""
    if at is None:
        return rows.filter(known_until__isnull=True)
    return rows.filter(**{f"{begin}__lte": at}).filter(Q(known_until__isnull=True) | Q(known_until__gt=at))


def find_subject(uscc: str, *, known_at: int | None = None) -> Subject:
    """The subject with this code, as known at a change; a Refusal where none is on file.

    Before the code came on file it is the subject that was to have it first.
    """
    coded = Identifier.objects.filter(scheme="uscc", value=uscc).select_related("subject").order_by("id")
    held = known(coded, known_at, begin="known_from").first()
    if held is None and known_at is not None:
        held = coded.first()
    if held is None:
        raise Refusal(
            "subject.not_found",
            f"本平台没有统一社会信用代码为 {uscc} 的主体。",
            "请核对代码；没有档案只说明各单位尚未报送其信息，不代表有或者没有失信行为。",
        )
    return held.subject


def read_subject(uscc: str, *, as_of: date | None = None, known_at: int | None = None) -> SubjectView:
    """The file of a subject: every version known at `known_at`; with `as_of` only what held on that day.

    The code of a subject that was merged into another gives the file of that one, under the code of its own.
    """
    last = Change.objects.order_by("-number").values_list("number", flat=True).first() or 0
    if known_at is not None and not 0 <= known_at <= last:
        raise Refusal("change.unknown", f"没有编号为 {known_at} 的变更。", f"请填写 1 至 {last} 之间的变更编号。")
    subject = find_subject(uscc, known_at=known_at)
    names = known(Name.objects.filter(subject=subject), known_at, begin="known_from").order_by("id")
    views = tuple(NameView(n.name, n.registered, n.valid_from, n.valid_until) for n in names)
    records = read_records(Q(subject=subject), known_at=known_at)
    if as_of is not None:
        views = tuple(n for n in views if _holds(n.valid_from, n.valid_until, as_of))
        records = tuple(r for r in records if _holds(r.decided_on, r.use_until, as_of))
    registration = next((r for r in records if r.item == "org_registration" and not _is_withdrawn(r)), None)
    return SubjectView(
        subject_id=subject.pk,
        public_id=subject.public_id,
        uscc=_own_code(subject, known_at) or uscc,
        kind=subject.kind,
        name=_name_of(views),
        names=views,
        registration=registration,
        records=tuple(r for r in records if r is not registration),
        known_at=last if known_at is None else known_at,
    )


def read_records(which: Q, *, known_at: int | None = None) -> tuple[RecordView, ...]:
    """Versions known at a change, newest decision first, with the marks known then.

    Four queries, and two more where a term was over before it began.
    """
    rows = list(
        known(Record.objects.filter(which), known_at, begin="change")
        .select_related("unit", "change", "erased_by")
        .order_by(F("decided_on").desc(nulls_last=True), "-id")
    )
    marks: dict[str, list[MarkView]] = {}
    for mark in known(
        Mark.objects.filter(thread__in=bulk.listed({r.thread for r in rows})), known_at, begin="known_from"
    ):
        view = MarkView(mark.kind, mark.get_kind_display(), mark.from_on, mark.until_on, mark.reason_type, mark.case)
        marks.setdefault(mark.thread, []).append(view)
    unseen = never_shown(rows)
    begun = first_shown((row.thread for row in rows), known_at=known_at)
    return tuple(
        _view(row, marks.get(row.thread, ()), begun.get(row.thread), unseen.get(row.thread, "")) for row in rows
    )


def _view(row: Record, marks: Sequence[MarkView], begun: date | None, unseen: str) -> RecordView:
    return RecordView(
        thread=row.thread,
        item=row.item,
        unit=row.unit.uscc,
        unit_name=row.unit.name,
        change=row.change_id,
        recorded_at=row.change.at,
        values=json.loads(row.payload) if row.payload else {},
        document_number=row.document_number,
        decided_on=row.decided_on,
        negative=row.negative,
        severity=row.severity,
        publicity=row.publicity,
        publicity_ground=row.publicity_ground,
        publicity_reason=row.publicity_reason,
        shown_from=row.shown_from,
        first_shown=begun,
        hidden_from=row.hidden_from,
        repairable_from=row.repairable_from,
        use_until=row.use_until,
        is_erased=row.erased_by_id is not None,
        erased_on=row.erased_by.at.astimezone(CHINA).date() if row.erased_by is not None else None,
        never_shown=unseen,
        marks=tuple(marks),
    )


def _own_code(subject: Subject, known_at: int | None) -> str:
    """Of several codes the one it had before others were merged into it."""
    codes = known(Identifier.objects.filter(subject=subject, scheme="uscc"), known_at, begin="known_from")
    return codes.order_by("id").values_list("value", flat=True).first() or ""


def _is_withdrawn(record: RecordView) -> bool:
    return any(mark.kind == "withdrawn" for mark in record.marks)


def _holds(begin: date | None, end: date | None, day: date) -> bool:
    return (begin is None or begin <= day) and (end is None or day < end)


def _name_of(names: Sequence[NameView]) -> str:
    current = [n for n in names if n.valid_until is None] or list(names)
    best = [n for n in current if n.registered] or current
    return best[-1].name if best else ""
