"""From checked rows to prepared ones: identity and content of each, whatever stands beside it in the sheet."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingxin.archive.rules.digests import thread_of
from mingxin.archive.rules.prepared import PREPARED
from mingxin.intake.rules.preparing import Preparing, prepare
from mingxin.intake.table import ROW
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import Role
from mingxin.rulebook.loader import packaged_rulebook
from tests.mingxin.archive.sending import (
    Row,
    firm,
    firm_name,
    licence,
    penalty,
    registration,
    sole_trader_penalty,
    trader,
)

BOOK = packaged_rulebook()
TODAY = date(2026, 11, 20)
Cells = Mapping[str, str | None]


def checked(row: Row, **cells: str | None) -> Cells:
    """A row as the checks leave it: days in ISO, blanks as nothing."""
    values: dict[str, str | None] = {code: text.replace("/", "-") if code.endswith(("RQ", "QZ", "QZI", "YXQ")) else text
                                     for code, text in row.items()}  # fmt: skip
    return {code: text or None for code, text in (values | cells).items()}


def prepared(item: str, *rows: Cells) -> pl.DataFrame:
    codes = list(dict.fromkeys(code for row in rows for code in row))
    frame = pl.DataFrame(
        {ROW: range(2, len(rows) + 2), **{code: [row.get(code) for row in rows] for code in codes}},
        schema={ROW: pl.UInt32, **dict.fromkeys(codes, pl.String)},
    )
    calendar = Calendar({}, known_through=date(2026, 12, 31), edition="plain weeks")
    return prepare(frame, Preparing(BOOK.cards[item], BOOK.publicity, (), calendar, TODAY))


def one(item: str, row: Cells) -> dict[str, object]:
    return prepared(item, row).row(0, named=True)


def test_a_prepared_penalty() -> None:
    row = one("admin_penalty", checked(penalty(1)))
    assert list(row) == list(PREPARED)
    assert row["thread"] == thread_of("admin_penalty", ["云市监罚〔2026〕1号", firm(1)])
    assert (row["uscc"], row["name"], row["subject_kind"]) == (firm(1), firm_name(1), "enterprise")
    assert (row["decided_on"], row["document_number"]) == (date(2026, 11, 16), "云市监罚〔2026〕1号")
    assert (row["filter_1"], row["filter_2"], row["filter_3"]) == ("罚款", "", "")
    assert (row["negative"], row["severity"], row["publicity"]) == (True, "ordinary", "public")
    assert row["due_on"] == date(2026, 11, 25), "seven working days after Monday the 16th"
    assert row["workdays"] == 4


@pytest.mark.parametrize("item", sorted(code for code, card in BOOK.cards.items() if "sole_trader" in card.kinds))
def test_what_the_catalogue_does_not_publish_of_sole_traders_is_not_public(item: str) -> None:
    """By the party's code, or by its name where an enterprise is named after a person."""
    card = BOOK.cards[item]
    roles = {field.role: field.code for field in card.fields if field.role}
    days = {roles[Role.DECIDED_ON]: "2026-11-16"} if Role.DECIDED_ON in roles else {}
    base = dict.fromkeys((field.code for field in card.fields), None) | days
    parties = [(trader(1), "澄江镇瑞丰超市"), (firm(1), "云泽市王小明个人独资企业"), (firm(2), firm_name(2))]
    rows = [base | {roles[Role.USCC]: code, roles[Role.NAME]: name} for code, name in parties]
    public = [row["publicity"] == "public" for row in prepared(item, *rows).iter_rows(named=True)]
    if card.publicity == "penalty" or BOOK.publicity.rules[card.publicity].method in ("severity", "not_public"):
        assert not any(public[:2])
    else:
        assert public == [card.sole_trader_public, card.sole_trader_public, True]


def test_spaces_in_the_number_make_no_other_record() -> None:
    plain = one("admin_penalty", checked(penalty(1)))
    assert one("admin_penalty", checked(penalty(1), CF_WSH="云市监罚〔2026〕 1号"))["thread"] == plain["thread"]


def test_what_makes_another_record() -> None:
    threads = {
        str(one("admin_penalty", checked(row))["thread"])
        for row in (penalty(1), penalty(2), penalty(1, 2), penalty(1, CF_WSH="云市监罚〔2025〕1号"))
    }
    assert len(threads) == 4
    assert one("admin_penalty", checked(penalty(1, CF_SY="别的事实。")))["thread"] in threads, "content is no key"


def test_a_missing_column_is_an_empty_one() -> None:
    """Else the same file without an optional column would be a changed file."""
    whole = one("admin_penalty", checked(penalty(1, CF_SDRQ="", BZ="", CF_ZT="")))
    assert one("admin_penalty", checked(penalty(1)))["content_digest"] == whole["content_digest"]


def test_what_is_cut_is_in_no_payload() -> None:
    row = one("admin_penalty", checked(penalty(1, CF_FR_ZJHM="不应保存", CF_XDR_ZJHM="不应保存")))
    assert "不应保存" not in str(row)


def test_every_field_is_covered_by_the_content_digest() -> None:
    plain = one("admin_penalty", checked(penalty(1)))["content_digest"]
    for field in BOOK.cards["admin_penalty"].fields:
        text = {"date": "2026-11-10", "number": "77"}.get(field.type.value, "另一个内容")
        changed = one("admin_penalty", checked(penalty(1), **{field.code: text}))["content_digest"]
        assert (changed != plain) == (not field.cut), field.code


CHOICES: Mapping[str, Sequence[str | None]] = {
    "CF_CFLB": ["罚款", "警告", "警告;罚款", "吊销许可证件", "其他-训诫", None],
    "CF_NR_FK": ["0.2", "2", "60", None],
    "CF_SXCD": ["轻微", "一般", "严重", None],
    "CF_SFGK": ["是", "否", None],
    "CF_LY": ["食品安全", "理" * 400, None],
    "CF_CXLX": ["简易程序", "普通程序", None],
    "CF_JDRQ": ["2026-11-16", "2025-01-31", "2024-02-29"],
    "CF_SDRQ": ["2026-11-18", "2026-12-01", None],
    "CF_ZT": ["撤销", "正常", None],
}
CELLS = st.fixed_dictionaries({code: st.sampled_from(values) for code, values in CHOICES.items()})


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans(), CELLS), min_size=1, max_size=8))
@settings(deadline=None)
def test_a_row_does_not_depend_on_the_others(sent: list[tuple[int, bool, dict[str, str | None]]]) -> None:
    """What rows share is worked out once; that must not show."""
    rows = [
        checked(sole_trader_penalty(number) if is_trader else penalty(number), **cells)
        for number, is_trader, cells in sent
    ]
    together = prepared("admin_penalty", *rows).drop("row").rows()
    assert together == [prepared("admin_penalty", row).drop("row").row(0) for row in rows]


@given(st.lists(CELLS, min_size=1, max_size=8))
@settings(deadline=None)
def test_every_prepared_row_may_stand_in_the_database(sent: list[dict[str, str | None]]) -> None:
    for row in prepared("admin_penalty", *(checked(penalty(1), **cells) for cells in sent)).iter_rows(named=True):
        assert row["use_until"] is not None
        assert row["publicity_ground"]
        assert len(row["publicity_reason"]) <= 200
        assert (row["held_group"] != "") == (row["publicity"] == "held")
        if row["publicity"] == "public":
            assert row["shown_from"] is not None
            assert row["hidden_from"] is not None


GROUNDS: list[tuple[str, dict[str, str | None], tuple[str, str, str]]] = [
    ("简易程序 is 轻微 by the law", {"CF_SXCD": None, "CF_CXLX": "简易程序"}, ("not_public", "procedure", "minor")),
    ("the column outweighs it", {"CF_SXCD": "一般", "CF_CXLX": "简易程序"}, ("public", "column", "ordinary")),
    ("轻微, published all the same", {"CF_SXCD": "轻微", "CF_SFGK": "是"}, ("public", "column", "minor")),
    ("一般, kept back", {"CF_SFGK": "否", "CF_LY": "涉密"}, ("not_public", "column", "ordinary")),
    ("nothing says how grave", {"CF_SXCD": None}, ("held", "open", "")),
    ("警告 alone", {"CF_SXCD": None, "CF_CFLB": "警告", "CF_NR_FK": None}, ("not_public", "default", "minor")),
    ("吊销 beside a fine", {"CF_SXCD": None, "CF_CFLB": "罚款; 吊销许可证件"}, ("public", "default", "serious")),
]


@pytest.mark.parametrize(("cells", "expected"), [pytest.param(*case[1:], id=case[0]) for case in GROUNDS])
def test_who_decided_on_publicity(cells: dict[str, str | None], expected: tuple[str, str, str]) -> None:
    row = one("admin_penalty", checked(penalty(1), **cells))
    assert (row["publicity"], row["publicity_ground"], row["severity"]) == expected


def test_nothing_shows_before_it_was_served_or_founded() -> None:
    assert one("admin_penalty", checked(penalty(1, CF_SDRQ="2026/11/21")))["shown_from"] == date(2026, 11, 21)
    assert one("admin_penalty", checked(penalty(1, CF_SDRQ="2026/11/19")))["shown_from"] == TODAY
    assert one("org_registration", checked(registration(1, CLRQ="2026-11-21")))["shown_from"] == date(2026, 11, 21)


@pytest.mark.parametrize("name", ["云泽市王大山家庭农场", "云泽市张小明个人独资企业"])
def test_a_firm_named_after_a_person_is_protected_as_a_sole_trader(name: str) -> None:
    row = one("admin_penalty", checked(penalty(1, CF_XDR_MC=name)))
    assert (row["publicity"], row["publicity_ground"]) == ("not_public", "sole_trader")


def test_licences_and_registrations() -> None:
    permit = one("admin_licence", checked(licence(1), XK_ZT="有效"))
    assert (permit["negative"], permit["publicity"], permit["hidden_from"]) == (False, "public", date(2031, 11, 16))
    entry = one("org_registration", checked(registration(1)))
    assert (entry["decided_on"], entry["due_on"], entry["hidden_from"]) == (None, None, None)
    assert (entry["publicity"], entry["shown_from"]) == ("public", TODAY)


def test_no_rows_are_no_rows() -> None:
    empty = prepared("admin_penalty", checked(penalty(1))).clear()
    assert dict(empty.schema) == dict(PREPARED)
