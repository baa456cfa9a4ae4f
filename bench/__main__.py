"""`python -m bench`: one table of what checking and admitting large files costs, with peers beside it.

Every line is measured in a process of its own, so that its peak memory is its own.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench import postgresql, stewards, table
from bench.table import Line

BULK_CREATE_ROWS = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    rows = 5_000 if asked.quick else asked.rows
    lines: list[Line] = []
    at_desk: dict[str, stewards.Watch] = {}
    with tempfile.TemporaryDirectory(prefix="mingxin-bench-") as name:
        folder = Path(name)
        if not asked.stewards:
            _one(folder, {}, "samples", str(folder), str(rows))
        if asked.database in ("sqlite", "both"):
            lines += [] if asked.stewards else _measure(folder, "SQLite", rows, None)
            at_desk["SQLite"] = _at_desk(folder, "sqlite-desk", None)
        if asked.database in ("postgres", "both"):
            with postgresql.server() as url:
                if url is None:
                    sys.stderr.write("PostgreSQL is not installed here: its lines are left out.\n")
                else:
                    lines += [] if asked.stewards else _measure(folder, "PostgreSQL", rows, url)
                    at_desk["PostgreSQL"] = _at_desk(folder, "postgresql-desk", url)
        if not asked.stewards:
            sys.stdout.write(table.text([*lines, *_pandera(folder)]) + "\n")
    sys.stdout.write(stewards.table(at_desk) if at_desk else "")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="rows of each file (default 100000)")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--quick", action="store_true", help="5000 rows: does it run, not how fast")
    parser.add_argument("--stewards", action="store_true", help="only twenty stewards at once at the desk")
    return parser


def _at_desk(folder: Path, name: str, url: str | None) -> stewards.Watch:
    """Twenty stewards at once in a home of their own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MINGXIN_")}
    place = _installed(folder / name, url)
    return stewards.measure({**inherited, **place, "PYTHONPATH": os.pathsep.join(sys.path)}, folder / f"{name}-files")


def _measure(folder: Path, database: str, rows: int, url: str | None) -> list[Line]:
    """CSV, the same CSV again, XLSX; then the bare peers on what the CSV left in the database."""
    lines = []
    for kind in ("xlsx", "csv"):
        place = _installed(folder / f"{database}-{kind}", url)
        file = str(folder / f"penalties.{kind}")
        lines.append(Line(database, f"{kind.upper()}, new", _one(folder, place, "intake", file)))
    lines.append(Line(database, "CSV, sent again", _one(folder, place, "intake", file)))
    bare = "bare COPY" if url else "bare executemany"
    lines.append(Line(database, bare, _one(folder, place, "bare"), is_peer=True))
    count = min(BULK_CREATE_ROWS, rows)
    few = _one(folder, place, "bulk_create", str(count))
    lines.append(Line(database, f"bulk_create, {count:,} rows", few, is_peer=True))
    return lines


def _installed(home: Path, url: str | None) -> dict[str, str]:
    """The environment of a new home; on PostgreSQL with a database of its own."""
    place = {"MINGXIN_HOME": str(home), "MINGXIN_KEYS": f"{home}-keys"}
    if url is not None:
        place["MINGXIN_DATABASE_URL"] = postgresql.new_database(url, home.name.lower())
    _one(home.parent, place, "found")
    return place


def _pandera(folder: Path) -> list[Line]:
    try:
        return [Line("none", "pandera-polars", _one(folder, {}, "pandera", str(folder / "penalties.parquet")), True)]
    except subprocess.CalledProcessError as failed:
        sys.stderr.write(f"pandera was not measured (see requirements/bench.txt): {failed.stderr.splitlines()[-1]}\n")
        return []


def _one(folder: Path, place: Mapping[str, str], *arguments: str) -> dict[str, float]:
    """Run one measurement; its figures."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MINGXIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.one", *arguments],
        env={**inherited, **place, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).resolve().parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        done.check_returncode()
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
