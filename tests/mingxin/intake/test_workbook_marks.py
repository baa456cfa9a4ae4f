"""The marked workbook: faults in colour and in words, a summary, the same table when it is sent again."""

from pathlib import Path

import openpyxl
import pytest

from mingxin.intake import workbook
from mingxin.intake.reading.opening import SUMMARY_SHEET
from tests.mingxin.intake.marked_workbook import (
    CODES,
    GOOD,
    HEAD,
    RED,
    WRITERS,
    WRONG,
    YELLOW,
    fault,
    findings_at,
    mark,
    table_of,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize("form", WRITERS)
def test_faults_are_coloured_and_put_in_words(tmp_path: Path, form: str) -> None:
    path = WRITERS[form](tmp_path / "a", [["法人登记表"], HEAD, GOOD, WRONG])
    out = tmp_path / "out.xlsx"
    mark(path, out, fault(4, "B"), fault(4, "D", "warning", "日期不存在。"), fault(4, "A", "note", "曾用名。"))
    page = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in page[2]] == [*HEAD, "错误说明", "如何修改", "示例"]
    assert page["B4"].fill.fgColor.rgb[2:] == RED
    assert page["D4"].fill.fgColor.rgb[2:] == YELLOW
    assert page["A4"].fill.fill_type is None
    assert "须改正：校验位不符。" in page["B4"].comment.text, "never colour alone"
    assert "请留意：日期不存在。" in page["D4"].comment.text
    assert page["G4"].value.split("\n") == ["A 列：曾用名。", "B 列：校验位不符。", "D 列：日期不存在。"]
    assert page["H4"].value.split("\n") == ["请与登记证照核对。"] * 3
    assert page["I4"].value.split("\n") == [CODES[1]] * 3
    assert page["G3"].value is None
    assert page["B3"].value == CODES[0]


@pytest.mark.parametrize("form", WRITERS)
def test_the_summary_names_each_problem_once(tmp_path: Path, form: str) -> None:
    path = WRITERS[form](tmp_path / "a", [HEAD, GOOD, WRONG])
    mark(path, tmp_path / "out.xlsx", fault(2, "B"), fault(3, "B"))
    page = openpyxl.load_workbook(tmp_path / "out.xlsx")[SUMMARY_SHEET]
    rows = [tuple(cell.value for cell in row) for row in page.iter_rows()]
    assert rows[:2] == [("问题", "行数", "怎样修改"), ("须改正：校验位不符。", 2, "请与登记证照核对。")]
    assert any("民族" in row[0] for row in rows)


def test_rows_of_findings_about_the_whole_sheet_are_in_the_summary_only(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])
    about_all = findings_at([0], code="sheet.few", severity="warning", message="行数比往期少。", remedy="请核实。")
    mark(path, tmp_path / "out.xlsx", about_all)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book[SUMMARY_SHEET]["A2"].value == "请留意：行数比往期少。"
    assert book.worksheets[0]["G2"].value is None


@pytest.mark.parametrize("form", WRITERS)
def test_sent_again_unmended_it_reads_to_the_same_table(tmp_path: Path, form: str) -> None:
    rows = [["法人登记表"], HEAD, GOOD, [], WRONG, ["注：日期按年/月/日填写，代码为十八位。"]]
    path = WRITERS[form](tmp_path / "a", rows)
    table, sieved = mark(path, tmp_path / "once.xlsx", fault(5, "B"))
    again, _ = mark(tmp_path / "once.xlsx", tmp_path / "twice.xlsx", fault(5, "D"))
    for read in (again, table_of(tmp_path / "twice.xlsx")):
        assert read.cells.equals(sieved.table.cells), form
        assert dict(read.letters) == dict(table.letters)
        assert (read.header_row, read.beside) == (table.header_row, table.beside)
        assert read.unknown == table.unknown
    page = openpyxl.load_workbook(tmp_path / "twice.xlsx").worksheets[0]
    assert page["G5"].value.startswith("D 列"), "the columns of the first round are used again"
    assert page["J2"].value is None
    assert page["B5"].fill.fgColor.rgb[2:] != RED, "and its marks are gone"


def test_long_sheets_come_back_plain_and_fast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS_WITH_FORMATS", 2)
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, GOOD, WRONG])
    _, sieved = mark(path, tmp_path / "out.xlsx", fault(3, "B"))
    assert table_of(tmp_path / "out.xlsx").cells.equals(sieved.table.cells)
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert page["B3"].fill.fgColor.rgb[2:] == RED
    assert page["G3"].value.startswith("B 列：校验位不符。")
