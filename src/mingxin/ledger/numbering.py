"""Numbers that run on: what is numbered takes the lock of its sequence for the moment in which the number is given."""

from collections.abc import Callable

from mingxin.ledger import locks


def following(lock: int, last: Callable[[], int | None]) -> int:
    """The number after `last()`, 1 after None; `lock` is held until the transaction ends, so nobody else gets it."""
    locks.hold(lock)
    return (last() or 0) + 1
