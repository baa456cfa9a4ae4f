"""Rows that the archive does not take, and what is told of each."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from mingxin.access.models import Unit
from mingxin.archive.queries.withdrawn import withdrawn_on
from mingxin.intake.checks.frame import found, gather, place_of
from mingxin.intake.table import ROW
from mingxin.rulebook.cards import ItemCard, Role


def _worded(column: str, words: Mapping[Any, str]) -> pl.Expr:
    return pl.col(column).map_elements(lambda key: words.get(key, ""), return_dtype=pl.String)


def barred(rows: pl.DataFrame, card: ItemCard, letters: Mapping[str, str]) -> pl.DataFrame:
    """Rows that the archive does not take: another unit's record, a withdrawn or an erased one."""
    place = place_of(card, Role.DOCUMENT_NUMBER, letters)
    other = rows.filter(pl.col("verdict") == "other_unit")
    units = dict(Unit.objects.values_list("id", "name"))
    gone = rows.filter(pl.col("verdict") == "withdrawn")
    erased = rows.filter(pl.col("verdict") == "erased")
    outdated = rows.filter(pl.col("verdict") == "outdated")
    days = withdrawn_on(gone["thread"].to_list())
    return gather(
        [
            found(
                "record.other_unit",
                other.select(
                    ROW, value="document_number", unit=pl.col("current_unit").replace_strict(units, default="")
                ),
                **place,
            ),
            found("record.outdated", outdated.select(ROW, value="document_number"), **place),
            found("record.erased", erased.select(ROW, value="document_number"), **place),
            found(
                "record.withdrawn",
                gone.select(ROW, value="document_number", day=_worded("thread", days)),
                **place,
            ),
        ]
    )
