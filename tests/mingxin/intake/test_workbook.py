"""The marked workbook: the sender's own, faults in colour and words, nothing in it that may not go back."""

import csv
import os
import re
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from mingxin.intake import workbook
from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import SUMMARY_SHEET, open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.findings import findings_at, together
from mingxin.intake.table import Sieved, Table
from mingxin.intake.workbook import write_marked
from mingxin.kernel.resident_id import find_in
from mingxin.kernel.uscc import compose
from mingxin.rulebook.loader import load_rulebook

BOOK = load_rulebook()
REGISTRATION = BOOK.cards["org_registration"]
TODAY = date(2026, 11, 20)


def with_check(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


GROWN = with_check("42991319900101001")
HEAD = ["企业名称", "统一社会信用代码", "法定代表人证件号码", "注册日期", "注册资本", "民族"]
CODES = [compose("91", "429913", f"MA49000{last}") for last in range(4)]
GOOD = ["云泽市宏业建材有限公司", CODES[0], "", "2026/11/05", "500万元", ""]
WRONG = ["云泽市宏远商贸有限公司", "91429913MA49000014", GROWN, "2026/13/05", "=1+1", "汉"]
RED, YELLOW = "FFC7CE", "FFEB9C"


def table_of(path: Path) -> Table:
    return recognise(open_sheet(path, max_bytes=10**7, max_rows=100_000, cards=[REGISTRATION]), REGISTRATION)


def mark(path: Path, out: Path, *more: pl.DataFrame) -> tuple[Table, Sieved]:
    table = table_of(path)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=TODAY)
    write_marked(path, table.sheet, table, sieved, together([sieved.findings, *more]), out)
    return table, sieved


def fault(row: int, column: str, severity: str = "error", message: str = "校验位不符。") -> pl.DataFrame:
    return findings_at(
        [row],
        column=column,
        field="TYSHXYDM",
        code="uscc.check_digit",
        severity=severity,
        message=message,
        remedy="请与登记证照核对。",
        example=CODES[1],
    )


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    with path.open("wb") as out:
        book.save(out)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("登记")
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            page.write(row, column, text)
    book.save(str(path))
    return path


WRITERS = {"xlsx": write_xlsx, "csv": write_csv, "xls": write_xls}


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
    assert "错误：校验位不符。" in page["B4"].comment.text, "never colour alone"
    assert "提醒：日期不存在。" in page["D4"].comment.text
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
    assert rows[:2] == [("问题", "行数", "怎样修改"), ("错误：校验位不符。", 2, "请与登记证照核对。")]
    assert any("民族" in row[0] for row in rows)


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


@pytest.mark.parametrize("form", WRITERS)
def test_sent_again_unmended_it_reads_to_the_same_table(tmp_path: Path, form: str) -> None:
    rows = [["法人登记表"], HEAD, GOOD, [], WRONG, ["注：日期按年/月/日填写，代码为十八位。"]]
    path = WRITERS[form](tmp_path / "a", rows)
    table, sieved = mark(path, tmp_path / "once.xlsx", fault(5, "B"))
    again, _ = mark(tmp_path / "once.xlsx", tmp_path / "twice.xlsx", fault(5, "D"))
    for read in (again, table_of(tmp_path / "twice.xlsx")):
        assert read.cells.equals(sieved.table.cells), form
        assert dict(read.letters) == dict(table.letters)
        assert (read.header_row, read.notes_rows) == (table.header_row, table.notes_rows)
        assert read.unknown == table.unknown
    page = openpyxl.load_workbook(tmp_path / "twice.xlsx").worksheets[0]
    assert page["G5"].value.startswith("D 列"), "the columns of the first round are used again"
    assert page["J2"].value is None
    assert page["B5"].fill.fgColor.rgb[2:] != RED, "and its marks are gone"


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
    book.save(tmp_path / "a.xlsx")
    mark(tmp_path / "a.xlsx", tmp_path / "out.xlsx")
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert page.column_dimensions["A"].width == 33
    assert page["A1"].font.name == "黑体"
    assert page.data_validations.dataValidation[0].formula1 == '"存续,注销"'
    assert page["E2"].comment.text == "请核实"
    assert (page["B3"].value, page["B3"].data_type) == ("914299130001235000", "s"), "codes stay text"


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


def hidden_numbers(path: Path) -> list[str]:
    """Every part of the package in which an identity number stands, tags taken for separators and for nothing."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8", "replace")
            if find_in(text) or find_in(re.sub("<[^>]*>", "", text)) or find_in(re.sub("<[^>]*>", "|", text)):
                found.append(name)
    return found


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


def test_long_sheets_come_back_plain_and_fast(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS_WITH_FORMATS", 2)
    path = write_xlsx(tmp_path / "a.xlsx", [HEAD, GOOD, WRONG])
    _, sieved = mark(path, tmp_path / "out.xlsx", fault(3, "B"))
    assert table_of(tmp_path / "out.xlsx").cells.equals(sieved.table.cells)
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    assert page["B3"].fill.fgColor.rgb[2:] == RED
    assert page["G3"].value.startswith("B 列：校验位不符。")


def test_an_older_answer_is_replaced_whole(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])
    (tmp_path / "out.xlsx").write_bytes(b"older")
    mark(path, tmp_path / "out.xlsx")
    assert zipfile.is_zipfile(tmp_path / "out.xlsx")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.csv", "out.xlsx"]


def test_a_failed_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])

    def full_disk(source: object, target: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        mark(path, tmp_path / "out.xlsx")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.crash
@pytest.mark.parametrize("after_seconds", [0.1, 0.4, 0.8])
def test_killed_while_writing_it_leaves_the_older_answer(tmp_path: Path, after_seconds: float) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, *([GOOD] * 4000)])
    mark(path, tmp_path / "out.xlsx")
    program = textwrap.dedent(f"""
        from pathlib import Path
        import polars as pl
        from datetime import date
        from mingxin.intake.reading.layout import recognise
        from mingxin.intake.reading.opening import open_sheet
        from mingxin.intake.sieve import sieve
        from mingxin.intake.workbook import write_marked
        from mingxin.rulebook.loader import load_rulebook
        book = load_rulebook()
        path = Path({str(path)!r})
        sheet = open_sheet(path, max_bytes=10**8, max_rows=10**5)
        table = recognise(sheet, book.cards["org_registration"])
        sieved = sieve(table, forbidden=book.forbidden, as_of=date(2026, 11, 20))
        print("ready", flush=True)
        while True:
            write_marked(path, sheet, table, sieved, sieved.findings, Path({str(tmp_path / "out.xlsx")!r}))
    """)
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(after_seconds)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert table_of(tmp_path / "out.xlsx").cells.height == 4000


def test_rows_of_findings_about_the_whole_sheet_are_in_the_summary_only(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])
    about_all = findings_at([0], code="sheet.few", severity="warning", message="行数比往期少。", remedy="请核实。")
    mark(path, tmp_path / "out.xlsx", about_all)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book[SUMMARY_SHEET]["A2"].value == "提醒：行数比往期少。"
    assert book.worksheets[0]["G2"].value is None
