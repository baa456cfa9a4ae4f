"""Cells typed at the desk, laid over a table as if the sheet had held them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.reading.grid import tidy
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.identity import judge_of, without_numbers
from mingxin.intake.table import ROW, Sieved, Table
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import FieldCard, FieldType
from mingxin.rulebook.forbidden import Forbidden

MOST_TYPED: Final = 32_767  # characters, as many as a cell of Excel holds

Cell = tuple[int, str]
"""A row as Excel shows it, and the code of a field."""


@dataclass(frozen=True)
class Overlay:
    """Cells and the texts that are laid over them ("" empties one), and by what and as of when they are sieved."""

    values: Mapping[Cell, str]
    forbidden: Forbidden
    as_of: date


def laid_over(sieved: Sieved, overlay: Overlay) -> Sieved:
    """The table with these cells laid over it, sieved once more: nobody types past the sieve."""
    known = {field.code for field in sieved.table.card.fields}
    values = {cell: value for cell, value in overlay.values.items() if cell[1] in known}
    if not values:
        return sieved
    again = sieve(lay_over(sieved.table, values), forbidden=overlay.forbidden, as_of=overlay.as_of)
    cells = pl.DataFrame(list(values), schema={ROW: pl.UInt32, "field": pl.String}, orient="row")
    first = sieved.findings.join(cells, on=[ROW, "field"], how="anti", maintain_order="left")  # of cells that are gone
    told = pl.concat([first, again.findings]).unique(
        [ROW, "column", "field", "code"], keep="first", maintain_order=True
    )
    return Sieved(
        table=again.table,
        refused=pl.concat([sieved.refused, again.refused]),
        cut=pl.concat([sieved.cut, again.cut]).unique(maintain_order=True),
        findings=told,
    )


def require_cell(value: str, field: FieldCard) -> None:
    """Refuse a text that no cell of a spreadsheet holds, before anything looks into it."""
    if len(value) > MOST_TYPED:
        raise Refusal(
            "cell.too_long",
            f"“{field.name}”填写了 {len(value):,} 字，超过一个单元格 {MOST_TYPED:,} 字的上限，没有保存。",
            "请缩短后再保存。",
        )


def typed(row: int, value: str, field: FieldCard) -> str:
    """What was typed as a sheet would hold it, without identity numbers."""
    cells = tidy([pl.Series("typed", [value], dtype=pl.String)])
    text = str(cells["A"][0]) if cells.width > 1 else ""
    clean = (judge_of(field) or without_numbers)(text)
    if clean is None:
        return text
    if field.type is FieldType.USCC:
        raise Refusal(
            "mend.identity",
            f"第 {row} 行“{field.name}”填写的是居民身份证号，没有保存。",
            "请填写该主体的 18 位统一社会信用代码。",
        )
    return clean


def lay_over(table: Table, values: Mapping[tuple[int, str], str]) -> Table:
    """The table with cells (row, field code) given other texts; "" empties one. A column that was absent is added."""
    by_field: dict[str, dict[int, str | None]] = {}
    for (row, field), value in values.items():
        by_field.setdefault(field, {})[row] = value or None
    cells, letters = table.cells, dict(table.letters)
    for field, given in by_field.items():
        if field not in cells.columns:
            cells = cells.with_columns(pl.lit(None, dtype=pl.String).alias(field))
            letters[field] = ""  # the sheet had no such column: its findings are about the row
        new = pl.DataFrame(
            {ROW: list(given), "·": list(given.values()), "·is": True},
            schema={ROW: pl.UInt32, "·": pl.String, "·is": pl.Boolean},
        )
        cells = (
            cells.join(new, on=ROW, how="left", maintain_order="left")
            .with_columns(pl.when(pl.col("·is").fill_null(value=False)).then("·").otherwise(field).alias(field))
            .drop("·", "·is")
        )
    typed = pl.DataFrame(
        [(row, letters[field]) for row, field in values],
        schema={ROW: pl.UInt32, "column": pl.String},
        orient="row",
    )
    sheet = replace(
        table.sheet,
        number_cells=table.sheet.number_cells.join(typed, on=[ROW, "column"], how="anti"),
        date_cells=table.sheet.date_cells.join(typed, on=[ROW, "column"], how="anti"),
        unlike_cells=table.sheet.unlike_cells.join(typed, on=[ROW, "column"], how="anti"),
    )
    missing = tuple(code for code in table.missing if code not in by_field)
    return replace(table, cells=cells, letters=letters, missing=missing, sheet=sheet)
