"""Whether the catalogue lets what is on record of an item be public on a day: the card's part of the answer.

The other part is the record's own, its days and its marks (`archive.rules.spans`, `archive.rules.states`). No page,
list, file or paper asks the one without the other.
"""

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
