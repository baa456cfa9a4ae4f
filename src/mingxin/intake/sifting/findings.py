"""Findings of the sieve as frames: what was taken out, and why, without the content."""

from collections.abc import Iterable

import polars as pl

from mingxin.intake.table import ROW, no_findings


def findings_at(
    rows: pl.Series | Iterable[int],
    *,
    column: str = "",
    field: str = "",
    code: str,
    severity: str,
    message: str,
    remedy: str,
    value: str = "",
    example: str = "",
) -> pl.DataFrame:
    """The same finding for each of the rows."""
    rows = rows if isinstance(rows, pl.Series) else pl.Series(list(rows))
    if rows.is_empty():
        return no_findings()
    said = {
        "column": column,
        "field": field,
        "code": code,
        "severity": severity,
        "value": value,
        "message": message,
        "remedy": remedy,
        "example": example,
    }
    frame = pl.DataFrame({ROW: rows.cast(pl.UInt32)})
    return frame.with_columns(pl.lit(text, dtype=pl.String).alias(name) for name, text in said.items())


def together(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings, by row and column."""
    found = pl.concat([no_findings(), *frames])
    return found.sort(ROW, pl.col("column").str.len_chars(), "column", maintain_order=True)
