"""Whether the catalogue lets what is on record of an item be public on a day: the card's part of the answer.

The other part is the record's own, its days and its marks (`archive.rules.spans`, `archive.rules.states`). No page,
list, file or paper asks the one without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.vocabulary import NEVER_SHOWN_RULES


def is_in_force(card: ItemCard, on: date) -> bool:
    """in_force_until is the first day on which the item is no more."""
    begun = card.in_force_from is None or card.in_force_from <= on
    return begun and (card.in_force_until is None or on < card.in_force_until)


def may_show(card: ItemCard, on: date) -> bool:
    """In force on the day, for everybody to read, and under a rule that ever publishes.

    What was recorded as public before its item was closed stays on file as such, and shows no more.
    """
    return is_in_force(card, on) and card.disclosure == "public" and card.publicity not in NEVER_SHOWN_RULES


@dataclass(frozen=True)
class Openness:
    """What the catalogue lets be public on a day. `closed`: items of which nothing is. `register`: whether anything of
    an entry of the register is, so that its subject may be known to be on file.

    The open ones are no list: an item on which records stand never leaves the catalogue, so what is closed says all,
    and a condition that names the closed ones hides nothing from an index.
    """

    closed: frozenset[str]
    register: bool


def openness_of(cards: Mapping[str, ItemCard], on: date) -> Openness:
    """By the cards of one edition."""
    closed = frozenset(code for code, card in cards.items() if not may_show(card, on))
    is_open = any(card.effect == "registration" and code not in closed for code, card in cards.items())
    return Openness(closed, register=is_open)
