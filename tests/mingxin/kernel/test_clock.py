import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from freezegun import freeze_time

from mingxin.kernel import clock


def test_the_day_is_that_of_beijing_not_of_the_server() -> None:
    with freeze_time(datetime(2026, 11, 19, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 20), "midnight in Beijing is 16:00 the day before in UTC"
    with freeze_time(datetime(2026, 11, 19, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 19), "one second earlier"


def test_now_is_aware_and_eight_hours_east() -> None:
    assert clock.now().utcoffset() == timedelta(hours=8)


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="this system does not count the time it sleeps")
def test_what_the_machine_has_run_goes_on_whatever_the_clock_says() -> None:
    with freeze_time(datetime(2026, 11, 20, tzinfo=UTC)):
        first = clock.machine_time()
    with freeze_time(datetime(2031, 11, 20, tzinfo=UTC)):
        then = clock.machine_time()
    assert first is not None
    assert then is not None
    assert first.boot == then.boot
    assert timedelta(0) <= then.ran - first.ran < timedelta(days=1)


def test_a_system_that_does_not_tell_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "_BOOT", tmp_path / "nothing")
    assert clock.machine_time() is None
