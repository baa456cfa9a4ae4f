"""A file that takes the place of an older one only when it is complete and on the disk."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_or_not_at_all(out: Path) -> Iterator[Path]:
    """A draft in the same folder, which becomes `out` when the block ends without an error."""
    draft = out.with_name(f".{out.name}.{secrets.token_hex(4)}.part")
    try:
        yield draft
        _sync(draft)
        os.replace(draft, out)
        _sync(out.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
