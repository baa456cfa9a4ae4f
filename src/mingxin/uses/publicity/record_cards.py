"""One record as the public reads it: on its subject's page in brief, on its own page in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mingxin.rulebook.cards import ItemCard
from mingxin.uses.publicity import queries, words
from mingxin.uses.publicity.public_book import PublicBook, book_on
from mingxin.uses.publicity.queries import Row
from mingxin.uses.publicity.removals import state_of
from mingxin.uses.publicity.words import Pair, Tag, Term


@dataclass(frozen=True)
class RecordCard:
    thread: str
    title: str
    tone: str
    item_name: str
    tags: tuple[Tag, ...]
    pairs: tuple[Pair, ...]
    term: Term | None
    mark_note: str


@dataclass(frozen=True)
class RecordPage:
    card: RecordCard
    item: str
    name: str
    subject: str
    published_under: str
    term_words: str
    source_unit: str


def card_in_brief(book: PublicBook, row: Row, marks: Sequence[str], as_of: date) -> RecordCard:
    card = book.card(row.record.item)
    told = words.brief(card, row.said, sole_trader=row.is_sole_trader, published_under=book.published_under(card))
    return _card(card, row, told, marks, as_of)


def card_in_full(card: ItemCard, row: Row, marks: Sequence[str], as_of: date) -> RecordCard:
    return _card(card, row, words.pairs(card, row.said, sole_trader=row.is_sole_trader), marks, as_of)


def show_record(thread: str, *, as_of: date) -> RecordPage | str:
    """The page of a record; where there is none, "ended" (it was public once) or "unknown"."""
    found = queries.shown_on(as_of).filter(thread=thread).select_related("record", "record__unit", "record__subject")
    shown = found.first()
    book = book_on(as_of)
    card = book.cards.get(shown.item) if shown else None
    if shown is None or card is None:
        state = state_of(thread, as_of)
        return "ended" if state == "shown" else state
    row = queries.row_of(shown)
    marks = queries.marks_beside([thread], as_of).get(thread, ())
    return RecordPage(
        card=card_in_full(card, row, marks, as_of),
        item=card.code,
        name=words.name_in(card, row.said),
        subject=row.record.subject.public_id,
        published_under=book.published_under(card),
        term_words=book.rule(card).words,
        source_unit=row.record.unit.name,
    )


def _card(card: ItemCard, row: Row, told: tuple[Pair, ...], marks: Sequence[str], as_of: date) -> RecordCard:
    record = row.record
    spans = words.Spans(record.decided_on or row.shown_from, row.hidden_from, record.repairable_from)
    return RecordCard(
        thread=record.thread,
        title=words.title(card, row.said),
        tone=words.TONES[card.nature],
        item_name=card.name,
        tags=words.tags(card, row.said, record.severity, marks),
        pairs=told,
        term=words.term(spans, as_of=as_of) if record.negative else None,
        mark_note=_mark_note(marks),
    )


def _mark_note(marks: Sequence[str]) -> str:
    if "异议核实中" in marks:
        return "当事人已提出异议，有关单位正在核实。核实期间不据此采取限制措施，法律或者决定本身规定的除外。"
    return "当事人已申请行政复议或提起行政诉讼，案件尚未办结。" if marks else ""
