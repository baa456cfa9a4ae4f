"""Header cells: folded so that spellings agree, and matched to the fields of a card."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from mingxin.kernel.text import INVISIBLE, settled
from mingxin.rulebook.cards import ItemCard

MARK_HEADERS: Final = ("错误说明", "如何修改", "示例")
"""The columns that a returned workbook carries at its right; a file that is sent again may still have them."""

_FEWEST_MATCHES: Final = 3
_LONGEST: Final = 200  # characters: no name of a field, nor one with its marks, has as many
_COUNTERS: Final = ("序号", "编号序号", "行号")
_REQUIRED: Final = re.compile(
    r"[(\[【〔〖]\s*(?:非?必填项?|按条件必填|必须填写|必须|选填项?|可选|可空|不可为空)\s*[)\]】〕〗]|^\s*必填"
)
_DROPPED: Final = re.compile(rf"[\W_{INVISIBLE}]")


@dataclass(frozen=True)
class Joined:
    """A column of an older layout whose values are joined to a field's own."""

    field: str


def fold(header: str) -> str:
    """A header without required marks, brackets, spaces, line breaks, punctuation, width and case.

    Of a longer text than any name of a column only so much is looked at: each mark in a mark takes another round.
    """
    return settled(header[:_LONGEST], _folded_once)


def _folded_once(header: str) -> str:
    plain = unicodedata.normalize("NFKC", header)
    return _DROPPED.sub("", _REQUIRED.sub("", plain)).casefold()


@lru_cache(maxsize=8192)
def _folded(known: str) -> str:
    """A name from a card, folded once: what senders wrote is not remembered."""
    return fold(known)


def folded(letter: str) -> pl.Expr:
    """`fold` of all cells of a column at once, in one pass: it narrows down what `fold` itself then reads."""
    plain = pl.col(letter).str.normalize("NFKC")
    return plain.str.replace_all(_REQUIRED.pattern, "").str.replace_all(_DROPPED.pattern, "").str.to_lowercase()


class Claims:
    """Which field of a card answers to a header. Codes and names go before aliases."""

    def __init__(self, card: ItemCard) -> None:
        names: dict[str, str | Joined] = {}
        for field in card.fields:
            names.setdefault(_folded(field.code), field.code)
            names.setdefault(_folded(field.name), field.code)
        for field in card.fields:
            for alias in field.aliases:
                names.setdefault(_folded(alias), field.code)
        for field in card.fields:
            for older in field.joined_from:
                names.setdefault(_folded(older), Joined(field.code))
        self._names: Mapping[str, str | Joined] = names
        self._ignored = frozenset(map(_folded, (*card.ignored_columns, *MARK_HEADERS, *_COUNTERS)))

    def of(self, *spellings: str) -> str | Joined | None:
        """The field of the first spelling that one claims."""
        for spelling in spellings:
            claimed = self._names.get(fold(spelling))
            if claimed is not None:
                return claimed
        return None

    @property
    def folded_names(self) -> frozenset[str]:
        """All that a field answers to, as `fold` leaves it."""
        return frozenset(self._names)

    def is_ignored(self, header: str) -> bool:
        return fold(header) in self._ignored


@dataclass(frozen=True)
class HeaderRows:
    """One header row, or two that are read together (a group above its columns, or codes under names).

    `claimed` maps letter → field, `texts` letter → header as a reader sees it; `matched` counts distinct fields.
    """

    rows: tuple[int, ...]
    texts: Mapping[str, str]
    claimed: Mapping[str, str | Joined]

    @property
    def matched(self) -> int:
        return len({field for field in self.claimed.values() if isinstance(field, str)})


def fewest_matches(header: HeaderRows) -> int:
    """So many fields at least a row must name to be the header, and another one to be one too."""
    return max(min(_FEWEST_MATCHES, len(header.texts)), 2)


def read_single(claims: Claims, row: int, cells: Mapping[str, str]) -> HeaderRows:
    found = {letter: claims.of(text) for letter, text in cells.items()}
    return HeaderRows((row,), cells, {letter: field for letter, field in found.items() if field is not None})


def read_pair(
    claims: Claims, rows: tuple[int, int], upper: Mapping[str, str], lower: Mapping[str, str], letters: Sequence[str]
) -> HeaderRows:
    """Two rows as one header. A group title reaches right over the columns that have no upper cell of their own."""
    texts: dict[str, str] = {}
    claimed: dict[str, str | Joined] = {}
    group = ""
    for letter in letters:
        group = upper.get(letter, group)
        below = lower.get(letter, "")
        own = upper.get(letter, "")
        if not below and not own:
            continue
        texts[letter] = below or own
        field = claims.of(below, group + below) if below else claims.of(own)
        if field is None and own and below:
            field = claims.of(own)
        if field is not None:
            claimed[letter] = field
    return HeaderRows(rows, texts, claimed)
