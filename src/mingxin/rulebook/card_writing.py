"""A card as the text that somebody changes and uploads again; `card_text.read_card_text` reads it back."""

from typing import Final

import yaml

from mingxin.rulebook.book import plain
from mingxin.rulebook.cards import ItemCard

_WIDTH: Final = 160


def write_card_text(card: ItemCard) -> str:
    """YAML in the order of the card, a data element on a line where it fits."""
    return yaml.safe_dump(plain(card), allow_unicode=True, sort_keys=False, default_flow_style=None, width=_WIDTH)
