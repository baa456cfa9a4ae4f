"""While a report is set, everybody else writes: the platform waits for no visitor's paper."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import locks
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.uses.erasure.actions import erase_everywhere
from mingxin.uses.reports import actions
from mingxin.uses.reports.actions import issue, papers
from mingxin.uses.reports.models import Report
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import Sender, firm, penalty, thread

__all__ = ["sender"]
pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60


@pytest.fixture
def ink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report's template reads a pipe besides: setting a page stands still until something is poured in."""
    template = tmp_path / actions.TEMPLATE.name
    template.write_text(f'#let _ = read("ink")\n{actions.TEMPLATE.read_text()}')
    os.mkfifo(tmp_path / "ink")
    monkeypatch.setattr(actions, "TEMPLATE", template)
    return tmp_path / "ink"


@pytest.fixture
def own_home(transactional_db: None, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


@pytest.fixture
def impatient(transactional_db: None) -> Iterator[None]:
    """Whoever would have to wait for a lock fails at once."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 200" if is_postgresql else "PRAGMA busy_timeout = 200")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout" if is_postgresql else "PRAGMA busy_timeout = 30000")


class Beside:
    """An act in a thread of its own; what it gave or raised."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.given: object = None

        def run() -> None:
            try:
                self.given = act()
            except Exception as error:
                self.given = error
            finally:
                connections.close_all()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()

    def ended(self) -> object:
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()
        return self.given


def pour(ink: Path) -> None:
    """Returns when the page that is being set has come to its pipe, and lets it go on."""
    ink.write_bytes(b"")


def at_the_pipe(ink: Path) -> Iterator[int]:
    """Entered when the page stands still; what is held open then keeps it so."""
    handle = os.open(ink, os.O_WRONLY)
    yield handle
    os.close(handle)


def test_a_sign_in_is_written_while_a_report_is_set(
    sender: Sender, signing_key: Path, own_home: None, impatient: None, actor: Actor, now: datetime, ink: Path
) -> None:
    sender.penalties(penalty(1))
    asked = Beside(lambda: issue(firm(1), by=actor, at=now))
    standing = at_the_pipe(ink)
    next(standing)
    for lock in (locks.BATCHES, locks.CHANGES, locks.SEALS, locks.REPORTS):
        with transaction.atomic():
            locks.hold(lock)
            write(action="access.signed_in", object_type="person", object_key="lin", by=actor, at=now)
    next(standing, None)
    made = asked.ended()
    assert isinstance(made, actions.Issued), made
    assert made.is_new
    assert Report.objects.get().number == made.number


def test_the_same_asked_twice_at_once_is_one_paper(
    sender: Sender, signing_key: Path, own_home: None, actor: Actor, now: datetime, ink: Path
) -> None:
    """The number that the later one took was never issued: nothing in the home and no row names it."""
    sender.penalties(penalty(1))
    first = Beside(lambda: issue(firm(1), by=actor, at=now))
    standing = at_the_pipe(ink)
    next(standing)
    ink.rename(ink.with_name("first"))
    os.mkfifo(ink)
    second = Beside(lambda: issue(firm(1), by=actor, at=now))
    pour(ink)
    its_own = second.ended()
    next(standing, None)
    given = first.ended()
    assert isinstance(its_own, actions.Issued) and isinstance(given, actions.Issued), (its_own, given)
    assert (its_own.is_new, given.is_new) == (True, False)
    assert given.data == its_own.data
    assert [path.name for path in papers().all()] == [Report.objects.get().file]


def test_what_is_erased_while_it_is_set_is_not_issued(
    sender: Sender, signing_key: Path, own_home: None, actor: Actor, now: datetime, ink: Path
) -> None:
    """It is read and set again without it; the paper that showed it is gone."""
    sender.penalties(penalty(1), penalty(2, 1))
    asked = Beside(lambda: issue(firm(1), by=actor, at=now))
    standing = at_the_pipe(ink)
    next(standing)
    erase_everywhere(thread(penalty(1)), ground="个人信息保护法第四十七条，决定书1号", by=actor, at=now)
    ink.rename(ink.with_name("first"))
    ink.write_bytes(b"")  # set without waiting this time
    next(standing, None)
    made = asked.ended()
    assert isinstance(made, actions.Issued), made
    assert thread(penalty(1)) not in Report.objects.get().threads
    assert [path.name for path in papers().all()] == [Report.objects.get().file]


def test_a_correction_in_between_is_no_obstacle(
    sender: Sender, signing_key: Path, own_home: None, actor: Actor, now: datetime, ink: Path
) -> None:
    """The paper says through which change it knows."""
    sender.penalties(penalty(1))
    asked = Beside(lambda: issue(firm(1), by=actor, at=now))
    standing = at_the_pipe(ink)
    next(standing)
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    next(standing, None)
    made = asked.ended()
    assert isinstance(made, actions.Issued) and not isinstance(made, Refusal), made
    assert Report.objects.get().change_number == 1
