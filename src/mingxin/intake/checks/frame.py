"""Findings as a frame: the sentences of a finding type filled in, for all its rows at once."""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Final

import polars as pl

from mingxin.intake.checks.finding import FINDINGS
from mingxin.intake.table import FINDINGS_SCHEMA, ROW, no_findings
from mingxin.kernel import resident_id
from mingxin.rulebook.cards import ItemCard, Role

_VALUE_LENGTH: Final = 200
_VALUE_IN_SENTENCE: Final = 40
_GUARDED: Final = ("value", "message", "remedy")


def gather(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings in one frame, by row and column as Excel shows them (Z before AA)."""
    every = [frame for frame in frames if frame.height]
    if not every:
        return no_findings()
    return pl.concat(every).sort(ROW, pl.col("column").str.len_bytes(), "column", "code", maintain_order=True)


def found(
    code: str,
    rows: pl.DataFrame,
    *,
    field: str = "",
    column: str = "",
    example: str = "",
    **constants: str,
) -> pl.DataFrame:
    """FINDINGS_SCHEMA for the given rows. `rows` has ROW, may have "value" (as sent), and the template's other names.

    `example` is the field card's own, used where the type has none. An identity number never gets through,
    whatever the check handed over.
    """
    if rows.is_empty():
        return no_findings()
    kind = FINDINGS[code]
    value = pl.col("value") if "value" in rows.columns else pl.lit("")
    names = {name: pl.col(name).cast(pl.String) for name in rows.columns if name != ROW}
    names |= {name: pl.lit(text) for name, text in constants.items()}
    names["value"] = _shortened(value)
    frame = rows.select(
        pl.col(ROW).cast(pl.UInt32),
        pl.lit(column).alias("column"),
        pl.lit(field).alias("field"),
        pl.lit(code).alias("code"),
        pl.lit(kind.severity).alias("severity"),
        value.fill_null("").str.slice(0, _VALUE_LENGTH).alias("value"),
        _sentence(kind.message, names).alias("message"),
        _sentence(kind.remedy, names).alias("remedy"),
        pl.lit(kind.example or example).alias("example"),
    )
    return _without_identity_numbers(frame.select(FINDINGS_SCHEMA.names()))


def place_of(card: ItemCard, role: Role, letters: Mapping[str, str]) -> dict[str, str]:
    """Field and column of a finding on the cells of a role."""
    field = card.by_role(role)
    return {"field": field.code, "column": letters.get(field.code, "")} if field else {}


def _shortened(value: pl.Expr) -> pl.Expr:
    is_long = value.str.len_chars() > _VALUE_IN_SENTENCE
    return pl.when(is_long).then(value.str.slice(0, _VALUE_IN_SENTENCE) + "…").otherwise(value).fill_null("")


def _sentence(template: str, names: dict[str, pl.Expr]) -> pl.Expr:
    """The template as an expression: Python formats no row."""
    parts: list[pl.Expr] = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            parts.append(pl.lit(text))
        if name is not None:
            parts.append(names[name].fill_null(""))
    return pl.concat_str(parts)


def _without_identity_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Python sees each sentence that may hold one once, not the sentence of every row."""
    for name in _GUARDED:
        suspects = frame[name].filter(frame[name].str.contains(resident_id.SHAPE)).unique().to_list()
        cut = {text: clean for text in suspects for clean, count in [resident_id.cut(text)] if count}
        if cut:
            frame = frame.with_columns(pl.col(name).replace(cut))
    return frame
