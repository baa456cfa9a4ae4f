"""Templates: every field is found again, the sample passes the real checks, LibreOffice keeps what guides the hand."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from mingxin.intake.checks.run import check
from mingxin.intake.reading.layout import guess_item, recognise
from mingxin.intake.reading.opening import GUIDE_SHEET, SAMPLE_SHEET, open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.kept_copy import kept_copy
from mingxin.intake.table import Table
from mingxin.intake.template.columns import columns_of
from mingxin.intake.template.drop_downs import LISTS_SHEET
from mingxin.intake.template.form import CONDITIONAL, NECESSARY, OPTIONAL
from mingxin.intake.template.workbook import write_template
from mingxin.kernel.uscc import examine
from mingxin.rulebook.cards import FieldType, ItemCard
from tests.mingxin.intake.libreoffice import saved_again
from tests.spec.findings.sheets import ORGAN, ORGAN_NAMES, around, rulebook

BOOK = rulebook()
ITEMS = sorted(BOOK.cards)
PENALTY = BOOK.cards["admin_penalty"]


def template(folder: Path, item: str) -> Path:
    out = folder / f"{item}.xlsx"
    write_template(BOOK.cards[item], BOOK, out, unit_name=ORGAN_NAMES[ORGAN][0], unit_uscc=ORGAN, city="云泽市")
    return out


def filled_with_sample(path: Path) -> Path:
    """What a clerk does who copies the sample row into the empty table."""
    book = openpyxl.load_workbook(path)
    for place, cell in enumerate(book[SAMPLE_SHEET][2], start=1):
        book.worksheets[0].cell(2, place).value = cell.value
    book.save(path)
    return path


def read(path: Path, card: ItemCard) -> Table:
    return recognise(open_sheet(path, max_bytes=10**7, max_rows=1000, cards=list(BOOK.cards.values())), card)


@pytest.mark.parametrize("item", ITEMS)
def test_every_field_that_is_kept_has_its_column(tmp_path: Path, item: str) -> None:
    card = BOOK.cards[item]
    table = read(template(tmp_path, item), card)
    assert list(table.letters) == [field.code for field in card.fields if not field.cut]
    assert set(table.missing) == {field.code for field in card.fields if field.cut}
    assert (table.header_row, table.cells.height, table.unknown) == (1, 0, ())


@pytest.mark.parametrize("item", ITEMS)
def test_the_sample_row_passes_the_checks(tmp_path: Path, item: str) -> None:
    card = BOOK.cards[item]
    table = read(filled_with_sample(template(tmp_path, item)), card)
    assert table.cells.height == 1, "the sample sheet itself is never read"
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=around().as_of)
    found = check(sieved, around=around()).findings
    late = pl.col("code") == "deadline.late"  # the sample's day stays, the calendar goes on
    assert found.filter(~late & (pl.col("severity") != "note")).rows() == []
    assert found.filter(pl.col("severity") == "error").is_empty()


@pytest.mark.parametrize("item", ITEMS)
def test_a_filled_template_is_recognised_as_its_item(tmp_path: Path, item: str) -> None:
    sheet = open_sheet(
        filled_with_sample(template(tmp_path, item)), max_bytes=10**7, max_rows=9, cards=list(BOOK.cards.values())
    )
    assert guess_item(sheet, list(BOOK.cards.values()))[0][0] == item


def test_a_filled_template_may_be_kept_as_it_was_sent(tmp_path: Path) -> None:
    path = filled_with_sample(template(tmp_path, "admin_penalty"))
    table = read(path, PENALTY)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=around().as_of)
    assert kept_copy(path, table.sheet, sieved) is None


def test_the_sample_names_nobody_who_exists(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(template(tmp_path, "admin_penalty"))[SAMPLE_SHEET]
    said = dict(zip([cell.value for cell in page[1]], [cell.value for cell in page[2]], strict=True))
    code = said["行政相对人代码_1（统一社会信用代码）（按条件必填）"]
    assert code[2:8] == "000000", "no division of any place"
    assert examine(code).problem is None
    assert said["行政相对人名称（必填）"] == "云泽市示例贸易有限公司"


def test_headers_say_what_is_necessary_in_words_and_colour(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(template(tmp_path, "admin_penalty")).worksheets[0]
    seen = {cell.value: cell.fill.fgColor.rgb[2:] for cell in page[1]}
    assert seen["行政相对人名称（必填）"] == NECESSARY
    assert seen["罚款金额（万元）（按条件必填）"] == CONDITIONAL
    assert seen["备注"] == OPTIONAL
    assert "失信程度" in seen, "columns after 备注 are there"
    assert not any("证件号码" in header for header in seen), "identity numbers are not asked for"
    assert page.freeze_panes == "A2"


def test_a_comment_names_condition_example_and_ground(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(template(tmp_path, "admin_penalty")).worksheets[0]
    amount = next(cell for cell in page[1] if str(cell.value).startswith("罚款金额"))
    assert "处罚类别含罚款时必填" in amount.comment.text
    assert "例：0.2" in amount.comment.text
    assert "《中华人民共和国行政处罚法》第四十八条" in amount.comment.text


def assert_guided(path: Path, card: ItemCard) -> None:
    """Text columns, drop-downs and input messages of the data sheet, as openpyxl reads them."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    rules = {str(rule.sqref).split(":")[0].rstrip("2"): rule for rule in page.data_validations.dataValidation}
    fields = [field for field in card.fields if not field.cut]
    for cell, field in zip(page[1], fields, strict=True):
        rule = rules[cell.column_letter]
        assert rule.prompt, field.name
        is_listed = field.code_set is not None and not field.many
        assert (rule.type == "list") == is_listed, field.name
        if field.type in (FieldType.CODE, FieldType.USCC, FieldType.DATE):
            assert format_below(page, cell.column) == "@", field.name
    assert len(book.sheetnames) >= 3
    assert book.sheetnames[1:3] == [GUIDE_SHEET, SAMPLE_SHEET]


def format_below(page: Worksheet, column: int) -> str:
    """The number format that a cell typed into the second row takes: its own, or its column's."""
    cell = page.cell(2, column)
    if cell.has_style:
        return str(cell.number_format)
    spans = [one for one in page.column_dimensions.values() if (one.min or 0) <= column <= (one.max or 0)]
    return str(spans[0].number_format)


@pytest.mark.parametrize("item", ITEMS)
def test_every_column_guides_the_hand(tmp_path: Path, item: str) -> None:
    assert_guided(template(tmp_path, item), BOOK.cards[item])


def test_lists_take_only_what_the_item_takes(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(template(tmp_path, "court_defaulter")).worksheets[0]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert lists == ['"全部未履行,部分未履行,全部已履行"']
    page = openpyxl.load_workbook(template(tmp_path, "admin_penalty")).worksheets[0]
    lists = [rule.formula1 for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert '"法人及非法人组织,个体工商户"' in lists, "natural persons are not taken"


def test_a_long_list_stands_on_a_hidden_sheet(tmp_path: Path) -> None:
    values = {f"第{number:02}种情形的名称": () for number in range(40)}
    code_set = replace(BOOK.code_sets["performance"], values=values)
    book = replace(BOOK, code_sets={**BOOK.code_sets, "performance": code_set})
    card = BOOK.cards["court_defaulter"]
    write_template(card, book, tmp_path / "a.xlsx", unit_name="甲", unit_uscc=ORGAN, city="云泽市")
    kept = openpyxl.load_workbook(tmp_path / "a.xlsx")
    rule = next(one for one in kept.worksheets[0].data_validations.dataValidation if one.type == "list")
    assert rule.formula1 == f"'{LISTS_SHEET}'!$A$1:$A$40"
    assert kept[LISTS_SHEET].sheet_state == "hidden"
    assert [cell.value for cell in kept[LISTS_SHEET]["A"]] == list(values)
    assert read(tmp_path / "a.xlsx", card).cells.is_empty(), "the reader passes over it"


def test_the_guide_lists_every_column_and_no_category_that_is_refused(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(template(tmp_path, "admin_penalty"))[GUIDE_SHEET]
    rows = {row[0].value: [cell.value for cell in row] for row in page.iter_rows()}
    assert {field.name for field in PENALTY.fields if not field.cut} <= set(rows)
    assert "通报批评" in rows["处罚类别"][3]
    assert "行政拘留" not in rows["处罚类别"][3], "public-order penalties are sent back"
    assert rows["罚款金额（万元）"][1] == "处罚类别含罚款时必填"


@pytest.mark.parametrize("item", ["admin_penalty", "org_registration"])
def test_libreoffice_keeps_what_guides_the_hand(tmp_path: Path, item: str) -> None:
    path = saved_again(template(tmp_path, item), tmp_path)
    assert_guided(path, BOOK.cards[item])
    card = BOOK.cards[item]
    assert list(read(path, card).letters) == [field.code for field in card.fields if not field.cut]
    headers = [cell.fill.fgColor.rgb[2:] for cell in openpyxl.load_workbook(path).worksheets[0][1]]
    assert NECESSARY in headers


def test_saved_by_libreoffice_the_filled_template_reads_the_same(tmp_path: Path) -> None:
    path = filled_with_sample(template(tmp_path, "admin_penalty"))
    assert read(saved_again(path, tmp_path), PENALTY).cells.equals(read(path, PENALTY).cells)


@pytest.mark.parametrize("item", ITEMS)
def test_an_example_is_the_value_that_the_card_means(item: str) -> None:
    """What a drop-down offers, its example and its advice speak of the same words."""
    for column in columns_of(BOOK.cards[item], BOOK.code_sets):
        if column.is_listed and column.field.example:
            code_set = BOOK.code_sets[column.field.code_set or ""]
            assert column.example == code_set.value_of(column.field.example), column.field.name
            assert not re.search("[0-9] 为", column.advice), column.field.name


def test_a_card_that_names_a_code_is_shown_with_the_word(tmp_path: Path) -> None:
    card = BOOK.cards["admin_licence"]
    coded = replace(card, fields=tuple(replace(f, example="1") if f.code == "XK_ZT" else f for f in card.fields))
    (status,) = (one for one in columns_of(coded, BOOK.code_sets) if one.field.code == "XK_ZT")
    assert (status.choices, status.example) == (("有效", "无效"), "有效")
