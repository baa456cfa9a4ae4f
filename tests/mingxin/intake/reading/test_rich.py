"""Signs within one cell in a style of their own: what nobody sees of them is not read as if it were seen."""

from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import Color

from mingxin.intake.reading.letters import letter_of
from tests.mingxin.intake.reading.opened import grid, opened
from tests.mingxin.intake.reading.test_seen import HEAD, unlike

UNSEEN = {
    "white": {"font_color": "#FFFFFF"},
    "nearly white": {"font_color": "#FAFAFA"},
    "tiny": {"font_size": 1},
    "struck out": {"font_strikeout": True},
    "a power": {"font_script": 1},
    "an index": {"font_script": 2},
}
SEEN = {"red": {"font_color": "#FF0000"}, "bold": {"bold": True}, "small": {"font_size": 6}}


def written(path: Path, *texts: tuple[str, str], style: dict[str, object]) -> Path:
    """Column C has each text, its second part in the style."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, part = book.add_worksheet(), book.add_format(style)
        page.write_row(0, 0, HEAD)
        for row, (before, after) in enumerate(texts, 1):
            page.write_row(row, 0, ["甲", f"e{row}"])
            page.write_rich_string(row, 2, before, part, after)
    return path


@pytest.mark.parametrize("kind", UNSEEN)
def test_a_part_that_is_seen_otherwise_is_named(tmp_path: Path, kind: str) -> None:
    sheet = opened(written(tmp_path / "a.xlsx", ("5", "0000"), ("10", "2"), style=UNSEEN[kind]))
    assert unlike(sheet) == [(2, "C", "runs"), (3, "C", "runs")]
    assert [row[3] for row in grid(sheet)] == ["金额", "50000", "102"], "they are read as well"


@pytest.mark.parametrize("kind", SEEN)
def test_another_look_alone_is_not(tmp_path: Path, kind: str) -> None:
    assert unlike(opened(written(tmp_path / "a.xlsx", ("5", "0000"), style=SEEN[kind]))) == []


@pytest.mark.parametrize(("before", "after"), [("m", "2"), ("建筑面积500m", "2"), ("注", "①")])
def test_a_raised_sign_behind_a_word_is_seen_as_it_is_read(tmp_path: Path, before: str, after: str) -> None:
    assert unlike(opened(written(tmp_path / "a.xlsx", (before, after), style=UNSEEN["a power"]))) == []


def test_one_among_many_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page, white = book.add_worksheet(), book.add_format(UNSEEN["white"])
        page.write_row(0, 0, HEAD)
        for row in range(1, 400):
            page.write_row(row, 0, [f"甲{row}", f"e{row}", str(row)])
        page.write_rich_string(300, 2, "5", white, "0000")
    assert unlike(opened(path)) == [(301, "C", "runs")]


@pytest.mark.parametrize("column", range(3))
def test_of_texts_that_stand_in_their_cells(tmp_path: Path, column: int) -> None:
    """As openpyxl writes them."""
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["甲", "乙", "丙"])
    white = InlineFont(color=Color(rgb="FFFFFFFF"))
    book.active.cell(2, column + 1).value = CellRichText("5", TextBlock(white, "0000"))
    book.active.cell(3, column + 1).value = CellRichText("5", TextBlock(InlineFont(b=True), "0000"))
    book.save(tmp_path / "a.xlsx")
    assert unlike(opened(tmp_path / "a.xlsx")) == [(2, letter_of(column), "runs")]
