"""What reading the distinct values of one column told: the normal form of each, and remarks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import polars as pl

VALUE = "value"
REMARKS_SCHEMA = pl.Schema(
    {VALUE: pl.String(), "code": pl.String(), "detail": pl.String(), "hint": pl.String(), "normal": pl.String()}
)


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

    def frame(self, code: str) -> pl.DataFrame:
        """The remarks of one code, keyed by the value as read."""
        rows = [
            (remark.value, remark.code, remark.detail, remark.hint, remark.normal)
            for remark in self.remarks
            if remark.code == code
        ]
        return pl.DataFrame(rows, schema=REMARKS_SCHEMA, orient="row")

    def codes(self) -> Iterable[str]:
        """The codes remarked, each once, in order."""
        return dict.fromkeys(remark.code for remark in self.remarks)
