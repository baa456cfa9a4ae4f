"""The home page, the columns of 双公示, and one column with its filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mingxin.archive.public_numbers import public_number
from mingxin.rulebook.cards import ItemCard
from mingxin.uses.coverage import NOT_COLLECTED, collected_among
from mingxin.uses.publicity import cursors, queries, words
from mingxin.uses.publicity.public_book import LICENCE, PENALTY, PublicBook, book_on
from mingxin.uses.publicity.queries import Counts, Filters, Row

PAGE_ROWS = 20
HOME_ROWS = 5


@dataclass(frozen=True)
class Figure:
    value: str
    unit: str
    caption: str


@dataclass(frozen=True)
class Line:
    """One record in a list. `number` stands in its address."""

    number: str
    name: str
    decided_on: str
    summary: str
    ends: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """`group`: under which heading the site lists it; 双公示 are the two and no others.

    `not_collected`: what is said in the place of "none" where nobody reports the item, "" where somebody does, or where
    it was not asked: home page and column ask it of the one that they show.
    """

    item: str
    name: str
    class_name: str
    count: str
    group: str
    not_collected: str = ""


@dataclass(frozen=True)
class Home:
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]
    chosen: Column | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Option:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """One filter: `parameter` is its name in the address."""

    parameter: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class ColumnPage:
    column: Column
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    count: str
    export_note: str
    has_export: bool
    file_notes: str
    choices: tuple[Choice, ...]
    term_words: str
    is_filtered: bool
    onward: str


def show_home(*, as_of: date, item: str = "") -> Home:
    """Figures, and the newest lines of one column (licences, unless another is asked for)."""
    book = book_on(as_of)
    counts = queries.counts_of_items(as_of)
    columns = _columns(book, counts)
    card = book.cards.get(item) or next(iter(book.cards.values()), None)
    if card is None:
        return Home(_figures(book, counts, as_of), (), None, ())
    rows, _ = queries.page(queries.matching(card, Filters(), as_of), after=None, limit=HOME_ROWS)
    chosen = next(c for c in columns if c.item == card.code)
    (chosen,) = _with_coverage((chosen,), counts, as_of)
    return Home(_figures(book, counts, as_of), columns, chosen, lines_of(card, rows, as_of))


def show_columns(*, as_of: date) -> tuple[Column, ...]:
    counts = queries.counts_of_items(as_of)
    return _with_coverage(_columns(book_on(as_of), counts), counts, as_of)


def show_column(item: str, filters: Filters, *, as_of: date, after: str = "") -> ColumnPage:
    """One column, narrowed by filters, from the newest decision down. Refusal("publicity.no_column")."""
    book = book_on(as_of)
    card = book.card(item)
    counts = queries.counts_of_items(as_of)
    by_unit = queries.counts_of_units(card, as_of)
    found = queries.matching(card, filters, as_of)
    total = count_of(card, filters, as_of, by_unit)
    rows, onward = queries.page(found, after=cursors.read(after), limit=PAGE_ROWS)
    (column,) = _with_coverage((_column(card, counts),), counts, as_of)
    return ColumnPage(
        column=column,
        columns=_columns(book, counts),
        lines=lines_of(card, rows, as_of),
        count=words.number(total.whole),
        export_note=_export_note(total),
        has_export=total.whole > total.sole_traders,
        file_notes=words.table_notes(card),
        choices=_choices(card, filters, by_unit, as_of),
        term_words=book.rule(card).words,
        is_filtered=filters != Filters(),
        onward=cursors.spell(onward),
    )


def count_of(
    card: ItemCard, filters: Filters, as_of: date, by_unit: dict[tuple[int, str], Counts] | None = None
) -> Counts:
    """From the counts by edge where they suffice, else counted."""
    if not filters.is_by_unit_at_most:
        return queries.count(card, filters, as_of)
    units = queries.counts_of_units(card, as_of) if by_unit is None else by_unit
    taken = [c for (unit, _), c in units.items() if filters.unit in (None, unit)]
    return Counts(sum(c.whole for c in taken), sum(c.sole_traders for c in taken))


def lines_of(card: ItemCard, rows: Sequence[Row], as_of: date) -> tuple[Line, ...]:
    marks = queries.marks_beside([row.record.thread for row in rows], as_of)
    return tuple(
        Line(
            number=public_number(row.record.thread),
            name=words.name_in(card, row.said),
            decided_on=words.day(row.record.decided_on),
            summary=words.summary(card, row.said),
            ends=words.end_words(card, row.said, row.hidden_from),
            marks=tuple(marks.get(row.record.thread, ())),
        )
        for row in rows
    )


def _column(card: ItemCard, counts: dict[str, int]) -> Column:
    return Column(card.code, card.name, card.class_name, words.number(counts.get(card.code, 0)), _group(card))


def _with_coverage(columns: Sequence[Column], counts: dict[str, int], as_of: date) -> tuple[Column, ...]:
    """What shows something somebody reported; of the others it is asked."""
    empty = [column.item for column in columns if not counts.get(column.item)]
    if not empty:
        return tuple(columns)
    unknown = set(empty) - collected_among(empty, as_of)
    return tuple(replace(one, not_collected=NOT_COLLECTED) if one.item in unknown else one for one in columns)


def _group(card: ItemCard) -> str:
    if card.code in (LICENCE, PENALTY):
        return "双公示"
    return "其他行政管理信息" if card.class_name == "行政管理信息" else "其他信用公示"


def _columns(book: PublicBook, counts: dict[str, int]) -> tuple[Column, ...]:
    columns = [_column(card, counts) for card in book.cards.values()]
    order = list(dict.fromkeys(("双公示", "其他行政管理信息", *(column.group for column in columns))))
    return tuple(sorted(columns, key=lambda column: order.index(column.group)))


def _figures(book: PublicBook, counts: dict[str, int], as_of: date) -> tuple[Figure, ...]:
    median = queries.workdays_to_publication(as_of.replace(day=1), as_of, (LICENCE, PENALTY))
    return (
        Figure(words.number(queries.registered_subjects(list(book.registrations), as_of)), "家", "登记主体"),
        Figure(words.number(counts.get(LICENCE, 0)), "条", "公示中的行政许可"),
        Figure(words.number(counts.get(PENALTY, 0)), "条", "公示中的行政处罚"),
        Figure("—", "", "本月还没有新公示的许可、处罚决定")
        if median is None
        else Figure(f"{median:g}", "个工作日", "本月许可、处罚从决定到报送的天数（中位数）"),
    )


def _export_note(total: Counts) -> str:
    exported = words.number(total.whole - total.sole_traders)
    if not total.whole:
        return "没有可以下载的信息。"
    if not total.sole_traders:
        return f"可下载全部 {exported} 条。"
    return f"可下载 {exported} 条；另有 {words.number(total.sole_traders)} 条涉及个体工商户，依规则不提供批量下载。"


def _choices(
    card: ItemCard, filters: Filters, by_unit: dict[tuple[int, str], Counts], as_of: date
) -> tuple[Choice, ...]:
    units = tuple(
        Option(str(unit), f"{name}（{words.number(c.whole)}）", filters.unit == unit)
        for (unit, name), c in by_unit.items()
    )
    found = [Choice("danwei", "报送单位", units)]
    for position, (declared, values) in enumerate(
        zip(queries.filter_fields(card), queries.values_of(card, as_of), strict=True), 1
    ):
        chosen = filters.values[position - 1] if len(filters.values) >= position else ""
        listed = values if not chosen or chosen in values else (*values, chosen)
        found.append(
            Choice(f"f{position}", declared.name, tuple(Option(v, words.shortened(v, 30), v == chosen) for v in listed))
        )
    return tuple(found)
