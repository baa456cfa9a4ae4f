"""Real files of every kind that departments send, and of kinds that they should not."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from mingxin.intake.reading import container
from mingxin.intake.reading.delimited import columns_of
from mingxin.intake.reading.layout import ROWS_BESIDE_DATA
from mingxin.intake.reading.letters import index_of, letter_of
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.reading.spreadsheet import spell
from mingxin.intake.table import ROW
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.loader import packaged_rulebook
from tests.mingxin.intake.reading.opened import DATA, HEAD, LIMITS, grid, opened, refused


def as_csv(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def as_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    with path.open("wb") as out:
        book.save(out)
    return path


@pytest.mark.parametrize(
    ("encoding", "because"),
    [
        ("utf-8", "as programs write"),
        ("utf-8-sig", "as Excel's CSV UTF-8 writes"),
        ("gb18030", "as Excel's CSV writes"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_delimited_text(tmp_path: Path, encoding: str, because: str, separator: str) -> None:
    path = tmp_path / "表.dat"
    path.write_bytes(as_csv([HEAD, DATA], separator).encode(encoding))
    sheet = opened(path)
    assert (sheet.format, sheet.encoding) == ("csv", encoding), because
    assert grid(sheet) == [(1, *HEAD), (2, *DATA)]


def test_rows_are_counted_as_excel_counts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        '标题\n\n名称,事实,日期\n甲,"第一行\n第二行, 续",2026/11/05\n,,\n乙,"他说""好""",2026/11/06\n', encoding="utf-8"
    )
    assert grid(opened(path)) == [
        (1, "标题", None, None),
        (3, "名称", "事实", "日期"),
        (4, "甲", "第一行\n第二行, 续", "2026/11/05"),
        (6, "乙", '他说"好"', "2026/11/06"),
    ]


def test_stray_quotes_and_forced_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,代码,备注\n甲"乙,="0012",5"管\n"丙"丁,="",x\n', encoding="utf-8")
    assert grid(opened(path))[1:] == [(2, '甲"乙', "0012", '5"管'), (3, "丙丁", None, "x")]


def test_a_quote_that_swallows_the_file_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('名称,代码,备注\n甲,"1,x\n' + "乙,2,y\n" * 20, encoding="utf-8")
    refusal = refused(path)
    assert refusal.code == "file.unreadable"
    assert "第 2 行" in refusal.message


@given(st.lists(st.lists(st.text(alphabet='甲a," \n', max_size=6), min_size=3, max_size=3), min_size=1, max_size=8))
def test_fast_and_forgiving_readers_agree(rows: list[list[str]]) -> None:
    """Python's writer and reader are the oracle for Polars."""
    columns = columns_of(as_csv([["甲", "乙", "丙"], *rows]))
    read = list(zip(*(column.fill_null("").to_list() for column in columns), strict=True))
    assert [list(row[:3]) for row in read] == [["甲", "乙", "丙"], *rows]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.xls", "没有扩展名"])
def test_xlsx_under_any_name(tmp_path: Path, name: str) -> None:
    assert grid(opened(as_xlsx(tmp_path / name, [HEAD, DATA]))) == [(1, *HEAD), (2, *DATA)]


def test_legacy_xls_under_a_wrong_name(tmp_path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("处罚")
    for row, texts in enumerate([HEAD, DATA]):
        for column, text in enumerate(texts):
            page.write(row + 2, column + 1, text)
    path = tmp_path / "a.csv"
    with path.open("wb") as out:
        book.save(out)
    sheet = opened(path)
    assert (sheet.format, sheet.name, sheet.cells.columns) == ("xls", "处罚", [ROW, "B", "C", "D"])
    assert grid(sheet) == [(3, *HEAD), (4, *DATA)]


def test_boxes_over_several_rows_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(as_xlsx(tmp_path / "a.xlsx", [["标题"], HEAD, DATA, DATA]))
    for box in ("A1:C1", "C3:C4"):
        book.active.merge_cells(box)
    book.save(tmp_path / "a.xlsx")
    old = xlwt.Workbook(encoding="utf-8")
    page = old.add_sheet("处罚")
    page.write(2, 1, "甲")
    page.write_merge(2, 3, 2, 2, "乙")
    old.save(tmp_path / "a.xls")
    assert opened(tmp_path / "a.xlsx").merged == opened(tmp_path / "a.xls").merged == ((3, 3, 4, 3),)


def test_numbers_and_dates_keep_their_places(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 5, 9, 30)  # noqa: DTZ001 (a spreadsheet knows no zone)
    path = as_xlsx(
        tmp_path / "a.xlsx",
        [HEAD, [], ["甲", 914299130001234567, date(2026, 11, 5)], [0.2, 46331, moment]],
    )
    sheet = opened(path)
    assert grid(sheet)[1:] == [
        (3, "甲", "914299130001235000", "2026-11-05"),
        (4, "0.2", "46331", "2026-11-05 09:30:00"),
    ]
    assert sorted(sheet.number_cells.rows()) == [(3, "B"), (4, "A"), (4, "B")]
    assert sorted(sheet.date_cells.rows()) == [(3, "C"), (4, "C")]


@pytest.mark.parametrize(
    ("value", "spelled", "because"),
    [
        (4.20202199001011234e17, "420202199001011000", "fifteen digits, no exponent"),
        (2000.0, "2000", "no trailing .0"),
        (0.1 + 0.2, "0.3", "as Excel rounds"),
        (0.000012, "0.000012", "small numbers without exponent"),
        (-0.5, "-0.5", "sign kept"),
        (True, "TRUE", "as Excel shows it"),
    ],
)
def test_spelling(value: object, spelled: str, because: str) -> None:
    assert spell(value) == spelled, because


def _workbook_of(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    del book[book.active.title]
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    return path


def test_several_sheets_with_data_are_no_silent_choice(tmp_path: Path) -> None:
    path = _workbook_of(tmp_path / "a.xlsx", 甲=[HEAD, DATA], 乙=[HEAD, DATA])
    refusal = refused(path)
    assert (refusal.code, refusal.data["sheets"]) == ("file.several_sheets", ["甲", "乙"])


def test_the_only_sheet_with_the_header_of_the_card_is_taken(tmp_path: Path) -> None:
    card = packaged_rulebook().cards["org_registration"]
    path = _workbook_of(tmp_path / "a.xlsx", 说明=[["如何填写", "见下", "谢谢"]], 登记=[HEAD, DATA], 空=[])
    assert open_sheet(path, **LIMITS, cards=[card]).name == "登记"
    twice = _workbook_of(tmp_path / "b.xlsx", 说明=[["如何填写"]], 登记=[HEAD, DATA], 登记二=[HEAD, DATA])
    with pytest.raises(Refusal) as caught:
        open_sheet(twice, **LIMITS, cards=[card])
    assert caught.value.data["sheets"] == ["登记", "登记二"]


def test_hidden_sheets_hold_lists_and_no_data(tmp_path: Path) -> None:
    path = _workbook_of(tmp_path / "a.xlsx", 登记=[HEAD, DATA], 码表=[["是"], ["否"]])
    book = openpyxl.load_workbook(path)
    book["码表"].sheet_state = "hidden"
    book.save(path)
    assert opened(path).name == "登记"


def _zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "because"),
    [
        (b"", "file.empty", "nothing at all"),
        (b"\xef\xbb\xbf\r\n\r\n", "file.empty", "a mark and line ends"),
        (b",,,\n,,,\n", "file.empty", "separators only"),
        ("只有一句话\n".encode(), "file.not_a_table", "prose"),
        (b"%PDF-1.7 ...", "file.not_a_table", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "file.not_a_table", "a picture"),
        (_zip_of(**{"word/document.xml": b"<x/>"}), "file.not_a_table", "a Word document"),
        (_zip_of(**{"a.csv": b"1"}), "file.not_a_table", "a zip with a table inside"),
        (b"PK\x03\x04 broken", "file.unreadable", "half an upload"),
        (_zip_of(**{"xl/workbook.xml": b"<x/>"}), "file.unreadable", "an XLSX without sheets"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "file.unreadable", "a broken XLS"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "file.password",
            "an XLSX with a password is an OLE container",
        ),
        ("名称,代码,日期\n".encode("utf-16"), "file.utf16", "Unicode text of old Excel"),
        (b"\xff\xff,\xff\xff,\xff\n", "file.encoding", "neither UTF-8 nor GB18030"),
        (b"a,b,c\n\x00,1,2\n", "file.nul", "NUL is no text"),
    ],
)
def test_refusals(tmp_path: Path, data: bytes, code: str, because: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    refusal = refused(path)
    assert refusal.code == code, because
    assert refusal.message.endswith("。")
    assert refusal.remedy.endswith("。")


def test_a_compression_that_is_not_read_is_no_damage(tmp_path: Path) -> None:
    """Zstandard, which newer programs offer: the file opens where it was made."""
    data = _zip_of(**{"xl/workbook.xml": b"<x/>"})
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = data.index(mark) + place
        data = data[:at] + (93).to_bytes(2, "little") + data[at + 2 :]
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    refusal = refused(path)
    assert (refusal.code, refusal.message) == (
        "file.unreadable", "文件的压缩方式本平台不能读取，文件本身不一定损坏。"
    )  # fmt: skip
    assert "另存为" in refusal.remedy


def test_limits_hold_at_their_edge(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(as_csv([HEAD, *[DATA] * (ROWS_BESIDE_DATA + 2)]), encoding="utf-8")
    size, rows = path.stat().st_size, ROWS_BESIDE_DATA + 3
    assert opened(path).cells.height == rows
    assert open_sheet(path, max_bytes=size, max_rows=3).cells.height == rows, "some of it may stand beside the data"
    assert refused(path, max_bytes=size - 1).code == "file.too_large"
    refusal = refused(path, max_rows=2)
    assert refusal.code == "file.too_many_rows"
    assert f"{rows} 行（含表头），超过单个文件 2 行数据" in refusal.message


def test_a_zip_bomb_is_refused_though_it_lies_about_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "MOST_UNPACKED_BYTES", 3_000_000)
    data = bytearray(_zip_of(**{"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 8_000_000}))
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert refused(path).code == "file.zip_bomb"
    true_size = (8_000_000).to_bytes(4, "little")
    assert data.count(true_size) == 2
    path.write_bytes(data.replace(true_size, (1_000).to_bytes(4, "little")))
    assert refused(path).code == "file.zip_bomb"


def test_cells_scattered_over_the_whole_sheet_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "名称"
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx").code == "file.zip_bomb"


def test_formats_without_content_reach_far_and_harm_nobody(tmp_path: Path) -> None:
    path = as_xlsx(tmp_path / "a.xlsx", [HEAD, DATA])
    book = openpyxl.load_workbook(path)
    book.active["XFD2000"].number_format = "@"
    book.save(path)
    assert grid(opened(path)) == [(1, *HEAD), (2, *DATA)]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(index: int, letter: str) -> None:
    assert (letter_of(index), index_of(letter)) == (letter, index)


def test_dates_written_as_text_stay_as_they_were_written(tmp_path: Path) -> None:
    written = ["2026/11/05", "2026-11-5", "2026.11.05", "20261105", "2026年11月5日"]
    sheet = opened(as_xlsx(tmp_path / "a.xlsx", [HEAD, *(["甲", "乙", text] for text in written)]))
    assert sheet.cells["C"].to_list()[1:] == written
    assert sheet.date_cells.is_empty()
