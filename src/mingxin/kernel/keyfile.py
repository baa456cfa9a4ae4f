"""A file with a fresh secret in it, for the owner's eyes alone."""

import os
from pathlib import Path


def make_key_file(folder: Path, name: str, secret: str) -> None:
    """Write the secret as the file's line, unless the file is there: a second call changes nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as out:
        out.write(f"{secret}\n")
