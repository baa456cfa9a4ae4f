"""Few passwords are hashed at the same time; strangers cannot fill the places of those who are known."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from mingxin.access import turns
from mingxin.access.turns import KNOWN, STRANGERS, turn
from mingxin.doors.reception import THREADS
from mingxin.kernel.refusal import Refusal
from tests.waiting import until


@contextmanager
def crowd(number: int, known: str = "") -> Iterator[None]:
    """So many within or waiting, until the end."""
    done = threading.Event()

    def stand() -> None:
        try:
            with turn(known):
                done.wait()
        except Refusal:  # has waited in vain
            pass

    before = STRANGERS.within + STRANGERS.waiting + KNOWN.within + KNOWN.waiting
    threads = [threading.Thread(target=stand) for _ in range(number)]
    for one in threads:
        one.start()
    until(lambda: STRANGERS.within + STRANGERS.waiting + KNOWN.within + KNOWN.waiting == before + number)
    try:
        yield
    finally:
        done.set()
        for one in threads:
            one.join()


def refused(known: str = "") -> Refusal:
    with pytest.raises(Refusal) as told, turn(known):
        pass
    return told.value


def test_together_they_leave_a_thread_for_pages() -> None:
    assert sum(queue.at_once + queue.most for queue in (STRANGERS, KNOWN)) < THREADS


def test_who_finds_the_queue_full_does_not_even_wait() -> None:
    with crowd(STRANGERS.at_once + STRANGERS.most):
        refusal = refused()
        assert (refusal.code, refusal.data) == (turns.BUSY, {"seconds": turns.SOON})
    with turn():
        pass


def test_who_waits_too_long_is_told_so() -> None:
    with crowd(STRANGERS.at_once):
        assert refused().code == turns.BUSY
        assert (STRANGERS.within, STRANGERS.waiting) == (STRANGERS.at_once, 0)


def test_who_waits_comes_next() -> None:
    with ExitStack() as stack:
        stack.enter_context(crowd(STRANGERS.at_once - 1))
        first = stack.enter_context(ExitStack())
        first.enter_context(turn())
        come = threading.Event()

        def wait() -> None:
            with turn():
                come.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        until(lambda: STRANGERS.waiting == 1)
        assert not come.is_set()
        first.close()
        waiting.join()
        assert come.is_set()
    assert (STRANGERS.within, STRANGERS.waiting) == (0, 0)


def test_strangers_do_not_fill_the_places_of_the_known() -> None:
    with crowd(STRANGERS.at_once + STRANGERS.most), turn("lin"):
        assert (KNOWN.within, KNOWN.names) == (1, {"lin"})
    assert (KNOWN.within, KNOWN.waiting, KNOWN.names) == (0, 0, set())


def test_one_account_has_one_place_among_the_known() -> None:
    with crowd(STRANGERS.at_once + STRANGERS.most), turn("lin"):
        assert refused("lin").code == turns.BUSY
        with turn("zhao"):
            assert KNOWN.names == {"lin", "zhao"}
    with turn("lin"), turn("lin"):
        assert (KNOWN.within, STRANGERS.within) == (1, 1), "the second stands with the strangers"


def test_the_known_too_are_few_at_once() -> None:
    with ExitStack() as stack:
        for number in range(KNOWN.at_once + KNOWN.most):
            stack.enter_context(crowd(1, f"account {number}"))
        assert (KNOWN.within, KNOWN.waiting) == (KNOWN.at_once, KNOWN.most)
        with turn("one more"):
            assert STRANGERS.within == 1
    assert (KNOWN.within, KNOWN.waiting, KNOWN.names) == (0, 0, set())
