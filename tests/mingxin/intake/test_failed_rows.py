"""The rows left behind as a workbook of their own: as sent, marked, and ready to be sent as a supplement."""

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from mingxin.intake.checks.frame import gather
from mingxin.intake.checks.run import check
from mingxin.intake.failed_rows import write_failed_rows
from mingxin.intake.reading.headers import MARK_HEADERS
from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Sieved
from mingxin.kernel import resident_id
from tests.mingxin.intake.libreoffice import saved_again
from tests.mingxin.intake.marked_workbook import findings_at
from tests.spec.findings.sheets import FIRM, PENALTY, Row, around, rulebook

BOOK = rulebook()
CARD = BOOK.cards["admin_penalty"]
AS_OF = date(2026, 11, 20)
WRONG = FIRM[:17] + "7"
STEM = "42991319850301002"
GROWN = next(STEM + last for last in "0123456789X" if resident_id.is_resident_id(STEM + last))


def sent(path: Path, *rows: Row, without: tuple[str, ...] = (), numbers: tuple[str, ...] = ()) -> Path:
    """A department's own table: a title above, its columns in an order of its own."""
    codes = [code for code in reversed(list(PENALTY)) if code not in without]
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "行政处罚信息表")
        for place, code in enumerate(codes):
            page.write_string(1, place, CARD.field(code).name)
        for at, row in enumerate(rows, start=2):
            for place, code in enumerate(codes):
                text = {**PENALTY, **row}[code]
                if text is not None and code in numbers:
                    page.write_number(at, place, float(text))
                elif text is not None:
                    page.write_string(at, place, text)
    return path


def examined(path: Path) -> tuple[Sieved, pl.DataFrame, frozenset[int]]:
    table = recognise(open_sheet(path, max_bytes=10**7, max_rows=1000, cards=[CARD]), CARD)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=AS_OF)
    checked = check(sieved, around=around(received_on=AS_OF))
    return sieved, checked.findings, checked.error_rows


def errors(findings: pl.DataFrame) -> list[tuple[str, str, str]]:
    """In the order of the rows; columns stand elsewhere in the template than in the sender's own table."""
    found = findings.filter(pl.col("severity") == "error").sort(ROW, "field", "code")
    return found.select("field", "code", "value").rows()


FAULTY: Row = {"CF_WSH": "云市监罚〔2026〕32号", "CF_XDR_SHXYM": WRONG, "CF_SY": None, "BZ": "=1+1"}
OTHER: Row = {"CF_WSH": "云市监罚〔2026〕33号", "CF_JDRQ": "去年底"}


def test_only_the_rows_left_behind_are_in_it_as_they_were_sent(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", {}, FAULTY, OTHER))
    assert write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK) == 2
    again, found, _ = examined(tmp_path / "out.xlsx")
    assert again.table.cells["CF_WSH"].to_list() == ["云市监罚〔2026〕32号", "云市监罚〔2026〕33号"]
    for code in sieved.table.letters:
        kept = sieved.table.cells.filter(pl.col(ROW).is_in([4, 5]))[code]
        assert again.table.cells[code].to_list() == kept.to_list(), code
    assert again.table.unknown == (), "the three added columns are passed over"
    assert errors(found) == errors(findings), "unmended, the same is found"


def test_the_reader_sees_the_form_of_the_template(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", FAULTY, without=("CF_NR_ZKDX", "BZ")))
    write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK)
    again, _, _ = examined(tmp_path / "out.xlsx")
    assert list(again.table.letters) == [field.code for field in CARD.fields if not field.cut]


def test_cells_are_coloured_and_the_last_columns_say_what_to_do(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", {}, FAULTY))
    write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK)
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    at = {cell.value: cell.column_letter for cell in page[1]}
    code = page[f"{at['行政相对人代码_1（统一社会信用代码）（按条件必填）']}2"]
    assert (code.value, code.data_type, code.number_format) == (WRONG, "s", "@")
    assert code.fill.fgColor.rgb[2:] == "FFC7CE"
    assert code.comment.text.startswith("须改正：")
    empty = page[f"{at['违法事实（必填）']}2"]
    assert (empty.value, empty.fill.fgColor.rgb[2:]) == (None, "FFC7CE")
    said, remedy, example = (page[f"{at[header]}2"].value for header in MARK_HEADERS)
    assert [cell.value for cell in page[1]][-3:] == list(MARK_HEADERS)
    assert said.startswith("（原文件第 4 行）\n"), "the row of the file that the clerk knows"
    assert "违法事实：" in said
    assert FIRM in remedy, "the likely right code"
    assert example
    remark = page[f"{at['备注']}2"]
    assert (remark.value, remark.data_type, remark.quotePrefix) == ("=1+1", "s", True)
    assert any(rule.type == "list" for rule in page.data_validations.dataValidation)


def test_unlinked_rows_are_in_it_though_they_have_no_error(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", {}, {"CF_WSH": "云市监罚〔2026〕34号"}))
    unlinked = findings_at(
        [4],
        column="U",
        field="CF_XDR_SHXYM",
        code="subject.unlinked",
        severity="warning",
        message="无代码",
        remedy="补",
    )
    assert write_failed_rows(sieved, gather([findings, unlinked]), tmp_path / "out.xlsx", book=BOOK) == 1
    assert examined(tmp_path / "out.xlsx")[0].table.cells["CF_WSH"].to_list() == ["云市监罚〔2026〕34号"]


def test_rows_that_lack_a_column_are_told_what_is_missing(tmp_path: Path) -> None:
    sieved, findings, behind = examined(sent(tmp_path / "a.xlsx", {}, without=("CF_SY",)))
    assert behind == {3}
    assert write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK, rows=behind) == 1
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    at = {cell.value: cell.column_letter for cell in page[1]}
    assert "违法事实" in page[f"{at['错误说明']}2"].value
    assert page[f"{at['违法事实（必填）']}2"].fill.fgColor.rgb[2:] == "FFC7CE", "the column is there to be filled in"


def test_a_code_that_lost_its_digits_is_found_again(tmp_path: Path) -> None:
    path = sent(tmp_path / "a.xlsx", {"CF_XDR_SHXYM": "914299130001234567"}, numbers=("CF_XDR_SHXYM",))
    sieved, findings, _ = examined(path)
    assert ("CF_XDR_SHXYM", "uscc.number_lost_digits", "914299130001235000") in errors(findings)
    write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK)
    assert errors(examined(tmp_path / "out.xlsx")[1]) == errors(findings)


def test_what_may_not_be_kept_is_not_in_it(tmp_path: Path) -> None:
    person: Row = {"CF_XDR_MC": "王某", "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": None, "CF_WSH": "云市监罚〔2026〕40号"}
    in_code: Row = {"CF_XDR_SHXYM": GROWN, "CF_WSH": "云市监罚〔2026〕41号"}
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", person, in_code))
    assert write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK) == 1
    page = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    texts = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]
    notes = [cell.comment.text for row in page.iter_rows() for cell in row if cell.comment]
    assert not any(resident_id.find_in(text) for text in texts + notes)
    assert not any("王某" in text for text in texts)


def test_nothing_left_behind_makes_an_empty_form(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", {}))
    assert write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK) == 0
    assert examined(tmp_path / "out.xlsx")[0].table.cells.is_empty()


def test_saved_by_libreoffice_it_reads_the_same(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", {}, FAULTY, OTHER))
    write_failed_rows(sieved, findings, tmp_path / "out.xlsx", book=BOOK)
    saved = saved_again(tmp_path / "out.xlsx", tmp_path)
    assert examined(saved)[0].table.cells.equals(examined(tmp_path / "out.xlsx")[0].table.cells)
    assert errors(examined(saved)[1]) == errors(findings)


def test_a_failed_writing_leaves_the_older_file(tmp_path: Path) -> None:
    sieved, findings, _ = examined(sent(tmp_path / "a.xlsx", FAULTY))
    (tmp_path / "out.xlsx").write_bytes(b"older")
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        write_failed_rows(sieved, findings.drop("severity"), tmp_path / "out.xlsx", book=BOOK)
    assert (tmp_path / "out.xlsx").read_bytes() == b"older"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.xlsx", "out.xlsx"]
