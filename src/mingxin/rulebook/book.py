"""The rulebook as one frozen value, its canonical spelling, and its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from enum import Enum

from mingxin.rulebook.cards import CodeSet, ItemCard, Source, Terms
from mingxin.rulebook.forbidden import Forbidden
from mingxin.rulebook.publicity import Publicity
from mingxin.rulebook.rule_reading import Holidays


@dataclass(frozen=True)
class Rulebook:
    """Law as data. Two rulebooks with the same digest say the same, whatever files they came from."""

    sources: Mapping[str, Source]
    cards: Mapping[str, ItemCard]
    code_sets: Mapping[str, CodeSet]
    publicity: Publicity
    forbidden: Forbidden
    holidays: Holidays
    digest: str = ""

    @property
    def terms(self) -> tuple[Terms, ...]:
        return self.publicity.terms

    def content(self) -> str:
        """The canonical spelling: JSON, sorted keys, empty values left out."""
        return spell(
            {
                "sources": plain(self.sources),
                "cards": [plain(card) for _, card in sorted(self.cards.items())],
                "code_sets": plain(self.code_sets),
                "publicity": plain(self.publicity),
                "forbidden": plain(self.forbidden),
                "calendar": plain_holidays(self.holidays),
            }
        )


def with_cards(rulebook: Rulebook, changed: Iterable[ItemCard]) -> Rulebook:
    """The rulebook with these cards in place of, or beside, its own. The same cards give the same digest."""
    cards = {**rulebook.cards, **{card.code: card for card in changed}}
    book = replace(rulebook, cards=cards)
    return replace(book, digest=digest_of(book.content()))


def card_content(card: ItemCard) -> str:
    return spell(plain(card))


def digest_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def spell(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: object) -> object:
    """Values as JSON knows them, in the shape that the readers read.

    A field left at "nothing" (None, "", empty) is left out; False and 0 say something and stay.
    """
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((entry.name, plain(getattr(value, entry.name))) for entry in fields(value))
        return {name: entry for name, entry in pairs if entry is not None and entry not in ("", [], {})}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value


def plain_holidays(holidays: Holidays) -> object:
    return {
        "source": holidays.source,
        "article": holidays.article,
        "fixed_holidays": [f"{month:02}-{day:02}" for month, day in holidays.fixed],
        "dated_holidays": [{"day": day.isoformat(), "name": name} for day, name in sorted(holidays.dated.items())],
    }
