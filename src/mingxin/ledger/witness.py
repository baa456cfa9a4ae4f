"""The newest seal, witnessed outside the database: a small file beside the keys.

It is written after each seal is committed, so it may lag behind the chain and is never ahead of it: a chain that ends
before it was cut, or comes from an older backup. It moves on only along the chain that it knows.
"""

import fcntl
import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FILE: Final = "ledger-witness.json"
_ARRIVING: Final = ".witness-"

log = logging.getLogger("mingxin.ledger")


@dataclass(frozen=True)
class Witness:
    """`signed_from`: the first seal that must be signed; `number` and `digest` of the newest seal witnessed."""

    signed_from: int
    number: int
    digest: str


def read(keys: Path) -> Witness | None:
    """None where there is none, or none that can be read: the next seal writes it anew."""
    try:
        said = json.loads((keys / FILE).read_text())
        return Witness(int(said["signed_from"]), int(said["number"]), str(said["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def advance(keys: Path, to: Witness, *, digest_of: Callable[[int], str | None]) -> bool:
    """Witness a further seal; False where the chain (`digest_of` a seal by its number) is not the one witnessed so far.

    A folder that cannot be written does not undo the seal: the witness stays behind, and `doctor` tells.
    """
    try:
        with _held(keys):
            known = read(keys)
            if known is not None and digest_of(known.number) != known.digest:
                return False
            if known is None or to.number > known.number:
                _write(keys, Witness(known.signed_from if known else to.signed_from, to.number, to.digest))
    except OSError as error:
        log.warning("the witness of the ledger was not written (%s)", type(error).__name__)
    return True


def replace(keys: Path, by: Witness) -> None:
    """Witness another chain from now on: somebody accepted that it ends earlier, and the ledger says who."""
    with _held(keys):
        _write(keys, by)


@contextmanager
def _held(keys: Path) -> Iterator[None]:
    folder = os.open(keys, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)  # two processes may have sealed one after the other
        yield
    finally:
        os.close(folder)


def _write(keys: Path, witness: Witness) -> None:
    for left in keys.glob(f"{_ARRIVING}*"):  # a process was killed while it wrote; none writes now but this one
        left.unlink(missing_ok=True)
    handle, temporary = tempfile.mkstemp(dir=keys, prefix=_ARRIVING)  # for the owner alone
    try:
        with os.fdopen(handle, "w") as out:
            json.dump(asdict(witness), out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, keys / FILE)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
