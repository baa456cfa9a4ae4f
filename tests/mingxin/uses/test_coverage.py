"""Who reports and of whom nothing is collected, in words: pure, from values."""

from datetime import date

import pytest

from mingxin.rulebook.book import Rulebook
from mingxin.uses.coverage import Applies, Coverage, Reported, counted, together, uncollected

EARLY, LATE = date(2026, 11, 2), date(2026, 11, 20)
ROWS, NONE = Reported("云泽市市场监督管理局", EARLY), Reported("澄江县农业农村局", LATE, only_none=True)

COUNTED = [
    ("nobody", Coverage(), ""),
    ("one that sent", Coverage((ROWS,)), "1 个单位已报送"),
    ("one that only declared", Coverage((NONE,)), "1 个单位已报送（其中 1 个只声明本期无）"),
    ("both, and one awaited", Coverage((ROWS, NONE), ("某局",)),
     "2 个单位已报送（其中 1 个只声明本期无），1 个单位尚未报送"),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "found", "said"), COUNTED, ids=[row[0] for row in COUNTED])
def test_how_many_report(reason: str, found: Coverage, said: str) -> None:
    assert counted(found) == said


def test_a_declaration_is_said_beside_its_day() -> None:
    assert (ROWS.through_words, NONE.through_words) == ("2026-11-02", "2026-11-20，声明本期无")


def test_of_several_items_a_unit_that_sent_one_did_not_only_declare() -> None:
    sent = Reported(NONE.unit, EARLY)
    assert together([Coverage((NONE,)), Coverage((sent,))]).reported == (Reported(NONE.unit, LATE),)
    assert together([Coverage((NONE,)), Coverage((NONE,))]).reported == (NONE,)


def test_what_nobody_reported_is_named_item_by_item(rulebook: Rulebook) -> None:
    """But not what such a subject can have none of."""
    cards = [rulebook.cards[item] for item in ("admin_penalty", "admin_adjudication", "court_defaulter")]
    covered = {"admin_penalty": Coverage((ROWS,)), "admin_adjudication": Coverage(awaited=("某局",))}
    assert uncollected(cards, covered, FIRM) == ("行政裁决", "失信被执行人（法人或者其他组织）")
    assert uncollected(cards, covered, TRADER) == ("行政裁决",)
    assert uncollected(cards, covered | {"court_defaulter": Coverage((NONE,))}, FIRM) == ("行政裁决",)


TRADER, FIRM = Applies("sole_trader", by_person=True), Applies("enterprise", by_person=False)
LIMITS = [
    ("a firm has everything", FIRM, ("admin_penalty", "court_defaulter"), ""),
    ("never of a sole trader", TRADER, ("court_defaulter",), "不适用于个体工商户"),
    ("of a sole trader, hidden as a rule", TRADER, ("admin_penalty",), "个体工商户的行政处罚信息一般不公示"),
    ("of a sole trader, shown", TRADER, ("admin_licence",), ""),
    ("of a sole trader, never shown", TRADER, ("abnormal_operation",), "个体工商户的经营异常名录信息不公示"),
    ("both ways of hiding", TRADER, ("abnormal_operation", "admin_penalty", "admin_inspection"),
     "个体工商户的行政处罚信息一般不公示，个体工商户的经营异常名录、行政监督检查信息不公示"),
    ("by authorisation alone", Applies("enterprise", by_person=False), ("utility_payment",),
     "公用事业缴费信息须经本单位授权才提供"),
    ("by authorisation, and of no sole trader", TRADER, ("utility_payment",), "不适用于个体工商户"),
    ("some of both", TRADER, ("court_defaulter", "admin_penalty", "admin_licence"),
     "失信被执行人（法人或者其他组织）不适用于个体工商户，个体工商户的行政处罚信息一般不公示"),
    ("named after a person", Applies("enterprise", by_person=True), ("admin_penalty", "admin_licence"),
     "以个人姓名命名的单位的行政处罚信息一般不公示"),
    ("no item at all", TRADER, (), ""),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "applies", "items", "said"), LIMITS, ids=[row[0] for row in LIMITS])
def test_what_is_not_collected_of_a_kind_of_subject(
    rulebook: Rulebook, reason: str, applies: Applies, items: tuple[str, ...], said: str
) -> None:
    cards = [rulebook.cards[item] for item in items]
    assert applies.limits(cards) == said
    assert applies.to_none_of(cards) is said.startswith("不适用于")
