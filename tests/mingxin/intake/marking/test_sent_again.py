"""A marked workbook sent back unmended: the same findings in the same cells, LibreOffice between or not."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from mingxin.intake.checks.frame import gather
from mingxin.intake.checks.run import check
from mingxin.intake.reading.headers import MARK_HEADERS
from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import SAMPLE_SHEET, open_sheet
from mingxin.intake.rules.duplicates import duplicates_in_file
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Sieved, Table
from mingxin.intake.template.workbook import write_template
from mingxin.intake.workbook import write_marked
from mingxin.kernel.refusal import Refusal
from seed.city import build
from seed.faulty import write_faulty
from tests.mingxin.intake.libreoffice import saved_again
from tests.spec.findings.sheets import ORGAN, ORGAN_NAMES, around, rulebook

BOOK = rulebook()
AS_OF = date(2026, 11, 20)
Place = tuple[int, str, str, str, str]
ABOUT_DELETED = ("row.", "identity.", "uscc.resident_id")
"""Findings about what may not go back: the content is gone, so that nothing is left to find."""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Name of the file → path and item, of those that are no wholes to be refused."""
    folder = tmp_path_factory.mktemp("seed")
    (folder / "faulty").mkdir()
    city = build(1, as_of=AS_OF, organisations=400, records=1500)
    return {Path(one["file"]).stem[3:]: (folder / one["file"], one["item"]) for one in write_faulty(city, folder)}


def findings_of(path: Path, item: str) -> tuple[Table, Sieved, pl.DataFrame]:
    card = BOOK.cards[item]
    table = recognise(open_sheet(path, max_bytes=10**7, max_rows=1000, cards=[card]), card)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=AS_OF)
    checked = check(sieved, around=around(received_on=AS_OF))
    return table, sieved, gather([checked.findings, duplicates_in_file(checked.rows, card, table.letters)])


def mark(path: Path, item: str, out: Path) -> tuple[Sieved, pl.DataFrame]:
    table, sieved, findings = findings_of(path, item)
    write_marked(path, table.sheet, table, sieved, findings, out, code_sets=BOOK.code_sets)
    return sieved, findings


def places(findings: pl.DataFrame, gone: set[tuple[int, str]]) -> set[Place]:
    """Where which finding was told, but for cells and rows whose content may not go back."""
    rows = findings.select(ROW, "column", "field", "code", "value").rows()
    return {
        place
        for place in rows
        if not place[3].startswith(ABOUT_DELETED) and (place[0], place[1]) not in gone and (place[0], "") not in gone
    }


def deleted(sieved: Sieved) -> set[tuple[int, str]]:
    cells = {(row, column) for row, column, _ in sieved.cut.rows()}
    return cells | {(row, "") for row in sieved.refused[ROW]}


FILES = (
    "代码问题",
    "代码成了数字",
    "名称问题",
    "必填与文号",
    "金额与类别",
    "日期问题",
    "有效期颠倒",
    "重复",
    "自然人与隐私",
    "机关名称与代码不符",
    "多出的列",
    "无权报送的事项",
    "已撤销的处罚",
    "扩展名不符",
)


@pytest.mark.parametrize("name", FILES)
def test_sent_back_unmended_the_same_is_found_in_the_same_cells(
    tmp_path: Path, faulty: dict[str, tuple[Path, str]], name: str
) -> None:
    path, item = faulty[name]
    sieved, findings = mark(path, item, tmp_path / "marked.xlsx")
    _, again, found = findings_of(tmp_path / "marked.xlsx", item)
    gone = deleted(sieved)
    assert places(found, gone) == places(findings, gone)
    assert again.table.cells.equals(sieved.table.cells)
    assert again.table.letters == sieved.table.letters


@pytest.mark.parametrize("name", ["代码成了数字", "必填与文号", "日期问题", "自然人与隐私"])
def test_saved_by_libreoffice_the_same_is_found_too(
    tmp_path: Path, faulty: dict[str, tuple[Path, str]], name: str
) -> None:
    path, item = faulty[name]
    sieved, findings = mark(path, item, tmp_path / "marked.xlsx")
    saved = saved_again(tmp_path / "marked.xlsx", tmp_path)
    _, _, found = findings_of(saved, item)
    gone = deleted(sieved)
    assert places(found, gone) == places(findings, gone)
    assert_look(saved, sieved, findings, BOOK.cards[item].name)


def assert_look(path: Path, sieved: Sieved, findings: pl.DataFrame, item: str) -> None:
    """Header order, codes as text, colours and comments, as openpyxl reads them."""
    page = openpyxl.load_workbook(path).worksheets[0]
    table = sieved.table
    header = [cell.value for cell in page[table.header_row]]
    assert header[-3:] == list(MARK_HEADERS), item
    errors = findings.filter((pl.col("severity") == "error") & (pl.col("column") != "") & (pl.col(ROW) > 0))
    for row, letter in errors.select(ROW, "column").rows():
        assert page[f"{letter}{row}"].fill.fgColor.rgb[2:] == "FFC7CE", (row, letter)
        assert "须改正：" in page[f"{letter}{row}"].comment.text
    code = table.letters["CF_XDR_SHXYM"]
    for row in table.cells[ROW]:
        assert page[f"{code}{row}"].number_format == "@"


def test_a_table_without_drop_downs_goes_back_with_them(tmp_path: Path, faulty: dict[str, tuple[Path, str]]) -> None:
    path, item = faulty["代码问题"]
    assert path.suffix == ".csv"
    sieved, _ = mark(path, item, tmp_path / "marked.xlsx")
    letter = sieved.table.letters["CF_XDR_LB"]
    first = sieved.table.header_row + 1
    for written in (tmp_path / "marked.xlsx", saved_again(tmp_path / "marked.xlsx", tmp_path)):
        rules = openpyxl.load_workbook(written).worksheets[0].data_validations.dataValidation
        kinds = next(rule for rule in rules if f"{letter}{first}" in rule.sqref)
        assert (kinds.type, kinds.formula1) == ("list", '"法人及非法人组织,个体工商户"')
        assert not any(f"{sieved.table.letters['CF_CFLB']}{first}" in rule.sqref for rule in rules), "takes several"


def test_files_refused_whole_are_the_only_ones_not_tried(faulty: dict[str, tuple[Path, str]]) -> None:
    for name in faulty.keys() - set(FILES):
        with pytest.raises(Refusal):
            findings_of(*faulty[name])


def test_a_filled_template_keeps_its_guidance_through_marking_and_libreoffice(tmp_path: Path) -> None:
    card, path = BOOK.cards["admin_penalty"], tmp_path / "filled.xlsx"
    write_template(card, BOOK, path, unit_name=ORGAN_NAMES[ORGAN][0], unit_uscc=ORGAN, city="云泽市")
    book = openpyxl.load_workbook(path)
    for place, cell in enumerate(book[SAMPLE_SHEET][2], start=1):
        book.worksheets[0].cell(2, place).value = cell.value
    at = {cell.value: cell.column_letter for cell in book.worksheets[0][1]}
    book.worksheets[0][f"{at['处罚决定日期（必填）']}2"] = "去年底"
    book.save(path)
    _, findings = mark(path, card.code, tmp_path / "marked.xlsx")
    saved = saved_again(tmp_path / "marked.xlsx", tmp_path)
    before = openpyxl.load_workbook(path).worksheets[0].data_validations.dataValidation
    assert lists_in(before)
    for written in (tmp_path / "marked.xlsx", saved):
        page = openpyxl.load_workbook(written).worksheets[0]
        after = page.data_validations.dataValidation
        assert lists_in(after) == lists_in(before)
        assert "归集依据" in page["A1"].comment.text, "the header still says how to fill it in"
        assert page[f"{at['处罚决定日期（必填）']}2"].fill.fgColor.rgb[2:] == "FFC7CE"
        assert places(findings_of(written, card.code)[2], set()) == places(findings, set())


def lists_in(rules: Sequence[DataValidation]) -> set[tuple[str, str]]:
    """What each drop-down offers, and from which cell on; LibreOffice ends the span earlier."""
    return {(str(rule.formula1), str(rule.sqref).split(":")[0]) for rule in rules if rule.type == "list"}
