"""How much of a kind of heavy work may go on at the same time, over all server processes of a home."""

import fcntl
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
