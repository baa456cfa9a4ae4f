"""Marks, withdrawals and erasures on their edges: what is refused, what is kept, how long a note stands."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.archive.actions.amend import current, erase, lift_mark, put_mark, withdraw
from mingxin.archive.models import Change, Mark, MarkKind, Record, Shown
from mingxin.archive.public import show_code
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import CUT_MARK
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.subjects import withdrawals
from tests.mingxin.archive.sending import (
    Row,
    Sender,
    firm,
    last_change,
    licence,
    penalty,
    require_sound,
    sole_trader_penalty,
    thread,
)
from tests.spec.spellings import PLAIN

ONE = timedelta(days=1)
TODAY = date(2026, 11, 20)


def mark(
    row: Row, kind: MarkKind, actor: Actor, at: datetime, *, from_on: date = TODAY, until_on: date | None = None
) -> int:
    return put_mark(
        thread=thread(row), kind=kind, case="云信异〔2026〕1号", from_on=from_on, until_on=until_on, by=actor, at=at
    )


def pull(row: Row, actor: Actor, at: datetime, *, months: int = 3, case: str = "云复决〔2026〕1号") -> int:
    return withdraw(
        thread=thread(row), reason_type="决定被撤销", case=case, note_months=months, by=actor, at=at
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "is_taken"),
    [(-1, False), (0, False), (1, True)],
    ids=["ends the day before it begins", "ends as it begins", "holds one day"],
)
def test_a_mark_holds_at_least_a_day(sender: Sender, actor: Actor, now: datetime, days: int, is_taken: bool) -> None:
    sender.penalties(penalty(1))
    before = last_change()
    if is_taken:
        mark(penalty(1), MarkKind.SHIELDED, actor, now, until_on=TODAY + days * ONE)
        assert Mark.objects.get().until_on == TODAY + ONE
        return
    with pytest.raises(Refusal) as refused:
        mark(penalty(1), MarkKind.SHIELDED, actor, now, until_on=TODAY + days * ONE)
    assert refused.value.code == "mark.no_days"
    assert (last_change(), Mark.objects.count()) == (before, 0)


def test_a_mark_is_the_subjects_whose_record_it_is(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1), penalty(2))
    sender.penalties(penalty(2, CF_SY="第二个版本。"))
    mark(penalty(2), MarkKind.OBJECTION, actor, now)
    put, newest = Mark.objects.get(), current(thread(penalty(2)))
    assert (put.thread, put.subject_id) == (newest.thread, newest.subject_id)
    assert "第二个版本。" in newest.payload, "of its versions the one that is known now"


def test_a_lifted_mark_shows_the_record_again_and_is_lifted_once(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    shown = list(Shown.objects.values_list("shown_from", "hidden_from"))
    mark(penalty(1), MarkKind.SHIELDED, actor, now)
    assert not Shown.objects.exists()
    put = Mark.objects.get()
    lift_mark(mark_id=put.pk, case="异议不成立", by=actor, at=now)
    assert list(Shown.objects.values_list("shown_from", "hidden_from")) == shown
    for gone in (put.pk, put.pk + 1):
        with pytest.raises(Refusal) as refused:
            lift_mark(mark_id=gone, case="异议不成立", by=actor, at=now)
        assert refused.value.code == "mark.not_found"
    require_sound()


def test_a_withdrawal_is_not_lifted(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    pull(penalty(1), actor, now)
    with pytest.raises(Refusal) as refused:
        lift_mark(mark_id=Mark.objects.get().pk, case="弄错了", by=actor, at=now)
    assert refused.value.code == "mark.withdrawn_stays"
    assert not Shown.objects.exists()


def test_a_record_is_withdrawn_once_and_a_mark_beside_it_is_no_withdrawal(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1))
    mark(penalty(1), MarkKind.APPEAL, actor, now)
    pull(penalty(1), actor, now)
    kinds = list(Change.objects.order_by("number").values_list("kind", flat=True))
    assert kinds[-2:] == ["mark", "withdrawal"]
    with pytest.raises(Refusal) as refused:
        pull(penalty(1), actor, now)
    assert refused.value.code == "record.withdrawn"
    assert Mark.objects.filter(kind=MarkKind.WITHDRAWN).count() == 1


def test_no_identity_number_stays_in_what_a_mark_or_an_erasure_rests_on(
    sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1), penalty(2))
    pull(penalty(1), actor, now, case=f"云复决〔2026〕1号，{PLAIN}")
    erase(thread=thread(penalty(2)), ground=f"个人信息保护法第四十七条，{PLAIN}", by=actor, at=now)
    assert Mark.objects.get().case == f"云复决〔2026〕1号，{CUT_MARK}"
    assert all(PLAIN not in reason for reason in Change.objects.values_list("reason", flat=True))


# a penalty of 2026-11-16 ends 2027-11-16, a licence of the same day 2031-11-16; three months from today end 2027-02-20
NOTES: list[tuple[str, Row, date, int, date | None]] = [
    ("three months, where the record would have stood longer", penalty(1), TODAY, 3, date(2027, 2, 20)),
    ("until the record would have ended, where that is earlier", penalty(1), date(2027, 10, 1), 3, date(2027, 11, 16)),
    ("on the same day either way", penalty(1), date(2027, 8, 16), 3, date(2027, 11, 16)),
    ("a day later the record's end comes first", penalty(1), date(2027, 8, 17), 3, date(2027, 11, 16)),
    ("a day earlier the note's own", penalty(1), date(2027, 8, 15), 3, date(2027, 11, 15)),
    ("a registration without end", licence(1, XK_YXQZI="2099-12-31"), TODAY, 3, date(2027, 2, 20)),
    ("never public: nobody is told of what nobody saw", penalty(1, CF_SXCD="轻微"), TODAY, 3, None),
    ("nor of a sole trader's", sole_trader_penalty(1), TODAY, 3, None),
    ("nor of what is still held", penalty(1, CF_SXCD=""), TODAY, 3, None),
]


@pytest.mark.parametrize(("row", "on", "months", "until"), [pytest.param(*case[1:], id=case[0]) for case in NOTES])
def test_how_long_a_note_of_withdrawal_stands(
    sender: Sender, actor: Actor, now: datetime, row: Row, on: date, months: int, until: date | None
) -> None:
    (sender.penalties if "CF_WSH" in row else sender.licences)(row)
    pull(row, actor, now + (on - TODAY), months=months)
    put = Mark.objects.get()
    assert (put.from_on, put.until_on, put.note_until) == (on, None, until)
    if until is not None:
        told = {day: withdrawals(day).exists() for day in (on - ONE, on, until - ONE, until)}
        assert told == {on - ONE: False, on: True, until - ONE: True, until: False}


def test_what_was_served_tomorrow_only_leaves_no_note(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1, CF_SDRQ="2026/11/21"), penalty(2, CF_SDRQ="2026/11/20"))
    pull(penalty(1), actor, now)
    pull(penalty(2), actor, now)
    assert [(m.thread == thread(penalty(1)), m.note_until) for m in Mark.objects.order_by("id")] == [
        (True, None),
        (False, date(2027, 2, 20)),
    ]


def test_whom_only_a_note_speaks_of_is_public_as_long_as_the_note(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    pull(penalty(1), actor, now)
    until = date(2027, 2, 20)
    assert show_code(firm(1), as_of=until - ONE) is not None
    assert show_code(firm(1), as_of=until) is None


def test_an_erasure_empties_every_column_of_every_version(sender: Sender, actor: Actor, now: datetime) -> None:
    first = penalty(1, CF_SFGK="否", CF_LY="涉及商业秘密")
    sender.penalties(first, penalty(2))
    sender.penalties(first | {"CF_SY": "第二个版本。"})
    columns = ("payload", "document_number", "filter_1", "filter_2", "filter_3", "publicity_reason", "held_group")
    versions = Record.objects.filter(thread=thread(first))
    assert all(versions.exclude(**{column: ""}).count() == 2 for column in ("payload", "filter_1", "publicity_reason"))
    erase(thread=thread(first), ground="个人信息保护法第四十七条，云信删〔2026〕1号", by=actor, at=now)
    assert set(versions.values_list(*columns)) == {("",) * len(columns)}
    assert Record.objects.exclude(thread=thread(first)).exclude(payload="").count() == 1, "and no other record's"
    require_sound()
