"""The figures over what was really sent, and that the rows behind each add up to it."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import Unit
from mingxin.archive.actions.amend import withdraw
from mingxin.intake.actions.questions import answer
from mingxin.intake.models import Batch
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.oversight.queries import behind
from mingxin.oversight.queries.figures import figures
from mingxin.oversight.rules.figures import MEASURES, Ratio
from mingxin.oversight.rules.periods import Period
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, penalty, thread
from tests.mingxin.intake.actions.desk import Desk

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=CHINA)


def pk(uscc: str = UNIT) -> int:
    return Unit.objects.get(uscc=uscc).pk


def measured(measure: str, span: Period = NOVEMBER) -> Ratio:
    return figures(span, units=[pk(UNIT), pk(OTHER_UNIT)]).of(measure)


# Decided on Monday the 16th, due on the 25th; by the day of decision, whenever it was released.
TIMELY = [
    ("on the due day", at(11, 25, 23), Ratio(1, 1)),
    ("the day after", at(11, 26, 0), Ratio(0, 1)),
    ("in the next month it still counts for the month of its decision", at(12, 20), Ratio(0, 1)),
]


@pytest.mark.parametrize(("reason", "moment", "ratio"), TIMELY, ids=[case[0] for case in TIMELY])
def test_timely(sender: Sender, reason: str, moment: datetime, ratio: Ratio) -> None:
    sender.penalties(penalty(1), at=moment)
    assert measured("timely") == ratio
    assert measured("timely", Period(date(2026, 12, 1), date(2027, 1, 1))) == Ratio()


SPANS = [
    ("ends the day before", (2026, 11, 1), (2026, 11, 16), 0),
    ("ends with the day", (2026, 11, 1), (2026, 11, 17), 1),
    ("begins with the day", (2026, 11, 16), (2026, 11, 17), 1),
    ("begins the day after", (2026, 11, 17), (2026, 12, 1), 0),
]


@pytest.mark.parametrize(("reason", "first", "until", "rows"), SPANS, ids=[case[0] for case in SPANS])
def test_spans(
    sender: Sender, reason: str, first: tuple[int, int, int], until: tuple[int, int, int], rows: int
) -> None:
    sender.penalties(penalty(1))
    assert measured("timely", Period(date(*first), date(*until))).denominator == rows


def test_clean_and_questioned(desk: Desk) -> None:
    first = desk.admitted(penalty(1), penalty(2, CF_CFLB=""), penalty(3, CF_CFLB=""), penalty(4))
    assert (measured("clean"), measured("questioned")) == (Ratio(2, 4), Ratio(2, 4))
    desk.later(minutes=1)
    desk.admitted(penalty(2), supplement_to=first)
    assert measured("questioned") == Ratio(1, 4), "one was sent again"
    assert measured("clean") == Ratio(2, 4), "but the first sending stays what it was"


def test_a_row_mended_at_the_desk_was_not_clean_at_first(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_CFLB=""), penalty(3, CF_CFLB=""))
    desk.mended(batch.number, (3, "CF_CFLB", "罚款"), (4, "CF_SY", "仍缺类别。"))
    assert desk.through(batch.number).questioned == 1
    assert measured("clean") == Ratio(1, 3), "row 3 was mended, row 4 mended in vain and stays: each failed once"
    assert measured("questioned") == Ratio(1, 3)


def test_published_in_time(sender: Sender, actor: Actor, now: datetime) -> None:
    """Held rows are due to be settled as well; what may not be public is not counted."""
    outcome = sender.penalties(penalty(1), penalty(2, CF_SXCD=""), penalty(3, CF_SFGK="否", CF_LY="涉及国家秘密"))
    assert measured("published") == Ratio(1, 2)
    question = Batch.objects.get(pk=outcome.batch).questions.get()
    answer(question.pk, severity="一般", is_public=True, reason="口径表", by=actor, at=at(11, 25, 23))
    assert measured("published") == Ratio(2, 2)


def test_published_a_day_too_late(sender: Sender, actor: Actor) -> None:
    outcome = sender.penalties(penalty(2, CF_SXCD=""))
    question = Batch.objects.get(pk=outcome.batch).questions.get()
    answer(question.pk, severity="一般", is_public=True, reason="口径表", by=actor, at=at(11, 26, 0))
    assert measured("published") == Ratio(0, 1)


def test_a_withdrawal_changes_no_clock(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    before = measured("timely")
    withdraw(thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决1号", note_months=3, by=actor, at=now)
    assert measured("timely") == before == Ratio(1, 1)


@pytest.fixture
def sent(sender: Sender) -> None:
    sender.penalties(*(penalty(n) for n in range(1, 6)), penalty(6, CF_CFLB=""), penalty(7, CF_SXCD=""))
    sender.penalties(penalty(11, CF_JDRQ="2026/11/02", CF_YXQ="2027/11/02"), at=at(11, 27))
    sender.penalties(penalty(21, unit=OTHER_UNIT), unit=OTHER_UNIT)


@pytest.mark.parametrize("measure", [m.key for m in MEASURES])
def test_the_rows_behind_add_up_to_the_figure(sent: None, measure: str) -> None:
    units = [pk(UNIT), pk(OTHER_UNIT)]
    whole = measured(measure)
    assert whole.denominator
    if measure in behind.DECISIONS:
        rows = list(behind.decisions(measure, NOVEMBER, units=units))
        counted = Ratio(sum(behind.counts(measure, row) for row in rows), len(rows))
    else:
        listed = behind.batches(measure, NOVEMBER, units=units)
        counted = Ratio(sum(row.counted for row in listed), sum(row.sent for row in listed))
    assert counted == whole


def test_sums_by_unit_and_item_are_the_whole(sent: None) -> None:
    found = figures(NOVEMBER, units=[pk(UNIT), pk(OTHER_UNIT)])
    for measure in MEASURES:
        parts = (found.of(measure.key, unit=unit, item=item) for unit, item in found.keys)
        assert sum(parts, Ratio()) == found.of(measure.key)


def test_only_the_units_and_items_asked_for(sent: None) -> None:
    assert figures(NOVEMBER, units=[pk(OTHER_UNIT)]).of("timely") == Ratio(1, 1)
    assert figures(NOVEMBER, units=[pk(OTHER_UNIT)], items=["admin_licence"]).of("timely") == Ratio()


def test_a_measure_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal):
        behind.known_measure("penalties")


def test_the_queries_are_few(sent: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        measured("timely")
    assert len(queries) <= 14
