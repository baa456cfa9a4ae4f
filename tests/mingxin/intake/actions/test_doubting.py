"""A batch outside the believable range: asked of the steward, told to the office where it repeats, never a wall."""

from datetime import datetime

from mingxin.access.models import Unit
from mingxin.archive.models.record import Timeliness
from mingxin.intake.actions.doubting import explain_doubt, note_doubt
from mingxin.intake.actions.submitting import submit
from mingxin.intake.models import Batch, Doubt
from mingxin.intake.queries.doubts import repeated_doubts
from mingxin.kernel.clock import CHINA
from tests.mingxin.archive.sending import OTHER_UNIT, penalty
from tests.mingxin.intake.actions.desk import OFFICER, STEWARD, Desk, counts, refusal_of

REASON = "本月集中办理同类案件"


def alike(desk: Desk, first: int) -> Batch:
    """Thirty penalties of one kind."""
    return desk.checked(*(penalty(number) for number in range(first, first + 30)))


def test_asked_answered_and_submitted(desk: Desk) -> None:
    batch = alike(desk, 1)
    doubt = batch.doubts.get()
    assert (doubt.kind, doubt.repeats, doubt.reason) == ("one_kind", 0, "")
    assert refusal_of(submit, batch.number, by=STEWARD, at=desk.at).code == "batch.doubt"
    given = {"by": STEWARD, "at": desk.at}
    assert refusal_of(explain_doubt, batch.number, "one_kind", reason=" 无 ", **given).code == "doubt.reason"
    assert refusal_of(explain_doubt, batch.number, "half", reason=REASON, **given).code == "doubt.none"
    answered = explain_doubt(batch.number, "one_kind", reason=f"{REASON}，11010519491231002X", **given)
    assert "11010519491231002X" not in answered.reason
    assert counts(desk.through(batch.number)) == (30, 0, 0, 30, 0, 0)
    assert refusal_of(explain_doubt, batch.number, "one_kind", reason=REASON, **given).code == "doubt.state"


def test_the_office_sees_only_what_repeats_and_stops_nothing(desk: Desk) -> None:
    units = Unit.objects.all()
    first = alike(desk, 1)
    explain_doubt(first.number, "one_kind", reason=REASON, by=STEWARD, at=desk.at)
    assert list(repeated_doubts(units)) == []
    assert refusal_of(note_doubt, Doubt.objects.get().pk, by=OFFICER, at=desk.at).code == "doubt.none"
    second = alike(desk, 31)
    assert list(repeated_doubts(units)) == [], "asked again, not answered yet"
    explain_doubt(second.number, "one_kind", reason=REASON, by=STEWARD, at=desk.at)
    [repeated] = repeated_doubts(units)
    assert (repeated.batch_id, repeated.repeats) == (second.number, 1)
    assert list(repeated_doubts(Unit.objects.filter(uscc=OTHER_UNIT))) == [], "another region's office does not see it"
    assert desk.through(second.number).state == "admitted", "nobody waits for the office"
    note_doubt(repeated.pk, by=OFFICER, at=desk.at)
    assert list(repeated_doubts(units)) == []


def test_what_no_longer_holds_is_asked_no_longer(desk: Desk) -> None:
    batch = desk.checked(*(penalty(n) for n in range(1, 31)), penalty(31, CF_CFLB="警告", CF_NR_FK="", CF_JDRQ=""))
    assert batch.doubts.get().kind == "one_kind"
    desk.mended(batch.number, (32, "CF_JDRQ", "2026-11-16"))
    assert not batch.doubts.exists()


def test_an_answered_one_stays_answered_after_a_mend(desk: Desk) -> None:
    batch = desk.checked(*(penalty(n) for n in range(1, 31)), penalty(31, CF_JDRQ=""))
    explain_doubt(batch.number, "one_kind", reason=REASON, by=STEWARD, at=desk.at)
    desk.mended(batch.number, (32, "CF_JDRQ", "2026-11-16"))
    assert batch.doubts.get().reason == REASON


def test_half_of_last_month_late_in_the_month(desk: Desk) -> None:
    desk.at = datetime(2026, 10, 20, 9, tzinfo=CHINA)
    old = {"CF_JDRQ": "2026-10-19", "CF_YXQ": "2027-10-19"}
    kinds = [penalty(n, **old, **({"CF_CFLB": "警告", "CF_NR_FK": ""} if n == 1 else {})) for n in range(1, 13)]
    desk.admitted(*kinds)
    desk.at = datetime(2026, 11, 24, 23, tzinfo=CHINA)
    assert not desk.checked(penalty(20)).doubts.exists()
    desk.at = datetime(2026, 11, 25, 0, 5, tzinfo=CHINA)
    assert desk.checked(penalty(21)).doubts.get().kind == "half"


def test_the_question_never_stops_the_clock(desk: Desk) -> None:
    batch = alike(desk, 1)
    assert batch.dues == {"2026-11-25": [30, 0]}
    desk.at = datetime(2026, 11, 26, 9, tzinfo=CHINA)
    explain_doubt(batch.number, "one_kind", reason=REASON, by=STEWARD, at=desk.at)
    desk.through(batch.number)
    assert {str(t.reported_on) for t in Timeliness.objects.all()} == {"2026-11-26"}, "late by its own days"


def test_far_more_rows_than_the_unit_usually_sends(desk: Desk) -> None:
    for first in (1, 11, 21):
        desk.admitted(*(penalty(number) for number in range(first, first + 10)))
    kinds = ({}, {"CF_CFLB": "警告", "CF_NR_FK": "", "CF_NR": "警告。"})
    before = desk.checked(*(penalty(number, **kinds[number % 2]) for number in range(100, 309)))
    assert not before.doubts.exists(), "209 rows: 199 more than the usual ten"
    doubt = desk.checked(*(penalty(number, **kinds[number % 2]) for number in range(400, 610))).doubts.get()
    assert (doubt.kind, "210 行" in doubt.sentence, "约 10 行" in doubt.sentence) == ("rows", True, True)


def test_a_supplement_is_no_usual_batch(desk: Desk) -> None:
    first = desk.admitted(*(penalty(number) for number in range(1, 21)), penalty(21, CF_JDRQ=""))
    desk.admitted(penalty(21), supplement_to=first)
    kinds = ({}, {"CF_CFLB": "警告", "CF_NR_FK": "", "CF_NR": "警告。"})
    assert not desk.checked(*(penalty(n, **kinds[n % 2]) for n in range(100, 315))).doubts.exists(), "194 more than 21"
