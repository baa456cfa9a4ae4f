"""Small tables with known headers: read rightly in every form that programs save, or refused by their row."""

import csv
import sys

import pytest

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.separated import small_table, unlike_header

HEADERS = ("类别", "金额(万元)", "依据")
ROWS = [list(HEADERS), ["罚款", "2.5", "基准第3条"], ["警告;罚款", "", "第一行\n第二行"]]
AS_SAVED = """类别{0}金额(万元){0}依据
罚款{0}2.5{0}基准第3条
"警告;罚款"{0}{0}"第一行
第二行"
"""


def read(data: bytes) -> list[list[str]]:
    return small_table(data, HEADERS, name="口径表", code="criteria")


@pytest.mark.parametrize("separator", [",", ";", "\t", "，"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("line", ["", "sep={0}\n"], ids=["", "named"])
def test_every_form_is_the_same_table(separator: str, encoding: str, end: str, line: str) -> None:
    text = (line + AS_SAVED).format(separator).replace("\n", end)
    assert read(text.encode(encoding)) == ROWS


def test_a_second_mark_and_one_of_gb18030() -> None:
    assert read(("\ufeff\ufeff" + AS_SAVED.format(",")).encode()) == ROWS
    assert read(("\ufeff" + AS_SAVED.format(",")).encode("gb18030")) == ROWS


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ('类别,金额(万元),依据\n罚款,,"基准\n警告,,基准\n', "criteria.unreadable", "第 2 行有一个英文双引号没有配对"),
        (f"类别,金额(万元),依据\n罚款,,{'裁' * 140_000}\n", "criteria.unreadable", "第 2 行无法读取：有一格的文字过长"),
        ("类别,金额(万元),依据\n" + "," * 100 + "\n", "criteria.columns", "第 2 行有 101 列"),
    ],
    ids=["a quote left open", "a cell without end", "wider than any such table"],
)
@pytest.mark.parametrize("limit", [131_072, sys.maxsize], ids=["", "whatever another part of the process allows"])
def test_refused_by_its_row(text: str, code: str, words: str, limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        with pytest.raises(Refusal) as caught:
            read(text.encode())
    finally:
        csv.field_size_limit(before)
    assert (caught.value.code, words in caught.value.message) == (code, True)


def test_nothing_and_lines_of_nothing_keep_their_number() -> None:
    assert read(b"") == []
    assert read("类别,金额(万元),依据\n\n罚款,,基准\n".encode()) == [list(HEADERS), [], ["罚款", "", "基准"]]


@pytest.mark.parametrize(
    ("cells", "may_miss", "said"),
    [
        (["罚款", "1", "基准"], 0, ""),
        (["罚款", "1", "基准", "", ""], 0, ""),
        (["罚款", "1", "基准", "第3条"], 0, "有 4 格，表头只有 3 列，多出“第3条”"),
        (["罚款", "1", "", "", "11010519491231002X"], 0, "有 5 格，表头只有 3 列"),
        (["罚款", "1"], 0, "只有 2 格，表头有 3 列"),
        (["罚款", "1"], 1, ""),
        ([], 0, "只有 0 格"),
    ],
)
def test_how_many_cells_a_row_has(cells: list[str], may_miss: int, said: str) -> None:
    told = unlike_header(cells, HEADERS, may_miss=may_miss)
    assert told.startswith(said)
    assert bool(told) is bool(said)
    assert "11010519491231002X" not in told
