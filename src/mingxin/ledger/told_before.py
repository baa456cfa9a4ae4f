"""Rows that stood as the ledger told them when this process last asked."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final, TypeVar

from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.rows import digests_of_row

_MOST: Final = 20_000  # rows that are remembered: some 3 MB

_M = TypeVar("_M", bound=ToldRow)


class ToldBefore:
    """Digests of rows that stood as told, so that not every act reads what the ledger says of all of them.

    Only of rows by which a lawful act ends something: when a unit sent, what it was called, that it held a power. Put
    back for a moment they would tell what once was true, and never anything invented.
    """

    def __init__(self) -> None:
        self._digests: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._lock = Lock()

    def ask(self, rows: Sequence[_M], stand: Callable[[Sequence[_M]], bool]) -> bool:
        digests = {(row._meta.db_table, str(row.pk)): digests_of_row(row)[row._meta.db_table] for row in rows}
        with self._lock:
            known = {key for key, digest in digests.items() if self._digests.get(key) == digest}
        unknown = [row for row in rows if (row._meta.db_table, str(row.pk)) not in known]
        if not stand(unknown):
            return False
        with self._lock:
            self._digests.update(digests)
            while len(self._digests) > _MOST:
                self._digests.popitem(last=False)
        return True
