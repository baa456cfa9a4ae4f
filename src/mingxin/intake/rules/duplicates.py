"""Rows of one file that are the same record, told apart by the card's record key."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from mingxin.intake.checks.frame import found, gather
from mingxin.intake.table import ROW
from mingxin.rulebook.cards import ItemCard

_KEY: Final = "·key"
_SHOWN: Final = 5  # rows and fields named in a sentence


def duplicates_in_file(rows: pl.DataFrame, card: ItemCard, letters: Mapping[str, str]) -> pl.DataFrame:
    """Findings on normalised rows that share a record key.

    Same content: the first row is kept, the later ones are questioned. Different content: all are questioned, for
    nobody but the sender can say which is right. One decision with many parties has many keys and is no duplicate.
    Rows with an empty key part are not compared.
    """
    keys = [pl.col(code).str.replace_all(" ", "", literal=True).str.to_uppercase() for code in card.record_key]
    content = [field.code for field in card.fields if not field.cut and field.code in rows.columns]
    keyed = rows.with_columns(pl.concat_str(keys, separator="\x1f").alias(_KEY)).filter(pl.col(_KEY).is_not_null())
    repeated = keyed.filter(pl.col(_KEY).is_duplicated()).sort(ROW)
    if repeated.is_empty():
        return gather([])
    groups = repeated.group_by(_KEY).agg(
        pl.col(ROW).alias("group"),
        pl.col(ROW).min().alias("first"),
        *(pl.col(code).n_unique().alias(code) for code in content),
    )
    differing = [pl.when(pl.col(code) > 1).then(pl.lit(card.field(code).name)) for code in content]
    told = groups.select(
        _KEY, "group", "first", fields=pl.concat_list(differing).list.drop_nulls().list.head(_SHOWN).list.join("、")
    )
    each = repeated.select(ROW, _KEY, pl.col(card.record_key[0]).alias("value")).join(
        told, on=_KEY, maintain_order="left"
    )
    others = pl.col("group").list.set_difference(pl.concat_list(ROW)).list.sort().list.head(_SHOWN)
    each = each.with_columns(others=others.cast(pl.List(pl.String)).list.join("、")).drop("group", _KEY)
    same = pl.col("fields") == ""
    field = card.record_key[0]
    place = {"field": field, "column": letters.get(field, "")}
    return gather(
        [
            found("duplicate.in_file", each.filter(same & (pl.col(ROW) > pl.col("first"))), **place),
            found("duplicate.differs_in_file", each.filter(~same), **place),
        ]
    )
