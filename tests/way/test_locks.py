"""Nothing slow is done while a transaction is open (ADR 0023): one day's work, watched."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bench.lock_watch import watching
from mingxin.access.actions import passwords, sessions, signing
from mingxin.access.actions.people import add_person
from mingxin.access.models import Person, Unit
from mingxin.catalogue.actions.drafts import open_draft, put_card, put_draft_in_force, put_due_drafts
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.marked import make_marked
from mingxin.intake.actions.process import process
from mingxin.intake.actions.submitting import withdraw_batch
from mingxin.intake.actions.uploading import receive_once
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.oversight.actions.recalling import paper_of, recall
from mingxin.oversight.actions.remind import send
from mingxin.rulebook.loader import DATA
from mingxin.uses.erasure.actions import erase_everywhere
from mingxin.uses.reports.actions import issue
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, firm, penalty, thread
from tests.mingxin.intake.actions.conftest import desk
from tests.mingxin.intake.actions.desk import PENALTY, STEWARD, Desk

__all__ = ["desk"]
KNOWN = {
    "intake.actions.admitting._admit_once: reads a table",  # of the rows that stay behind, which the admission settles
}
OFFICER = Actor("zhou", "周明远", OTHER_UNIT, "云泽市住房和城乡建设局")


@pytest.fixture
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


def test_a_day_of_work(desk: Desk, own_home: None, signing_key: Path) -> None:
    with watching() as seen:
        work(desk)
    assert len(seen.held) > 20, "the watch sees the transactions"
    told = {f"{verb}: {what}" for verb, what in seen.slow}
    assert told <= KNOWN, "\n".join(sorted(told - KNOWN))
    assert told >= KNOWN, "no longer so: take it out of KNOWN"


def work(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_JDRQ="2026-02-30"), penalty(3))
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"))
    make_marked(batch.number, at=desk.at)
    desk.through(batch.number)
    cut = desk.checked(penalty(4, BZ="身份证 11010519491231002X"))
    withdraw_batch(cut.number, reason="选错文件", by=STEWARD, at=desk.at)
    sheet = desk.sheet(penalty(5), penalty(6, CF_JDRQ="2026-02-30"))
    receive_once(sheet, unit=Unit.objects.get(uscc=UNIT), file_name="a.csv", item=PENALTY, by=STEWARD, at=desk.at)
    desk.work()
    process(desk.sheet(penalty(7), penalty(8, 1)), item=PENALTY, unit=UNIT, by=PLATFORM, at=desk.at)
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=STEWARD, at=desk.at)
    issue(firm(1), by=PLATFORM, at=desk.at)
    issue(firm(1), by=PLATFORM, at=desk.at)
    remind(desk)
    sign_in(desk)
    keep_catalogue(desk)
    erase_everywhere(thread(penalty(1)), ground="个人信息保护法第四十七条，决定书1号", by=PLATFORM, at=desk.at)
    seal(at=desk.at)


def remind(desk: Desk) -> None:
    (sent,) = send(
        units=Unit.objects.all(),
        month=date(2026, 10, 1),
        chosen=[(UNIT, "admin_licence")],
        answer_by=date(2026, 11, 25),
        contact="周明远 0700-1234567",
        link="/desk/watch/reminders/",
        by=OFFICER,
        at=desk.at,
    )
    paper_of(recall(sent.number, reason="发错", link="/desk/watch/reminders/", by=OFFICER, at=desk.at), at=desk.at)


def keep_catalogue(desk: Desk) -> None:
    """One draft waits for its day, another is put in force meanwhile: by then the first must be judged anew."""
    tomorrow = timedelta(days=1)
    for item, was, now, after in (
        ("honour", "deadline_workdays: 20", "deadline_workdays: 12", tomorrow),
        ("admin_reward", "cycle: daily", "cycle: weekly", timedelta()),
    ):
        draft = open_draft(name="修改事项", by=OFFICER, at=desk.at)
        text = (DATA / "cards" / f"{item}.yaml").read_text("utf-8").replace(was, now)
        put_card(draft=draft, text=text, by=OFFICER, at=desk.at)
        put_draft_in_force(draft=draft, in_force_on=desk.at.date() + after, by=OFFICER, at=desk.at)
    (due,) = put_due_drafts(at=desk.at + tomorrow)
    assert due.state == "in_force", due.problem


def sign_in(desk: Desk) -> None:
    add_person(login="lin", name="林知微", by=PLATFORM, at=desk.at)
    lin = Person.objects.get(login="lin")
    temporary = passwords.reset_password(person=lin, by=PLATFORM, at=desk.at)
    for password in ("猜的", temporary):
        found = signing.check_sign_in(login="lin", password=password, address="10.1.2.3", at=desk.at)
    assert isinstance(found, Person)
    sessions.begin(person=found, session_key="a", method="password", address="10.1.2.3", at=desk.at)
    passwords.change_password(person=found, present=temporary, new="另一个足够长的口令，2026", at=desk.at)
    sessions.tidy(desk.at + timedelta(days=1))
