"""Every cell of a delimited text is read as Python's reader reads it, or the file is refused in words."""

import csv
import io
from collections.abc import Sequence
from itertools import zip_longest

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mingxin.intake.reading import delimited
from mingxin.intake.reading.delimited import columns_of, separator_of
from mingxin.kernel.refusal import Refusal

HEAD = ["单位", "文号", "程序\n类型", "是否公开"]
SEPARATORS = st.sampled_from([",", "\t", ";", "，"])
CELLS = st.lists(st.sampled_from(["甲", "a", " ", "\n", '"', ",", ";", "\t", "，", "="]), max_size=6).map("".join)
TABLES = st.lists(st.lists(CELLS, max_size=7), max_size=8)


def read(text: str) -> list[list[str]]:
    columns = columns_of(text)
    return [[cell or "" for cell in row] for row in zip(*columns, strict=True)]


def as_python_reads(text: str, separator: str) -> list[list[str]]:
    """Also what a spreadsheet does not show is left out: ="0012" is 0012."""
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = [list(map(without_forcing, row)) for row in csv.reader(io.StringIO(plain, newline=""), delimiter=separator)]
    return rectangle(rows)


def without_forcing(cell: str) -> str:
    inner = cell[2:-1]
    return inner if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 and '"' not in inner else cell


def rectangle(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(row) for row in zip(*zip_longest(*rows, fillvalue=""), strict=True)]


@given(
    TABLES,
    SEPARATORS,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.lists(st.sampled_from(["行政处罚信息表", "", '"标题，\n第二行"']), max_size=2),
    st.sampled_from(["", "\ufeff"]),
    st.booleans(),
)
def test_what_a_program_writes_is_read_cell_by_cell(
    rows: list[list[str]], separator: str, quoting: int, end: str, titles: list[str], mark: str, ends: bool
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end).writerows([*[HEAD] * 9, *rows])
    text = mark + "".join(title + end for title in titles) + out.getvalue()
    text = text if ends else text.removesuffix(end)
    assert read(text) == as_python_reads(text, separator)


@given(st.lists(st.sampled_from(["甲", "a", '"', '"', '""', ",", ",", "\n", '",', ',"', '="', " "]), max_size=30))
@example(list('甲,"1\n乙,2\n丙,3"管\n'))
@example(list(',"\n甲\n"b"'))
@example(list(',"x"=""b "\n'))
def test_whatever_is_quoted_how_the_reading_is_pythons_or_the_file_is_refused(pieces: list[str]) -> None:
    text = ",".join(HEAD).replace("\n", "") + "\n" + "".join(pieces)
    try:
        told = read(text)
    except Refusal as refusal:
        assert refusal.code == "file.unreadable"
        assert "双引号没有配对" in refusal.message
        assert '"' in text
        return
    assert told == as_python_reads(text, ",")


@given(TABLES, st.integers(1, 40))
def test_where_the_text_is_parted_to_be_looked_at_makes_no_difference(rows: list[list[str]], size: int) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([*[HEAD] * 9, *rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCK_BYTES", size)
        assert read(out.getvalue()) == as_python_reads(out.getvalue(), ",")


@pytest.mark.parametrize(
    ("text", "row", "because"),
    [
        ('名称,代码,备注\n甲,1,"x\n乙,2,y\n', 2, "never closed: two rows would be one cell"),
        ('名称,代码,备注\n甲,1,x\n乙,2,"y\n', 3, "never closed, though nothing follows"),
        (
            '名称,代码,备注\n"甲\n乙",1,x\n丙,"2,y\n丁,3,"z\n',
            3,
            "no pair: rows between them would be lost",
        ),
        ('名称，代码，备注\n甲，"1，x\n乙，2，y\n', 2, "whatever the separator"),
    ],
)
def test_a_quote_without_its_other_is_refused_with_its_row(text: str, row: int, because: str) -> None:
    with pytest.raises(Refusal) as refused:
        columns_of(text)
    assert refused.value.code == "file.unreadable"
    assert f"第 {row} 行有一个英文双引号没有配对" in refused.value.message, because


@pytest.mark.parametrize(
    ("text", "separator", "because"),
    [
        ('甲\t"一，二，三\n四，五，六"\t乙\n' * 3, "\t", "what is quoted counts not, in whichever of its lines"),
        ('"程序\n类型",文号,日期\n"一;二\n三;四;五;六;七",1,2\n', ",", "a header of two lines"),
        ('管5",甲;乙,丙\n管6",丁,戊\n', ",", "a stray quote hides nothing"),
    ],
)
def test_the_separator_is_looked_for_in_rows(text: str, separator: str, because: str) -> None:
    assert separator_of(text) == separator, because


def test_a_long_cell_is_long_however_it_is_quoted() -> None:
    long = "长" * 300_000
    assert read(f'甲,乙,丙\n"{long}",5"管,6"管\n') == [["甲", "乙", "丙"], [long, '5"管', '6"管']]


def test_a_reader_that_leaves_out_a_row_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pl.read_csv
    monkeypatch.setattr(pl, "read_csv", lambda *given, **named: whole(*given, **named).head(-1))
    assert read("甲,乙\n丙,丁\n") == [["甲", "乙"], ["丙", "丁"]]


NAMED = [
    ("sep=;", ";", "as Excel writes it"),
    ("sep=,", ",", "with a comma"),
    ("SEP=\t", "\t", "in capitals, a tab"),
    ('"sep=;"', ";", "quoted by a program that quotes all"),
    ("sep=;;;;", ";", "filled up to the width of the table"),
    ("sep=|", "|", "a sign that is not guessed otherwise"),
]


@pytest.mark.parametrize(("line", "separator", "because"), NAMED, ids=[case[2] for case in NAMED])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_line_that_names_the_separator_is_no_row(
    line: str, separator: str, because: str, end: str, mark: str
) -> None:
    rows = [["单位", "文号", "事由"], ["甲,乙;丙", "一", "二"]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    assert read(mark + line + end + out.getvalue()) == rows


def test_a_line_that_names_another_separator_than_the_table_has() -> None:
    assert read("sep=;\n单位,文号,事由\n甲,乙,丙\n") == [["单位", "文号", "事由"], ["甲", "乙", "丙"]]


@pytest.mark.parametrize("first", ["sep=abc", "separator;sep=;", "Sept=;"])
def test_what_only_looks_like_such_a_line_is_a_row(first: str) -> None:
    assert read(f"{first}\na;b;c\nd;e;f\n")[0][0] == first.split(";")[0]
