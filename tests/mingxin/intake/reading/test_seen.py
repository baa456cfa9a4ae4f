"""What a clerk sees of a workbook is what is read, or the cell is named: formulas, boxes, formats, colours, heights."""

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from mingxin.intake.reading import room
from mingxin.intake.reading.layout import recognise
from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal
from tests.mingxin.intake.marked_workbook import BOOK, GOOD
from tests.mingxin.intake.marked_workbook import HEAD as FIELDS
from tests.mingxin.intake.reading.opened import grid, opened, refused
from tests.mingxin.intake.reading.test_shown import patched
from tests.mingxin.intake.test_told_whole import told

HEAD = ["名称", "代码", "金额"]
NO_RECALCULATION = {"part": "xl/workbook.xml"}
NOTHING_SHOWN = '<numFmts count="1"><numFmt numFmtId="0170" formatCode=";;;"/></numFmts>'


def unlike(sheet: Sheet) -> list[tuple[int, str, str]]:
    return sorted(sheet.unlike_cells.rows())


def styled(path: Path, *cells: tuple[object, str]) -> Path:
    """A sheet whose third row on has these values in column C, each in its number format."""
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEAD)
        for row, (value, code) in enumerate(cells, 1):
            page.write_row(row, 0, ["甲", f"e{row}"])
            page.write(row, 2, value, book.add_format({"num_format": code}))
    return path


def test_words_and_figures_of_a_format_are_read_as_they_are_seen(tmp_path: Path) -> None:
    path = styled(tmp_path / "a.xlsx", (31, '"2026年"0'), (0.2, "0.00_ "), (0.5, '0.0"万元"'), (7, "0000"), (9, "0.00"))
    sheet = opened(path)
    assert [row[3] for row in grid(sheet)] == ["金额", "2026年31", "0.2", "0.5万元", "0007", "9"]
    assert unlike(sheet) == []
    assert sorted(sheet.number_cells.rows()) == [(3, "C"), (6, "C")]


def test_a_cell_whose_format_hides_or_divides_is_named(tmp_path: Path) -> None:
    path = styled(tmp_path / "a.xlsx", (5, ";;;"), (2000, "0,"), ("字", ";;;"), (0, "0;-0;;@"), (4, '0;-0;"x"'))
    sheet = opened(path)
    assert unlike(sheet) == [(2, "C", "format"), (3, "C", "format"), (4, "C", "format")]
    assert [row[3] for row in grid(sheet)] == ["金额", "5", "2000", "字", None, "4"], "they are read as well"


def test_it_reaches_whoever_asks_the_reading_room(tmp_path: Path) -> None:
    sheet = room.read_sheet(styled(tmp_path / "a.xlsx", (5, ";;;")), max_bytes=10**7, max_rows=100)
    assert unlike(sheet) == [(2, "C", "format")]


@pytest.mark.parametrize("spelled", ["\t{}", "{} ", "  {}"])
def test_a_style_is_found_however_it_is_spelled(tmp_path: Path, spelled: str) -> None:
    path = styled(tmp_path / "a.xlsx", (5, ";;;"), (5, "0"))
    patched(path, lambda sheet: re.sub(' s(?==")', spelled.format(" s"), sheet))
    assert unlike(opened(path)) == [(2, "C", "format")]
    patched(path, lambda sheet: sheet.replace('="1"><v>', '="&#49;"><v>'))
    assert unlike(opened(path)) == [(2, "C", "format")]


def test_the_style_of_cells_that_name_none_counts(tmp_path: Path) -> None:
    path = styled(tmp_path / "a.xlsx", (5, "General"))
    patched(path, lambda part: re.sub('(<cellXfs[^>]*><xf numFmtId=")0"', '\\g<1>170"', part), part="xl/styles.xml")
    patched(path, lambda part: part.replace("<fonts", NOTHING_SHOWN + "<fonts", 1), part="xl/styles.xml")
    assert (2, "A", "format") in unlike(opened(path))


@pytest.mark.parametrize("spelled", ["01", "00001", f"{'0' * 40}1"])
def test_a_style_is_found_by_its_number_whatever_noughts_stand_before_it(tmp_path: Path, spelled: str) -> None:
    path = styled(tmp_path / "a.xlsx", (5, ";;;"), (5, "0"))
    patched(path, lambda part: part.replace('s="1"', f's="{spelled}"'))
    assert unlike(opened(path)) == [(2, "C", "format")]


def test_one_such_cell_in_a_long_sheet_of_others(tmp_path: Path) -> None:
    cells: list[tuple[object, str]] = [(at, "0.00") for at in range(3000)]
    cells[2500] = (5, "0,")
    assert unlike(opened_long(styled(tmp_path / "a.xlsx", *cells))) == [(2502, "C", "format")]


def opened_long(path: Path) -> Sheet:
    return room.read_sheet(path, max_bytes=10**7, max_rows=10**4)


def test_styles_where_nobody_looks_for_them_are_refused(tmp_path: Path) -> None:
    path = styled(tmp_path / "a.xlsx", (5, "0"))
    patched(path, lambda text: text.replace("styles.xml", "theme/theme1.xml"), part="xl/_rels/workbook.xml.rels")
    assert refused(path).code == "file.unreadable"


def with_formula(path: Path, xml: str, *, recalculates: bool = False) -> Sheet:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for row, cells in enumerate([HEAD, ["甲", 1, 2], ["乙", 3, 4]]):
            page.write_row(row, 0, cells)
    patched(path, lambda sheet: sheet.replace('<c r="B2"><v>1</v></c>', xml))
    if not recalculates:
        patched(path, lambda whole: whole.replace(' fullCalcOnLoad="1"', ""), **NO_RECALCULATION)
    return opened(path)


@pytest.mark.parametrize(
    ("xml", "cells", "because"),
    [
        ('<c r="B2"><f>1+1</f><v>9</v></c>', ["B2"], "a number, perhaps not what it comes to"),
        ('<c r="B2" t="str"><f>""</f><v></v></c>', ["B2"], "a text that is empty"),
        ('<c r="B2"><f t="array" ref="B2:C3">A1:B2</f><v>9</v></c>', ["B2", "B3", "C2", "C3"], "an array fills cells"),
        ('<c r="B2"><f t="shared" ref="B2:B3" si="0">1</f><v>9</v></c>', ["B2"], "of those that share it each says so"),
        ('<c r="B2"><f>1+1</f></c>', [], "without a result there is nothing to read"),
    ],
)
def test_cells_with_a_formula_are_named(tmp_path: Path, xml: str, cells: list[str], because: str) -> None:
    sheet = with_formula(tmp_path / "a.xlsx", xml)
    assert sorted(f"{column}{row}" for row, column, _ in unlike(sheet)) == cells, because
    assert {why for _, _, why in unlike(sheet)} <= {"formula"}


def test_where_all_is_calculated_anew_no_result_is_believed(tmp_path: Path) -> None:
    array = '<c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>9</v></c>'
    sheet = with_formula(tmp_path / "a.xlsx", array, recalculates=True)
    assert [row[2] for row in grid(sheet)] == ["代码", "#未计算的公式", "#未计算的公式"]
    assert unlike(sheet) == []


def test_arrays_over_each_other_are_no_workbook(tmp_path: Path) -> None:
    array = '<c r="B2"><f t="array" ref="A1:XFD1048576">1</f><v>9</v></c>'
    with pytest.raises(Refusal, match="互相重叠"):
        with_formula(tmp_path / "a.xlsx", array + array.replace("B2", "C2"))


def covered(path: Path, box: str, **cells: object) -> Path:
    """A workbook with a merged box under which cells hold something, as a program can write it."""
    book = openpyxl.Workbook()
    for row in (["法人登记表"], FIELDS, [*GOOD], [*GOOD]):
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    merged = f'</sheetData><mergeCells count="1"><mergeCell ref="{box}"/></mergeCells>'
    return patched(path, lambda sheet: sheet.replace("</sheetData>", merged))


def test_what_stands_under_a_merged_box_is_named(tmp_path: Path) -> None:
    sheet = opened(covered(tmp_path / "a.xlsx", "B3:D3"))
    assert unlike(sheet) == [(3, "D", "covered")]
    assert opened(covered(tmp_path / "b.xlsx", "A1:F1")).unlike_cells.is_empty(), "a title over empty cells"


def test_a_header_that_is_not_seen_is_refused(tmp_path: Path) -> None:
    card = BOOK.cards["org_registration"]
    with pytest.raises(Refusal) as caught:
        recognise(opened(covered(tmp_path / "a.xlsx", "A2:B2")), card)
    assert (caught.value.code, caught.value.data["letter"]) == ("header.not_as_shown", "B")
    same = covered(tmp_path / "b.xlsx", "A1:A2", A1=FIELDS[0])
    assert recognise(opened(same), card).header_row == 2, "each cell of the box says what is seen"


def looking(path: Path, looks: Mapping[str, object]) -> Sheet:
    book = openpyxl.Workbook()
    for row in (HEAD, ["甲", "1", 2]):
        book.active.append(row)
    for name, look in looks.items():
        setattr(book.active["B2"], name, look)
    book.save(path)
    return opened(path)


UNSEEN = {
    "white on nothing": {"font": Font(color="FFFFFFFF")},
    "nearly white": {"font": Font(color="FFFAFAFA")},
    "white by its tint": {"font": Font(color=openpyxl.styles.colors.Color(rgb="FF000000", tint=0.97))},
    "white of the theme, hardly darker": {"font": Font(color=openpyxl.styles.colors.Color(theme=0, tint=-0.001))},
    "white of the theme": {"font": Font(color=openpyxl.styles.colors.Color(theme=0))},
    "red on red": {"font": Font(color="FFFF0000"), "fill": PatternFill("solid", fgColor="FFFF0000")},
    "black on black": {"fill": PatternFill("solid", fgColor="FF000000")},
    "tiny": {"font": Font(sz=1)},
    "repeated": {"alignment": Alignment(horizontal="fill")},
}
SEEN = {
    "white on blue": {"font": Font(color="FFFFFFFF"), "fill": PatternFill("solid", fgColor="FF4472C4")},
    "white on blue of the theme": {
        "font": Font(color=openpyxl.styles.colors.Color(theme=0)),
        "fill": PatternFill("solid", fgColor=openpyxl.styles.colors.Color(theme=4)),
    },
    "grey": {"font": Font(color="FF808080")},
    "on yellow": {"fill": PatternFill("solid", fgColor="FFFFFF00")},
}


@pytest.mark.parametrize("kind", UNSEEN)
def test_text_in_the_colour_of_its_ground_is_named(tmp_path: Path, kind: str) -> None:
    sheet = looking(tmp_path / "a.xlsx", UNSEEN[kind])
    assert unlike(sheet) == [(2, "B", "colour")]


@pytest.mark.parametrize("kind", SEEN)
def test_text_that_can_be_seen_is_not(tmp_path: Path, kind: str) -> None:
    sheet = looking(tmp_path / "a.xlsx", SEEN[kind])
    assert unlike(sheet) == []


def _zero_height(page: Worksheet) -> None:
    page.sheet_format.zeroHeight = True
    page.row_dimensions[1].height = page.row_dimensions[2].height = 15


def _low(page: Worksheet) -> None:
    page.row_dimensions[3].height = 1.5


def _narrow(page: Worksheet) -> None:
    page.column_dimensions["B"].width = 0.3


def _no_width(page: Worksheet) -> None:
    page.sheet_format.defaultColWidth = 0
    for letter in "ACDEF":
        page.column_dimensions[letter].width = 12


@pytest.mark.parametrize(
    ("hide", "said"), [(_zero_height, "第 3、4 行"), (_low, "第 3 行"), (_narrow, "B 列"), (_no_width, "B 列")]
)
def test_rows_and_columns_that_are_hidden_otherwise_are_told(tmp_path: Path, hide: Any, said: str) -> None:
    book = openpyxl.Workbook()
    for row in (["法人登记表"], FIELDS, GOOD, GOOD):
        book.active.append(row)
    hide(book.active)
    book.save(tmp_path / "a.xlsx")
    assert told(tmp_path / "a.xlsx")["table.hidden"][1] == f"工作表中有隐藏的内容，也已作为数据读取：{said}。"


def test_zeros_that_a_sheet_does_not_show_are_read_as_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ["甲", 0, 10]):
        book.active.append(row)
    book.active.sheet_view.showZeros = False
    book.save(tmp_path / "a.xlsx")
    assert grid(opened(tmp_path / "a.xlsx"))[1] == (2, "甲", None, "10")


def legacy(path: Path, change: Any = None) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("处罚")
    styles = ["0.00", ";;;", '"2026年"0', "0%"]
    for column, text in enumerate(HEAD):
        page.write(0, column, text)
    for row, code in enumerate(styles, 1):
        page.write(row, 0, "甲")
        page.write(row, 1, 7 + row / 4 if code == "0.00" else row, xlwt.easyxf(num_format_str=code))
        page.write(row, 2, row, xlwt.easyxf("font: color white" if row == 4 else ""))
    page.write_merge(6, 6, 0, 1, "乙")
    if change:
        change(page)
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
    return path


def test_the_same_of_a_legacy_workbook(tmp_path: Path) -> None:
    sheet = opened(legacy(tmp_path / "a.xls"))
    assert [row[2] for row in grid(sheet)] == ["代码", "7.25", "2", "2026年3", "400%", None]
    assert unlike(sheet) == [(3, "B", "format"), (5, "C", "colour")]


def test_a_legacy_workbook_with_a_second_one_beside_it_is_refused(tmp_path: Path) -> None:
    """Programs show the newer of the two, whichever stands first; so styles and values must not come from either."""
    path = legacy(tmp_path / "a.xls")
    data = bytearray(path.read_bytes())
    name = "Workbook".encode("utf-16-le")
    first = data.index(name)
    older = bytearray(data[first : first + 128])
    older[:66] = "Book".encode("utf-16-le").ljust(64, b"\0") + (10).to_bytes(2, "little")
    data[first + 128 : first + 256] = older
    path.write_bytes(data)
    assert "两份工作簿" in refused(path).message


def test_many_numbers_in_one_record_of_a_legacy_workbook(tmp_path: Path) -> None:
    """xlwt writes those beside each other together."""

    def add(page: Any) -> None:
        for column in (0, 1, 2):
            page.write(8, column, column + 1, xlwt.easyxf(num_format_str=";;;"))

    sheet = opened(legacy(tmp_path / "a.xls", add))
    assert [place for place in unlike(sheet) if place[0] == 9] == [(9, at, "format") for at in "ABC"]


def test_a_formula_of_a_legacy_workbook_is_named(tmp_path: Path) -> None:
    path = legacy(tmp_path / "a.xls", lambda page: page.write(5, 1, xlwt.Formula("1+1")))
    path.write_bytes(path.read_bytes().replace(b"None    ", b"Zhang   "))
    assert (6, "B", "formula") in unlike(opened(path))


def _xls_low(page: Any) -> None:
    page.row(1).height, page.row(1).height_mismatch = 20, True


def _xls_narrow(page: Any) -> None:
    page.col(1).width = 100


def _xls_zeros(page: Any) -> None:
    page.show_zero_values = False
    page.write(5, 1, 0)
    page.write(5, 0, "丙")


def test_low_rows_and_narrow_columns_of_a_legacy_workbook(tmp_path: Path) -> None:
    assert opened(legacy(tmp_path / "a.xls", _xls_low)).hidden_rows == (2,)
    assert opened(legacy(tmp_path / "b.xls", _xls_narrow)).hidden_columns == ("B",)
    assert [row for row in grid(opened(legacy(tmp_path / "c.xls", _xls_zeros))) if row[0] == 6] == [
        (6, "丙", None, None)
    ]


def test_no_cell_of_a_usual_workbook_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (FIELDS, GOOD, GOOD):
        book.active.append(row)
    book.active["A1"].font = Font(bold=True, color="FFFFFFFF")
    book.active["A1"].fill = PatternFill("solid", fgColor="FF305496")
    book.save(tmp_path / "a.xlsx")
    patched(tmp_path / "a.xlsx", lambda sheet: re.sub("<dimension[^>]*>", "", sheet))
    assert unlike(opened(tmp_path / "a.xlsx")) == []
