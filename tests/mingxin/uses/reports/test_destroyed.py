"""A report that shows a lawfully erased record is destroyed: its file goes, its number still gets an answer."""

import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingxin.archive.models import Record
from mingxin.archive.rules.digests import public_id_of
from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.oversight.actions.sweeping import sweep_papers
from mingxin.oversight.files import missing_files
from mingxin.uses.erasure.actions import Erased, erase_everywhere
from mingxin.uses.reports.actions import destroy_reports_with, issue, papers, remove_destroyed
from mingxin.uses.reports.models import Report
from mingxin.uses.reports.public import DESTROYED, check_pdf, find_report, request_report
from tests.mingxin.archive.sending import Sender, firm, penalty, registration, require_sound, thread

GROUND = "个人信息保护法第四十七条，决定书1号"
Commit = Callable[..., object]


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


def test_erasure_ends_the_reports_that_show_the_record_and_no_others(
    sender: Sender,
    signing_key: Path,
    actor: Actor,
    now: datetime,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    sender.penalties(penalty(1), penalty(2, 1), penalty(3))
    first = request_report(public_id_of(firm(1)), at=now)
    correct(thread(penalty(1)), {"CF_SY": "更正。"}, reason="笔误", by=actor, at=now)
    request_report(public_id_of(firm(1)), at=now)
    other = issue(firm(3), by=actor, at=now)
    with django_capture_on_commit_callbacks(execute=True):
        done = erase_everywhere(thread(penalty(1)), ground=GROUND, by=actor, at=now)
    assert (done.originals, done.files, done.reports) == (1, 2, 2)
    destroyed = Report.objects.exclude(number=other.number)
    assert {r.destroyed_at for r in destroyed} == {now}
    assert [papers().path(r.file).exists() for r in destroyed] == [False, False]
    assert Entry.objects.filter(action="report.destroy").count() == 2
    assert missing_files() == [], "nobody misses what was destroyed"
    assert issue(firm(3), by=actor, at=now).data == other.data
    for facts in (
        find_report(first.number, first.verification_code, at=now),
        check_pdf(first.bytes, at=now + timedelta(days=400)).facts,
    ):
        assert facts is not None
        assert (facts.changed, facts.is_current) == (DESTROYED, False)
        assert "已依法销毁" in facts.changed
    require_sound()


def test_a_file_stays_until_the_erasure_is_committed(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime, django_capture_on_commit_callbacks: Commit
) -> None:
    """And a process killed right after the commit leaves what the next round removes."""
    sender.penalties(penalty(1))
    issue(firm(1), by=actor, at=now)
    with django_capture_on_commit_callbacks(execute=False):
        assert destroy_reports_with(thread(penalty(1)), by=actor, at=now) == 1
    path = papers().path(Report.objects.get().file)
    assert path.is_file()
    assert remove_destroyed() == 1
    assert not path.exists()
    assert remove_destroyed() == 0


def test_a_paper_that_no_row_names_goes_after_a_day(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime
) -> None:
    """A process killed between setting a report and issuing it leaves one; what was issued stays however old."""
    sender.penalties(penalty(1))
    issued = issue(firm(1), by=actor, at=now)
    papers().put([b"set, signed, never issued"])
    assert sweep_papers() == 0, "it may be about to be issued"
    for path in papers().all():
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    assert sweep_papers() == 1
    assert issue(firm(1), by=actor, at=now).data == issued.data


def test_a_destroyed_report_is_never_given_again(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime, django_capture_on_commit_callbacks: Commit
) -> None:
    """Even where the same state is asked for on the same day, a new one is made beside it."""
    sender.penalties(penalty(1))
    old = issue(firm(1), by=actor, at=now)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_reports_with(thread(penalty(1)), by=actor, at=now)
        assert destroy_reports_with(thread(penalty(1)), by=actor, at=now) == 0, "destroyed once"
    new = issue(firm(1), by=actor, at=now)
    assert new.is_new
    assert new.number != old.number
    assert issue(firm(1), by=actor, at=now).number == new.number
    assert len(set(Report.objects.values_list("state_digest", flat=True))) == 1


def test_an_erased_register_entry_ends_the_reports_that_show_it_in_their_head(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1))
    before = issue(firm(1), by=actor, at=now)
    sender.registrations(registration(1))
    issue(firm(1), by=actor, at=now)
    entry = Record.objects.get(item="org_registration")
    assert erase_everywhere(entry.thread, ground=GROUND, by=actor, at=now).reports == 1
    assert Report.objects.get(destroyed_at__isnull=True).number == before.number, "made before it came"


@pytest.mark.parametrize("ground", ["", " "])
def test_without_a_ground_nothing_is_touched(sender: Sender, actor: Actor, now: datetime, ground: str) -> None:
    sent = sender.penalties(penalty(1))
    with pytest.raises(Refusal) as refused:
        erase_everywhere(thread(penalty(1)), ground=ground, by=actor, at=now)
    assert refused.value.code == "erasure.no_ground"
    assert sent.batch
    assert not Entry.objects.filter(action__in=["intake.forget", "report.destroy"]).exists()
    assert missing_files() == []


def test_twice_is_refused(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    done = erase_everywhere(thread(penalty(1)), ground=GROUND, by=actor, at=now)
    assert done == Erased(change=done.change, originals=1, files=2, reports=0)
    with pytest.raises(Refusal) as refused:
        erase_everywhere(thread(penalty(1)), ground=GROUND, by=actor, at=now)
    assert refused.value.code == "record.erased"
