"""An older file never undoes what came after it, and an answer stays given."""

from datetime import date, datetime

from mingxin.archive.models import Record
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import Sender, counts, current_version, error_codes, penalty, require_sound, thread

OPEN = {"CF_SXCD": ""}


def test_the_file_from_before_a_correction_is_questioned(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)

    again = sender.penalties(penalty(1))

    assert counts(again) == (1, 1, 0, 0, 0, 0)
    assert error_codes(again) == {"record.outdated"}
    assert "更正后的事实" in current_version(penalty(1)).payload
    require_sound()


def test_a_late_older_file_does_not_overwrite(sender: Sender) -> None:
    first, second = penalty(1), penalty(1, CF_SY="补充后的事实。")
    sender.penalties(first)
    assert counts(sender.penalties(second)) == (1, 0, 1, 0, 0, 0)
    assert error_codes(sender.penalties(first)) == {"record.outdated"}
    assert counts(sender.penalties(second)) == (1, 0, 0, 0, 0, 1)


def test_an_answer_stays_when_the_row_comes_again_with_other_words(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)

    again = sender.penalties(penalty(1, CF_SY="补充后的事实。", **OPEN))

    version = current_version(penalty(1))
    assert (counts(again), again.questions) == ((1, 0, 1, 0, 0, 0), ())
    assert (version.publicity, version.publicity_ground, version.hidden_from) == (
        "public",
        "answer",
        date(2027, 11, 16),
    )
    require_sound()


def test_an_answer_stays_after_a_correction_too(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)

    again = sender.penalties(penalty(1, CF_SY="补充后的事实。", **OPEN))

    assert (counts(again), again.questions) == ((1, 0, 1, 0, 0, 0), ())
    assert current_version(penalty(1)).publicity == "public"
    require_sound()


def test_another_amount_step_is_another_question(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, **OPEN))
    answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)

    again = sender.penalties(penalty(1, CF_NR="罚款600000元", CF_NR_FK="60", **OPEN))

    assert len(again.questions) == 1
    assert Record.objects.get(known_until=None, item="admin_penalty").publicity == "held"
    require_sound()
