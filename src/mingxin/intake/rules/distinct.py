"""Work that many rows share, done once for each different combination of values."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

Row = Mapping[str, Any]
Values = tuple[object, ...]


def each(rows: pl.DataFrame, by: Sequence[str], adds: pl.Schema, work: Callable[[Row], Values]) -> pl.DataFrame:
    """`rows`, in their order, with the columns `adds`: what `work` makes of the columns `by`, nulls among them.

    Without columns to look at the work is the same for all rows.
    """
    if not by:
        worked = pl.DataFrame([work({})], schema=adds, orient="row")
        return rows.join(worked, how="cross", maintain_order="left")
    distinct = rows.select(by).unique(maintain_order=True)
    worked = pl.DataFrame([work(row) for row in distinct.iter_rows(named=True)], schema=adds, orient="row")
    return rows.join(distinct.hstack(worked), on=by, how="left", nulls_equal=True, maintain_order="left")
