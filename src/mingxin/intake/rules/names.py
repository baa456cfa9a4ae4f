"""The name that was sent against the name on file under the same code."""

from collections.abc import Collection, Sequence
from typing import Final

import polars as pl

from mingxin.intake.checks.frame import found, gather
from mingxin.intake.checks.persons import is_unlike_a_unit
from mingxin.intake.table import ROW
from mingxin.kernel import orgname

REGISTER_SCHEMA: Final = pl.Schema({"uscc": pl.String(), "name": pl.String(), "former_names": pl.List(pl.String())})
_SOLE_TRADERS: Final = "92"  # of GB 32100: registered by the market's authority, sole trader
_VERDICT: Final = pl.Schema({"uscc": pl.String(), "sent": pl.String(), "code": pl.String(), "detail": pl.String()})


def compare_with_register(
    rows: pl.DataFrame,
    register: pl.DataFrame,
    *,
    field: str = "",
    column: str = "",
    field_name: str = "名称",
    places: Collection[str] = (),
) -> pl.DataFrame:
    """Findings on names. `rows` has ROW, uscc, name; `register` is in REGISTER_SCHEMA, one row a code.

    Codes that are not on file are not compared: their names must be such as units have, but for sole traders, who may
    be registered under their own. Rows without a name are passed over. `places` are division names.
    """
    on_file = register.select("uscc", pl.col("name").alias("filed"), "former_names").unique("uscc", keep="first")
    pairs = (
        rows.select(ROW, "uscc", pl.col("name").alias("sent"))
        .drop_nulls()
        .join(on_file, on="uscc", maintain_order="left")
        .filter(pl.col("sent") != pl.col("filed"))
    )
    distinct = pairs.unique(["uscc", "sent"], maintain_order=True).select("uscc", "sent", "filed", "former_names")
    judged = [(code, sent, *_judge(sent, filed, former or (), places)) for code, sent, filed, former in distinct.rows()]
    verdicts = pl.DataFrame(judged, schema=_VERDICT, orient="row")
    unknown = rows.select(ROW, "uscc", sent=pl.col("name"), value=pl.col("name")).drop_nulls()
    unknown = unknown.filter(~pl.col("uscc").str.starts_with(_SOLE_TRADERS)).join(on_file, on="uscc", how="anti")
    names = unknown["sent"].unique()
    unlike = names.filter(pl.Series([is_unlike_a_unit(name) for name in names], dtype=pl.Boolean))
    said = pairs.join(verdicts, on=["uscc", "sent"], maintain_order="left").with_columns(value=pl.col("sent"))
    told = {code: said.filter(pl.col("code") == code) for code in ("name.differs_from_register", "name.is_former")}
    told["name.unlike_a_unit"] = unknown.filter(pl.col("sent").is_in(unlike.implode()))
    return gather(found(code, which, field=field, column=column, name=field_name) for code, which in told.items())


def _judge(sent: str, filed: str, former: Sequence[str], places: Collection[str]) -> tuple[str, str]:
    """The code of the finding ("" for none) and the sentence of the difference."""
    comparison = orgname.compare(sent, filed, places)
    if comparison.same:
        return "", ""
    if any(orgname.normalise(sent) == orgname.normalise(name) for name in former):
        return "name.is_former", ""
    return "name.differs_from_register", comparison.sentence
