"""What is kept of a file: the copy and the original hide nothing that the sieve cut, wherever it is planted."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mingxin.intake.sifting.identity import columns_to_search, cuts_in
from mingxin.intake.sifting.kept_copy import kept_copy
from mingxin.intake.table import ROW
from mingxin.kernel.resident_id import find_in, is_resident_id
from tests.mingxin.intake.sieving import (
    CODES,
    GROWN,
    PENALTY,
    ROW_VALUES,
    leaks,
    number,
    row_of,
    sieved_of,
    table_of,
    write,
)


def test_the_kept_copy_reads_to_the_sieved_table(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [[*row_of(CF_SY=f"张某{GROWN}"), "x"], row_of(CF_CFLB="行政拘留"), [], row_of(CF_FR_ZJHM=GROWN)],
        head=["内部编号"],
    )
    table, sieved = table_of(path), sieved_of(path)
    copy = kept_copy(path, table.sheet, sieved)
    assert copy is not None
    (tmp_path / "copy").write_bytes(copy)
    again = table_of(tmp_path / "copy")
    assert again.unknown == ()
    assert again.cells.equals(sieved.table.cells.select(again.cells.columns))
    assert not find_in(copy.decode())


def test_the_kept_copy_leaves_out_what_stands_about_the_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = [
        ["举报人张某提供"],
        [*(field.name for field in PENALTY.fields), "内部编号"],
        [*row_of(), "甲7"],
        ["注：张某已迁居。"],
    ]
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    table, sieved = table_of(tmp_path / "a.xlsx"), sieved_of(tmp_path / "a.xlsx")
    copy = kept_copy(tmp_path / "a.xlsx", table.sheet, sieved)
    assert copy is not None
    assert ROW_VALUES["CF_XDR_MC"] in copy.decode()
    assert not [text for text in ("张某", "甲7", "内部编号") if text in copy.decode()]


def test_a_sheet_needs_not_every_column_of_the_card(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([PENALTY.field(code).name for code in ROW_VALUES])
    book.active.append([*ROW_VALUES.values()])
    book.save(tmp_path / "a.xlsx")
    assert sieved_of(tmp_path / "a.xlsx").table.cells.height == 1


@pytest.mark.parametrize(
    ("place", "because"),
    [
        ("title", "a title above the table"),
        ("counter", "a column that is passed over"),
        ("other", "another, hidden sheet"),
        ("comment", "a comment"),
        ("property", "the properties of the document"),
        ("formula", "the text of a formula"),
    ],
)
def test_an_original_that_hides_a_number_is_not_kept(tmp_path: Path, place: str, because: str) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append([f"联系人{GROWN}" if place == "title" else "行政处罚"])
    page.append([*(field.name for field in PENALTY.fields), "序号"])
    page.append([*row_of(), GROWN if place == "counter" else "1"])
    if place == "other":
        book.create_sheet("码表").append([GROWN])
        book["码表"].sheet_state = "hidden"
    elif place == "comment":
        page["A1"].comment = openpyxl.comments.Comment(GROWN, "张某")
    elif place == "property":
        book.properties.creator = GROWN
    elif place == "formula":
        page["AK4"] = f'=IF(TRUE,"","{GROWN}")'
    book.save(path)
    table, sieved = table_of(path), sieved_of(path)
    copy = kept_copy(path, table.sheet, sieved)
    assert copy is not None, because
    assert not find_in(copy.decode())


def test_a_legacy_original_is_never_kept(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("处罚")
    for row, texts in enumerate([[field.name for field in PENALTY.fields], row_of()]):
        for column, text in enumerate(texts):
            page.write(row, column, text)
    book.save(str(tmp_path / "a.xls"))
    table, sieved = table_of(tmp_path / "a.xls"), sieved_of(tmp_path / "a.xls")
    assert kept_copy(tmp_path / "a.xls", table.sheet, sieved) is not None


births = st.dates(date(1930, 1, 1), date(2026, 11, 1)).map(lambda day: day.strftime("%Y%m%d"))
orders = st.integers(0, 999).map(lambda order: f"{order:03d}")
numbers = st.builds(number, births, st.sampled_from(["429913", "110101", "659001"]), orders)


def _full_width(text: str) -> str:
    return re.sub("[0-9]", lambda digit: chr(ord(digit[0]) + 0xFEE0), text)


spellings = st.sampled_from(
    [
        str,
        str.lower,
        _full_width,
        lambda text: " ".join((text[:6], text[6:10], text[10:14], text[14:])),
        lambda text: f"{text[:6]}-{text[6:14]}-{text[14:]}",
        lambda text: f"身份证号：{text}，",
        lambda text: f"（{text}）某某",
    ]
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(CODES) - 1), numbers, spellings, st.sampled_from(["cell", "title", "header", "note", "name"]))
@example(0, GROWN, str, "cell")
def test_no_planted_number_survives(tmp_path: Path, column: int, planted: str, spell: object, place: str) -> None:
    assert is_resident_id(planted)
    text = spell(planted)  # type: ignore[operator]
    rows = [row_of(), row_of()]
    if place == "cell":
        rows[1][column] = text
    lines: list[list[str]] = [[text if place == "title" else "行政处罚"]]
    lines.append([*(field.name for field in PENALTY.fields), text if place == "header" else "序号"])
    lines += [[*row, "1"] for row in rows]
    lines.append([f"注：{text if place == 'note' else '完'}"])
    book = openpyxl.Workbook()
    book.active.title = re.sub(r"[\\/*?:\[\]]", "", text)[-31:] if place == "name" else "处罚"
    for line in lines:
        book.active.append(line)
    path = tmp_path / "a.xlsx"
    book.save(path)
    table, sieved = table_of(path), sieved_of(path)
    assert leaks(sieved) == []
    copy = kept_copy(path, table.sheet, sieved)
    assert copy is not None, "the original holds a number"
    assert not find_in(copy.decode())


@given(st.text(alphabet="0123456789Xx９ -ABHJ:号", min_size=10, max_size=30))
def test_the_prefilter_hides_nothing(text: str) -> None:
    assert bool(find_in(text)) == bool(cuts_in(pl.Series("text", [text])).height)


@given(numbers, st.text(alphabet="ABH0 ", max_size=2), st.text(alphabet="ABH0 ", max_size=2))
def test_the_prefilter_hides_no_number(planted: str, before: str, after: str) -> None:
    text = before + planted + after
    assert bool(find_in(text)) == bool(cuts_in(pl.Series("text", [text])).height)


@given(
    st.lists(
        st.lists(st.none() | st.text(alphabet="0123456789X ９号", max_size=20), min_size=2, max_size=2), max_size=3
    )
)
@example([[GROWN, None], [None, "号"], [None, f"当事人{GROWN}"]])
def test_no_column_is_passed_over_in_which_a_cut_would_be_made(rows: list[list[str | None]]) -> None:
    cells = pl.DataFrame(
        [[1, *row] for row in rows], schema={ROW: pl.UInt32, "A": pl.String, "B": pl.String}, orient="row"
    )
    cut = {name for name in "AB" if cuts_in(cells.get_column(name)).height}
    assert cut <= columns_to_search(cells, "AB")
