"""The marked workbook is the sender's own: formats, lists and widths stay, formulas do not."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from tests.mingxin.intake.marked_workbook import GOOD, GROWN, HEAD, WRITERS, WRONG, fault, hidden_numbers, mark


def test_the_senders_formats_stay(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEAD)
    page.append(GOOD)
    page.column_dimensions["A"].width = 33
    page["A1"].font = openpyxl.styles.Font(name="黑体", bold=True)
    listed = DataValidation(type="list", formula1='"存续,注销"')
    listed.add("E2:E100")
    page.add_data_validation(listed)
    page["E2"].comment = Comment("请核实", "张某")
    page["B3"] = 914299130001234567
    page["B4"] = 420100000012345
    book.save(tmp_path / "a.xlsx")
    mark(tmp_path / "a.xlsx", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert page.column_dimensions["A"].width == 33
    assert page["A1"].font.name == "黑体"
    assert page.data_validations.dataValidation[0].formula1 == '"存续,注销"'
    assert page["E2"].comment.text == "请核实"
    assert (page["B4"].value, page["B4"].data_type) == ("420100000012345", "s"), "codes become text"
    rounded = page["B3"]
    assert (rounded.value, rounded.data_type) == (9.14299130001235e17, "n"), "as text it would look whole"
    assert rounded.number_format == "@", "what is typed over it is text"


def with_extended_list(path: Path, formula: str, cells: str, prompt: str = "") -> Path:
    """A list on another sheet as Excel writes it: an extension at the end of the sheet."""
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
        ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1"'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list"'
        f' allowBlank="1" showInputMessage="1" showErrorMessage="1" prompt="{prompt}">'
        f"<x14:formula1><xm:f>{formula}</xm:f></x14:formula1><xm:sqref>{cells}</xm:sqref>"
        "</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</worksheet>", extension.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.filterwarnings("ignore:Data Validation extension is not supported")
def test_a_list_on_another_sheet_stays_a_drop_down(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(GOOD)
    book.create_sheet("代码").append(["500万元"])
    book["代码"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    path = with_extended_list(tmp_path / "a.xlsx", "代码!$A$1:$A$3", "E2:E100", prompt=f"问张某{GROWN}")
    mark(path, tmp_path / "out.xlsx", fault(2, "B"))
    kept = openpyxl.load_workbook(tmp_path / "out.xlsx")
    (rule,) = kept.worksheets[0].data_validations.dataValidation
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "代码!$A$1:$A$3", "E2:E100")
    assert rule.prompt is None, "cut like any other text"
    assert kept["代码"]["A1"].value == "500万元"
    assert not hidden_numbers(tmp_path / "out.xlsx")


def test_added_columns_part_a_description_of_all_columns(tmp_path: Path) -> None:
    """A width set for the whole sheet is one description of 16 384 columns; Excel refuses two of one column."""
    book = openpyxl.Workbook()
    for row in (HEAD, GOOD, WRONG):
        book.active.append(row)
    book.active.column_dimensions["A"].width = 12
    book.active.column_dimensions["A"].min, book.active.column_dimensions["A"].max = 1, 16_384
    book.save(tmp_path / "a.xlsx")
    mark(tmp_path / "a.xlsx", tmp_path / "out.xlsx", fault(3, "B"))
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    spans = [tuple(map(int, span)) for span in re.findall(r'<col [^>]*min="(\d+)" max="(\d+)"', xml)]
    assert spans == [(1, 6), (7, 7), (8, 8), (9, 9), (10, 16_384)]


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("text", ["=1+1", "+cmd|'/C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1"])
def test_formulas_are_defused(tmp_path: Path, form: str, text: str) -> None:
    row = [*GOOD[:4], text, ""]
    if form == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(HEAD)
        book.active.append(row)
        book.active["E2"].data_type = "s"
        book.active["A3"], book.active["E3"] = "乙公司", '=HYPERLINK("http://x.invalid","看")'
        book.save(tmp_path / "a")
    else:
        WRITERS[form](tmp_path / "a", [HEAD, row])
    mark(tmp_path / "a", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    cell = page["E2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix
    assert all(other.data_type != "f" for line in page.iter_rows() for other in line)
