"""Findings of the sieve as frames: what was taken out, and why, without the content."""

from collections.abc import Iterable

import polars as pl

from mingxin.intake.table import ROW, no_findings


def together(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """All findings, by row and column."""
    found = pl.concat([no_findings(), *frames])
    return found.sort(ROW, pl.col("column").str.len_chars(), "column", maintain_order=True)
