"""A unit's 口径表: what its columns cannot hold is refused with the row and what to do, and nothing is entered."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from mingxin.access.models import Unit
from mingxin.intake.actions.criteria import HEADERS, import_criteria, read_criteria
from mingxin.intake.models import Criterion
from mingxin.kernel.clock import CHINA
from tests.conftest import InForce
from tests.mingxin.archive.actions.test_crossing import at_once, faults
from tests.mingxin.archive.sending import UNIT
from tests.mingxin.intake.actions.desk import OFFICER, PENALTY, Desk, refusal_of

GOOD = {"类别": "罚款", "失信程度": "一般", "是否公开": "是", "依据": "裁量基准第3条"}


def table(folder: Path, *rows: dict[str, str]) -> Path:
    """A file with the good row first, so that the row in question is number 3."""
    path = folder / "口径表.csv"
    lines = [HEADERS, *([({**GOOD, **row}).get(header, "") for header in HEADERS] for row in ({}, *rows))]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in lines), encoding="utf-8")
    return path


def taken_in(path: Path, *, item: str = PENALTY, seen: int | None = None) -> int:
    unit, at = Unit.objects.get(uscc=UNIT), datetime(2026, 11, 20, 10, tzinfo=CHINA)
    return import_criteria(path, unit=unit, item=item, in_force_from=date(2026, 11, 20), by=OFFICER, at=at, seen=seen)


LEAST, BELOW = "金额下限(万元)", "金额上限(万元)"
REFUSED = [
    ("criteria.length", {"依据": "裁" * 301}, "301"),
    ("criteria.length", {"类别": ";".join(["罚款"] * 68)}, "203"),
    ("criteria.amount_size", {LEAST: "1000000000"}, "1000000000"),
    ("criteria.amount_size", {BELOW: "123456789012345678901234"}, "12345678901234567890"),
    ("criteria.amount_size", {LEAST: "1E90"}, "1E90"),
    ("criteria.amount_size", {LEAST: "0.0000001"}, "0.0000001"),
    ("criteria.amount_size", {LEAST: "-1"}, "-1"),
    ("criteria.amount", {LEAST: "2000元"}, "2000元"),
    ("criteria.amount", {LEAST: "很多"}, "很多"),
    ("criteria.span", {LEAST: "5", BELOW: "5"}, "5"),
    ("criteria.span", {LEAST: "5", BELOW: "4.999999"}, "4.999999"),
    ("criteria.severity", {"失信程度": "很重"}, "很重"),
    ("criteria.public", {"是否公开": "也许"}, "也许"),
    ("criteria.ground", {"依据": " "}, "依据"),
]


@pytest.mark.parametrize(("code", "row", "named"), REFUSED, ids=[f"{c[0]} {i}" for i, c in enumerate(REFUSED)])
def test_what_cannot_be_held_is_refused_by_its_row(desk: Desk, code: str, row: dict[str, str], named: str) -> None:
    path = table(desk.folder, row)
    for act in (read_criteria, taken_in):
        refused = refusal_of(act, path)
        assert (refused.code, "第 3 行" in refused.message, named in refused.message) == (code, True, True)
    assert not Criterion.objects.exists()


HELD = [
    ({"依据": "裁" * 300}, None, None),
    ({"类别": ";".join(["罚款"] * 66) + ";吊"}, None, None),  # 199 with the semicolons
    ({LEAST: "999999999.999999"}, Decimal("999999999.999999"), None),
    ({LEAST: "0", BELOW: "0.000001万元"}, Decimal(0), Decimal("0.000001")),
]


@pytest.mark.parametrize(("row", "at_least", "below"), HELD)
def test_the_longest_and_largest_that_fit(
    desk: Desk, row: dict[str, str], at_least: Decimal | None, below: Decimal | None
) -> None:
    assert taken_in(table(desk.folder, row)) == 2
    line = Criterion.objects.get(position=1)
    assert (line.at_least_wan, line.below_wan) == (at_least, below)


def test_a_cell_beyond_what_the_reader_takes(desk: Desk) -> None:
    refused = refusal_of(read_criteria, table(desk.folder, {"依据": "裁" * 140_000}))
    assert refused.code == "criteria.unreadable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (",".join(HEADERS) + "," * 90_000 + "\n" + "a\n" * 90_000, "criteria.columns"),
        (",".join(HEADERS) + "\n" * 1_000_001, "criteria.too_large"),
    ],
    ids=["each of many rows as wide as the header", "longer than any list of criteria"],
)
def test_a_file_that_would_fill_the_memory(desk: Desk, text: str, code: str) -> None:
    path = desk.folder / "wide.csv"
    path.write_text(text, "utf-8")
    assert refusal_of(taken_in, path).code == code


ODD_ROWS = [
    ("criteria.cells", "罚款,,,一般,是,基准第3条,第4条", "第 3 行有 7 格，表头只有 6 列，多出“第4条”"),
    ("criteria.cells", "罚款,,,一般,是", "第 3 行只有 5 格，表头有 6 列"),
    ("criteria.unreadable", '罚款,,,一般,是,"基准第3条', "第 3 行有一个英文双引号没有配对"),
]


@pytest.mark.parametrize(("code", "row", "words"), ODD_ROWS, ids=["too many cells", "too few", "a quote left open"])
def test_a_row_with_other_cells_than_the_header_is_named(desk: Desk, code: str, row: str, words: str) -> None:
    path = table(desk.folder)
    path.write_text(f"{path.read_text('utf-8')}\n{row}\n罚款,,,一般,是,基准第3条\n", "utf-8")
    refused = refusal_of(taken_in, path)
    assert (refused.code, words in refused.message, bool(refused.remedy)) == (code, True, True)
    assert not Criterion.objects.exists()


def test_a_column_twice(desk: Desk) -> None:
    path = table(desk.folder)
    path.write_text("".join(f"{line},依据\n" for line in path.read_text("utf-8").splitlines()), "utf-8")
    assert "重复的列：依据" in refusal_of(taken_in, path).message


def test_empty_rows_are_passed_over_and_counted(desk: Desk) -> None:
    path = table(desk.folder)
    path.write_text(f"{path.read_text('utf-8')}\n\n,,,,,\n罚款,,,很重,是,基准\n", "utf-8")
    assert "第 5 行" in refusal_of(taken_in, path).message


@pytest.mark.parametrize("separator", [";", "\t", "，"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_as_any_program_saves_it(desk: Desk, separator: str, encoding: str) -> None:
    path = table(desk.folder, {"类别": "罚款;警告"})
    as_sent = read_criteria(path)
    saved = path.read_text("utf-8").replace('","', f'"{separator}"').replace("\n", "\r\n")
    path.write_bytes(f"sep={separator}\r\n{saved}".encode(encoding))
    assert read_criteria(path) == as_sent


def test_an_item_that_is_in_no_catalogue(desk: Desk) -> None:
    assert refusal_of(taken_in, table(desk.folder), item="nonsense").code == "catalogue.unknown_item"
    assert not Criterion.objects.exists()


def test_what_was_compared_with_an_older_edition_is_not_entered(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path)
    assert [taken_in(path, seen=0), taken_in(path)] == [1, 1]
    refused = refusal_of(taken_in, path, seen=1)
    assert (refused.code, "第 2 版" in refused.message) == ("criteria.crossed", True)
    assert taken_in(path, seen=2) == 1


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_are_two_editions(transactional_db: None, in_force: InForce, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    path = table(tmp_path)
    given = at_once(*[lambda: taken_in(path)] * 6)
    assert (faults(given), given) == ([], [1] * 6)
    assert sorted(Criterion.objects.values_list("edition", flat=True)) == [1, 2, 3, 4, 5, 6]
