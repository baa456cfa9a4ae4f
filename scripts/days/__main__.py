"""Does the demonstration come up whatever the day? `python -m scripts.days`, or with words of the days that are meant.

Each day is a process of its own with a home of its own; the tables are made once and copied.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from scripts.days.one_day import HOST

DAYS: Mapping[str, str] = {
    "2026-02-14T10:00": "the make-up Saturday before Spring Festival",
    "2026-02-17T10:00": "Spring Festival",
    "2026-02-28T16:00": "the make-up Saturday after it, and the last day of February",
    "2026-04-01T00:20": "the first minutes of a month, and of the day on which the present terms begin",
    "2026-11-28T10:00": "a Saturday at the end of a month",
    "2026-11-29T10:00": "a Sunday",
    "2026-11-30T10:00": "the last day of a month, a Monday",
    "2026-12-15T23:55": "five minutes to midnight",
    "2026-12-31T10:00": "the last day of the year and of the calendar that is known",
    "2027-01-01T10:00": "New Year's Day, beyond the calendar that is known",
    "2027-01-04T09:00": "the first working day of that year",
    "2028-02-29T10:00": "a leap day",
}
KILLED = "2026-12-15T23:55"  # killed on this one, at a scene, and set up again
KILLED_AT = 5  # scenes that are there then
LATER = timedelta(minutes=20)  # so on the next day
PATIENCE = 1800  # seconds
AT_ONCE = 2


def main(words: Sequence[str]) -> int:
    wanted = {day: why for day, why in DAYS.items() if not words or any(word in f"{day} {why}" for word in words)}
    with tempfile.TemporaryDirectory(prefix="mingxin-days-") as name:
        tables = _tables(Path(name))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            told = list(pool.map(lambda day: _tell(day, wanted[day], Path(name), tables), wanted))
    processor = sum(os.times()[2:4])
    sys.stdout.write(f"{sum(told)} of {len(told)} days, {processor:.0f} s of processor\n")
    return 0 if all(told) and told else 1


def _tell(day: str, why: str, place: Path, tables: Path) -> bool:
    folder = place / day.replace(":", "")
    (folder / "home").mkdir(parents=True, mode=0o700)
    shutil.copy(tables, folder / "home" / tables.name)
    wrong = "".join(_wrong(day, folder))
    sys.stdout.write(f"{'✗' if wrong else '✓'} {day}  {why}{' (killed, and set up again)' * (day == KILLED)}\n{wrong}")
    sys.stdout.flush()
    shutil.rmtree(folder)
    return not wrong


def _wrong(day: str, folder: Path) -> Iterator[str]:
    """What goes wrong on this day, with all that was said."""
    begin = datetime.fromisoformat(f"{day}+08:00")
    command = [sys.executable, "-m", "scripts.days.one_day", str(folder)]
    if day == KILLED:
        yield from _kill_in_the_middle([*command, begin.isoformat()], folder)
        begin += LATER
    command.append(begin.isoformat())
    done = subprocess.run(command, env=_environment(folder), capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode:
        yield f"{done.stdout}\n{done.stderr}\n"


def _kill_in_the_middle(command: Sequence[str], folder: Path) -> Iterator[str]:
    """Kill it as soon as some scenes are there, so in the middle of the next."""
    process = subprocess.Popen(
        command, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until and _scenes(folder) < KILLED_AT:
        time.sleep(0.1)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    if process.wait() != -signal.SIGKILL:
        yield "it had ended before it could be killed\n"


def _scenes(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder}/home/mingxin.sqlite3?mode=ro", uri=True, timeout=30)) as database:
        (count,) = database.execute("SELECT count(*) FROM ledger_entry WHERE action = 'seed.scene'").fetchone()
    return int(count)


def _tables(place: Path) -> Path:
    """A database with tables and nothing in them."""
    (place / "home").mkdir(mode=0o700)
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    environment = _environment(place) | {
        "DJANGO_SETTINGS_MODULE": "mingxin.config.settings", "MINGXIN_SECRET_KEY": "no session begins here" * 3,
    }  # fmt: skip
    subprocess.run(command, env=environment, check=True)
    return place / "home" / "mingxin.sqlite3"


def _environment(folder: Path) -> dict[str, str]:
    """The demonstration's, as the Makefile has it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MINGXIN_", "DJANGO_"))}
    return kept | {
        "MINGXIN_HOME": str(folder / "home"),
        "MINGXIN_KEYS": str(folder / "keys"),
        "MINGXIN_SITE_URL": f"http://{HOST}",
        "MINGXIN_SECOND_FACTOR": "offered",
        "MINGXIN_PASSWORD_DAYS": "0",
        "PYTHONWARNINGS": "ignore",
    }


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
