"""The key of a record as it may be spelled in a cell."""

from typing import Final

import polars as pl

_OPEN, _CLOSE = "[【\\[(（〔［「﹝〖<《]", "[】\\])）〕］」﹞〗>》]"
_YEAR: Final = f"{_OPEN}([12][0-9]{{3}}){_CLOSE}"


def folded(text: pl.Expr) -> pl.Expr:
    """Width, case, spaces and the brackets of a year set aside, as records' keys are compared."""
    narrow = text.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}]", "").str.to_uppercase()
    narrow = narrow.str.normalize("NFKC")  # capitals may come apart: ΐ has none of one sign
    return narrow.str.replace_all(_YEAR, "〔${1}〕")


def rows_with(key: str, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows in which the key fills a cell."""
    texts = [name for name, kind in cells.schema.items() if kind == pl.String]
    if not texts:
        return cells.clear()
    return cells.filter(pl.any_horizontal(folded(pl.col(name)) == key for name in texts).fill_null(value=False))
