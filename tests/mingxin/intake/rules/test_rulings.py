"""What a registered ruling allows, and how near its last day is, around week's ends and holidays."""

from datetime import date

import pytest

from mingxin.archive.rules.withdrawal_clock import withdrawal_due
from mingxin.intake.rules.due_spans import span_of
from mingxin.intake.rules.rulings import correction_carries_out, evades, registrable
from mingxin.kernel.workdays import Calendar

REASONS = ("决定被变更", "决定被撤销", "决定被确认违法", "决定被确认无效", "报送错误")
MONDAY = date(2026, 11, 16)

EVASIONS = [
    ("the registered day", "决定被撤销", MONDAY, ""),
    ("the day before: nobody gains by it", "决定被撤销", date(2026, 11, 15), ""),
    ("the day after: the clock would start anew", "决定被撤销", date(2026, 11, 17), "later"),
    ("another reason on the same day", "决定被确认无效", MONDAY, ""),
    ("no day at all is the withdrawal's own question", "决定被撤销", None, ""),
    ("a reason without a clock", "报送错误", None, "wrong_report"),
    ("a reason without a clock, with the day", "报送错误", MONDAY, "wrong_report"),
]


@pytest.mark.parametrize(("reason", "ruled_on", "how"), [pytest.param(*row[1:], id=row[0]) for row in EVASIONS])
def test_a_withdrawal_tells_no_shorter_story(reason: str, ruled_on: date | None, how: str) -> None:
    assert evades(reason_type=reason, ruled_on=ruled_on, registered_on=MONDAY) == how


def test_all_but_a_wrong_report_can_be_registered() -> None:
    assert registrable(REASONS) == REASONS[:4]


def test_only_what_was_changed_is_carried_out_by_a_correction() -> None:
    assert [reason for reason in REASONS if correction_carries_out(reason)] == ["决定被变更"]


# 2026-10-01 to 07 off, Saturday 10-10 worked in exchange
OFF = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}
WORKED = Calendar(days=OFF, known_through=date(2026, 12, 31), edition="1")
SPANS = [
    ("Monday's ruling on Monday", MONDAY, MONDAY, "three"),
    ("two working days left", MONDAY, date(2026, 11, 17), "three"),
    ("the day before the last", MONDAY, date(2026, 11, 18), "one"),
    ("the last day", MONDAY, date(2026, 11, 19), "today"),
    ("the day after the last", MONDAY, date(2026, 11, 20), "overdue"),
    ("Friday's ruling on Sunday: the week's end does not count", date(2026, 11, 20), date(2026, 11, 22), "three"),
    ("Friday's ruling on Tuesday", date(2026, 11, 20), date(2026, 11, 24), "one"),
    ("Friday's ruling on Wednesday", date(2026, 11, 20), date(2026, 11, 25), "today"),
    ("in the holiday", date(2026, 9, 30), date(2026, 10, 5), "three"),
    ("before the holiday's make-up Saturday", date(2026, 9, 30), date(2026, 10, 9), "one"),
    ("on the make-up Saturday", date(2026, 9, 30), date(2026, 10, 10), "today"),
    ("on the Sunday after it", date(2026, 9, 30), date(2026, 10, 11), "overdue"),
]


@pytest.mark.parametrize(("ruled_on", "on", "span"), [pytest.param(*row[1:], id=row[0]) for row in SPANS])
def test_how_near_the_last_day_is(ruled_on: date, on: date, span: str) -> None:
    assert span_of(withdrawal_due(ruled_on, WORKED).on, today=on, worked=WORKED) == span
