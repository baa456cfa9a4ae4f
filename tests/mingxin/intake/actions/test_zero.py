"""本期无: declared once by a named person, taken back the same way, and not beside a batch that waits."""

from datetime import date

import pytest

from mingxin.access.models import Power, Unit
from mingxin.intake.actions.submitting import withdraw_batch
from mingxin.intake.actions.zero import declare_none, revoke_none
from mingxin.intake.models import ZeroReport
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, penalty
from tests.mingxin.intake.actions.desk import COLLEAGUE, PENALTY, STEWARD, Desk, refusal_of


def declare(desk: Desk, month: date = date(2026, 11, 1), unit: str = UNIT) -> ZeroReport:
    return declare_none(unit=Unit.objects.get(uscc=unit), item=PENALTY, month=month, by=STEWARD, at=desk.at)


def test_once_and_again_after_it_was_taken_back(desk: Desk) -> None:
    first = declare(desk, date(2026, 11, 20))
    assert (first.month, first.actor_name) == (date(2026, 11, 1), STEWARD.name)
    assert declare(desk) == first, "a second click changes nothing"
    assert declare(desk, unit=OTHER_UNIT) != first
    revoke_none(first.pk, by=COLLEAGUE, at=desk.at)
    assert refusal_of(revoke_none, first.pk, by=COLLEAGUE, at=desk.at).code == "zero.none"
    assert declare(desk).pk != first.pk
    assert ZeroReport.objects.filter(unit__uscc=UNIT).count() == 2, "what was taken back stays in the history"
    assert Entry.objects.filter(action="intake.declare_none").count() == 3


@pytest.mark.parametrize(
    ("month", "code"),
    [
        pytest.param(date(2026, 12, 1), "zero.future", id="a month that has not begun"),
        pytest.param(date(2026, 11, 30), "", id="this month"),
        pytest.param(date(2026, 10, 31), "", id="last month"),
    ],
)
def test_the_months(desk: Desk, month: date, code: str) -> None:
    if code:
        assert refusal_of(declare, desk, month).code == code
    else:
        assert declare(desk, month).month == month.replace(day=1)


def test_not_beside_a_batch_that_waits(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    waits = refusal_of(declare, desk)
    assert (waits.code, batch.number in waits.message) == ("zero.batch_waits", True)
    withdraw_batch(batch.number, reason="选错文件", by=STEWARD, at=desk.at)
    assert declare(desk)


def test_not_beside_what_was_released_in_the_month(desk: Desk) -> None:
    """Released on 2026-11-20: neither for that month, nor for the one of the decision; the others are free."""
    released = desk.admitted(penalty(1, CF_JDRQ="2026/09/30", CF_YXQ="2027/09/30"))
    said = refusal_of(declare, desk)
    assert (said.code, released.number in said.message) == ("zero.has_data", True)
    assert refusal_of(declare, desk, date(2026, 9, 1)).code == "zero.has_data", "its decision lies there"
    for month in (date(2026, 10, 1), date(2026, 8, 1)):
        assert declare(desk, month).month == month
    assert declare(desk, unit=OTHER_UNIT)


def test_only_for_what_the_unit_may_report(desk: Desk) -> None:
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).delete()
    assert refusal_of(declare, desk).code == "power.none"
