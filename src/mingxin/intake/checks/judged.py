"""What reading the distinct values of one column told: the normal form of each, and remarks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import polars as pl

REMARKS_SCHEMA = pl.Schema({"value": pl.String(), "detail": pl.String(), "hint": pl.String(), "normal": pl.String()})


def distinct(column: pl.Series, where: pl.Series) -> Iterable[str]:
    """The different values of the cells that meet a condition: in most columns none does."""
    return column.filter(where).unique().drop_nulls() if where.any() else ()


@dataclass(frozen=True)
class Remark:
    """One thing to be said of a value; detail, hint and normal fill the sentences of the finding."""

    value: str
    code: str
    detail: str = ""
    hint: str = ""
    normal: str = ""


@dataclass
class Judged:
    """`normals` has only the values that change (to None: nothing usable stands there)."""

    normals: dict[str, str | None] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def set(self, value: str, normal: str | None) -> None:
        if normal != value:
            self.normals[value] = normal

    def apply(self, column: pl.Series) -> pl.Series:
        """The column with every value in its normal form."""
        if not self.normals:
            return column
        return column.replace(list(self.normals), pl.Series(list(self.normals.values()), dtype=pl.String))

    def frames(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Per code, its remarks keyed by the value as read."""
        for code in dict.fromkeys(remark.code for remark in self.remarks):
            rows = [(said.value, said.detail, said.hint, said.normal) for said in self.remarks if said.code == code]
            yield code, pl.DataFrame(rows, schema=REMARKS_SCHEMA, orient="row")
