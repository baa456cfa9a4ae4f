"""What is kept of an unexpected error: where it happened, never the values it happened with."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

from mingxin.config.home import home_folder
from mingxin.kernel.causes import chain
from mingxin.kernel.clock import now


def record(error: BaseException, *, command: str) -> Path | None:
    """Append to today's log; the file, None where nothing can be written. Messages are left out: a database's or a
    reader's may quote a row.
    """
    try:
        return _record(error, command)
    except OSError:  # the disk that made the mishap is the one that the log stands on
        return None


def _record(error: BaseException, command: str) -> Path:
    home, moment = home_folder(), now()
    folder = home / "logs" if home.is_dir() else Path(tempfile.mkdtemp(prefix="mingxin-log-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"errors-{moment:%Y-%m-%d}.log"
    lines = [f"{moment.isoformat(timespec='seconds')} {command} python {sys.version.split()[0]}"]
    for one in chain(error):
        lines.append(f"  {type(one).__module__}.{type(one).__qualname__}")
        lines += [f"    {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(one.__traceback__)]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    return file
