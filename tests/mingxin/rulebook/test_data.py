"""The rulebook that comes with the product says what the national tables say."""

import pytest

from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import FieldCard, ItemCard, Nature, Role, SubjectKind
from mingxin.rulebook.field_validation import fold_header
from mingxin.rulebook.loader import packaged_rulebook

BOOK: Rulebook = packaged_rulebook()
PENALTY = BOOK.cards["admin_penalty"]
LICENCE = BOOK.cards["admin_licence"]

PENALTY_ORDER = """
CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB
CF_FR_ZJLX CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX
CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ
"""
LICENCE_ORDER = """
XK_XDR_MC XK_XDR_LB XK_XDR_SHXYM XK_XDR_GSZC XK_XDR_ZZJG XK_XDR_SWDJ XK_XDR_SYDW XK_XDR_SHZZ XK_FRDB
XK_FR_ZJLX XK_FR_ZJHM XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_JDRQ XK_YXQZ XK_YXQZI
XK_XKJG XK_XKJGDM XK_ZT XK_LYDW XK_LYDWDM BZ
"""


def find(card: ItemCard, header: str) -> FieldCard | None:
    """The field that a header leads to."""
    folded = fold_header(header)
    for field in card.fields:
        if folded in {fold_header(name) for name in (field.code, field.name, *field.aliases, *field.joined_from)}:
            return field
    return None


def test_the_columns_stand_in_the_national_order() -> None:
    """Source: two-publicities-2018 art. 附件. What the platform adds comes after 备注 and may be missing."""
    assert [field.code for field in PENALTY.fields][:30] == PENALTY_ORDER.split()
    assert [field.code for field in LICENCE.fields] == LICENCE_ORDER.split()
    assert all(field.optional_column for field in PENALTY.fields[30:])


REGISTRY_HEADERS = {
    "企业名称": "ZTMC",
    "统一社会信用代码": "TYSHXYDM",
    "注册日期": "CLRQ",
    "企业类型": "QYLX",
    "注册资金": "ZCZB",
    "经营范围": "JYFW",
    "所在省份": "SZSF",
    "地区": "SZDQ",
    "注册地址": "ZS",
}
LEGACY_HEADERS = [
    ("admin_licence", "XK_XDR", "XK_XDR_MC"),
    ("admin_licence", "XK_XMMC", "XK_XKWS"),
    ("admin_licence", "XK_SPLB", "XK_XKLB"),
    ("admin_licence", "XK_XDR_ZDM", "XK_XDR_ZZJG"),
    ("admin_licence", "XK_XDR_GSDJ", "XK_XDR_GSZC"),
    ("admin_licence", "XK_XDR_SFZ", "XK_XDR_ZJHM"),
    ("admin_licence", "XK_FR_SFZH", "XK_FR_ZJHM"),
    ("admin_licence", "XK_FR", "XK_FRDB"),
    ("admin_licence", "XK_JZQ", "XK_YXQZI"),
    ("admin_licence", "XK_XZJG", "XK_XKJG"),
    ("admin_penalty", "CF_CFLB1", "CF_CFLB"),
    ("admin_penalty", "CF_CFLB2", "CF_CFLB"),
    ("admin_penalty", "CF_JG", "CF_NR"),
    ("admin_penalty", "CF_XZJG", "CF_CFJG"),
    ("admin_penalty", "CF_ZT", "CF_ZT"),
    ("admin_penalty", "统一社会信用代码", "CF_XDR_SHXYM"),
    ("admin_penalty", "罚款金额(万元)", "CF_NR_FK"),
]


@pytest.mark.parametrize(("header", "code"), REGISTRY_HEADERS.items())
def test_a_registry_sheet_maps(header: str, code: str) -> None:
    field = find(BOOK.cards["org_registration"], header)
    assert field is not None
    assert field.code == code


@pytest.mark.parametrize(("item", "header", "code"), LEGACY_HEADERS)
def test_older_layouts_map(item: str, header: str, code: str) -> None:
    field = find(BOOK.cards[item], header)
    assert field is not None
    assert field.code == code


@pytest.mark.parametrize("header", ["CF_CFMC", "CF_AJMC", "GSQX", "DFBM", "SJC"])
def test_empty_columns_of_older_layouts_are_passed_over(header: str) -> None:
    assert header in PENALTY.ignored_columns
    assert find(PENALTY, header) is None


def test_no_item_speaks_of_natural_persons() -> None:
    assert all(SubjectKind.NATURAL_PERSON not in card.kinds for card in BOOK.cards.values())


def test_every_identity_number_is_cut_and_no_person_can_be_searched() -> None:
    for card in BOOK.cards.values():
        for field in card.fields:
            assert field.cut == ("证件号码" in field.name)
            assert not (field.role is Role.LEGAL_REPRESENTATIVE and field.filter)


def test_every_negative_record_of_a_sole_trader_is_closed_by_default() -> None:
    for card in BOOK.cards.values():
        if card.nature is Nature.NEGATIVE and SubjectKind.SOLE_TRADER in card.kinds:
            assert not card.sole_trader_public


def test_licences_and_penalties_are_due_in_seven_working_days() -> None:
    """Source: sc-office-2015-51 art. 七个工作日上网公开."""
    assert (PENALTY.deadline_workdays, LICENCE.deadline_workdays) == (7, 7)


def test_one_decision_with_many_parties_is_no_duplicate() -> None:
    assert PENALTY.record_key == ("CF_WSH", "CF_XDR_SHXYM")
    assert LICENCE.record_key == ("XK_WSH", "XK_XDR_SHXYM")


CATEGORY_FOLDS = [
    ("责令停产停业", "责令停产停业", "serious", "the same word in both lists"),
    ("没收违法所得", "没收违法所得", "ordinary", "confiscation is ordinary"),
    ("吊销营业执照", "吊销许可证件", "serious", "a revoked business licence"),
    ("暂扣或者吊销许可证", "暂扣或者吊销许可证件", "open", "the older word does not say which of the two"),
    ("给予警告", "警告", "minor", "a warning"),
    ("罚款", "罚款", "open", "large or small is the sector's standard"),
    ("其它", "其他", "open", "the unit must say"),
]


@pytest.mark.parametrize(("word", "value", "severity"), [case[:3] for case in CATEGORY_FOLDS])
def test_categories_fold_and_have_their_severity(word: str, value: str, severity: str) -> None:
    values = BOOK.code_sets["penalty_category"].values
    folded = next(kept for kept, aliases in values.items() if word in (kept, *aliases))
    defaults = {entry.value: entry.severity for entry in BOOK.publicity.severity.by_category}
    assert (folded, defaults[folded]) == (value, severity)


def test_every_category_has_a_default_severity() -> None:
    defaults = {entry.value for entry in BOOK.publicity.severity.by_category}
    assert set(BOOK.code_sets["penalty_category"].values) <= defaults


TERMS = [
    ("minor", False, 0, 3),
    ("ordinary", True, 3, 12),
    ("serious", True, 12, 36),
]


@pytest.mark.parametrize(("severity", "public", "shortest", "longest"), TERMS)
def test_terms_of_2026(severity: str, public: bool, shortest: int, longest: int) -> None:
    """Source: repair-measures-2026 art. 公示期限."""
    term = next(t for t in BOOK.terms if t.severity == severity and t.source == "repair-measures-2026")
    assert (term.public, term.repairable_after_months, term.shown_months) == (public, shortest, longest)


def test_the_two_sealed_matters_are_refused() -> None:
    refused = {matter.key: set(matter.in_roles) for matter in BOOK.forbidden.matters if matter.action == "refuse"}
    searched = {Role.GROUNDS, Role.CATEGORY, Role.FACTS, Role.CONTENT}
    assert refused.pop("detention_category") == {Role.CATEGORY}, "elsewhere the short word may be a criminal matter"
    assert set(refused) == {"public_order", "detention"}
    assert all(searched <= roles for roles in refused.values()), "wherever the words may stand"
