"""Announced outages: their days are passed over, deadlines only ever lengthen, and no edition is touched."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from mingxin.rulebook.actions import OUTAGE_DAYS_AT_MOST, announce_outage, revoke_outage, seed_calendar
from mingxin.rulebook.models import Outage
from mingxin.rulebook.queries import calendar, calendars_over_time

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
TODAY = AT.date()
GROUND = "平台首页2026年11月20日停机公告"
MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def seeded() -> None:
    seed_calendar(by=PLATFORM, at=AT)


def announce(first_on: date, last_on: date, *, ground: str = GROUND, late_reason: str = "") -> Outage:
    return announce_outage(
        first_on=first_on, last_on=last_on, ground=ground, late_reason=late_reason, by=PLATFORM, at=AT
    )


# Down on Tuesday 24 and Wednesday 25 November 2026: three working days after …
DEADLINES = [
    (date(2026, 11, 18), date(2026, 11, 23), "the deadline ends the day before the outage: as it was"),
    (date(2026, 11, 19), date(2026, 11, 26), "it would end on the first day down: both days are passed over"),
    (date(2026, 11, 20), date(2026, 11, 27), "it would end on the last day down"),
    (date(2026, 11, 24), date(2026, 11, 30), "decided on the first day down: the second is passed over"),
    (date(2026, 11, 25), date(2026, 11, 30), "decided on the last day down: as it was"),
    (date(2026, 11, 26), date(2026, 12, 1), "decided the day after: as it was"),
]


@pytest.mark.parametrize(("decided_on", "due_on", "because"), DEADLINES, ids=[case[2] for case in DEADLINES])
def test_days_of_an_outage_are_not_counted(decided_on: date, due_on: date, because: str) -> None:
    before = calendar().add_workdays(decided_on, 3)
    announce(date(2026, 11, 24), date(2026, 11, 25))
    after = calendar().add_workdays(decided_on, 3)
    assert after.on == due_on
    assert after.on >= before.on


def test_what_held_when_is_told_from_the_moment_on_which_it_was_said() -> None:
    """By this a due day is proved: an outage counts from its announcement, and from its revocation no more."""
    said, unsaid = AT + timedelta(hours=1), AT + timedelta(hours=2)
    made = announce_outage(first_on=MONDAY, last_on=MONDAY, ground=GROUND, by=PLATFORM, at=said)
    revoke_outage(outage=made.pk, reason="没有停机", by=PLATFORM, at=unsaid)
    told = [(moment, held.is_workday(MONDAY)) for moment, held in calendars_over_time()]
    assert told == [(AT, True), (said, False), (unsaid, True)]
    assert calendar().is_workday(MONDAY)


def test_a_weekend_down_changes_no_deadline() -> None:
    before = calendar().add_workdays(TODAY, 7)
    announce(date(2026, 11, 21), date(2026, 11, 22))
    assert calendar().add_workdays(TODAY, 7) == before


def test_the_name_of_the_calendar_tells_the_outages_apart() -> None:
    """Answers are remembered by it, here and above."""
    plain = calendar()
    outage = announce(MONDAY, MONDAY)
    closed = calendar()
    revoke_outage(outage=outage.pk, reason="未停机", by=PLATFORM, at=AT)
    announce(MONDAY, MONDAY + timedelta(days=1))
    longer = calendar()
    assert [plain.edition, closed.edition, longer.edition] == [
        "1",
        "1+2026-11-23/2026-11-23",
        "1+2026-11-23/2026-11-24",
    ]
    assert (plain.is_workday(MONDAY), closed.is_workday(MONDAY)) == (True, False)


def test_an_edition_by_its_number_is_what_was_loaded() -> None:
    announce(MONDAY, MONDAY)
    assert calendar(edition=1).is_workday(MONDAY)
    assert calendar(edition=1).edition == "1"


def test_an_outage_in_a_year_to_come_makes_that_year_no_more_certain() -> None:
    announce(date(2027, 3, 1), date(2027, 3, 2))
    worked = calendar()
    assert worked.known_through == date(2026, 12, 31)
    assert not worked.is_workday(date(2027, 3, 1))
    assert worked.add_workdays(date(2027, 2, 26), 1).provisional


def test_a_revoked_outage_counts_again_and_stays_on_file() -> None:
    outage = announce(MONDAY, MONDAY)
    revoke_outage(outage=outage.pk, reason="当日未停机", by=PLATFORM, at=AT)
    assert calendar().is_workday(MONDAY)
    assert Outage.objects.get().revoked_reason == "当日未停机"
    assert announce(MONDAY, MONDAY).pk != outage.pk  # it does not stand in the way of a new one


BEGUN = [
    (TODAY + timedelta(days=1), "", None, "from tomorrow: announced in time"),
    (TODAY, "", "outage.no_reason", "from today on: a reason is wanted"),
    (TODAY - timedelta(days=1), "", "outage.no_reason", "since yesterday: a reason is wanted"),
    (TODAY - timedelta(days=1), "机房断电，当日无法公告", None, "since yesterday, with the reason"),
    (TODAY - timedelta(days=1), "   ", "outage.no_reason", "blanks are no reason"),
]


@pytest.mark.parametrize(("first_on", "reason", "code", "because"), BEGUN, ids=[case[3] for case in BEGUN])
def test_days_that_have_begun_need_a_reason(first_on: date, reason: str, code: str | None, because: str) -> None:
    if code is None:
        assert announce(first_on, first_on, late_reason=reason).late_reason == reason.strip()
        return
    with pytest.raises(Refusal) as caught:
        announce(first_on, first_on, late_reason=reason)
    assert caught.value.code == code
    assert not Outage.objects.exists()


LAST = MONDAY + timedelta(days=OUTAGE_DAYS_AT_MOST - 1)
SPANS = [
    (MONDAY, MONDAY, None, "one day"),
    (MONDAY, LAST, None, "as long as may be"),
    (MONDAY, LAST + timedelta(days=1), "outage.too_long", "a day longer is more likely a slip"),
    (MONDAY, MONDAY - timedelta(days=1), "outage.span", "it ends before it begins"),
]


@pytest.mark.parametrize(("first_on", "last_on", "code", "because"), SPANS, ids=[case[3] for case in SPANS])
def test_the_span_must_be_believable(first_on: date, last_on: date, code: str | None, because: str) -> None:
    if code is None:
        assert announce(first_on, last_on).last_on == last_on
        return
    with pytest.raises(Refusal) as caught:
        announce(first_on, last_on)
    assert caught.value.code == code


OVERLAPS = [
    (date(2026, 11, 24), date(2026, 11, 24), None, "ends the day before"),
    (date(2026, 11, 24), date(2026, 11, 25), "outage.overlaps", "ends on its first day"),
    (date(2026, 11, 26), date(2026, 11, 30), "outage.overlaps", "begins on its last day"),
    (date(2026, 11, 27), date(2026, 11, 30), None, "begins the day after"),
]


@pytest.mark.parametrize(("first_on", "last_on", "code", "because"), OVERLAPS, ids=[case[3] for case in OVERLAPS])
def test_no_day_is_announced_twice(first_on: date, last_on: date, code: str | None, because: str) -> None:
    announce(date(2026, 11, 25), date(2026, 11, 26))
    if code is None:
        assert announce(first_on, last_on)
        return
    with pytest.raises(Refusal) as caught:
        announce(first_on, last_on)
    assert caught.value.code == code
    assert "2026-11-25 至 2026-11-26" in caught.value.message


def test_an_outage_needs_its_announcement_and_keeps_no_identity_number() -> None:
    with pytest.raises(Refusal) as caught:
        announce(MONDAY, MONDAY, ground="  ")
    assert caught.value.code == "outage.no_ground"
    assert "429913199003070016" not in announce(MONDAY, MONDAY, ground="公告，联系人429913199003070016").ground


def test_revoking_asks_for_a_reason_and_happens_once() -> None:
    outage = announce(MONDAY, MONDAY)
    codes = []
    for number, reason in ((outage.pk, " "), (outage.pk + 1, "未停机")):
        with pytest.raises(Refusal) as caught:
            revoke_outage(outage=number, reason=reason, by=PLATFORM, at=AT)
        codes.append(caught.value.code)
    revoke_outage(outage=outage.pk, reason="未停机", by=PLATFORM, at=AT)
    with pytest.raises(Refusal) as caught:
        revoke_outage(outage=outage.pk, reason="未停机", by=PLATFORM, at=AT)
    assert [*codes, caught.value.code] == ["outage.no_reason", "outage.unknown", "outage.revoked"]


@pytest.mark.parametrize(
    "changes",
    [
        {"last_on": MONDAY - timedelta(days=1)},
        {"ground": ""},
        {"revoked_at": AT},
        {"revoked_by": "somebody"},
        {"revoked_at": AT, "revoked_by": "somebody"},
    ],
    ids=["it ends before it begins", "no ground", "revoked by nobody", "revoked never", "revoked without reason"],
)
def test_the_table_refuses_it_too(changes: dict[str, object]) -> None:
    row: dict[str, object] = {
        "first_on": MONDAY,
        "last_on": MONDAY,
        "ground": GROUND,
        "announced_at": AT,
        "announced_by": "operator",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Outage.objects.create(**(row | changes))
