"""Rows without a basis for publication: held, asked about once per group, and settled by the unit's answer."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.archive.actions.amend import erase, settle_publicity, withdraw
from mingxin.archive.models import Record, Shown
from mingxin.archive.queries.versions import read_subject
from mingxin.catalogue.rules.publicity import Settled
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.intake.models import PublicityQuestion
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import (
    Sender,
    counts,
    current_version,
    firm,
    last_change,
    penalty,
    require_sound,
    sole_trader_penalty,
    thread,
)

OPEN = {"CF_SXCD": ""}


def test_one_question_per_group_and_nothing_shows_meanwhile(sender: Sender) -> None:
    rows = [penalty(i, **OPEN) for i in (1, 2)] + [penalty(3, CF_NR="罚款600000元", CF_NR_FK="60", **OPEN)]
    outcome = sender.penalties(*rows, penalty(4))
    assert counts(outcome) == (4, 0, 0, 4, 0, 0), "held is admitted: the report is in time"
    assert [(q.rows, q.batch) for q in list_questions()] == [(2, outcome.batch), (1, outcome.batch)]
    assert set(Shown.objects.values_list("thread", flat=True)) == {thread(penalty(4))}
    assert {r.use_until for r in Record.objects.filter(publicity="held")} == {date(2027, 2, 16)}, "the shortest term"
    require_sound()


@pytest.mark.parametrize(
    ("severity", "is_public", "hidden_from"),
    [("轻微", True, date(2027, 2, 16)), ("一般", True, date(2027, 11, 16)), ("严重", True, date(2029, 11, 16)),
     ("一般", False, None)],
)  # fmt: skip
def test_the_answer_settles_the_whole_group(
    sender: Sender, actor: Actor, now: datetime, severity: str, is_public: bool, hidden_from: date | None
) -> None:
    sender.penalties(penalty(1, **OPEN), penalty(2, **OPEN))
    before = last_change()
    [question] = list_questions()
    settled = answer(question.id, severity=severity, is_public=is_public, reason="裁量基准", by=actor, at=now)
    assert settled == 2
    assert list_questions() == ()
    assert set(Shown.objects.values_list("hidden_from", flat=True)) == ({hidden_from} if is_public else set())
    assert read_subject(firm(1), known_at=before).records[0].publicity == "held", "what was known then stays"
    require_sound()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({"severity": "特别严重"}, "question.severity", id="no such severity"),
        pytest.param({"reason": "  "}, "question.reason", id="no reason"),
        pytest.param({"question_id": 999_999}, "question.not_found", id="no such question"),
    ],
)
def test_half_an_answer_is_refused(
    sender: Sender, actor: Actor, now: datetime, asked: dict[str, object], code: str
) -> None:
    sender.penalties(penalty(1, **OPEN))
    given = {"question_id": list_questions()[0].id, "severity": "一般", "is_public": True, "reason": "裁量基准"} | asked
    with pytest.raises(Refusal) as refused:
        answer(**given, by=actor, at=now)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert len(list_questions()) == 1


def test_a_question_is_answered_once(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    question = list_questions()[0].id
    answer(question, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    with pytest.raises(Refusal) as refused:
        answer(question, severity="严重", is_public=False, reason="改主意了", by=actor, at=now)
    assert refused.value.code == "question.answered"


def test_what_was_answered_is_not_asked_again_when_sent_again(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    assert counts(sender.penalties(penalty(1, **OPEN))) == (1, 0, 0, 0, 0, 1)
    assert list_questions() == ()
    assert Shown.objects.count() == 1


def test_the_answer_passes_by_what_was_withdrawn_or_erased(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(*(penalty(i, **OPEN) for i in (1, 2, 3)))
    withdraw(
        thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=now
    )
    erase(thread=thread(penalty(2)), ground="个人信息保护法第四十七条", by=actor, at=now)
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    assert set(Shown.objects.values_list("thread", flat=True)) == {thread(penalty(3))}
    require_sound()


def test_what_a_later_batch_changed_is_asked_about_there(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    sender.penalties(penalty(1, CF_SY="改了事实。", **OPEN))
    first, second = list_questions()
    assert answer(first.id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now) == 0
    assert not Shown.objects.exists()
    assert answer(second.id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now) == 1
    assert Shown.objects.count() == 1
    require_sound()


def test_a_record_corrected_while_it_waits_is_settled_by_the_same_answer(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1, **OPEN))
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    assert current_version(penalty(1)).publicity == "held"
    assert answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now) == 1
    assert Shown.objects.count() == 1
    require_sound()


def test_a_held_record_whose_term_became_shorter_is_settled_by_the_same_answer(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    """A change of its publicity writes a version of its own: the question of its batch still asks about it."""
    sender.penalties(penalty(1, **OPEN), penalty(2, **OPEN))
    held = current_version(penalty(1))
    shorter = Settled("held", held.publicity_ground, "", "", None, None, None, date(2027, 1, 16))
    settle_publicity(
        answers={held.pk: shorter}, item=held.item, unit_id=held.unit_id, reason="期限较短的适用", by=actor, at=now
    )
    assert answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now) == 2
    assert Shown.objects.count() == 2
    require_sound()


def test_an_answered_later_question_leaves_the_earlier_one_nothing(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN), penalty(2, **OPEN))
    sender.penalties(penalty(1, CF_SY="改了事实。", **OPEN))
    first, second = list_questions()
    told = {"is_public": True, "reason": "裁量基准", "by": actor, "at": now}
    assert answer(second.id, severity="严重", **told) == 1
    assert answer(first.id, severity="一般", **told) == 1, "the other record of the first batch"
    assert [current_version(penalty(n)).severity for n in (1, 2)] == ["serious", "ordinary"]
    require_sound()


def test_a_correction_keeps_what_was_answered(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN), sole_trader_penalty(2, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    for row in (penalty(1), sole_trader_penalty(2)):
        correct(thread(row), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now + timedelta(days=1))
        record = current_version(row)
        assert (record.publicity, record.publicity_ground, record.severity) == ("public", "answer", "ordinary")
        assert record.hidden_from == date(2027, 11, 16), "the term counts from the decision, as before"
    assert Shown.objects.count() == 2
    require_sound()


def test_a_correction_out_of_its_group_must_say_how_grave_it_is(sender: Sender, actor: Actor, now: datetime) -> None:
    """Else it would be held for ever: no batch asks about it."""
    sender.penalties(penalty(1, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    changed = {"CF_NR": "罚款600000元", "CF_NR_FK": "60"}
    with pytest.raises(Refusal) as refused:
        correct(thread(penalty(1)), changed, reason="笔误", by=actor, at=now)
    assert refused.value.code == "correction.severity"
    correct(thread(penalty(1)), changed | {"CF_SXCD": "严重"}, reason="笔误", by=actor, at=now)
    assert current_version(penalty(1)).severity == "serious"
    require_sound()


def test_a_long_reason_fits_its_column(sender: Sender, actor: Actor, now: datetime) -> None:
    """The columns are 200 and 500 characters long; PostgreSQL refuses more, SQLite does not."""
    long = "依据" * 240
    sender.penalties(penalty(1, **OPEN), penalty(2, CF_SFGK="是", CF_LY=long))
    assert answer(list_questions()[0].id, severity="一般", is_public=True, reason=long, by=actor, at=now) == 1
    assert {len(r.publicity_reason) for r in Record.objects.filter(known_until__isnull=True)} == {200}
    assert len(PublicityQuestion.objects.get().answer) == 200
    require_sound()
