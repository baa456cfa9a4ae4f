"""Files whose titles, headers and cells hold line breaks, as Excel writes them, through the whole check."""

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from mingxin.access.models import Unit
from mingxin.archive.models import Record
from mingxin.intake.actions.receiving import receive
from mingxin.intake.models import Batch
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.vault.actions import read_original
from tests.mingxin.archive.sending import UNIT, Row, penalty
from tests.mingxin.intake.actions.desk import PENALTY, STEWARD, Desk
from tests.mingxin.intake.sieving import GROWN

TWO_LINES = "当事人未明码标价。\n经查属实。"


def checked(desk: Desk, path: Path) -> Batch:
    unit = Unit.objects.get(uscc=UNIT)
    number = receive(path, unit=unit, file_name=path.name, item=PENALTY, by=STEWARD, at=desk.at).number
    desk.work()
    return Batch.objects.select_related("original").get(pk=number)


def names(row: Row) -> list[str]:
    card = packaged_rulebook().cards[PENALTY]
    return [card.field(code).name for code in row]


def write(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_what_a_file_keeps_from_the_public_stays_so(desk: Desk) -> None:
    row = penalty(1, CF_SY=TWO_LINES, CF_CXLX="普通程序", CF_SFGK="否", CF_LY="涉及商业秘密，经批准不予公开")
    head = [f"{name[:2]}\n{name[2:]}" if name == "程序类型" else name for name in names(row)]
    batch = checked(desk, write(desk.folder / "a.csv", ["行政处罚信息表"], head, [*row.values()]))
    desk.through(batch.number)
    record = Record.objects.get()
    assert (record.publicity, record.publicity_ground) == ("not_public", "column")


def test_an_identity_number_behind_cells_of_two_lines_is_cut(desk: Desk) -> None:
    row = penalty(1, CF_SY=TWO_LINES)
    batch = checked(desk, write(desk.folder / "a.csv", names(row), [*row.values(), "", "张三", "身份证", GROWN]))
    assert batch.original is not None
    assert batch.original.is_cut
    assert GROWN.encode() not in read_original(batch.original)


def test_a_word_that_is_merged_over_several_rows_is_no_guess(desk: Desk) -> None:
    rows = [penalty(number, CF_SFGK="" if number > 1 else "否") for number in (1, 2)]
    book = openpyxl.Workbook()
    for cells in (names(rows[0]), *([*row.values()] for row in rows)):
        book.active.append(cells)
    place = book.active.cell(2, len(rows[0])).column_letter
    book.active.merge_cells(f"{place}2:{place}3")
    book.save(desk.folder / "a.xlsx")
    batch = checked(desk, desk.folder / "a.xlsx")
    assert batch.state == "refused"
    assert "合并单元格" in batch.steps.last().note
