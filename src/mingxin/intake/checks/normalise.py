"""From cells as sent to cells in their normal form; Python sees only distinct values that need it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.checks.code_sets import judge_code_set
from mingxin.intake.checks.codes import judge_code
from mingxin.intake.checks.credit_codes import judge_credit_codes
from mingxin.intake.checks.dates import judge_dates
from mingxin.intake.checks.judged import Judged, distinct
from mingxin.intake.checks.names import NAMED, judge_names
from mingxin.intake.checks.numbers import judge_numbers
from mingxin.intake.checks.texts import judge_texts
from mingxin.intake.sifting.identity import judge_of, without_numbers
from mingxin.kernel.text import INVISIBLE, clean, is_blank_word, map_private_use
from mingxin.rulebook.cards import CodeSet, FieldCard, FieldType, ItemCard, Role, values_taken

_UNCLEAN: Final = (
    f"[{INVISIBLE}０-９Ａ-Ｚａ-ｚ]"
    r"|[\x{3000}\x{00a0}\x{2002}\x{2003}\x{2007}\x{2009}\x{202f}]"
    r"|\p{Co}|^\s|\s$|^['’]|^$"
)
_APOSTROPHES: Final = re.compile(r"^[\s'’]+")
_LONGEST_BLANK_WORD: Final = 6  # characters, with room for stray spaces


@dataclass(frozen=True)
class Normalised:
    """`plain` is cleaned, `cells` normalised; `judged` says what was noticed on the way, by field code."""

    plain: pl.DataFrame
    cells: pl.DataFrame
    judged: Mapping[str, Judged]


def normalise(
    raw: pl.DataFrame, card: ItemCard, code_sets: Mapping[str, CodeSet], *, no_end: date | None = None
) -> Normalised:
    """Every column of the card in its normal form: codes folded, dates ISO, numbers plain, blank words null.

    `no_end` is the day that stands for a validity without end, where the item knows one. What folding brings to light
    is sieved again: an identity number that nobody saw in a cell as sent.
    """
    fields = [field for field in card.fields if field.code in raw.columns]
    plain = _plain(raw, fields)
    judged = {field.code: _sieved(_judge(field, card, code_sets, no_end)(plain[field.code]), field) for field in fields}
    cells = plain.with_columns(judged[field.code].apply(plain[field.code]) for field in fields)
    return Normalised(plain, cells, judged)


def _plain(raw: pl.DataFrame, fields: list[FieldCard]) -> pl.DataFrame:
    """Cleaned, blank words null. Codes and names stay as sent: their own folding says what it changed.

    In 是否公开 a word for nothing stays: it may mean 否, and left empty the rule would decide.
    """
    cleaned = [field.code for field in fields if field.type is not FieldType.USCC and field.role not in NAMED]
    unclean = raw.select(pl.col(code).str.contains(_UNCLEAN) for code in cleaned)
    short = raw.select(pl.col(field.code).str.len_chars() <= _LONGEST_BLANK_WORD for field in fields)
    columns = []
    for field in fields:
        column, changed = raw[field.code], dict[str, str | None]()
        if field.code in cleaned:
            changed = {value: _cleaned(value) or None for value in distinct(column, unclean[field.code])}
        blank = (
            value
            for value in distinct(column, short[field.code])
            if not (said := _cleaned(value)) or (is_blank_word(said) and field.role is not Role.PUBLIC)
        )
        columns.append(_sieved(Judged(normals=changed | dict.fromkeys(blank, None)), field).apply(column))
    return raw.with_columns(columns)


def _sieved(judged: Judged, field: FieldCard) -> Judged:
    """Without identity numbers, and without a word for nothing that only folding brought to light."""
    judge = judge_of(field) or without_numbers
    for value, normal in judged.normals.items():
        if normal:
            clean = judge(normal)
            kept = normal if clean is None else clean
            judged.normals[value] = None if not kept or _is_nothing(kept) else kept
    return judged


def _is_nothing(text: str) -> bool:
    return len(text) <= _LONGEST_BLANK_WORD and is_blank_word(text)


def _cleaned(value: str) -> str:
    """Without invisible characters, and without the apostrophe by which a spreadsheet marks text."""
    return clean(_APOSTROPHES.sub("", clean(map_private_use(value))))


def _judge(
    field: FieldCard, card: ItemCard, code_sets: Mapping[str, CodeSet], no_end: date | None
) -> Callable[[pl.Series], Judged]:
    if field.cut:
        return lambda _: Judged()
    if field.code_set and field.code_set in code_sets:
        code_set = code_sets[field.code_set]
        offered = values_taken(field, card, code_set)
        return lambda column: judge_code_set(column, code_set, many=field.many, offered=offered)
    if field.role in NAMED:
        return judge_names
    by_type: dict[FieldType, Callable[[pl.Series], Judged]] = {
        FieldType.USCC: judge_credit_codes,
        FieldType.DATE: lambda column: judge_dates(column, no_end if field.role is Role.VALID_UNTIL else None),
        FieldType.NUMBER: lambda column: judge_numbers(column, in_wan="万元" in field.name),
        FieldType.CODE: lambda column: judge_code(column, field.role),
        FieldType.TEXT: lambda column: judge_texts(column, is_public=field.public),
    }
    return by_type[field.type]
