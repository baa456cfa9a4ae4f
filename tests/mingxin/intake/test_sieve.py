"""What may not be kept is gone before anything is stored, wherever it was planted."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from mingxin.intake.checks.finding import FINDINGS
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.identity import clean_name
from mingxin.intake.sifting.kept_copy import kept_copy
from mingxin.intake.table import ROW
from mingxin.kernel.resident_id import is_resident_id
from mingxin.kernel.uscc import compose
from tests.mingxin.intake.sieving import (
    BOOK,
    CODE,
    CODES,
    GROWN,
    codes_of,
    leaks,
    number,
    row_of,
    sieved_of,
    table_of,
    write,
)
from tests.spec.spellings import mistyped


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
        ({"CF_XDR_MC": f"张伟（{GROWN}）"}, "row.natural_person", "a number behind the name"),
        ({"CF_XDR_MC": f"张伟 {mistyped(GROWN)}"}, "row.natural_person", "a mistyped one"),
        (
            {"CF_XDR_MC": f"张伟{GROWN}", "CF_XDR_LB": "个体工商户"},
            "row.natural_person",
            "a trader's",
        ),
        ({"CF_XDR_MC": f"张小伟（{number('20150101')}）"}, "row.minor", "a child's behind the name"),
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
        ({"CF_NR": "处行政\u200b拘\u00ad留五日"}, "row.public_order", "with what nobody sees in it"),
        ({"CF_NR": "处行\u3164政拘留五日"}, "row.public_order", "with a filler, which is a letter to Unicode"),
        ({"CF_NR": "处行政拘·留五日"}, "row.public_order", "with a dot in it"),
        ({"CF_YJ": "《治安管理處罰法》第五十六條"}, "row.public_order", "in traditional characters"),
        ({"CF_YJ": "《治⽣、治安管⾥处罚法》"}, None, "other words in radicals"),
        ({"CF_CFLB": "罚款;⾏政拘留"}, "row.public_order", "with a radical"),
        ({"CF_XDR_LB": "自\u200b然人", "CF_XDR_SHXYM": ""}, "row.natural_person", "a person, with what nobody sees"),
        ({"CF_XDR_LB": "個 人", "CF_XDR_SHXYM": ""}, "row.natural_person", "a person, in traditional characters"),
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


def test_what_is_told_is_what_the_manual_says(tmp_path: Path) -> None:
    """Message, remedy and severity of every finding of the sieve are those of its card, whoever raises it."""
    rows = [
        row_of(CF_XDR_LB="自然人"),
        row_of(CF_XDR_MC=f"张某{GROWN}"),
        row_of(CF_XDR_ZJHM=number("20150303")),
        row_of(CF_NR="处行政拘留五日"),
        row_of(CF_XDR_SHXYM=GROWN, CF_FR_ZJHM=GROWN, BZ=f"证件{GROWN}"),
    ]
    path = write(tmp_path / "a.xlsx", [[*row, "汉", "x", "y"] for row in rows], head=["民族", "内部编号", ""])
    found = sieved_of(path).findings
    assert set(found["code"]) == {
        "row.natural_person", "row.minor", "row.public_order", "uscc.resident_id", "identity.cut", "identity.in_text",
        "column.forbidden", "column.unknown",
    }  # fmt: skip
    for code, severity, message, remedy in found.select("code", "severity", "message", "remedy").iter_rows():
        card = FINDINGS[code]
        assert severity == card.severity
        for said, template in ((message, card.message), (remedy, card.remedy)):
            pieces = [re.escape(piece) for piece in re.split(r"\{\w+\}", template)]
            assert re.fullmatch(".+".join(pieces), said), said


def test_names_of_files() -> None:
    assert clean_name(f"张三{GROWN}.xlsx") == "张三〔身份证号已删除〕.xlsx"
    assert clean_name("行政处罚202611.xlsx") == "行政处罚202611.xlsx"
