"""A kept original, open as a file for as long as it is looked at."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from mingxin.intake.models import Batch
from mingxin.intake.queries.as_told import told_original
from mingxin.vault import actions as vault

_LONGEST_STEM: Final = 60  # a file name of the system has 255 bytes, a Chinese character three


@contextmanager
def opened(batch: Batch) -> Iterator[Path]:
    """In a folder that only this process can read. Raises Refusal("original.destroyed") where its key is gone, and
    Refusal("batch.altered") where its row is not as it was told: another's file would be read in its place.
    """
    original = told_original(batch)
    with tempfile.TemporaryDirectory(dir=vault.arriving()) as folder:
        path = Path(folder) / safe_name(batch.file_name)
        path.write_bytes(vault.read_original(original))
        yield path


def safe_name(file_name: str) -> str:
    """What the sender called it, as far as a folder can bear it: the name of a sheet is read from it."""
    plain = Path(file_name.replace("\\", "/").replace("\0", "")).name
    stem, ending = Path(plain).stem.strip("."), Path(plain).suffix
    return f"{stem[:_LONGEST_STEM] or 'file'}{ending[:8]}"
