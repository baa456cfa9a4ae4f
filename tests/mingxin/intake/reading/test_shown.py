"""What a workbook shows where the reader of its values finds nothing: faulty formulas, and formulas without a value."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt

from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.reading.shown import FAULTS, UNCOMPUTED
from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal

HEAD = ["名称", "代码", "日期"]
LIMITS = {"max_bytes": 5_000_000, "max_rows": 1000}
SHEET = "xl/worksheets/sheet1.xml"


def opened(path: Path) -> Sheet:
    return open_sheet(path, **LIMITS)


def cell(sheet: Sheet, column: str, row: int) -> str | None:
    found = sheet.cells.filter(sheet.cells["row"] == row)
    return found[column].to_list()[0] if found.height and column in found.columns else None


def patched(path: Path, change: Callable[[str], str], part: str = SHEET) -> Path:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in archive.namelist():
            data = archive.read(name)
            changed.writestr(name, change(data.decode()).encode() if name == part else data)
    path.write_bytes(out.getvalue())
    return path


def with_cell(path: Path, xml: str) -> Path:
    """A workbook of two rows whose cell B2 is this, as a program leaves it that has calculated all."""
    book = openpyxl.Workbook()
    for row in (HEAD, ["甲", "HERE", "丙"]):
        book.active.append(row)
    book.save(path)
    patched(path, lambda sheet: re.sub(r'<c r="B2".*?</c>', xml, sheet))
    return patched(path, lambda whole: whole.replace(' fullCalcOnLoad="1"', ""), part="xl/workbook.xml")


@pytest.mark.parametrize(
    ("xml", "shown", "because"),
    [
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A", "an error as a value"),
        ('<c r="B2" t="e"><f>VLOOKUP(1,A1:A2,1)</f><v>#N/A</v></c>', "#N/A", "an error of a formula"),
        ("<c r='B2' t='e'><f/><v>#REF!</v></c>", "#REF!", "other quotes"),
        ('<c r="B2" t="e"/>', UNCOMPUTED, "an error that is not named"),
        ('<c r="B2"><f>1+1</f></c>', UNCOMPUTED, "a formula alone"),
        ('<c r="B2"><f>1+1</f><v/></c>', UNCOMPUTED, "as openpyxl writes one"),
        ('<c r="B2"><f>1+1</f><v></v></c>', UNCOMPUTED, "or another program"),
        ('<c r="B2" t="b"><f>TRUE()</f></c>', UNCOMPUTED, "of a truth value"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', "2", "a formula with its value"),
        ('<c r="B2"><f>1-1</f><v>0</v></c>', "0", "which may be nothing"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', None, "or a text that is empty, and shows empty"),
        ('<c r="B2" t="str"><f>"否"</f><v>否</v></c>', "否", "or a word"),
        ('<c r="B2" t="b"><v>0</v></c>', "FALSE", "a truth value"),
        ('<c r="B2" t="inlineStr"><is><t>否</t></is></c>', "否", "a text in its place"),
        ('<c r="B2" t="inlineStr"><is><r><t>不</t></r><r><t>是</t></r></is></c>', "不是", "in two forms of type"),
        ('<c r="B2"><v></v></c>', None, "nothing at all"),
    ],
)
def test_what_a_cell_shows(tmp_path: Path, xml: str, shown: str | None, because: str) -> None:
    sheet = opened(with_cell(tmp_path / "a.xlsx", xml))
    assert (cell(sheet, "A", 2), cell(sheet, "B", 2), cell(sheet, "C", 2)) == ("甲", shown, "丙"), because


def test_cells_that_do_not_say_their_place_and_names_with_a_prefix(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "a.xlsx", '<c t="e"><v>#N/A</v></c>')
    assert cell(opened(path), "B", 2) == "#N/A"
    patched(path, lambda sheet: re.sub(r"(</?)(?=[a-z])", r"\1x:", sheet).replace("xmlns=", "xmlns:x="))
    assert cell(opened(path), "B", 2) == "#N/A"


def test_rows_that_do_not_say_their_place(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "a.xlsx", '<c r="B2"><v>1</v></c>')
    more = '<row><c><v>7</v></c><c t="e"><v>#REF!</v></c></row><row r="8"><c r="C8"><f>1</f></c><c><f>1</f></c></row>'
    sheet = opened(patched(path, lambda sheet: sheet.replace("</sheetData>", more + "</sheetData>")))
    assert (cell(sheet, "B", 3), cell(sheet, "C", 8), cell(sheet, "D", 8)) == ("#REF!", UNCOMPUTED, UNCOMPUTED)
    assert (cell(sheet, "B", 2), cell(sheet, "A", 3), cell(sheet, "A", 2)) == ("1", "7", "甲")


def test_a_few_faults_in_a_long_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    faulty = {17, 2500, 5999}
    for row in range(2, 6001):
        book.active.append(["甲" * 60, "=1+1" if row in faulty else f"e{row}", f"hidden {row}" * 10])
    book.active.row_dimensions[3000].hidden = True
    book.save(tmp_path / "a.xlsx")
    assert zipfile.ZipFile(tmp_path / "a.xlsx").getinfo(SHEET).file_size > 2 << 20, "it is read in several pieces"
    sheet = open_sheet(tmp_path / "a.xlsx", max_bytes=10**7, max_rows=10**5)
    assert sheet.cells.filter(sheet.cells["B"] == UNCOMPUTED)["row"].to_list() == sorted(faulty)
    assert sheet.hidden_rows == (3000,)


def test_a_faulty_cell_outside_of_all_others(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "a.xlsx", '<c r="B2"/>')
    patched(path, lambda sheet: sheet.replace("</sheetData>", '<row r="9"><c r="G9"><f>1</f></c></row></sheetData>'))
    patched(path, lambda sheet: re.sub("<dimension[^>]*>", '<dimension ref="A1:B1"/>', sheet))
    sheet = opened(path)
    assert cell(sheet, "G", 9) == UNCOMPUTED
    assert cell(sheet, "C", 2) == "丙", "what a sheet says of its size is not believed"


def test_a_whole_workbook_that_no_program_has_calculated(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, *[["甲", '=IF(1=1,"否","是")', "=TODAY()"]] * 3):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    sheet = opened(tmp_path / "a.xlsx")
    assert sheet.cells.rows()[1:] == [(row, "甲", UNCOMPUTED, UNCOMPUTED) for row in (2, 3, 4)]


def test_what_programs_calculate_anew_when_they_open_the_book_is_no_value(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        page.write_row(1, 0, ["甲", "=1+1", 0])
        page.write_formula(2, 1, "=1+1", None, 2)
        page.write(2, 2, "丙")
    sheet = opened(tmp_path / "a.xlsx")
    assert (cell(sheet, "B", 2), cell(sheet, "C", 2), cell(sheet, "B", 3)) == (UNCOMPUTED, "0", UNCOMPUTED)


def test_declarations_in_a_sheet_are_refused(tmp_path: Path) -> None:
    path = with_cell(tmp_path / "a.xlsx", '<c r="B2" t="e"><v>#N/A</v></c>')
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet'
    patched(path, lambda sheet: sheet.replace("<worksheet", declared, 1))
    with pytest.raises(Refusal) as refused:
        opened(path)
    assert refused.value.code == "file.unreadable"


def as_xls(path: Path, change: Callable[[bytes], bytes] = bytes) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("处罚")
    for column, text in enumerate(HEAD):
        page.write(0, column, text)
    page.write(1, 0, "甲")
    page.row(1).set_cell_error(1, 0x2A)
    page.write(1, 2, xlwt.Formula("1+1"))
    page.row(2).set_cell_boolean(1, False)
    page.write(2, 0, "乙")
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(change(out.getvalue()))
    return path


def test_faults_of_a_legacy_workbook(tmp_path: Path) -> None:
    sheet = opened(as_xls(tmp_path / "a.xls"))
    assert sheet.cells.rows()[1:] == [(2, "甲", "#N/A", UNCOMPUTED), (3, "乙", "FALSE", None)]


def test_the_result_of_a_formula_in_a_legacy_workbook(tmp_path: Path) -> None:
    empty, fault = bytes.fromhex("030000000000ffff"), bytes.fromhex("020017000000ffff")
    sheet = opened(as_xls(tmp_path / "a.xls", lambda data: data.replace(empty, fault)))
    assert cell(sheet, "C", 2) == "#REF!"
    by_another = opened(as_xls(tmp_path / "b.xls", lambda data: data.replace(b"None    ", b"Zhang   ")))
    assert cell(by_another, "C", 2) is None, "a text that came out empty shows empty"


def test_a_chain_that_runs_in_a_ring_ends(tmp_path: Path) -> None:
    """The first sectors of the stream follow each other; the reader of values refuses what it cannot make of them."""
    data = bytearray(as_xls(tmp_path / "a.xls").read_bytes())
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    data[table + 4 : table + 8] = (0).to_bytes(4, "little")
    (tmp_path / "b.xls").write_bytes(data)
    with pytest.raises(Refusal):
        opened(tmp_path / "b.xls")


@pytest.mark.parametrize(
    "text", ["#N/A", "#VALUE!", "#REF!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "Err:502"]
)
def test_what_programs_show_is_known(text: str) -> None:
    assert re.fullmatch(FAULTS, text)
