"""Payment information can be turned into nothing else: neither by its card nor by a rule (attacks on both)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from mingxin.rulebook.cards import FieldCard, Nature, Role, SubjectKind
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.rule_validation import validate_rules
from mingxin.rulebook.validation import validate_card

BOOK = packaged_rulebook()
CARD = BOOK.cards["utility_payment"]


def codes_of(**changes: Any) -> set[str]:
    return {fault.code.removeprefix("rulebook.") for fault in validate_card(replace(CARD, **changes), BOOK)}


def with_field(**said: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"code": "GY_A", "name": "补充说明", "public": False, **said}
    return {"fields": (*CARD.fields, FieldCard(**given))}


def test_the_card_of_the_product() -> None:
    assert (CARD.nature, CARD.disclosure, CARD.publicity) == (Nature.NEUTRAL, "authorised", "authorised_only")
    assert CARD.kinds == (SubjectKind.ENTERPRISE, SubjectKind.ORGANISATION)
    assert {field.role for field in CARD.fields}.isdisjoint({Role.ADDRESS, Role.REMARK, Role.STATUS})
    paid = next(field for field in CARD.fields if field.name == "缴费日期")
    assert paid.required == "always", "a bill that is not paid cannot be reported, so what is owed cannot be inferred"
    assert codes_of() == set()
    assert codes_of(**with_field()) == set(), "the field that the cases below spoil is good"


ATTACKS: list[tuple[str, Mapping[str, Any], str]] = [
    ("it speaks against its subject", {"nature": Nature.NEGATIVE}, "authorised_negative"),
    ("it is public for a year", {"publicity": "acts"}, "authorised_public"),
    ("it is public as long as the subject stands", {"publicity": "registration"}, "authorised_public"),
    ("it is public by severity", {"publicity": "penalty"}, "authorised_public"),
    ("it is a register, which names subjects to the public", {"effect": "registration"}, "authorised_public"),
    ("its late rows would be listed", {"deadline_workdays": 7}, "authorised_watched"),
    ("its large amounts would be asked about", {"believable": {"amount_wan_at_most": 100}}, "authorised_watched"),
    ("a column of it is public", with_field(public=True), "authorised_public"),
    ("lists can be filtered by it", with_field(filter=True), "authorised_public"),
    ("a column for what is owed", with_field(name="欠费金额"), "forbidden_element"),
    ("a column for what is owed, in other words", with_field(name="应缴未缴（欠）金额"), "authorised_field"),
    ("what is owed as an alias", with_field(aliases=("欠缴金额",)), "forbidden_element"),
    ("a late fee", with_field(name="违约金"), "forbidden_element"),
    ("a surcharge", with_field(name="滞纳金（元）"), "authorised_field"),
    ("days overdue", with_field(name="逾期天数"), "authorised_field"),
    ("a cut-off", with_field(name="停供日期"), "authorised_field"),
    ("the address where it is used", with_field(name="用水地址"), "forbidden_element"),
    ("an address", with_field(name="地址"), "authorised_field"),
    ("an address by what it means", with_field(role=Role.ADDRESS), "authorised_field"),
    ("the number of the household", with_field(name="户号"), "forbidden_element"),
    ("the number of the meter", with_field(name="水表号"), "authorised_field"),
]


@pytest.mark.parametrize(("changes", "code"), [case[1:] for case in ATTACKS], ids=[case[0] for case in ATTACKS])
def test_the_card_cannot_be_turned(changes: Mapping[str, Any], code: str) -> None:
    assert code in codes_of(**changes)


@pytest.mark.parametrize("key", ["authorised_only", "not_public"])
@pytest.mark.parametrize("method", ["months", "severity", "standing", "valid_span"])
def test_the_rule_cannot_be_turned_under_it(key: str, method: str) -> None:
    rules = {**BOOK.publicity.rules, key: replace(BOOK.publicity.rules[key], method=method)}
    turned = replace(BOOK, publicity=replace(BOOK.publicity, rules=rules))
    assert "rulebook.unknown_value" in {fault.code for fault in validate_rules(turned)}
    if key == CARD.publicity:
        assert "rulebook.authorised_public" in {fault.code for fault in validate_card(CARD, turned)}


def test_a_rule_of_another_name_that_shows_nothing_is_refused() -> None:
    """The tables know the rules by name, so a third one would not hold there."""
    hidden = replace(BOOK.publicity.rules["not_public"], key="hidden")
    turned = replace(BOOK, publicity=replace(BOOK.publicity, rules={**BOOK.publicity.rules, "hidden": hidden}))
    assert "rulebook.unknown_value" in {fault.code for fault in validate_rules(turned)}
