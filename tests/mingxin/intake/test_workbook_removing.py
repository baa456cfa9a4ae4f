"""Nothing in the marked workbook that may not go back, wherever it was hidden."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.workbook import write_marked
from tests.mingxin.intake.marked_workbook import (
    BOOK,
    GOOD,
    GROWN,
    HEAD,
    TODAY,
    WRITERS,
    WRONG,
    fault,
    hidden_numbers,
    mark,
    with_check,
    write_xlsx,
)


@pytest.mark.parametrize("form", WRITERS)
def test_what_may_not_be_kept_does_not_go_back(tmp_path: Path, form: str) -> None:
    minor = ["", "", "", "", "", ""]
    path = WRITERS[form](tmp_path / f"张某{GROWN}", [[f"联系人 {GROWN}"], HEAD, WRONG, minor, GOOD])
    mark(path, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert page["A1"].value == "联系人 〔身份证号已删除〕"
    assert page["C3"].value is None
    assert page["F3"].value is None, "a column that is never collected"
    assert page["F2"].value == "民族"
    assert not hidden_numbers(tmp_path / "out.xlsx")


def test_refused_rows_keep_their_number_and_the_reason_only(tmp_path: Path) -> None:
    card = BOOK.cards["admin_penalty"]
    head = ["行政相对人名称", "行政相对人类别", "处罚类别", "违法事实"]
    path = write_xlsx(
        tmp_path / "a.xlsx", [head, ["王某", "自然人", "罚款", "某事"], ["甲公司", "法人", "警告", "某事"]]
    )
    table = recognise(open_sheet(path, max_bytes=10**6, max_rows=10), card)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=TODAY)
    write_marked(path, table.sheet, table, sieved, sieved.findings, tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert [cell.value for cell in page[2]][:4] == [None] * 4
    assert page["E2"].value.startswith("第 2 行（已退回，内容已删除）\n该行当事人是自然人")
    assert page["A3"].value == "甲公司"


HIDING_PLACES = [
    "cell", "number", "title", "header", "note", "other sheet", "hidden sheet", "sheet name", "comment", "author",
    "property", "custom property", "page header", "prompt", "range name", "formula", "link", "number format",
]  # fmt: skip


def hide(book: openpyxl.Workbook, place: str, number: str) -> None:
    page = book.active
    if place == "cell":
        page["A3"] = f"张某{number}"
    elif place == "number":
        page["E3"] = int(number[:15] + "000")
    elif place == "title":
        page["A1"] = number
    elif place == "header":
        page["H2"], page["H3"] = f"备用{number}", "x"
    elif place == "note":
        page["A5"] = f"注：联系人{number}。"
    elif place in ("other sheet", "hidden sheet"):
        other = book.create_sheet("码表")
        other["A1"] = number
        other.sheet_state = "hidden" if place == "hidden sheet" else "visible"
    elif place == "sheet name":
        page.title = f"登记{number}"
    elif place == "comment":
        page["B3"].comment = Comment(f"法人 {number}", "张某")
    elif place == "author":
        page["B3"].comment = Comment("请核实", number)
    elif place == "property":
        book.properties.creator = number
        book.properties.description = number
    elif place == "custom property":
        book.custom_doc_props.append(openpyxl.packaging.custom.StringProperty(name="经办", value=number))
    elif place == "page header":
        page.oddHeader.center.text = f"经办 {number}"
    elif place == "prompt":
        listed = DataValidation(type="list", formula1='"甲,乙"', prompt=f"如 {number}", promptTitle="填写")
        listed.add("E2:E9")
        page.add_data_validation(listed)
    elif place == "range name":
        book.defined_names["经办"] = openpyxl.workbook.defined_name.DefinedName("经办", attr_text=f'"{number}"')
    elif place == "formula":
        page["E3"] = f'=IF(TRUE,"500","{number}")'
    elif place == "link":
        page["A3"].hyperlink = f"https://example.invalid/?no={number}"
    else:
        page["E3"], page["E3"].number_format = 5, f'0"{number}"'


births = st.dates(date(1950, 1, 1), date(2006, 1, 1)).map(lambda day: day.strftime("%Y%m%d"))


@pytest.mark.parametrize("place", HIDING_PLACES)
@settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(born=births, order=st.integers(0, 999))
def test_no_number_goes_back_wherever_it_was_hidden(tmp_path: Path, place: str, born: str, order: int) -> None:
    book = openpyxl.Workbook()
    for row in (["法人登记表"], HEAD, GOOD):
        book.active.append(row)
    number = with_check(f"429913{born}{order:03d}")
    hide(book, place, number)
    book.save(tmp_path / "a.xlsx")
    assert hidden_numbers(tmp_path / "a.xlsx") or place == "number", "the test hides what it says"
    mark(tmp_path / "a.xlsx", tmp_path / "out.xlsx", fault(3, "B"))
    assert hidden_numbers(tmp_path / "out.xlsx") == []
