"""A correction stays up and says so; a withdrawal leaves its reason at the address where the record was."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.public_numbers import public_number
from mingxin.intake.actions.correct import correct
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.record_cards import Ended, RecordPage, show_record
from mingxin.uses.publicity.subject_page import show_subject
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, penalty, thread

pytestmark = pytest.mark.django_db
ROW = penalty(1, CF_SY="当事人曾未明码标价。")
OLD, NEW = "罚款20000元", "罚款10000元"
Act = Callable[[Sender, Actor, datetime], object]


@pytest.fixture
def sent(in_force: InForce, sender: Sender) -> Sender:
    sender.penalties(ROW)
    return sender


def test_a_corrected_record_says_on_which_day_and_not_what_it_said_before(
    sent: Sender, actor: Actor, now: datetime
) -> None:
    later = now + timedelta(days=3)
    page = show_record(public_number(thread(ROW)), as_of=now.date())
    assert isinstance(page, RecordPage)
    assert (page.card.corrected, "已更正" in str(page.card.tags)) == ("", False)
    correct(thread(ROW), {"CF_NR": NEW, "CF_NR_FK": "1"}, reason="录入有误", by=actor, at=later)
    page = show_record(public_number(thread(ROW)), as_of=later.date())
    assert isinstance(page, RecordPage)
    assert page.card.corrected.startswith(f"本条信息于 {later.date()} 更正过")
    assert "已更正" in str(page.card.tags)
    assert (NEW in str(page), OLD in str(page), "录入有误" in str(page)) == (True, False, False)
    of_subject = show_subject(page.subject, as_of=later.date())
    assert of_subject is not None
    assert [card.corrected for card in of_subject.records] == [page.card.corrected]
    assert page.card.corrected in render_to_string("portal/record.html", {"page": page}, RequestFactory().get("/"))


def test_content_that_is_sent_anew_is_no_correction(sent: Sender, now: datetime) -> None:
    sent.penalties({**ROW, "CF_NR": NEW, "CF_NR_FK": "1"})
    page = show_record(public_number(thread(ROW)), as_of=now.date())
    assert isinstance(page, RecordPage)
    assert (NEW in str(page), page.card.corrected) == (True, "")


def withdrawn(months: int) -> Act:
    return lambda _, by, at: withdraw(
        thread=thread(ROW), reason_type="决定被撤销", case="云复决〔2026〕3号", note_months=months, by=by, at=at
    )


ENDS: list[tuple[str, Act, int, bool]] = [
    ("withdrawn today", withdrawn(3), 0, True),
    ("withdrawn, the last day of the note", withdrawn(3), 91, True),
    ("withdrawn, the note is over", withdrawn(3), 92, False),
    ("its days are over", lambda *_: None, 4000, False),
    (
        "corrected to what is not public",
        lambda _, by, at: correct(thread(ROW), {"CF_SXCD": "轻微"}, reason="录入有误", by=by, at=at),
        0,
        False,
    ),
]


@pytest.mark.parametrize(("end", "days", "has_note"), [pytest.param(*row[1:], id=row[0]) for row in ENDS])
def test_an_address_that_ended_says_why_where_it_was_withdrawn(
    sent: Sender, actor: Actor, now: datetime, end: Act, days: int, has_note: bool
) -> None:
    end(sent, actor, now)
    page = show_record(public_number(thread(ROW)), as_of=now.date() + timedelta(days=days))
    note = f"这条信息已由云泽市市场监督管理局于 {now.date()} 撤回，原因：决定被撤销。"
    assert page == Ended(note if has_note else "")
