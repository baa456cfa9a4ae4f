"""A unit's own list: states in SQL as in the rule, no sole trader by a part of its name."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mingxin.access.models import Unit
from mingxin.archive.models import Change, Mark, MarkKind, Record
from mingxin.archive.queries import showing
from mingxin.archive.queries.of_unit import Wanted, records_of
from mingxin.archive.queries.state_case import state_case
from mingxin.archive.rules.states import WORDS, state_of
from mingxin.kernel.refusal import Refusal
from tests.mingxin.archive.sending import (
    UNIT,
    Sender,
    document,
    firm,
    firm_name,
    licence,
    penalty,
    sole_trader_penalty,
    thread,
    trader,
)

TODAY = date(2026, 11, 20)
DAYS = st.integers(-2, 2).map(lambda n: TODAY + timedelta(days=n))
MARKS = st.lists(
    st.tuples(st.sampled_from(list(MarkKind)), DAYS, st.none() | st.integers(1, 3), st.booleans()), max_size=4
)
CASES = st.tuples(st.sampled_from(["public", "held", "not_public"]), DAYS, st.integers(0, 4), st.booleans(), MARKS)


def unit_id() -> int:
    return Unit.objects.get(uscc=UNIT).pk


@example(
    cases=[
        ("public", TODAY, 90, False, [(kind, TODAY, None, is_lifted) for kind, is_lifted in pair])
        for one, two in permutations((MarkKind.SHIELDED, MarkKind.REPAIRED, MarkKind.WITHDRAWN), 2)
        for pair in (
            ((one, False), (two, False)),
            ((one, False), (two, True)),
            ((MarkKind.OBJECTION, False), (one, False)),
        )
    ]
)
@given(cases=st.lists(CASES, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def _check_states(
    cases: list[tuple[str, date, int, bool, list[tuple[MarkKind, date, int | None, bool]]]], *, is_closed: bool
) -> None:
    copied, expected = Record.objects.get(), {}
    with transaction.atomic():
        change = copied.change
        for place, (publicity, begin, length, is_erased, marks) in enumerate(cases, 1):
            hidden_from = begin + timedelta(days=length)
            copied.pk, copied.thread = change.number * 2**24 + place, f"{place:032x}"
            copied.publicity, copied.shown_from, copied.hidden_from = publicity, begin, hidden_from
            copied.erased_by = change if is_erased else None
            copied.save(force_insert=True)
            for number, (kind, from_on, days, is_lifted) in enumerate(marks):
                Mark.objects.create(
                    id=place * 10 + number,
                    thread=copied.thread,
                    subject=copied.subject,
                    item=copied.item,
                    unit=copied.unit,
                    kind=kind,
                    from_on=from_on,
                    until_on=None if days is None else from_on + timedelta(days=days),
                    reason_type="决定被撤销",
                    case="案",
                    known_from=change,
                    known_until=change if is_lifted else None,
                )
            expected[copied.thread] = state_of(
                publicity=publicity,
                shown_from=begin,
                hidden_from=hidden_from,
                is_erased=is_erased,
                is_closed=is_closed,
                marks=[
                    (k.value, f, None if d is None else f + timedelta(days=d)) for k, f, d, gone in marks if not gone
                ],
                as_of=TODAY,
            )
        made = Record.objects.filter(thread__in=expected)
        assert dict(made.annotate(state=state_case(TODAY)).values_list("thread", "state")) == expected
        for state in WORDS:
            listed = records_of(Wanted([unit_id()], state=state), as_of=TODAY).filter(thread__in=expected)
            assert {r.thread for r in listed} == {t for t, s in expected.items() if s == state}
        transaction.set_rollback(True)


@pytest.mark.parametrize("is_closed", [False, True])
def test_the_state_in_sql_is_the_state_of_the_rule(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, *, is_closed: bool
) -> None:
    sender.penalties(penalty(1))
    if is_closed:
        monkeypatch.setattr(showing, "closed_items", lambda _: frozenset({"admin_penalty"}))
    _check_states(is_closed=is_closed)
    assert Record.objects.count() == 1


def test_filters(sender: Sender) -> None:
    sender.penalties(*(penalty(i, CF_JDRQ=f"2026/11/1{i}") for i in range(1, 5)))
    sender.penalties(sole_trader_penalty(6))
    sender.licences(licence(1))
    unit = [unit_id()]

    def found(**asked: object) -> set[str]:
        return {r.thread for r in records_of(Wanted(unit, **asked), as_of=TODAY)}  # type: ignore[arg-type]

    assert found(items=("admin_licence",)) == {thread(licence(1))}
    dated = found(items=("admin_penalty",), decided_from=date(2026, 11, 12), decided_until=date(2026, 11, 14))
    assert dated == {thread(penalty(2)), thread(penalty(3))}, "the first day is in, the last is not"
    assert found(text=document(3)) == {thread(penalty(3))}
    assert found(text=firm(1)) == {thread(penalty(1)), thread(licence(1))}
    assert found(text=firm_name(2)[3:8]) == {thread(penalty(2))}
    assert found(text="澄江镇瑞丰超市") == {thread(sole_trader_penalty(6))}
    assert found(text=trader(6)) == {thread(sole_trader_penalty(6))}
    assert found(text="瑞丰超") == set(), "never by a part of a sole trader's name"
    assert not records_of(Wanted([10**6]), as_of=TODAY).exists()
    with pytest.raises(Refusal):
        found(state="published")


def test_the_list_is_read_along_its_index(sender: Sender) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan of SQLite")
    sender.penalties(penalty(1))
    wanted = Wanted([unit_id()], ("admin_penalty",))
    rows = records_of(wanted, as_of=TODAY).filter(decided_on__isnull=False)
    plan = rows.order_by("-decided_on", "-id").values_list("decided_on", "id")[:51].explain()
    assert "record_of_unit" in plan and "TEMP B-TREE" not in plan, plan
    assert Change.objects.count() == 1
