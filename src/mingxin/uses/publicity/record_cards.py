"""One record as the public reads it: on its subject's page in brief, on its own page in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.archive.public_numbers import public_number, thread_of_number
from mingxin.archive.queries.showing import shown_on
from mingxin.rulebook.cards import ItemCard
from mingxin.uses.publicity import queries, words
from mingxin.uses.publicity.public_book import PublicBook, book_on
from mingxin.uses.publicity.queries import Row
from mingxin.uses.publicity.removals import state_of
from mingxin.uses.publicity.subjects import withdrawals
from mingxin.uses.publicity.words import Pair, Tag, Term

CORRECTED: Final = "已更正"


@dataclass(frozen=True)
class RecordCard:
    number: str  # under which the public knows it
    title: str
    tone: str
    item_name: str
    tags: tuple[Tag, ...]
    pairs: tuple[Pair, ...]
    term: Term | None
    mark_note: str
    corrected: str  # that it was, and when; never what it said before


@dataclass(frozen=True)
class RecordPage:
    card: RecordCard
    item: str
    name: str
    subject: str
    published_under: str
    term_words: str
    source_unit: str


@dataclass(frozen=True)
class Ended:
    """Public once, public no more. `note`: who withdrew it, when and for which kind of reason; "" where nobody did."""

    note: str


@dataclass(frozen=True)
class Moved:
    """Asked for as addresses were spelled once, by its thread, and public now; of no other is anything said."""

    number: str


@dataclass(frozen=True)
class Beside:
    """What is known of records besides their content, by thread: marks in words, the day of the last correction."""

    marks: Mapping[str, Sequence[str]]
    corrections: Mapping[str, date]

    def said_of(self, thread: str) -> list[str]:
        """All of it in words, where there is one line for it: on paper."""
        corrected = self.corrections.get(thread)
        return [*self.marks.get(thread, ()), *([f"{CORRECTED}（{corrected}）"] if corrected else [])]


def beside(threads: Sequence[str], as_of: date) -> Beside:
    return Beside(queries.marks_beside(threads, as_of), queries.corrections(threads, as_of))


def card_in_brief(book: PublicBook, row: Row, known: Beside, as_of: date) -> RecordCard:
    card = book.card(row.record.item)
    told = words.brief(card, row.said, sole_trader=row.is_sole_trader, published_under=book.published_under(card))
    return _card(card, row, told, known, as_of)


def card_in_full(card: ItemCard, row: Row, known: Beside, as_of: date) -> RecordCard:
    return _card(card, row, words.pairs(card, row.said, sole_trader=row.is_sole_trader), known, as_of)


def show_record(number: str, *, as_of: date) -> RecordPage | Ended | Moved | None:
    """The page of a record; None where it never was public, as far as the public may know."""
    thread = thread_of_number(number)
    if thread is None:
        return None
    book = book_on(as_of)
    found = shown_on(as_of, book.opened).filter(thread=thread)
    shown = found.select_related("record", "record__unit", "record__subject").first()
    card = book.cards.get(shown.item) if shown else None
    if shown is None or card is None:
        if state_of(thread, as_of) == "ended":
            return Ended(_withdrawal(thread, as_of))
        return Moved(public_number(number)) if state_of(number, as_of) == "shown" else None
    row = queries.row_of(shown)
    return RecordPage(
        card=card_in_full(card, row, beside([thread], as_of), as_of),
        item=card.code,
        name=words.name_in(card, row.said),
        subject=row.record.subject.public_id,
        published_under=book.published_under(card),
        term_words=book.rule(card).words,
        source_unit=row.record.unit.name,
    )


def _withdrawal(thread: str, as_of: date) -> str:
    found = withdrawals(as_of).filter(thread=thread).select_related("unit").order_by("-id").first()
    return f"这条信息已由{found.unit.name}于 {found.from_on} 撤回，原因：{found.reason_type}。" if found else ""


def _card(card: ItemCard, row: Row, told: tuple[Pair, ...], known: Beside, as_of: date) -> RecordCard:
    record = row.record
    marks, corrected = known.marks.get(record.thread, ()), known.corrections.get(record.thread)
    spans = words.Spans(
        record.decided_on or row.shown_from, row.hidden_from, record.repairable_from, words.unmet(card, row.said)
    )
    return RecordCard(
        number=public_number(record.thread),
        title=words.title(card, row.said),
        tone=words.TONES[card.nature],
        item_name=card.name,
        tags=words.tags(card, row.said, [*marks, *([CORRECTED] if corrected else [])]),
        pairs=told,
        term=words.term(spans, as_of=as_of) if record.negative else None,
        mark_note=_mark_note(marks),
        corrected=f"本条信息于 {corrected} 更正过，这里是更正后的内容。" if corrected else "",
    )


def _mark_note(marks: Sequence[str]) -> str:
    if "异议核实中" in marks:
        return "当事人已提出异议，有关单位正在核实。核实期间不据此采取限制措施，法律或者决定本身规定的除外。"
    return "当事人已申请行政复议或提起行政诉讼，案件尚未办结。" if marks else ""
