"""When a field must be filled in."""

import polars as pl
import pytest

from mingxin.intake.rules.conditions import CONDITIONS
from mingxin.rulebook.vocabulary import REQUIRED_WORDS
from tests.spec.findings.sheets import rulebook

CARD = rulebook().cards["admin_penalty"]
# condition | 类别 | 处罚类别 | holds | because
CASES = [
    ("always", None, None, True, "always"),
    ("never", "法人及非法人组织", "罚款", False, "never"),
    ("kind_is_organisation", "法人及非法人组织", None, True, "an organisation"),
    ("kind_is_organisation", "个体工商户", None, False, "a sole trader has no legal representative"),
    ("kind_is_organisation", None, None, False, "an unreadable kind asks no more than itself"),
    ("kind_has_uscc", "个体工商户", None, True, "a sole trader has a code"),
    ("kind_has_uscc", "自然人", None, False, "a natural person has none"),
    ("kind_has_uscc", None, None, True, "an unreadable kind does not excuse the code"),
    ("category_has_fine", None, "警告;罚款", True, "among others"),
    ("category_has_fine", None, "其他-加处罚款", False, "only the category itself"),
    ("category_has_confiscation", None, "没收非法财物", True, "goods"),
    ("category_has_confiscation", None, "没收违法所得;罚款", True, "gains"),
    ("category_has_suspension", None, "吊销许可证件", True, "revoked"),
    ("category_has_suspension", None, "暂扣或者吊销许可证件", True, "the older value"),
    ("category_has_suspension", None, None, False, "no category"),
]


@pytest.mark.parametrize(("name", "kind", "category", "holds", "because"), CASES, ids=[case[-1] for case in CASES])
def test_condition(name: str, kind: str | None, category: str | None, holds: bool, because: str) -> None:
    row = pl.DataFrame(
        {"CF_XDR_LB": [kind], "CF_CFLB": [category]}, schema=dict.fromkeys(["CF_XDR_LB", "CF_CFLB"], pl.String)
    )
    expression = CONDITIONS[name].holds(CARD, frozenset(row.columns))
    assert row.select(said=expression)["said"].to_list() == [holds]


def test_every_condition_of_the_rulebook_is_known() -> None:
    assert set(CONDITIONS) == set(REQUIRED_WORDS)


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_absent_columns_do_not_break(name: str) -> None:
    row = pl.DataFrame({"x": ["a"]})
    assert row.select(said=CONDITIONS[name].holds(CARD, frozenset()))["said"].dtype == pl.Boolean
