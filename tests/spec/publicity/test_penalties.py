"""How grave a penalty is, whether it is public, and from when until when: the rule in cases, by the real rulebook."""

from datetime import date
from decimal import Decimal

import pytest

from mingxin.catalogue.rules.publicity import Days, Settled, settle_penalty, terms_for
from mingxin.catalogue.rules.severity import CriterionLine, Grade, Said, grade, held_group
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.publicity import Publicity

BOOK = packaged_rulebook().publicity
TODAY = date(2026, 11, 20)


def said(
    categories: str = "罚款",
    fine: str | None = "2",
    *,
    procedure: str = "",
    severity: str = "",
    public: str = "",
    reason: str = "",
    sole: bool = False,
) -> Said:
    return Said(
        tuple(categories.split(";")) if categories else (),
        Decimal(fine) if fine else None,
        procedure,
        severity,
        public,
        reason,
        sole,
    )


def line(words: str, low: str | None, high: str | None, severity: str, public: bool) -> CriterionLine:
    return CriterionLine(
        tuple(words.split(";")) if words else (),
        Decimal(low) if low else None,
        Decimal(high) if high else None,
        severity,
        public,
        "市场监管行政处罚裁量基准",
    )


# 口径表 of an invented unit: the first line that matches decides
CRITERIA = (
    line("吊销许可证件", None, None, "serious", True),
    line("罚款", None, "1", "minor", False),
    line("罚款", "1", "50", "ordinary", True),
    line("罚款", "50", None, "serious", True),
    line("警告", None, None, "minor", False),
)

# reason | what the row says | 口径表 | severity, public, ground
GRADES: list[tuple[str, Said, tuple[CriterionLine, ...], tuple[str, bool | None, str]]] = [
    ("the column decides before the 口径表", said(severity="严重"), CRITERIA, ("serious", True, "column")),
    ("the column says 轻微: not public in principle", said(severity="轻微"), (), ("minor", False, "column")),
    ("轻微, but the unit wants it public", said(severity="轻微", public="是"), (), ("minor", True, "column")),
    ("一般, but the unit keeps it back", said(severity="一般", public="否"), (), ("ordinary", False, "column")),
    ("the unit keeps it back and does not say how grave", said(public="否"), (), ("open", False, "column")),
    ("the unit wants it public and does not say how grave", said(public="是"), (), ("open", None, "open")),
    ("a word that is no severity is no answer", said(severity="特别严重"), (), ("open", None, "open")),
    ("just below the lowest step", said(fine="0.999999"), CRITERIA, ("minor", False, "criteria")),
    ("on the step: at least counts", said(fine="1"), CRITERIA, ("ordinary", True, "criteria")),
    ("just below the high step", said(fine="49.999999"), CRITERIA, ("ordinary", True, "criteria")),
    ("on the high step: below does not count", said(fine="50"), CRITERIA, ("serious", True, "criteria")),
    ("no amount counts as none", said(fine=None), CRITERIA, ("minor", False, "criteria")),
    ("the first line that matches decides", said("吊销许可证件;罚款", "0.1"), CRITERIA, ("serious", True, "criteria")),
    ("the unit's column outweighs its 口径表 on publicity", said(fine="2", public="否"), CRITERIA, ("ordinary", False, "column")),
    ("no line matches: the default of the law", said("责令停产停业", None), CRITERIA, ("serious", True, "default")),
    ("简易程序 is 轻微", said(procedure="简易程序"), (), ("minor", False, "procedure")),
    ("普通程序 says nothing", said(procedure="普通程序"), (), ("open", None, "open")),
    ("the 口径表 outweighs the procedure", said(procedure="简易程序", fine="2"), CRITERIA, ("ordinary", True, "criteria")),
    ("警告 alone is 轻微", said("警告", None), (), ("minor", False, "default")),
    ("通报批评 alone is 轻微", said("通报批评", None), (), ("minor", False, "default")),
    ("a fine without any basis is open", said("罚款"), (), ("open", None, "open")),
    ("警告 and a fine: open outweighs 轻微", said("警告;罚款"), (), ("open", None, "open")),
    ("没收 is 一般", said("没收违法所得", None), (), ("ordinary", True, "default")),
    ("a fine and 没收: the certain 一般 outweighs open", said("罚款;没收违法所得"), (), ("ordinary", True, "default")),
    ("吊销 is 严重", said("吊销许可证件", None), (), ("serious", True, "default")),
    ("警告 and 责令停产停业: the gravest decides", said("警告;责令停产停业", None), (), ("serious", True, "default")),
    ("an old category that does not tell 暂扣 from 吊销", said("暂扣或者吊销许可证件", None), (), ("open", None, "open")),
    ("其他 with words of its own", said("其他-责令改正", None), (), ("open", None, "open")),
    ("a category nobody knows", said("训诫", None), (), ("open", None, "open")),
    ("no category at all", said("", None), (), ("open", None, "open")),
    ("a sole trader: not public", said(severity="一般", sole=True), (), ("ordinary", False, "sole_trader")),
    ("a sole trader, 是 without a reason", said(severity="一般", public="是", sole=True), (), ("ordinary", False, "sole_trader")),
    ("a sole trader, 是 with a reason", said(severity="一般", public="是", reason="食品安全", sole=True), (), ("ordinary", True, "column")),
    ("a sole trader, by the 口径表", said(fine="2", sole=True), CRITERIA, ("ordinary", False, "sole_trader")),
    ("a sole trader whose gravity is open is asked about", said(sole=True), (), ("open", None, "open")),
]  # fmt: skip


@pytest.mark.parametrize(("row", "criteria", "expected"), [pytest.param(*c[1:], id=c[0]) for c in GRADES])
def test_grade(row: Said, criteria: tuple[CriterionLine, ...], expected: tuple[str, bool | None, str]) -> None:
    graded = grade(row, criteria, BOOK)
    assert (graded.severity, graded.is_public, graded.ground) == expected


def test_a_refusal_to_publish_always_has_a_reason() -> None:
    for reason, row, criteria, _ in GRADES:
        graded = grade(row, criteria, BOOK)
        assert graded.is_public is not False or graded.reason, reason


@pytest.mark.parametrize(
    ("fine", "group"),
    [
        pytest.param(None, "罚款·无罚款金额", id="no amount"),
        pytest.param("0.999999", "罚款·不足1万元", id="below the first step"),
        pytest.param("1", "罚款·1万元以上不足5万元", id="on the first step"),
        pytest.param("4.999999", "罚款·1万元以上不足5万元", id="below the second"),
        pytest.param("5", "罚款·5万元以上不足10万元", id="on the second"),
        pytest.param("99.99", "罚款·50万元以上不足100万元", id="below the last"),
        pytest.param("100", "罚款·100万元以上", id="on the last"),
    ],
)
def test_one_question_per_category_and_step(fine: str | None, group: str) -> None:
    assert held_group(said("罚款", fine)) == group


def test_the_order_of_categories_makes_no_second_question() -> None:
    assert held_group(said("警告;罚款")) == held_group(said("罚款;警告"))


def settled(
    severity: str, decided: date, *, as_of: date = TODAY, public: bool | None = True, served: date | None = None,
    status: str = "",
) -> Settled:  # fmt: skip
    days = Days(decided_on=decided, served_on=served, ends_on=None, status=status)
    return settle_penalty(days, Grade(severity, public, "column", "理由"), BOOK.rules["penalty"], BOOK, as_of)


# reason | severity | decided | recorded | repairable from, first day hidden
TERMS: list[tuple[str, str, date, date, date, date]] = [
    ("轻微: three months, repairable at once", "minor", date(2026, 11, 16), TODAY, date(2026, 11, 16), date(2027, 2, 16)),
    ("一般: three months to a year", "ordinary", date(2026, 11, 16), TODAY, date(2027, 2, 16), date(2027, 11, 16)),
    ("严重: one year to three", "serious", date(2026, 11, 16), TODAY, date(2027, 11, 16), date(2029, 11, 16)),
    ("轻微 on 30 November: February has no 30th", "minor", date(2026, 11, 30), date(2026, 12, 1), date(2026, 11, 30), date(2027, 2, 28)),
    ("轻微 on 30 November before a leap year", "minor", date(2027, 11, 30), date(2027, 12, 1), date(2027, 11, 30), date(2028, 2, 29)),
    ("一般 on 31 January: April has no 31st", "ordinary", date(2027, 1, 31), date(2027, 2, 1), date(2027, 4, 30), date(2028, 1, 31)),
    ("一般 on leap day: the year after has none", "ordinary", date(2028, 2, 29), date(2028, 3, 1), date(2028, 5, 29), date(2029, 2, 28)),
    ("严重 on leap day: nor has the third", "serious", date(2028, 2, 29), date(2028, 3, 1), date(2029, 2, 28), date(2031, 2, 28)),
    ("一般, decided the day before the new rule: the shorter term since then holds", "ordinary", date(2026, 3, 31), TODAY, date(2026, 6, 30), date(2027, 3, 31)),
    ("一般, decided on the first day of the new rule", "ordinary", date(2026, 4, 1), TODAY, date(2026, 7, 1), date(2027, 4, 1)),
    ("一般, decided under the old rule and recorded under it", "ordinary", date(2025, 6, 1), date(2025, 7, 1), date(2025, 9, 1), date(2028, 6, 1)),
    ("… recorded the day before the new rule", "ordinary", date(2025, 6, 1), date(2026, 3, 31), date(2025, 9, 1), date(2028, 6, 1)),
    ("… recorded on the first day of the new rule", "ordinary", date(2025, 6, 1), date(2026, 4, 1), date(2025, 9, 1), date(2026, 6, 1)),
    ("decided before any rule that is on file", "ordinary", date(2020, 5, 5), TODAY, date(2020, 8, 5), date(2021, 5, 5)),
    ("严重 under both rules alike", "serious", date(2024, 6, 1), TODAY, date(2025, 6, 1), date(2027, 6, 1)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "decided", "recorded", "repairable", "hidden"), [pytest.param(*c[1:], id=c[0]) for c in TERMS]
)
def test_terms(severity: str, decided: date, recorded: date, repairable: date, hidden: date) -> None:
    found = settled(severity, decided, as_of=recorded)
    assert (found.repairable_from, found.hidden_from, found.use_until) == (repairable, hidden, hidden)


def test_without_more_favourable_the_rule_of_the_day_of_decision_holds() -> None:
    strict = Publicity(
        rules=BOOK.rules,
        terms=BOOK.terms,
        severity=type(BOOK.severity)(
            transition="as_decided",
            words=BOOK.severity.words,
            by_procedure=BOOK.severity.by_procedure,
            by_category=BOOK.severity.by_category,
        ),
        withdrawal_note=BOOK.withdrawal_note,
    )
    assert terms_for("ordinary", date(2025, 6, 1), strict, TODAY).shown_months == 36
    assert terms_for("ordinary", date(2025, 6, 1), BOOK, TODAY).shown_months == 12


# reason | what | publicity, ground, shown_from, hidden_from, use_until
OUTCOMES: list[tuple[str, Settled, tuple[str, str, date | None, date | None, date | None]]] = [
    ("shows from the day it was recorded", settled("ordinary", date(2026, 11, 16)), ("public", "column", TODAY, date(2027, 11, 16), date(2027, 11, 16))),
    ("served later than decided: not before it was served", settled("ordinary", date(2026, 11, 16), served=date(2026, 11, 25)), ("public", "column", date(2026, 11, 25), date(2027, 11, 16), date(2027, 11, 16))),
    ("served before it was recorded", settled("ordinary", date(2026, 11, 16), served=date(2026, 11, 18)), ("public", "column", TODAY, date(2027, 11, 16), date(2027, 11, 16))),
    ("not public: still ends for every use", settled("ordinary", date(2026, 11, 16), public=False), ("not_public", "column", None, date(2027, 11, 16), date(2027, 11, 16))),
    ("held: until the answer the shortest term", settled("open", date(2026, 11, 16), public=None), ("held", "open", None, date(2027, 2, 16), date(2027, 2, 16))),
    ("kept back and open: the shortest term too", settled("open", date(2026, 11, 16), public=False), ("not_public", "column", None, date(2027, 2, 16), date(2027, 2, 16))),
    ("异议 is marked, not hidden", settled("ordinary", date(2026, 11, 16), status="异议"), ("public", "column", TODAY, date(2027, 11, 16), date(2027, 11, 16))),
    ("撤销 is never shown", settled("serious", date(2026, 11, 16), status="撤销"), ("not_public", "status", None, date(2029, 11, 16), date(2029, 11, 16))),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), [pytest.param(*c[1:], id=c[0]) for c in OUTCOMES])
def test_outcome(found: Settled, expected: tuple[str, str, date | None, date | None, date | None]) -> None:
    assert (found.publicity, found.ground, found.shown_from) == expected[:3]
    assert found.use_until == expected[4], "everything negative ends"
    if found.publicity == "public":
        assert found.hidden_from == expected[3]


def test_without_a_day_of_decision_the_months_count_from_the_record() -> None:
    days = Days(decided_on=None, served_on=None, ends_on=None)
    found = settle_penalty(days, Grade("ordinary", True, "column"), BOOK.rules["penalty"], BOOK, TODAY)
    assert (found.shown_from, found.repairable_from, found.hidden_from) == (
        TODAY,
        date(2027, 2, 20),
        date(2027, 11, 20),
    )


def test_what_is_open_has_no_severity_yet() -> None:
    assert settled("open", date(2026, 11, 16), public=None).severity == ""
    assert settled("minor", date(2026, 11, 16)).severity == "minor"


@pytest.mark.parametrize(
    ("as_of", "is_ever_shown"),
    [
        pytest.param(date(2027, 2, 15), True, id="recorded on its last day"),
        pytest.param(date(2027, 2, 16), False, id="recorded on the day it ended: never shown"),
        pytest.param(date(2027, 2, 17), False, id="recorded the day after"),
    ],
)
def test_what_was_over_when_it_came_is_never_shown(as_of: date, is_ever_shown: bool) -> None:
    found = settled("minor", date(2026, 11, 16), as_of=as_of)
    assert found.shown_from is not None
    assert found.hidden_from is not None
    assert (found.shown_from < found.hidden_from) == is_ever_shown
