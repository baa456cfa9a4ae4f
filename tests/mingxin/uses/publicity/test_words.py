"""A record in words: titles, terms, amounts, and which fields are told."""

from dataclasses import replace
from datetime import date

import pytest

from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import Role
from mingxin.uses.publicity import cursors, words
from mingxin.uses.publicity.queries import Cursor
from mingxin.uses.publicity.terms import show_terms
from mingxin.uses.sheets import neutral
from tests.conftest import InForce

PENALTY = {
    "CF_XDR_MC": "云泽市嘉禾食品有限公司",
    "CF_FRDB": "贾有名",
    "CF_WFXW": "未按规定查验供货者许可证",
    "CF_CFLB": "警告;罚款",
    "CF_NR_FK": "0.2",
    "CF_CFJG": "云泽市市场监督管理局",
    "CF_WSH": "云市监处罚〔2026〕127号",
    "CF_JDRQ": "2026-08-14",
    "CF_SY": "联系电话13812345678",
}

YUAN = [
    ("two thousand", "0.2", "2,000 元"),
    ("sixty thousand", "6", "60,000 元"),
    ("fractions of a yuan stay", "0.000150", "1.5 元"),
    ("trailing zeros go", "12.300000", "123,000 元"),
    ("what is no number stays as sent", "约2", "约2 万元"),
]


@pytest.mark.parametrize(("reason", "wan", "said"), YUAN, ids=[row[0] for row in YUAN])
def test_amounts(reason: str, wan: str, said: str) -> None:
    assert words.yuan(wan) == said


def test_a_penaltys_title_is_conduct_and_fine(rulebook: Rulebook) -> None:
    card = rulebook.cards["admin_penalty"]
    assert words.title(card, PENALTY) == "未按规定查验供货者许可证，罚款 2,000 元"
    assert words.summary(card, PENALTY).endswith("· 云泽市市场监督管理局 · 云市监处罚〔2026〕127号")


def test_no_representative_no_telephone(rulebook: Rulebook) -> None:
    told = {p.label: p.value for p in words.pairs(rulebook.cards["admin_penalty"], PENALTY, sole_trader=False)}
    assert "法定代表人" not in told
    assert told["违法事实"] == "联系电话138****5678"
    assert told["处罚类别"] == "警告、罚款"


def test_every_card_hides_what_is_cut_or_not_public(rulebook: Rulebook) -> None:
    for card in rulebook.cards.values():
        for sole in (False, True):
            for field in words.public_fields(card, sole_trader=sole):
                assert field.public and not field.cut
                assert card.effect == "registration" or field.role is not Role.LEGAL_REPRESENTATIVE
                assert not (sole and field.role in (Role.LEGAL_REPRESENTATIVE, Role.ADDRESS))


def test_nothing_that_is_not_public_gets_into_a_sentence(rulebook: Rulebook) -> None:
    """Each field says its own code: what stands in a page, a list, an export or a report is then read off it."""
    for card in rulebook.cards.values():
        for listed in (False, True):  # whether what is not public could be filtered by
            tried = replace(card, fields=tuple(replace(f, filter=listed and not f.public) for f in card.fields))
            said = {f.code: f"〈{f.code}〉" for f in card.fields}
            sentences = (
                words.title(tried, said),
                words.summary(tried, said),
                words.name_in(tried, said),
                words.end_words(tried, said, None),
                *(p.value for p in words.brief(tried, said, sole_trader=False, published_under="")),
                *(p.value for p in words.pairs(tried, said, sole_trader=False)),
                *(t.words for t in words.tags(tried, said, ())),
            )
            never = [f.code for f in card.fields if not f.public or f.cut]
            assert not [code for code in never if f"〈{code}〉" in "".join(sentences)], card.code


OPEN = "履行情况为“全部未履行”"
TERMS = [
    ("the day of decision", date(2026, 8, 14), "", 0, ""),
    ("the day before repair", date(2026, 11, 13), "", 25, ""),
    ("the first day of repair", date(2026, 11, 14), "", 25, "；符合条件的，现在可申请"),
    ("the last day shown", date(2027, 8, 13), "", 100, "；符合条件的，现在可申请"),
    ("duties that are known to be open", date(2026, 11, 14), OPEN, 25, f"；{OPEN}，现在还不能申请"),
    ("and before its day", date(2026, 11, 13), OPEN, 25, ""),
]


@pytest.mark.parametrize(("reason", "as_of", "unmet", "elapsed", "now"), TERMS, ids=[row[0] for row in TERMS])
def test_the_term_bar(reason: str, as_of: date, unmet: str, elapsed: int, now: str) -> None:
    spans = words.Spans(date(2026, 8, 14), date(2027, 8, 14), date(2026, 11, 14), unmet)
    term = words.term(spans, as_of=as_of)
    assert term is not None
    assert (term.elapsed, term.now, term.repairable_at) == (elapsed, now, 25)
    assert term.repairable == "纠正失信行为、履行全部义务的，2026-11-14 起可申请修复"
    assert term.ends == "2027-08-14 自动停止公示"


UNMET = [
    ("nothing performed", "court_defaulter", {"SX_LXQK": "全部未履行"}, "被执行人的履行情况为“全部未履行”"),
    ("part of it performed", "court_defaulter", {"SX_LXQK": "部分未履行"}, "被执行人的履行情况为“部分未履行”"),
    ("all performed", "court_defaulter", {"SX_LXQK": "全部已履行"}, ""),
    ("not said", "court_defaulter", {}, ""),
    ("an item that does not say", "admin_penalty", {"CF_CFLB": "警告"}, ""),
]


@pytest.mark.parametrize(("reason", "item", "said", "unmet"), UNMET, ids=[row[0] for row in UNMET])
def test_a_condition_of_repair_that_is_known_to_be_open(
    rulebook: Rulebook, reason: str, item: str, said: dict[str, str], unmet: str
) -> None:
    assert words.unmet(rulebook.cards[item], said) == unmet


def test_what_says_that_all_is_performed_is_a_value_of_its_code_set(rulebook: Rulebook) -> None:
    assert all(value in rulebook.code_sets[key].values for key, value in words.PERFORMED.items())


def test_no_bar_without_an_end() -> None:
    assert words.term(words.Spans(date(2026, 8, 14), None, None), as_of=date(2026, 8, 15)) is None


ENDS = [
    ("a day", "2031-11-17", None, "有效至 2031-11-17"),
    ("long term as departments write it", "2099-12-31", None, "长期有效"),
    ("no term of its own", "", date(2027, 8, 14), "2027-08-14 停止公示"),
    ("nothing ends it", "", None, ""),
]


@pytest.mark.parametrize(("reason", "until", "hidden", "said"), ENDS, ids=[row[0] for row in ENDS])
def test_until_when(rulebook: Rulebook, reason: str, until: str, hidden: date | None, said: str) -> None:
    assert words.end_words(rulebook.cards["admin_licence"], {"XK_YXQZI": until}, hidden) == said


CELLS = [
    ("a formula", "=1+1", "'=1+1"),
    ("full-width", "＝1+1", "'＝1+1"),
    ("a command", "@SUM(A1)", "'@SUM(A1)"),
    ("a tab before it", "\t=1", "'\t=1"),
    ("a negative number is a number", "-12.5", "-12.5"),
    ("words", "云泽", "云泽"),
]


@pytest.mark.parametrize(("reason", "cell", "written"), CELLS, ids=[row[0] for row in CELLS])
def test_cells_are_harmless(reason: str, cell: str, written: str) -> None:
    assert neutral(cell) == written


def test_cursors_come_back() -> None:
    cursor = Cursor(date(2026, 11, 18), 16777216 * 40000 + 5)
    spelled = cursors.spell(cursor)
    assert cursors.read(spelled) == cursor
    assert not any(c.isdecimal() for c in spelled)
    assert cursors.read("") is None


def test_the_help_page_tells_the_terms_of_the_rulebook(in_force: InForce) -> None:
    table = show_terms(as_of=date(2026, 11, 20))
    assert [(r.severity, r.repairable, r.ends) for r in table.rows] == [
        ("轻微", "履行义务后即可", "最长三个月"),
        ("一般", "满三个月", "满一年"),
        ("严重", "满一年", "满三年"),
    ]
    assert "2026-08-20 决定的一般失信信息，2026-11-20 起可申请修复，2027-08-20 停止公示" in table.example
