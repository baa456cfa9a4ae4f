"""Grading in general: nothing open is ever public, and a sole trader's is only with a reason."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from mingxin.catalogue.rules.severity import GRAVITY, CriterionLine, Said, amount_step, grade, held_group
from mingxin.rulebook.loader import packaged_rulebook

BOOK = packaged_rulebook().publicity
CATEGORIES = [default.value for default in BOOK.severity.by_category] + ["其他-责令改正", "训诫"]
AMOUNTS = st.none() | st.decimals(0, 500, places=6)
SAID = st.builds(
    Said,
    categories=st.lists(st.sampled_from(CATEGORIES), max_size=3, unique=True).map(tuple),
    fine_wan=AMOUNTS,
    procedure=st.sampled_from(["", "简易程序", "普通程序"]),
    severity=st.sampled_from(["", "轻微", "一般", "严重", "很重"]),
    public=st.sampled_from(["", "是", "否"]),
    reason=st.sampled_from(["", "涉及食品安全"]),
    is_sole_trader=st.booleans(),
)
LINE = st.builds(
    CriterionLine,
    category=st.lists(st.sampled_from(CATEGORIES), max_size=2).map(tuple),
    at_least_wan=AMOUNTS,
    below_wan=AMOUNTS,
    severity=st.sampled_from(["minor", "ordinary", "serious"]),
    is_public=st.booleans(),
    ground=st.just("裁量基准"),
)


@given(SAID, st.lists(LINE, max_size=4))
def test_a_grade_is_whole(said: Said, criteria: list[CriterionLine]) -> None:
    graded = grade(said, criteria, BOOK)
    assert graded.severity in GRAVITY
    if graded.severity == "open":
        assert graded.is_public is not True, "nothing open is public"
    else:
        assert graded.is_public is not None, "and nothing certain is asked about"
    if said.is_sole_trader and graded.is_public:
        assert said.public == "是"
        assert said.reason
    if said.public == "否":
        assert graded.is_public is False


@given(SAID, st.permutations(range(3)))
def test_the_order_of_categories_decides_nothing(said: Said, order: list[int]) -> None:
    turned = tuple(said.categories[i] for i in order if i < len(said.categories))
    other = Said(turned, said.fine_wan, said.procedure, said.severity, said.public, said.reason, said.is_sole_trader)
    assert grade(other, (), BOOK) == grade(said, (), BOOK)
    assert held_group(other) == held_group(said)


@given(st.decimals(0, 500, places=6), st.decimals(0, 500, places=6))
def test_steps_rise_with_the_amount(one: Decimal, other: Decimal) -> None:
    steps = [
        "不足1万元",
        "1万元以上不足5万元",
        "5万元以上不足10万元",
        "10万元以上不足50万元",
        "50万元以上不足100万元",
        "100万元以上",
    ]
    low, high = sorted((one, other))
    assert steps.index(amount_step(low)) <= steps.index(amount_step(high))
