"""Rows left behind are dealt with one by one, by the record that they are about: nothing cancels another's row."""

import pytest

from mingxin.intake.actions.mending import Mend, mend, undo_mends
from mingxin.intake.actions.reviewing import hands_of
from mingxin.intake.actions.settled import left_rows, settled_rows
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.actions.supplements import close_questions, outstanding, supplement_of
from mingxin.intake.models import Batch, SettledRow
from mingxin.intake.queries.batches import left_behind, left_of_first_sendings
from tests.mingxin.archive.sending import Row, firm, penalty, require_sound
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, STEWARD, Desk, counts, error_codes, refusal_of

NO_CODE, NO_DAY, NO_NUMBER = {"CF_XDR_SHXYM": ""}, {"CF_JDRQ": ""}, {"CF_WSH": ""}
MINOR = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": ""}


def left(desk: Desk) -> dict[str, int]:
    return {batch.number: batch.left for batch in left_behind(Batch.objects.all())}


def supplement(desk: Desk, batch: Batch) -> Batch:
    return supplement_of(batch.number, by=STEWARD, at=desk.later(minutes=1))


def test_a_new_decision_in_a_supplement_settles_nothing(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_CODE), penalty(3, **NO_DAY))
    desk.later(minutes=1)
    assert counts(desk.admitted(penalty(3), penalty(7), supplement_to=root)) == (2, 0, 0, 2, 0, 0)
    assert (outstanding(root), left_rows(root)) == (1, {3})
    assert counts(supplement(desk, root)) == (1, 0, 0, 0, 1, 0), "and what is left can be sent"


# What stayed behind as row 2, what came back in a file, and whether that is the same record.
COMES_BACK: list[tuple[str, Row, Row, bool]] = [
    ("mended where it was faulty", penalty(2, **NO_DAY), penalty(2), True),
    ("more was changed as well", penalty(2, **NO_DAY), penalty(2, CF_SY="另一种说法。", BZ="改"), True),
    ("the code that was missing is there", penalty(2, **NO_CODE), penalty(2), True),
    ("a wrong code was put right", penalty(2, CF_XDR_SHXYM=firm(2)[:-1] + "0"), penalty(2), True),
    ("spaces in the document number", penalty(2, CF_WSH="云市监罚〔2026〕 2号", **NO_DAY), penalty(2), True),
    ("the document number that was missing is there", penalty(2, **NO_NUMBER), penalty(2), True),
    ("another decision upon the same party", penalty(2, **NO_DAY), penalty(9, party=2), False),
    ("the same decision upon another party", penalty(2, **NO_CODE), penalty(2, party=9), False),
    ("no number, and another matter", penalty(2, **NO_NUMBER), penalty(9, party=2, CF_SY="别的事实。"), False),
    ("no number, and another party", penalty(2, **NO_NUMBER), penalty(9), False),
]


@pytest.mark.parametrize(("behind", "came", "is_same"), [pytest.param(*case[1:], id=case[0]) for case in COMES_BACK])
def test_which_row_comes_back(desk: Desk, behind: Row, came: Row, is_same: bool) -> None:
    root = desk.admitted(behind, penalty(1))
    assert outstanding(root) == 1
    desk.later(minutes=1)
    sent = desk.admitted(came, supplement_to=root)
    assert sent.admitted == 1
    assert outstanding(root) == int(not is_same)
    assert left_rows(root) == (set() if is_same else {2})


def test_what_is_on_record_already_is_no_row_without_a_number(desk: Desk) -> None:
    """Alike in all else, but of before: it says nothing of the row that has no number."""
    root = desk.admitted(penalty(1, party=2), penalty(2, **NO_NUMBER))
    desk.later(minutes=1)
    assert counts(desk.admitted(penalty(1, party=2), supplement_to=root)) == (1, 0, 0, 0, 0, 1)
    assert left_rows(root) == {3}


def test_two_that_are_alike_stay_both(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_NUMBER), penalty(3, party=2, **NO_NUMBER))
    desk.later(minutes=1)
    desk.admitted(penalty(2), supplement_to=root)
    assert left_rows(root) == {3, 4}, "which of the two came nobody can say"


def test_a_row_that_comes_back_with_a_fault_waits_in_its_newest_wording(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, CF_SY="", **NO_CODE), penalty(3, **NO_DAY))
    desk.later(minutes=1)
    sent = desk.admitted(penalty(3), penalty(2, CF_SY="补写的事实。", **NO_CODE), supplement_to=root)
    assert (counts(sent), left(desk)) == ((2, 0, 0, 1, 1, 0), {sent.number: 1}), "once, not twice"
    made = supplement(desk, sent)
    assert (made.rows_of, made.supplement_to, counts(made)) == (sent, root, (1, 0, 0, 0, 1, 0))
    mend(made.number, [Mend(3, "CF_XDR_SHXYM", firm(2))], by=STEWARD, at=desk.at)
    desk.through(made.number)
    assert (left(desk), settled_rows(sent), settled_rows(root)) == ({}, {3}, {3, 4})
    require_sound()


def test_a_new_decision_with_a_fault_waits_with_the_supplement(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_DAY))
    desk.later(minutes=1)
    sent = desk.admitted(penalty(2), penalty(5, **NO_DAY), penalty(6, **MINOR), supplement_to=root)
    assert left(desk) == {sent.number: 1}, "and the refused row has no content that could be sent"
    assert [number for *_, number, _ in left_of_first_sendings(Batch.objects.all())] == [root.number]
    assert refusal_of(supplement, desk, root).code == "supplement.nothing"
    close_questions(sent.number, reason="不应报送", by=STEWARD, at=desk.at)
    assert left(desk) == {}


def test_the_same_row_again_in_another_supplement(desk: Desk) -> None:
    """What a row mended at the desk brings is brought for every file in which it stayed behind."""
    root = desk.admitted(penalty(1), penalty(2, CF_SY="", **NO_DAY))
    made = supplement(desk, root)
    desk.later(minutes=1)
    sent = desk.admitted(penalty(3), penalty(2, **NO_DAY), supplement_to=root)
    assert left(desk) == {sent.number: 1}
    mend(made.number, [Mend(3, "CF_JDRQ", "2026-11-16"), Mend(3, "CF_SY", "事实。")], by=STEWARD, at=desk.at)
    desk.through(made.number)
    assert left(desk) == {}


def test_no_row_is_settled_twice(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_DAY))
    made = supplement(desk, root)
    mend(made.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=desk.at)
    first = desk.admitted(penalty(2), supplement_to=root)
    desk.later(minutes=1)
    assert counts(desk.through(made.number)) == (1, 0, 0, 0, 0, 1)
    assert SettledRow.objects.get().by_batch == first


def test_one_that_is_being_admitted_is_given_back(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_DAY))
    made = supplement(desk, root)
    mend(made.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=desk.at)
    submit(made.number, by=STEWARD, at=desk.at)
    release(made.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert supplement(desk, root) == made
    desk.work()
    assert (outstanding(root), Batch.objects.count()) == (0, 2)


def test_what_was_mended_before_stays_mended(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, **NO_DAY, **NO_CODE), penalty(3, **NO_DAY))
    mend(batch.number, [Mend(3, "CF_JDRQ", "2026-11-15")], by=STEWARD, at=desk.at)
    mended_at = desk.later(minutes=1)
    mend(batch.number, [Mend(3, "CF_JDRQ", "2026-11-16", "suggested")], by=COLLEAGUE, at=mended_at)
    root = desk.through(batch.number)
    made = supplement(desk, root)
    assert counts(made) == (2, 1, 0, 0, 1, 0)
    assert error_codes(made) == [(4, "required.empty")]
    kept = made.mends.get()
    assert (kept.row, kept.value, kept.ground, kept.at) == (3, "2026-11-16", "suggested", mended_at)
    assert COLLEAGUE.login in hands_of(made), "whose hands were on it releases it no more than before"
    undo_mends(made.number, row=3, by=STEWARD, at=desk.at)
    mend(made.number, [Mend(3, "CF_SY", "另行补写。"), Mend(4, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=desk.at)
    assert desk.through(made.number).admitted == 1
    second = supplement(desk, root)
    assert list(second.mends.values_list("row", "field")) == [(3, "CF_SY")], "as the newest batch of the row has it"


def test_more_rows_than_are_mended_at_the_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingxin.intake.actions.supplements.MOST_ROWS", 2)
    enough = desk.admitted(penalty(1), penalty(2, **NO_DAY), penalty(3, **NO_DAY))
    assert counts(supplement(desk, enough)) == (2, 2, 0, 0, 0, 0)
    many = desk.admitted(penalty(4), *(penalty(number, **NO_DAY) for number in (5, 6, 7)))
    batches = Batch.objects.count()
    refused = refusal_of(supplement, desk, many)
    assert (refused.code, Batch.objects.count()) == ("supplement.too_long", batches)
    assert "下载疑问数据表" in refused.remedy


def test_rows_that_were_closed_are_opened_before_they_are_sent(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, **NO_DAY))
    close_questions(root.number, reason="不应报送", by=STEWARD, at=desk.at)
    refused = refusal_of(supplement, desk, root)
    assert refused.code == "supplement.nothing"
    assert "恢复待补报" in refused.remedy
