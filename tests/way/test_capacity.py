"""Large batches: counted exactly, and within the memory that a small server has. Not timed: see bench for that."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Protocol

import polars as pl
import pytest

from bench import installation, samples
from mingxin.archive import bulk
from mingxin.archive.queries.projection import compare_projection
from mingxin.archive.queries.proving import prove_records
from mingxin.intake.actions.process import process
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from seed.bench import write_csv_gb18030

ROOT = Path(__file__).resolve().parents[2]
MOST_MIB = 1024


class InForce(Protocol):
    unit: str


def _count(table: str) -> int:
    return int(next(bulk.select(f"SELECT COUNT(*) FROM {table}"))[0])


def test_every_row_of_a_large_batch_is_counted_once(
    in_force: InForce, now: datetime, actor: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "penalties.csv"
    as_ours = pl.all().replace(installation.unit().uscc, in_force.unit)
    write_csv_gb18030(samples.frame_of(20_000).with_columns(as_ours), path)

    first = process(path, item="admin_penalty", unit=in_force.unit, by=actor, at=now)
    assert (first.reported, first.questioned, first.unlinked) == (20_000, 0, 0)
    assert (first.admitted, first.updated, first.unchanged) == (20_000, 0, 0)
    assert _count("archive_record") == _count("archive_timeliness") == 20_000

    again = process(path, item="admin_penalty", unit=in_force.unit, by=actor, at=now)
    assert (again.reported, again.admitted, again.updated, again.unchanged) == (20_000, 0, 0, 20_000)
    assert _count("archive_record") == 20_000

    seal(at=now)
    assert prove_records().broken is None
    assert compare_projection().holds


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_rows_stay_within_a_gigabyte(tmp_path: Path) -> None:
    write_csv_gb18030(samples.frame_of(100_000), tmp_path / "penalties.csv")
    _measure(tmp_path, "found")
    figures = _measure(tmp_path, "intake", str(tmp_path / "penalties.csv"))
    assert figures["rows"] == 100_000
    assert figures["peak_mib"] < MOST_MIB


def _measure(folder: Path, *arguments: str) -> dict[str, float]:
    """One measurement of `bench` in a process of its own, on SQLite."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MINGXIN_")}
    place = {"MINGXIN_HOME": str(folder / "home"), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-m", "bench.one", *arguments],
        cwd=ROOT,
        env=inherited | place,
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
