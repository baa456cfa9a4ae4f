"""Which item a file is of, by its headers, among those that its unit may report."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Q

from mingxin.access.models import Power, Unit
from mingxin.catalogue.queries import cards_in_force
from mingxin.intake.reading import room
from mingxin.intake.reading.layout import guess_item
from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal

CLEAR_SHARE: Final = 0.6  # most headers speak for it …
CLEAR_LEAD: Final = 0.2  # … and clearly more than for the next


@dataclass(frozen=True)
class Guesses:
    """`clear` is the item that may be taken without asking, "" where a person must choose."""

    likely: tuple[tuple[str, float], ...]
    clear: str


def guess(path: Path, *, unit: Unit, on: date) -> Guesses:
    """Raises Refusal where the file cannot be read at all, or resembles no item."""
    cards = tuple(cards_in_force(on=on))
    sheet = room.read_sheet(
        path,
        max_bytes=settings.INTAKE_FILE_MAX_BYTES,
        max_rows=settings.INTAKE_BATCH_MAX_ROWS,
        cards=cards,
    )
    held = _held(unit, on)
    likely = likely_items(sheet, unit=unit, on=on) or tuple(guess_item(sheet, cards)[:4])
    if not likely:
        raise Refusal(
            "header.not_found",
            "在文件的前 15 行中没有找到任何事项的表头。",
            "请下载该事项的模板，按模板的表头填写后重新上传。",
        )
    first, second = likely[0], likely[1] if len(likely) > 1 else ("", 0.0)
    is_clear = first[0] in held and first[1] >= CLEAR_SHARE and first[1] - second[1] >= CLEAR_LEAD
    return Guesses(likely, first[0] if is_clear else "")


def likely_items(sheet: Sheet, *, unit: Unit, on: date) -> tuple[tuple[str, float], ...]:
    """(item, share of the headers that its card claims) of the items that the unit may report, the likeliest first."""
    held = _held(unit, on)
    return tuple(guess_item(sheet, [card for card in cards_in_force(on=on) if card.code in held])[:4])


def speaks_for_another(likely: tuple[tuple[str, float], ...], item: str) -> bool:
    """Whether the headers clearly speak for another item than this one."""
    shares = dict(likely)
    best = max(shares, key=lambda code: shares[code], default=item)
    return best != item and shares[best] >= CLEAR_SHARE and shares[best] - shares.get(item, 0) >= CLEAR_LEAD


def _held(unit: Unit, on: date) -> set[str]:
    powers = Power.objects.filter(unit=unit, held_from__lte=on)
    return set(powers.filter(Q(held_until__isnull=True) | Q(held_until__gt=on)).values_list("item", flat=True))
