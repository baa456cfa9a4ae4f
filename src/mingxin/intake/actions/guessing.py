"""Which item a file is of, by its headers, among those that its unit may report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.db.models import Q

from mingxin.access.models import Power, Unit
from mingxin.catalogue.queries import cards_in_force
from mingxin.intake.actions.examine import bounds
from mingxin.intake.reading import room
from mingxin.intake.reading.asked import Share
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import ItemCard

CLEAR_SHARE: Final = 0.6  # most headers speak for it …
CLEAR_LEAD: Final = 0.2  # … and clearly more than for the next
_SHOWN: Final = 4


@dataclass(frozen=True)
class Guesses:
    """`clear` is the item that may be taken without asking, "" where a person must choose."""

    likely: tuple[Share, ...]
    clear: str


def guess(path: Path, *, unit: Unit, on: date) -> Guesses:
    """Raises Refusal where the file cannot be read at all, or resembles no item."""
    held = held_cards(unit, on=on)
    others = tuple(card for card in cards_in_force(on=on) if card not in held)
    likely = likeliest(room.likely(path, bounds(), held, others))
    if not likely:
        raise Refusal(
            "header.not_found",
            "在文件的前 15 行中没有找到任何事项的表头。",
            "请下载该事项的模板，按模板的表头填写后重新上传。",
        )
    first, second = likely[0], likely[1] if len(likely) > 1 else ("", 0.0)
    is_clear = (
        first[0] in {card.code for card in held} and first[1] >= CLEAR_SHARE and first[1] - second[1] >= CLEAR_LEAD
    )
    return Guesses(likely, first[0] if is_clear else "")


def likeliest(shares: Sequence[Share]) -> tuple[Share, ...]:
    """As many as somebody is shown to choose from."""
    return tuple(shares[:_SHOWN])


def speaks_for_another(likely: Sequence[Share], item: str) -> bool:
    """Whether the headers clearly speak for another item than this one."""
    shares = dict(likely)
    best = max(shares, key=lambda code: shares[code], default=item)
    return best != item and shares[best] >= CLEAR_SHARE and shares[best] - shares.get(item, 0) >= CLEAR_LEAD


def held_cards(unit: Unit, *, on: date) -> tuple[ItemCard, ...]:
    """Of the items that the unit may report on that day."""
    powers = Power.objects.filter(unit=unit, held_from__lte=on)
    held = set(powers.filter(Q(held_until__isnull=True) | Q(held_until__gt=on)).values_list("item", flat=True))
    return tuple(card for card in cards_in_force(on=on) if card.code in held)
