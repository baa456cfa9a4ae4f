"""How much of a kind of heavy work may go on at the same time, over all server processes of a home."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings

from mingxin.kernel.refusal import Refusal

FOLDER: Final = "turns"  # of the home; the files in it are empty


@contextmanager
def slot(kind: str, most: int, busy: Refusal) -> Iterator[None]:
    """One of `most` files in the home, locked while the work lasts: by whichever server process of this machine, and
    let go with it, however it ends. Raises `busy` where all are held: nobody waits, for a server has few threads.
    """
    folder = Path(settings.HOME) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for number in range(most):
        with (folder / f"{kind}-{number}").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield
            return
    raise busy


_SHARES: Final = 256  # so many files for all visitors: two of them seldom fall upon one, and then one comes again


@contextmanager
def one_of(kind: str, visitor: str, busy: Refusal) -> Iterator[None]:
    """The only slot of this kind that a visitor may hold, the same way; who is nobody in particular ("") has none."""
    if not visitor:
        yield
        return
    share = int.from_bytes(hashlib.sha256(visitor.encode()).digest()[:4]) % _SHARES
    with slot(f"{kind}-of-{share}", 1, busy):
        yield
