"""The marked workbook takes an older answer's place whole or not at all."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path

import pytest

from tests.mingxin.intake.marked_workbook import GOOD, HEAD, mark, table_of, write_csv


def test_an_older_answer_is_replaced_whole(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])
    (tmp_path / "out.xlsx").write_bytes(b"older")
    mark(path, tmp_path / "out.xlsx")
    assert zipfile.is_zipfile(tmp_path / "out.xlsx")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.csv", "out.xlsx"]


def test_a_failed_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, GOOD])

    def full_disk(source: object, target: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(OSError, match="no space"):
        mark(path, tmp_path / "out.xlsx")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.crash
@pytest.mark.parametrize("after_seconds", [0.1, 0.4, 0.8])
def test_killed_while_writing_it_leaves_the_older_answer(tmp_path: Path, after_seconds: float) -> None:
    path = write_csv(tmp_path / "a.csv", [HEAD, *([GOOD] * 4000)])
    mark(path, tmp_path / "out.xlsx")
    program = textwrap.dedent(f"""
        from pathlib import Path
        import polars as pl
        from datetime import date
        from mingxin.intake.reading.layout import recognise
        from mingxin.intake.reading.opening import open_sheet
        from mingxin.intake.sieve import sieve
        from mingxin.intake.workbook import write_marked
        from mingxin.rulebook.loader import packaged_rulebook
        book = packaged_rulebook()
        path = Path({str(path)!r})
        sheet = open_sheet(path, max_bytes=10**8, max_rows=10**5)
        table = recognise(sheet, book.cards["org_registration"])
        sieved = sieve(table, forbidden=book.forbidden, as_of=date(2026, 11, 20))
        print("ready", flush=True)
        while True:
            write_marked(path, sheet, table, sieved, sieved.findings, Path({str(tmp_path / "out.xlsx")!r}))
    """)
    writer = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(after_seconds)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert table_of(tmp_path / "out.xlsx").cells.height == 4000
