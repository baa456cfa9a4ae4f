"""What may not be kept is gone before anything is stored, wherever it was planted."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlwt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import clean_name, kept_copy, sieve
from mingxin.intake.sifting.identity import cuts_in
from mingxin.intake.table import ROW, Sieved, Table
from mingxin.kernel.resident_id import find_in, is_resident_id
from mingxin.kernel.uscc import compose
from mingxin.rulebook.loader import load_rulebook
from tests.spec.spellings import mistyped

BOOK = load_rulebook()
PENALTY = BOOK.cards["admin_penalty"]
TODAY = date(2026, 11, 20)

CODE = compose("91", "429913", "MA490000")
ORGAN = compose("11", "429913", "01123456")


def number(born: str, place: str = "429913", order: str = "001") -> str:
    """An identity number with a right check digit, of a place that does not exist."""
    first17 = place + born + order
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


GROWN = number("19900101")
ROW_VALUES = {
    "CF_XDR_MC": "云泽市宏业建材有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": CODE,
    "CF_WSH": "云市监罚〔2026〕31号",
    "CF_WFXW": "未按规定公示收费标准",
    "CF_SY": "未按规定公示收费标准",
    "CF_YJ": "《中华人民共和国价格法》第四十二条",
    "CF_CFLB": "警告",
    "CF_NR": "警告",
    "CF_JDRQ": "2026/11/05",
    "CF_CFJG": "云泽市市场监督管理局",
    "CF_CFJGDM": ORGAN,
}
CODES = [field.code for field in PENALTY.fields]


def row_of(**changes: str) -> list[str]:
    values = {**ROW_VALUES, **changes}
    return [values.get(code, "") for code in CODES]


def write(path: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in [[*(field.name for field in PENALTY.fields), *head], *rows]:
        book.active.append(list(row))
    book.save(path)
    return path


def table_of(path: Path) -> Table:
    return recognise(open_sheet(path, max_bytes=10**7, max_rows=10_000), PENALTY)


def sieved_of(path: Path) -> Sieved:
    return sieve(table_of(path), forbidden=BOOK.forbidden, as_of=TODAY)


def codes_of(sieved: Sieved) -> list[tuple[int, str, str, str]]:
    return sieved.findings.select(ROW, "field", "code", "severity").rows()


def test_a_column_that_is_never_collected_takes_the_original_with_it(tmp_path: Path) -> None:
    """Though nothing else in the file had to be cut."""
    path = write(tmp_path / "a.xlsx", [[*row_of(), "佛教"]], head=["宗教信仰"])
    table, sieved = table_of(path), sieved_of(path)
    assert codes_of(sieved) == [(1, "", "column.forbidden", "warning")]
    copy = kept_copy(path, table.sheet, sieved)
    assert copy is not None, "the file as it arrived holds the column"
    assert "佛教" not in copy.decode()
    assert "宗教信仰" not in copy.decode()


def test_a_clean_table_passes_untouched(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [row_of(), row_of(CF_WSH="云市监罚〔2026〕32号")])
    table, sieved = table_of(path), sieved_of(path)
    assert sieved.table.cells.equals(table.cells)
    assert (sieved.findings.height, sieved.cut.height, sieved.refused.height) == (0, 0, 0)
    assert kept_copy(path, table.sheet, sieved) is None, "the original may be kept"


@pytest.mark.parametrize(
    ("changes", "code", "because"),
    [
        ({"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": ""}, "row.natural_person", "says so"),
        ({"CF_XDR_LB": "自然人"}, "row.natural_person", "says so, though a code is given"),
        ({"CF_XDR_LB": "个人", "CF_XDR_SHXYM": ""}, "row.natural_person", "an older word"),
        ({"CF_XDR_LB": "公民", "CF_XDR_SHXYM": ""}, "row.natural_person", "the word of the law"),
        ({"CF_XDR_LB": "个人（自然人）", "CF_XDR_SHXYM": ""}, "row.natural_person", "both words"),
        ({"CF_XDR_LB": "自 然\n人", "CF_XDR_SHXYM": ""}, "row.natural_person", "split by spaces"),
        ({"CF_XDR_LB": "自然人（外籍）", "CF_XDR_SHXYM": ""}, "row.natural_person", "with something behind it"),
        ({"CF_XDR_LB": "非自然人"}, None, "says that it is none"),
        ({"CF_XDR_LB": "自然人投资的法人"}, None, "an organisation of persons"),
        ({"CF_XDR_LB": "", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": GROWN}, "row.natural_person", "number, no code"),
        (
            {"CF_XDR_LB": "不详", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": GROWN},
            "row.natural_person",
            "number, a kind that says nothing",
        ),
        (
            {"CF_XDR_LB": "机关", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": GROWN},
            None,
            "a number in the wrong column of an organ",
        ),
        ({"CF_XDR_LB": "事业单位", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": GROWN}, None, "the same of an institution"),
        (
            {"CF_XDR_LB": "", "CF_XDR_SHXYM": CODE[:17] + "0", "CF_XDR_ZJHM": GROWN},
            None,
            "a mistyped code stands beside it",
        ),
        (
            {"CF_XDR_LB": "", "CF_XDR_SHXYM": "无", "CF_XDR_ZJHM": GROWN},
            "row.natural_person",
            "a word for nothing is no code",
        ),
        ({"CF_XDR_LB": "", "CF_XDR_SHXYM": GROWN}, "row.natural_person", "number in place of the code, no kind"),
        ({"CF_XDR_LB": "", "CF_XDR_ZJHM": GROWN}, None, "a valid code stands beside the number"),
        ({"CF_XDR_LB": "非法人组织"}, None, "holds the word 法人, not 自然人"),
        ({"CF_XDR_LB": "个体工商户", "CF_XDR_SHXYM": "", "CF_XDR_ZJHM": GROWN}, None, "a sole trader without code"),
        ({"CF_XDR_ZJHM": number("20081121")}, "row.minor", "eighteen tomorrow"),
        ({"CF_XDR_ZJHM": number("20150303")[:17] + "A"}, "row.minor", "a child's, mistyped"),
        ({"CF_XDR_ZJHM": number("20081120")}, None, "eighteen today"),
        ({"CF_XDR_ZJHM": number("20081119")}, None, "eighteen yesterday"),
        ({"CF_XDR_LB": "自然人", "CF_XDR_ZJHM": number("20150303")}, "row.minor", "the graver reason is told"),
        ({"CF_FR_ZJHM": number("20150303")}, None, "an officer's number is cut, the row is the firm's"),
        ({"CF_YJ": "《治安管理处罚法》第五十六条"}, "row.public_order", "in the basis, party a hotel"),
        ({"CF_SY": "因违反 治安\n管理处罚 被查"}, "row.public_order", "split by spaces"),
        ({"CF_CFLB": "罚款;行政拘留"}, "row.public_order", "in the category"),
        ({"CF_CFLB": "拘留"}, "row.public_order", "in the category, by the short word"),
        (
            {"CF_NR": "涉嫌犯罪的人员已由公安机关刑事拘留，对本单位罚款"},
            None,
            "the short word in the content is no penalty",
        ),
        ({"CF_NR": "处行政拘留五日"}, "row.public_order", "in the content"),
        ({"CF_CFJG": "云泽市公安局治安支队"}, None, "the organ alone is no ground"),
    ],
)
def test_rows_that_may_not_enter(tmp_path: Path, changes: Mapping[str, str], code: str | None, because: str) -> None:
    sieved = sieved_of(write(tmp_path / "a.xlsx", [row_of(), row_of(**changes)]))
    expected = [(3, code)] if code else []
    assert sieved.refused.rows() == expected, because
    assert sieved.table.cells[ROW].to_list() == ([2] if code else [2, 3])
    assert [found[0] for found in codes_of(sieved) if found[2].startswith("row.")] == [row for row, _ in expected]


@pytest.mark.parametrize(
    ("born", "today", "is_minor"),
    [
        ("20100228", date(2028, 2, 29), False),
        ("20100301", date(2028, 2, 29), True),
        ("20100301", date(2028, 3, 1), False),
        ("20080229", date(2026, 2, 28), True),
        ("20080229", date(2026, 3, 1), False),
    ],
    ids=["the day before, on leap day", "the day after, on leap day", "on the day itself",
         "born on leap day, on 28 February", "born on leap day, on 1 March"],
)  # fmt: skip
def test_who_comes_of_age_about_leap_day(tmp_path: Path, born: str, today: date, is_minor: bool) -> None:
    table = table_of(write(tmp_path / "a.xlsx", [row_of(CF_XDR_ZJHM=number(born))]))
    refused = sieve(table, forbidden=BOOK.forbidden, as_of=today).refused["code"].to_list()
    assert refused == (["row.minor"] if is_minor else [])


def test_fields_that_are_never_kept_are_emptied_with_one_note_a_column(tmp_path: Path) -> None:
    rows = [row_of(CF_FR_ZJHM=GROWN), row_of(CF_FR_ZJHM="G12345678"), row_of(CF_FR_ZJHM="无"), row_of()]
    sieved = sieved_of(write(tmp_path / "a.xlsx", rows))
    assert codes_of(sieved) == [(1, "CF_FR_ZJHM", "identity.cut", "note")]
    assert "2 个单元格" in sieved.findings["message"][0], "passports too; a word for nothing is nothing"
    assert sieved.table.cells["CF_FR_ZJHM"].null_count() == 4


@pytest.mark.parametrize(
    ("field", "sent", "kept", "code", "because"),
    [
        ("CF_XDR_SHXYM", GROWN, None, "uscc.resident_id", "in place of the code"),
        ("CF_XDR_SHXYM", GROWN[:17] + "1", None, "uscc.resident_id", "mistyped, and no less a person's"),
        ("CF_CFJGDM", GROWN, None, "uscc.resident_id", "in another code column"),
        ("CF_CFJGDM", number("20150303")[:17] + "A", None, "uscc.resident_id", "there a child's too, mistyped"),
        ("BZ", f"'{GROWN}", None, "identity.in_text", "behind the mark that makes a cell text"),
        ("BZ", f"'{mistyped(GROWN)}", None, "identity.in_text", "the same, mistyped"),
        ("BZ", f"{GROWN}\n{number('19900102')}", None, "identity.in_text", "two of them and nothing else"),
        ("CF_WSH", GROWN, None, "identity.in_text", "a cell that holds nothing else"),
        ("CF_SY", f"张某（{GROWN}）称", "张某（〔身份证号已删除〕）称", "identity.in_text", "in prose"),
        ("CF_JDRQ", GROWN, None, "identity.in_text", "in a date"),
        ("CF_NR_FK", 429913199001011234, None, "identity.in_text", "a number rounded by the spreadsheet"),
        ("CF_NR_FK", "4.29913199001011E+17", None, "identity.in_text", "the same, as a CSV spells it"),
        ("CF_XDR_GSZC", "429913600123000", None, "identity.in_text", "no registration number by its check digit"),
        ("BZ", "４２９９１３ 19900101 001" + GROWN[-1], None, "identity.in_text", "full width and spaces"),
    ],
)
def test_numbers_are_cut_where_they_stand(
    tmp_path: Path, field: str, sent: object, kept: str | None, code: str, because: str
) -> None:
    rows = [row_of(), [sent if at == field else text for at, text in zip(CODES, row_of(), strict=True)]]
    sieved = sieved_of(write(tmp_path / "a.xlsx", rows))
    assert sieved.table.cells.row(1, named=True)[field] == kept, because
    severity = "error" if code == "uscc.resident_id" else "warning"
    assert codes_of(sieved) == [(3, field, code, severity)]
    letter = sieved.table.letters[field]
    assert sieved.cut.rows() == [(3, letter, field)]


def test_a_credit_code_is_kept_in_its_column_though_it_might_be_somebodys_number(tmp_path: Path) -> None:
    """An institution of a division that ends in 19, whose organisation code goes on like a day."""
    codes = (compose("12", "429919", f"900101{order:02}") for order in range(100))
    code = next(code for code in codes if is_resident_id(code))
    sieved = sieved_of(write(tmp_path / "a.xlsx", [row_of(CF_XDR_SHXYM=code, CF_XDR_LB="")]))
    assert sieved.table.cells["CF_XDR_SHXYM"].to_list() == [code]
    assert sieved.cut.is_empty()


def test_a_registration_number_is_kept_though_its_middle_looks_like_a_date(tmp_path: Path) -> None:
    first = "42991360012300"
    whole = next(first + digit for digit in "0123456789" if _mod_11_10(first + digit))
    sieved = sieved_of(write(tmp_path / "a.xlsx", [row_of(CF_XDR_GSZC=whole)]))
    assert sieved.table.cells["CF_XDR_GSZC"].to_list() == [whole]


def _mod_11_10(digits: str) -> bool:
    rest = 10
    for digit in digits[:-1]:
        rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
    return (rest + int(digits[-1])) % 10 == 1


def test_columns_that_no_field_claims(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.xlsx",
        [[*row_of(), "汉", "x", GROWN, "y"]],
        head=["民族", "内部编号", "经办人身份证号", f"备用{GROWN}"],
    )
    sieved = sieved_of(path)
    assert sieved.findings.select("column", "code", "severity").rows() == [
        ("AK", "column.forbidden", "warning"),
        ("AL", "column.unknown", "warning"),
        ("AM", "column.forbidden", "warning"),
        ("AN", "column.unknown", "warning"),
    ]
    assert sieved.findings[ROW].unique().to_list() == [1]
    assert not leaks(sieved)


def test_names_of_files() -> None:
    assert clean_name(f"张三{GROWN}.xlsx") == "张三〔身份证号已删除〕.xlsx"
    assert clean_name("行政处罚202611.xlsx") == "行政处罚202611.xlsx"


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


def leaks(sieved: Sieved) -> list[str]:
    """Every text in a sieved table that still holds an identity number."""
    frames = [sieved.table.cells, sieved.table.sheet.cells, sieved.findings, sieved.cut]
    texts = [text for frame in frames for column in frame if column.dtype == pl.String for text in column if text]
    texts += [sieved.table.sheet.name, *(text for pair in sieved.table.unknown for text in pair)]
    return [text for text in texts if find_in(text)]


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
