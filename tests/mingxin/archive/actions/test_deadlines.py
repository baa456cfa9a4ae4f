"""A calendar that becomes certain changes a verdict in the unit's favour alone."""

from datetime import date, datetime

import pytest

from mingxin.archive.actions.deadlines import recompute_provisional
from mingxin.archive.models import Timeliness
from mingxin.kernel.workdays import Calendar

pytestmark = pytest.mark.django_db

CASES = [
    # provisional due day, days off in the new calendar, due day kept, because
    (date(2027, 1, 6), set(), date(2027, 1, 6), "the same day stays"),
    (date(2027, 1, 6), {date(2027, 1, 4)}, date(2027, 1, 7), "a new day off makes the deadline later"),
    (date(2027, 1, 8), set(), date(2027, 1, 8), "an earlier new deadline does not take back the later one"),
]


@pytest.mark.parametrize(("provisional", "off", "kept", "because"), CASES, ids=[case[3] for case in CASES])
def test_later_day_is_kept(
    in_force: object, now: datetime, provisional: date, off: set[date], kept: date, because: str
) -> None:
    from mingxin.access.models import Unit

    decided_on = date(2026, 12, 25)
    known = {date(2027, 1, 1): False} | dict.fromkeys(off, False)
    calendar = Calendar(days=known, known_through=date(2027, 12, 31), edition="2027")
    Timeliness.objects.create(
        thread="0" * 32,
        item="admin_penalty",
        unit=Unit.objects.first(),
        decided_on=decided_on,
        reported_on=date(2027, 1, 6),
        due_on=provisional,
        is_provisional=True,
        workdays=7,
    )

    assert recompute_provisional(calendar, {"admin_penalty": 7}) == 1

    row = Timeliness.objects.get()
    assert (row.due_on, row.is_provisional) == (kept, False)
