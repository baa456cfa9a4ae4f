"""Work done once for each different value reaches every row that has it."""

import polars as pl

from mingxin.intake.rules.distinct import Row, Values, each

ADDS = pl.Schema({"length": pl.Int64()})


def test_each_value_is_worked_out_once_and_rows_keep_their_order() -> None:
    seen: list[str | None] = []

    def work(row: Row) -> Values:
        seen.append(row["word"])
        return (len(row["word"] or ""),)

    rows = pl.DataFrame({"row": [2, 3, 4, 5], "word": ["罚款", None, "罚款", None]})
    assert each(rows, ["word"], ADDS, work).rows() == [(2, "罚款", 2), (3, None, 0), (4, "罚款", 2), (5, None, 0)]
    assert seen == ["罚款", None]


def test_without_columns_to_look_at_all_rows_get_the_same() -> None:
    rows = pl.DataFrame({"row": [2, 3]})
    assert each(rows, [], ADDS, lambda _: (7,)).rows() == [(2, 7), (3, 7)]


def test_no_rows_give_no_rows() -> None:
    rows = pl.DataFrame(schema={"word": pl.String})
    assert each(rows, ["word"], ADDS, lambda _: (1,)).schema == {"word": pl.String, "length": pl.Int64}
