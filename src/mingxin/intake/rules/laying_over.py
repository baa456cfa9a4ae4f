"""Cells typed at the desk, laid over a table as if the sheet had held them."""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from mingxin.intake.reading.grid import tidy
from mingxin.intake.sifting.identity import judge_of, without_numbers
from mingxin.intake.table import ROW, Table
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import FieldCard, FieldType


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
