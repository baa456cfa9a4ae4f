"""What is shown on a day: the condition that every public page, list, file and paper is drawn from.

A record shows where its own days and marks let it, which `Shown` holds span by span, and where its item is open, which
the catalogue in force says of the day (`catalogue.rules.showing`). The second is no column of `Shown`: an item is
closed by an edition or by the passing of a day, and no record is written for either.

`opened` is what the catalogue says of the day as a page has read it already: all of a page rests on one edition.
"""

from datetime import date

from django.db.models import Q, QuerySet

from mingxin.archive.models import Shown
from mingxin.catalogue.queries import closed_items
from mingxin.catalogue.rules.showing import Openness, may_show
from mingxin.rulebook.cards import ItemCard


def of_open_items(as_of: date, opened: Openness | None = None) -> Q:
    """Of rows that name their item, those of which anything may be public on the day."""
    return ~Q(item__in=sorted(opened.closed if opened is not None else closed_items(as_of)))


def shown_on(as_of: date, opened: Openness | None = None) -> QuerySet[Shown]:
    return Shown.objects.filter(of_open_items(as_of, opened), _its_days(as_of))


def shown_of(card: ItemCard, as_of: date) -> QuerySet[Shown]:
    """Of one item, by its card in the edition in force: asked of the card in hand, not of every row."""
    return Shown.objects.filter(_its_days(as_of), item=card.code) if may_show(card, as_of) else Shown.objects.none()


def _its_days(as_of: date) -> Q:
    return Q(shown_from__lte=as_of, hidden_from__gt=as_of)
