"""What a unit has on record: its own list on the desk, newest decision first, and its counts by state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from mingxin.archive import search
from mingxin.archive.models import Identifier, Mark, MarkKind, Name, Record, Scheme
from mingxin.archive.queries.state_case import necessary_for, state_case
from mingxin.archive.queries.subject_names import held_names, own_codes
from mingxin.archive.queries.versions import RecordView
from mingxin.archive.rules.states import state_of, words_of
from mingxin.kernel import docnumber, uscc

PAGE_RECORDS = 50

Cursor = tuple[date | None, int]  # day of decision and id of the last row of a page


@dataclass(frozen=True)
class Wanted:
    """Which records: "" and () ask for any. Decided in [decided_from, decided_until).

    `text`: part of a document number, a whole code, a whole name, or part of one (never of a sole trader's).
    """

    units: Sequence[int]
    items: Sequence[str] = ()
    state: str = ""
    decided_from: date | None = None
    decided_until: date | None = None
    text: str = ""


@dataclass(frozen=True)
class UnitRecord:
    """One current version in a list. `state` is a key of `rules.states.WORDS`, `words` what the reader is told."""

    id: int
    thread: str
    item: str
    unit_id: int
    subject_id: int
    name: str
    code: str
    document_number: str
    decided_on: date | None
    severity: str
    change: int
    shown_from: date | None
    hidden_from: date | None
    state: str
    words: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class UnitPage:
    """`onward` is the cursor of the next page, None on the last."""

    records: tuple[UnitRecord, ...]
    onward: Cursor | None


def records_of(wanted: Wanted, *, as_of: date) -> QuerySet[Record]:
    """The current versions that are wanted, lazily and unordered: to count, or to make a query of one's own."""
    found = Record.objects.filter(_place(wanted), known_until__isnull=True)
    if wanted.decided_from is not None:
        found = found.filter(decided_on__gte=wanted.decided_from)
    if wanted.decided_until is not None:
        found = found.filter(decided_on__lt=wanted.decided_until)
    if wanted.text.strip():
        found = found.filter(_text(wanted.text.strip()))
    if wanted.state:
        narrowed = found.filter(necessary_for(wanted.state, as_of))
        found = narrowed.annotate(state=state_case(as_of)).filter(state=wanted.state)
    return found


def page_of(wanted: Wanted, *, as_of: date, after: Cursor | None = None, limit: int = PAGE_RECORDS) -> UnitPage:
    """One page, newest decision first; what has no day of decision comes last. Follow `onward` for a full export."""
    keys = _keys(records_of(wanted, as_of=as_of), after, limit + 1)
    shown = keys[:limit]
    return UnitPage(_read([record for _, record in shown], as_of), shown[-1] if len(keys) > limit else None)


def counts_by_state(
    *, units: Sequence[int], items: Sequence[str] = (), as_of: date
) -> dict[tuple[int, str], dict[str, int]]:
    """(unit, item) → state → how many records; one query."""
    rows = (
        Record.objects.filter(_place(Wanted(units, items)), known_until__isnull=True)
        .annotate(state=state_case(as_of))
        .values("unit_id", "item", "state")
        .annotate(n=Count("id"))
    )
    counts: dict[tuple[int, str], dict[str, int]] = {}
    for unit, item, state, n in rows.values_list("unit_id", "item", "state", "n"):
        counts.setdefault((unit, item), {})[state] = n
    return counts


def state_words(record: RecordView, *, as_of: date) -> str:
    """The state of a version in the reader's words, with its reason."""
    state = state_of(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        is_erased=record.is_erased,
        marks=((mark.kind, mark.from_on, mark.until_on) for mark in record.marks),
        as_of=as_of,
    )
    withdrawn = next((mark.reason_type for mark in record.marks if mark.kind == MarkKind.WITHDRAWN), "")
    return words_of(
        state,
        publicity_reason=record.publicity_reason,
        withdrawal_reason=withdrawn,
        shown_from=record.shown_from,
    )


def _place(wanted: Wanted) -> Q:
    place = Q(unit__in=list(wanted.units))
    return place & Q(item__in=list(wanted.items)) if wanted.items else place


def _text(text: str) -> Q:
    """By document number, code or name. Sole traders come by their whole name or code only (charter 2.7)."""
    current = Q(known_until__isnull=True)
    coded = Identifier.objects.filter(current, scheme=Scheme.USCC, value=uscc.fold(text)).values("subject")
    folded = search.fold(text)
    named = Name.objects.filter(current, normal__in=(folded, folded.upper())).values("subject")
    found = Q(document_number__contains=docnumber.normalise(text)) | Q(subject__in=coded) | Q(subject__in=named)
    if len(folded) > 1:
        found |= Q(subject__in=search.subjects_named(text))
    return found


def _keys(found: QuerySet[Record], after: Cursor | None, limit: int) -> list[Cursor]:
    """(decided_on, id) in order. Dated rows and undated ones are asked for apart: the databases sort nulls differently,
    and so each of the two follows the index.
    """
    keys: list[Cursor] = []
    if after is None or after[0] is not None:
        dated = found.filter(decided_on__isnull=False)
        if after is not None:
            dated = dated.filter(Q(decided_on__lt=after[0]) | Q(decided_on=after[0], id__lt=after[1]))
        keys = list(dated.order_by("-decided_on", "-id").values_list("decided_on", "id")[:limit])
    if len(keys) < limit:
        undated = found.filter(decided_on__isnull=True)
        if after is not None and after[0] is None:
            undated = undated.filter(id__lt=after[1])
        keys += list(undated.order_by("-id").values_list("decided_on", "id")[: limit - len(keys)])
    return keys


def _read(ids: Sequence[int], as_of: date) -> tuple[UnitRecord, ...]:
    """The rows of one page; four queries, however many."""
    records = Record.objects.defer("payload").in_bulk(list(ids))
    subjects = {record.subject_id for record in records.values()}
    names = held_names(subjects)
    codes = own_codes(subjects)
    marks: dict[str, list[Mark]] = {}
    for mark in Mark.objects.filter(thread__in=[r.thread for r in records.values()], known_until__isnull=True):
        marks.setdefault(mark.thread, []).append(mark)
    return tuple(
        _row(records[i], names.get(records[i].subject_id, ""), codes, marks.get(records[i].thread, []), as_of)
        for i in ids
    )


def _row(record: Record, name: str, codes: dict[int, str], marks: Sequence[Mark], as_of: date) -> UnitRecord:
    state = state_of(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        is_erased=record.erased_by_id is not None,
        marks=((mark.kind, mark.from_on, mark.until_on) for mark in marks),
        as_of=as_of,
    )
    withdrawn = next((mark.reason_type for mark in marks if mark.kind == MarkKind.WITHDRAWN), "")
    standing = [m for m in marks if m.from_on <= as_of and (m.until_on is None or as_of < m.until_on)]
    return UnitRecord(
        id=record.pk,
        thread=record.thread,
        item=record.item,
        unit_id=record.unit_id,
        subject_id=record.subject_id,
        name=name,
        code=codes.get(record.subject_id, ""),
        document_number=record.document_number,
        decided_on=record.decided_on,
        severity=record.severity,
        change=record.change_id,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        state=state,
        words=words_of(
            state,
            publicity_reason=record.publicity_reason,
            withdrawal_reason=withdrawn,
            shown_from=record.shown_from,
        ),
        marks=tuple(MarkKind(m.kind).label for m in standing),
    )
