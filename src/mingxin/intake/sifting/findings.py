"""Findings of the sieve as frames: what was taken out, and why, without the content."""

from collections.abc import Iterable

import polars as pl

from mingxin.intake.table import FINDINGS_SCHEMA, ROW


def no_findings() -> pl.DataFrame:
    return pl.DataFrame(schema=FINDINGS_SCHEMA)


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
    frame = pl.DataFrame({ROW: pl.Series(rows if isinstance(rows, pl.Series) else list(rows), dtype=pl.UInt32)})
    return frame.with_columns(pl.lit(text, dtype=pl.String).alias(name) for name, text in said.items())


def together(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings, by row and column."""
    found = pl.concat([no_findings(), *frames])
    return found.sort(ROW, pl.col("column").str.len_chars(), "column", maintain_order=True)
