"""A calendar that becomes certain changes a verdict in the unit's favour alone."""

from datetime import date, datetime

import pytest

from mingxin.archive.actions.deadlines import recompute, recompute_provisional
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


def clock(decided_on: date, due_on: date, reported_on: date, *, number: int = 0) -> None:
    from mingxin.access.models import Unit

    Timeliness.objects.create(
        thread=f"{number:032x}",
        item="admin_penalty",
        unit=Unit.objects.first(),
        decided_on=decided_on,
        reported_on=reported_on,
        due_on=due_on,
        is_provisional=False,
        workdays=7,
    )


def test_days_that_turn_out_not_to_count_move_what_was_decided_around_them(in_force: object) -> None:
    """Decided on 2026-11-02, 09 and 16; the 9th is found not to count; the span takes the first in, the last not."""
    for number, day in enumerate((2, 9, 16)):
        clock(date(2026, 11, day), date(2026, 11, day + 9), date(2026, 11, day + 9), number=number)
    calendar = Calendar(days={date(2026, 11, 9): False}, known_through=date(2026, 12, 31), edition="2")
    span = (date(2026, 11, 2), date(2026, 11, 16))

    assert recompute(calendar, {"admin_penalty": 7}, *span) == 1
    assert list(Timeliness.objects.order_by("thread").values_list("due_on", "workdays")) == [
        (date(2026, 11, 12), 6),
        (date(2026, 11, 18), 7),
        (date(2026, 11, 25), 7),
    ]
    assert recompute(calendar, {"admin_penalty": 7}, *span) == 0, "to run it again moves nothing"
    assert recompute(calendar, {"admin_licence": 7}, *span) == 0, "another item is left alone"
