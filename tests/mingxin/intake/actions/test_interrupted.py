"""A worker killed between any two steps: the next one takes the batch up, and nothing is left lying about."""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from mingxin.archive.models import Record
from mingxin.intake.actions import admitting, checking
from mingxin.intake.actions.forgetting import forget
from mingxin.intake.actions.receiving import choose_item
from mingxin.intake.actions.resume import take_up_stranded
from mingxin.intake.actions.submitting import release, submit, withdraw_batch
from mingxin.intake.models import Batch
from mingxin.jobs.models import Job
from mingxin.jobs.rules import LEASE
from mingxin.jobs.running import run_one
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile, Original
from tests.mingxin.archive.sending import penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import CHECKER, PENALTY, STEWARD, Desk, counts, history


class Killed(BaseException):
    """What happens to a process: no handler of ours may catch it."""


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


def killed_at(desk: Desk, monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, before: bool) -> None:
    """Run the worker until it comes to that step, and end it just before or just after."""
    step: Callable[..., object] = getattr(place, name)

    def dying(*given: object, **named: object) -> object:
        if not before:
            step(*given, **named)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(place, name, dying)
        with pytest.raises(Killed):
            run_one("doomed", lambda: desk.at, beside=False)
    desk.later(seconds=LEASE.total_seconds() + 1)


STEPS: list[tuple[str, str, bool, str]] = [
    ("before anything was read", "_check", True, "checking"),
    ("with the file open", "examine", True, "checking"),
    ("examined, nothing kept yet", "_finish", True, "checking"),
    ("ready, without the marked workbook", "_finish", False, "ready"),
    ("all done, the job not ended", "check_batch", False, "ready"),
]


@pytest.mark.parametrize(("name", "before", "state"), [pytest.param(*case[1:], id=case[0]) for case in STEPS])
def test_killed_while_checking(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str, before: bool, state: str
) -> None:
    number = desk.receive(penalty(1), penalty(2, CF_JDRQ=""))
    killed_at(desk, monkeypatch, checking, name, before=before)
    assert Batch.objects.get(pk=number).state == state
    assert desk.work() == 1, "the next worker takes it up"
    batch = Batch.objects.get(pk=number)
    assert (batch.state, counts(batch)) == ("ready", (2, 1, 0, 1, 0, 0))
    assert batch.marked_file, "the marked workbook is there too"
    assert history(batch) == ["received", "checking", "ready"], "no step is told twice"
    vault.sweep(older_than_seconds=0)
    named = set(KeptFile.objects.values_list("digest", flat=True))
    assert {path.name for path in vault.files().all()} == named
    assert list(vault.arriving().iterdir()) == []
    assert counts(desk.through(number)) == (2, 1, 0, 1, 0, 0)
    require_sound()


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_killed_while_admitting(desk: Desk, monkeypatch: pytest.MonkeyPatch, before: bool) -> None:
    number = desk.checked(penalty(1)).number
    submit(number, by=STEWARD, at=desk.at)
    release(number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    killed_at(desk, monkeypatch, admitting, "_admit_once", before=before)
    assert Record.objects.count() == (0 if before else 1)
    assert desk.work() == 1
    assert (Batch.objects.get(pk=number).state, Record.objects.count()) == ("admitted", 1)
    require_sound()


def test_taken_back_while_the_worker_lay_dead(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.receive(penalty(1))
    killed_at(desk, monkeypatch, checking, "_finish", before=True)
    withdraw_batch(number, reason="选错文件", by=STEWARD, at=desk.at)
    desk.work()
    assert Batch.objects.get(pk=number).state == "withdrawn"
    assert not KeptFile.objects.exists()


def test_the_original_erased_while_the_worker_held_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lawful erasure cannot see what a worker holds; so the worker looks once more before it keeps anything."""
    desk.admitted(penalty(1))
    number = desk.receive(penalty(1, CF_SY="独一无二的事实。"))
    examine = checking.examine

    def erased_meanwhile(*given: object, **named: object) -> object:
        examined = examine(*given, **named)  # type: ignore[arg-type]
        forget(thread(penalty(1)), by=STEWARD, at=desk.at)
        return examined

    monkeypatch.setattr(checking, "examine", erased_meanwhile)
    desk.work()
    batch = Batch.objects.get(pk=number)
    assert (batch.state, batch.refusal_code) == ("refused", "original.destroyed")
    assert not KeptFile.objects.filter(owner=number).exists()


def test_what_is_wrong_with_the_installation_refuses_nobodys_file(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    number = desk.receive(penalty(1))
    with monkeypatch.context() as patched:
        patched.setattr(settings, "KEYS", Path(settings.HOME) / "no-keys-here")
        desk.work()
    batch = Batch.objects.select_related("original").get(pk=number)
    assert (batch.state, batch.original.wrapped_key is not None) == ("checking", True)
    job = Job.objects.get()
    assert (job.state, "vault.key" in job.message) == ("failed", True)


def test_what_nobody_has_in_hand_is_asked_for_again(desk: Desk) -> None:
    released = desk.checked(penalty(2)).number
    submit(released, by=STEWARD, at=desk.at)
    release(released, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    checked, unsaid = desk.receive(penalty(1)), desk.receive(penalty(3), item="")
    Job.objects.all().delete()  # as after a restore of an older queue
    assert take_up_stranded(desk.at) == 0, "not at once: it may just have been asked for"
    assert take_up_stranded(desk.later(minutes=3)) == 2
    assert take_up_stranded(desk.later(minutes=3)) == 0, "it waits in the queue now"
    desk.work()
    states = dict(Batch.objects.values_list("number", "state"))
    assert states == {checked: "ready", released: "admitted", unsaid: "received"}
    choose_item(unsaid, PENALTY, by=STEWARD, at=desk.at)
    Job.objects.filter(key=unsaid).delete()
    assert take_up_stranded(desk.at) == 1


def test_the_sweep_empties_what_killed_workers_left_open(desk: Desk) -> None:
    old, young = vault.arriving() / "tmpold", vault.arriving() / "tmpyoung"
    for place in (old, young):
        place.mkdir()
        (place / "sent.csv").write_text("甲", encoding="utf-8")
    (vault.arriving() / "file").write_text("乙", encoding="utf-8")
    hour = timedelta(hours=1).total_seconds()
    for path, age in ((old, hour + 60), (young, hour - 60), (vault.arriving() / "file", hour + 60)):
        os.utime(path, (time.time() - age,) * 2)
    assert vault.clear_arriving() == 2
    assert [path.name for path in vault.arriving().iterdir()] == ["tmpyoung"]
    vault.sweep()
    assert young.exists(), "somebody may be looking at it"
    assert not Original.objects.exists()
