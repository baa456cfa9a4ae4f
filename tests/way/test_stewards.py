"""Twenty stewards and four checkers at once at a served desk: nothing lost, nothing counted twice, no fault shown."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.stewards import EMPTY_ROWS, ROWS, STEWARDS_OF_EACH, UNITS, served, walk
from tests.way.places import place, python, run

STEWARDS = len(UNITS) * STEWARDS_OF_EACH


@pytest.fixture
def env(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    with place(tmp_path, f"mingxin_desk_{tmp_path.name[-8:].strip('_').lower()}") as env:
        yield env


@pytest.mark.timeout(1800)
def test_twenty_stewards_at_once(env: dict[str, str], tmp_path: Path) -> None:
    """Each sends 150 rows, mends a cell of her own and one of a colleague's, submits; the checker releases."""
    python(env, "bench.stewards", "setup", str(tmp_path))
    log = tmp_path / "served.log"
    with served(env, log) as site:
        watch = walk(site, tmp_path)
    said = log.read_text(encoding="utf-8")
    assert watch.faults == [], said[-3000:]
    assert [words for words in ("Traceback", "ERROR", "locked", "deadlock") if words in said] == []
    told = json.loads(python(env, "bench.stewards", "tell"))
    assert len(told["batches"]) == STEWARDS
    counts = {tuple(batch[1:6]) for batch in told["batches"]}
    assert counts == {("admitted", ROWS, ROWS, 0, len(EMPTY_ROWS))}, "every row on record, both mends kept"
    assert all(batch[6] for batch in told["batches"]), "each released by a checker"
    assert told["records"] == STEWARDS * ROWS
    proved = json.loads(run(env, "take_up").splitlines()[0])
    assert proved["broken"] == []
    assert proved["shown_holds"]
    assert (proved["current"], proved["threads"], proved["pending"]) == (STEWARDS * ROWS, STEWARDS * ROWS, [])
    assert (proved["stray_files"], proved["lost_files"], proved["arriving"]) == ([], [], [])
