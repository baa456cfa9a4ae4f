"""One subject's public page: who it is, what is public about it now, and what the page does not say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingxin.archive.models import Record
from mingxin.archive.queries.showing import shown_on
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.uses.coverage import Applies, Coverage, counted, coverage, uncollected
from mingxin.uses.publicity import cursors, queries, subjects, words
from mingxin.uses.publicity.public_book import PublicBook, book_on
from mingxin.uses.publicity.record_cards import RecordCard, beside, card_in_brief
from mingxin.uses.publicity.words import Pair

PAGE_RECORDS = 20
_STATED_ABOVE = frozenset({Role.NAME, Role.USCC, Role.STATUS, Role.FORMER_NAME, Role.ESTABLISHED_ON, Role.ADDRESS})
_FOR_MACHINES = frozenset({Role.ORGAN_CODE, Role.SOURCE_CODE})


@dataclass(frozen=True)
class Tab:
    item: str
    name: str
    count: str
    is_chosen: bool


@dataclass(frozen=True)
class Source:
    """One item: what of it shows for this subject, and how many units report it, through which day.

    `sources` is "" where the item is never collected of such a subject: then there is nothing that anybody reports.
    """

    name: str
    found: str
    sources: str
    units: tuple[str, ...]  # each that has reported, with its last day
    awaited: tuple[str, ...]


@dataclass(frozen=True)
class SubjectPage:
    public_id: str
    name: str
    code: str
    status: str
    facts: tuple[Pair, ...]
    former: str
    registration: tuple[Pair, ...]
    registration_note: str
    tabs: tuple[Tab, ...]
    item: str
    records: tuple[RecordCard, ...]
    onward: str
    nothing: str
    withdrawals: tuple[str, ...]
    sources: tuple[Source, ...]
    uncollected: str
    as_of: str
    is_sole_trader: bool


def show_subject(public_id: str, *, as_of: date, item: str = "", after: str = "") -> SubjectPage | None:
    """The page of a subject; None where the public may not know of one."""
    book = book_on(as_of)
    opened = book.opened
    subject = subjects.subject_of(public_id, as_of, opened)
    if subject is None:
        return None
    name, former = subjects.names_of(subject)
    is_sole_trader = subject.kind == "sole_trader" or subject.is_named_after_person
    registered = subjects.registration_of(subject, list(book.registrations), as_of, opened)
    stated = _stated(book, registered, is_sole_trader)
    counts = {i: n for i, n in subjects.counts_by_item(subject, as_of, opened).items() if i in book.cards}
    chosen = item if item in counts else ""
    found = shown_on(as_of, opened).filter(subject=subject, item__in=[chosen] if chosen else list(counts))
    rows, onward = queries.page(found, after=cursors.read(after), limit=PAGE_RECORDS)
    covered, applies = coverage(as_of), Applies(subject.kind, by_person=is_sole_trader)
    known = beside([row.record.thread for row in rows], as_of)
    return SubjectPage(
        public_id=public_id,
        name=name,
        code=subjects.code_of(subject),
        status=next((p.value for role, p in stated if role is Role.STATUS), ""),
        facts=_facts(stated),
        former="、".join(former),
        registration=tuple(p for role, p in stated if role not in _STATED_ABOVE | _FOR_MACHINES),
        registration_note="" if registered else "登记信息未归集：本平台只从有关决定中知道该单位的代码和名称。",
        tabs=_tabs(book, counts, chosen),
        item=chosen,
        records=tuple(card_in_brief(book, row, known, as_of) for row in rows),
        onward=cursors.spell(onward),
        nothing="" if counts else "截至今天，没有公示中的信息。",
        withdrawals=_withdrawals(book, subjects.withdrawals_of(subject, as_of, opened)),
        sources=_sources(book, covered, counts, applies),
        uncollected="、".join(uncollected((*book.cards.values(), *book.reserved.values()), covered, applies)),
        as_of=str(as_of),
        is_sole_trader=is_sole_trader,
    )


def _stated(
    book: PublicBook, registered: tuple[Record, Mapping[str, str]] | None, is_sole_trader: bool
) -> list[tuple[Role | None, Pair]]:
    """The public fields of the registration with what they mean."""
    if registered is None:
        return []
    record, said = registered
    card: ItemCard = book.registrations[record.item]
    return [
        (f.role, Pair(f.name, words.spelled(f, said[f.code])))
        for f in words.public_fields(card, sole_trader=is_sole_trader)
        if said.get(f.code)
    ]


def _facts(stated: list[tuple[Role | None, Pair]]) -> tuple[Pair, ...]:
    by_role = dict(stated)
    wanted = ((Role.ESTABLISHED_ON, "成立"), (Role.ADDRESS, "住所"))
    return tuple(Pair(label, by_role[role].value) for role, label in wanted if role in by_role)


def _tabs(book: PublicBook, counts: dict[str, int], chosen: str) -> tuple[Tab, ...]:
    """Everything first, then one tab for each item that shows something."""
    if not counts:
        return ()
    whole = Tab("", "全部", words.number(sum(counts.values())), not chosen)
    listed = (
        Tab(card.code, card.name, words.number(counts[card.code]), card.code == chosen)
        for card in book.cards.values()
        if card.code in counts
    )
    return (whole, *listed)


def _withdrawals(book: PublicBook, found: list[subjects.Withdrawal]) -> tuple[str, ...]:
    return tuple(
        f"1 条{book.cards[w.item].name}信息已由{w.unit}于 {w.on} 撤回，原因：{w.reason}。"
        for w in found
        if w.item in book.cards
    )


def _sources(
    book: PublicBook, covered: Mapping[str, Coverage], counts: dict[str, int], applies: Applies
) -> tuple[Source, ...]:
    return tuple(
        _source(card, held, counts.get(card.code, 0), applies)
        for card in (*book.cards.values(), *book.reserved.values())
        for held in (covered.get(card.code, Coverage()),)
        if held.is_collected or applies.to_none_of([card])
    )


def _source(card: ItemCard, held: Coverage, count: int, applies: Applies) -> Source:
    limits = applies.limits([card])
    if not count and applies.to_none_of([card]):
        return Source(card.name, found=limits, sources="", units=(), awaited=())
    none = "须经授权" if card.disclosure == "authorised" else applies.kept_back([card]) or "无公示中的信息"
    return Source(
        name=card.name,
        found=f"{words.number(count)} 条" if count else none,
        sources="；".join(told for told in (limits, counted(held), f"最近报送 {held.through}") if told),
        units=tuple(f"{one.unit}（{one.through_words}）" for one in held.reported),
        awaited=held.awaited,
    )
