"""Identity numbers in whole columns: found fast, judged exactly, cut."""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Final

import polars as pl

from mingxin.intake.table import ROW
from mingxin.kernel.resident_id import CUT_MARK, SHAPE, cut, is_resident_id
from mingxin.kernel.uscc import examine
from mingxin.rulebook.cards import FieldCard, FieldType, Role

_SHORTEST: Final = 15
# Eighteen letters and digits alone in a cell hold an identity number only with a date of birth in the middle, or an old
# one after three letters, or one without its last after one: most credit codes are told apart here, without asking
# Python.
_EIGHTEEN: Final = r"^[0-9A-Za-z]{18}$"
_DATED_EIGHTEEN: Final = r"^[0-9OoIl]{6}(?:[1Il]9|2[0Oo])[0-9OoIl]{2}[01OoIl][0-9OoIl][0-3OoIl][0-9OoIl]"
_LETTERED: Final = r"^(?:[A-Za-z]{3}[0-9]{15}|[A-Za-z][0-9]{17})$"

CUTS_SCHEMA: Final = pl.Schema({"text": pl.String(), "clean": pl.String()})


@lru_cache(maxsize=1024)  # names of fields and letters of columns; an expression costs more to build than to ask
def may_hold(name: str) -> pl.Expr:
    """Whether a cell of the column may hold an identity number: no false negatives, few false positives."""
    cell = pl.col(name)
    may_be_number = cell.str.contains(f"{_DATED_EIGHTEEN}|{_LETTERED}")
    is_plain_code = cell.str.contains(_EIGHTEEN) & ~may_be_number
    return (cell.str.len_bytes() >= _SHORTEST) & ~is_plain_code & cell.str.contains(SHAPE)


def columns_to_search(cells: pl.DataFrame, names: Collection[str]) -> frozenset[str]:
    """Those of the columns in which `cuts_in` may find something; all are asked in one pass: in most none does."""
    if cells.is_empty() or not names:
        return frozenset()
    told = cells.select(may_hold(name).any().alias(name) for name in names)
    return frozenset(name for name in names if told[name].item())


def cuts_in(column: pl.Series, judge: Callable[[str], str | None] | None = None) -> pl.DataFrame:
    """(text, clean) for each distinct text of the column that holds an identity number; clean is null for a cell that
    holds nothing else. `judge` replaces the general rule: it gives the clean text, "" for an emptied cell, or None.
    """
    candidates = column.to_frame().filter(may_hold(column.name)).get_column(column.name).unique().to_list()
    judged = [(text, (judge or without_numbers)(text)) for text in candidates]
    found = [(text, clean or None) for text, clean in judged if clean is not None]
    return pl.DataFrame(found, schema=CUTS_SCHEMA, orient="row")


def clean_name(name: str) -> str:
    """The name of a file or a sheet without identity numbers."""
    return cut(name)[0]


def without_numbers(text: str) -> str | None:
    """The text with its identity numbers cut; "" where it is one and nothing else; None where there is none."""
    clean, count = cut(text)
    if not count:
        return None
    return "" if is_resident_id(text) or not _rest(clean) else clean


def _rest(clean: str) -> str:
    return clean.replace(CUT_MARK, "").strip(" '’\t\n")


def judge_of(field: FieldCard) -> Callable[[str], str | None] | None:
    """How a field is judged. Code columns know their own numbers better than the general rule does."""
    if field.type is FieldType.USCC:
        return _judge_credit_code
    if field.role is Role.REGISTRATION_NUMBER:
        return _judge_registration_number
    return None


def _judge_credit_code(text: str) -> str | None:
    """A mistyped identity number is emptied too: it names its person no less."""
    return "" if examine(text).problem == "uscc.resident_id" else None


def _judge_registration_number(text: str) -> str | None:
    """Fifteen digits with the check digit of a registration number are one, though the middle may look like a date."""
    return None if examine(text).problem == "uscc.old_registration_15" else without_numbers(text)


def apply(cells: pl.DataFrame, name: str, cuts: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The cells with the cuts made in one column, and the rows in which they were made."""
    hit = cells.filter(pl.col(name).is_in(cuts["text"].implode()))
    cleaned = cells.with_columns(
        pl.col(name).replace_strict(cuts["text"], cuts["clean"], default=pl.col(name), return_dtype=pl.String)
    )
    return cleaned, hit.get_column(ROW)


def clean_everywhere(cells: pl.DataFrame) -> pl.DataFrame:
    """A raw grid without identity numbers, whatever its columns mean."""
    for name in sorted(columns_to_search(cells, _columns(cells))):
        cuts = cuts_in(cells.get_column(name))
        if cuts.height:
            cells, _ = apply(cells, name, cuts)
    return cells


def holds_any(cells: pl.DataFrame) -> bool:
    return any(cuts_in(cells.get_column(name)).height for name in columns_to_search(cells, _columns(cells)))


def _columns(cells: pl.DataFrame) -> list[str]:
    return [name for name in cells.columns if name != ROW]
