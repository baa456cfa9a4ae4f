from datetime import UTC, date, datetime, timedelta

from freezegun import freeze_time

from mingxin.kernel import clock


def test_the_day_is_that_of_beijing_not_of_the_server() -> None:
    with freeze_time(datetime(2026, 11, 19, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 20), "midnight in Beijing is 16:00 the day before in UTC"
    with freeze_time(datetime(2026, 11, 19, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 19), "one second earlier"


def test_now_is_aware_and_eight_hours_east() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)
