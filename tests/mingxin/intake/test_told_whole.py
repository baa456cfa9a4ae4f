"""What of a file is no data, or is not seen by its sender, is told of the table as a whole."""

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt

from mingxin.intake.queries.findings import finding_kinds, without_values
from mingxin.intake.reading import room
from mingxin.intake.reading.shown import is_plain
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW
from tests.mingxin.intake.marked_workbook import BOOK, GOOD, HEAD, TODAY, mark, table_of
from tests.mingxin.intake.sieving import GROWN


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    del book[book.active.title]
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def told(path: Path) -> dict[str, tuple[str, str]]:
    """Code → severity and sentence of what is said at row 0."""
    findings = sieve(table_of(path), forbidden=BOOK.forbidden, as_of=TODAY).findings.filter(pl.col(ROW) == 0)
    return {code: (severity, text) for code, severity, text in findings.select("code", "severity", "message").rows()}


def test_rows_that_are_no_data_are_told_by_number_and_reason(tmp_path: Path) -> None:
    rows = [
        ["法人登记表"],
        HEAD,
        GOOD,
        HEAD,
        GOOD,
        ["合计", "", "", "2"],
        ["注：日期按年/月/日填写。"],
        ["填表人：张某"],
    ]
    assert told(workbook(tmp_path / "a.xlsx", 登记=rows)) == {
        "table.rows_skipped": (
            "note",
            "以下各行有内容，但没有作为数据读取："
            "第 7、8 行（填表说明或落款）；第 6 行（合计）；第 4 行（重复的表头）。",
        )
    }


def test_of_many_rows_the_first_ten_are_named(tmp_path: Path) -> None:
    rows = [HEAD, *[GOOD, HEAD] * 12]
    [(_, sentence)] = told(workbook(tmp_path / "a.xlsx", 登记=rows)).values()
    assert "第 3、5、7、9、11、13、15、17、19、21 等 12 行（重复的表头）。" in sentence


def test_a_table_that_is_all_data_tells_nothing(tmp_path: Path) -> None:
    assert told(workbook(tmp_path / "a.xlsx", 登记=[["法人登记表"], HEAD, GOOD], 问题汇总=[["旧"]])) == {}


def test_other_sheets_that_hold_something_are_named_without_numbers_of_persons(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 汇总=[["本月", "3"]], 登记=[HEAD, GOOD], 空=[], **{GROWN: [["x"]]})
    severity, sentence = told(path)["table.sheets_skipped"]
    assert severity == "note"
    assert sentence.startswith("只读取了工作表“登记”；以下工作表有内容，没有读取：“汇总”、“")
    assert GROWN not in sentence


def test_it_stands_in_the_summary_of_the_marked_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 登记=[HEAD, GOOD, ["合计", "", "", "1"]], 汇总=[["本月", "1"]])
    mark(path, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx")["问题汇总"]
    said = [row[0] for row in page.iter_rows(min_row=2, values_only=True)]
    assert any("第 3 行（合计）" in text for text in said)
    assert any("没有读取：“汇总”" in text for text in said)


def test_a_kind_about_the_whole_has_its_sentences_for_whoever_may_read_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 登记=[[*HEAD, "内部编号"], [*GOOD, "7"], ["合计", "", "", "1"]])
    table = table_of(path)
    kinds = finding_kinds(sieve(table, forbidden=BOOK.forbidden, as_of=TODAY).findings, header_row=table.header_row)
    assert {kind.code: kind.said for kind in kinds} == {
        "column.forbidden": ("“民族”属于不得归集的信息（民族），整列已删除，未保存。",),
        "column.unknown": ("“内部编号”不是“法人登记”的数据项，该列未保存。",),
        "table.rows_skipped": ("以下各行有内容，但没有作为数据读取：第 3 行（合计）。",),
    }
    assert not any(kind.said for kind in without_values(kinds))


def hidden_xlsx(path: Path, hidden_rows: Sequence[int], hidden_columns: str) -> Path:
    book = openpyxl.Workbook()
    for row in [["法人登记表"], HEAD, *[GOOD] * 14, ["注：某事。"]]:
        book.active.append(row)
    for row in hidden_rows:
        book.active.row_dimensions[row].hidden = True
    for letter in hidden_columns:
        book.active.column_dimensions[letter].hidden = True
    book.save(path)
    return path


def hidden_xls(path: Path, hidden_rows: Sequence[int], hidden_columns: str) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("登记")
    for at, row in enumerate([["法人登记表"], HEAD, *[GOOD] * 14, ["注：某事。"]]):
        for column, text in enumerate(row):
            page.write(at, column, text)
    for row in hidden_rows:
        page.row(row - 1).hidden = True
    for letter in hidden_columns:
        page.col(ord(letter) - ord("A")).hidden = True
    with path.open("wb") as out:
        book.save(out)
    return path


@pytest.mark.parametrize("make", [hidden_xlsx, hidden_xls])
@pytest.mark.parametrize(
    ("rows", "columns", "said"),
    [
        ([3, 5], "", "第 3、5 行。"),
        ([], "BD", "B、D 列。"),
        (range(3, 15), "", "第 3、4、5、6、7、8、9、10、11、12 等 12 行。"),
        ([1, 4, 17, 30], "AC", "第 4 行；A 列。"),
        ([1, 17], "C", ""),
    ],
    ids=["rows", "columns", "many rows", "title, note and empty column too", "none of data"],
)
def test_hidden_rows_and_columns_are_read_and_told(
    tmp_path: Path, make: Callable[..., Path], rows: Sequence[int], columns: str, said: str
) -> None:
    path = make(tmp_path / "a", rows, columns)
    assert table_of(path).cells.height == 14
    whole = told(path)
    assert whole.get("table.hidden", ("warning", "")) == (
        "warning", f"工作表中有隐藏的内容，也已作为数据读取：{said}" if said else ""
    )  # fmt: skip


def test_what_is_hidden_reaches_whoever_asks_the_reading_room(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", 登记=[HEAD, GOOD, GOOD], 汇总=[["本月", "1"]])
    book = openpyxl.load_workbook(path)
    book["登记"].row_dimensions[3].hidden = True
    book["登记"].column_dimensions["B"].hidden = True
    book.save(path)
    card = BOOK.cards["org_registration"]
    sheet = room.read_sheet(path, max_bytes=10**7, max_rows=1000, cards=(card,))
    assert (sheet.unread, sheet.hidden_rows, sheet.hidden_columns) == (("汇总",), (3,), ("B",))


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r\n"])
@pytest.mark.parametrize("height", ['<row r="2"{}ht="0">', '<col{}width="0" min="1" max="2"/>'])
def test_whatever_blank_stands_before_a_height_of_nothing_the_parser_looks(height: str, blank: str) -> None:
    assert not is_plain(height.format(blank).encode())
