"""Killed at any moment: nothing half admitted, nothing acknowledged lost, nothing doubled, and everything proves."""

import hashlib
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.mingxin.archive.sending import document, firm, firm_name, penalty, write_csv
from tests.way.places import place, run, start

ROWS, PARTIES = 3000, 300
SEED = 20_261_120


@pytest.fixture
def env(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    with place(tmp_path, f"mingxin_crash_{tmp_path.name[-8:].strip('_').lower()}") as env:
        yield env


def sheet(folder: Path, cycle: int) -> Path:
    """Half of the rows change what every cycle says anew, half are decisions of this cycle alone."""
    rows = []
    for at in range(ROWS):
        number = at if at < ROWS // 2 else cycle * ROWS + at
        rows.append(penalty(number, at % PARTIES, CF_SY=f"第{cycle}次所述的事实。"))
    return write_csv(folder / f"cycle-{cycle}.csv", "admin_penalty", rows)


def hear(worker: Any) -> dict[str, Any]:
    line = worker.stdout.readline()
    assert line, worker.stderr.read()
    said: dict[str, Any] = json.loads(line)
    return said


@pytest.mark.crash
@pytest.mark.timeout(1800)
def test_a_batch_is_whole_or_not_there_whenever_it_is_killed(env: dict[str, str], tmp_path: Path) -> None:
    kills = 25 if connection.vendor == "sqlite" else 10
    chance, sent, acknowledged, admitted = random.Random(SEED), [], set(), 0
    first = start(env, "take_up")
    hear(first)
    began = time.monotonic()
    first.communicate(f"{sheet(tmp_path, 0)}\n")
    assert first.returncode == 0
    lasted = time.monotonic() - began
    sent.append(hashlib.sha256((tmp_path / "cycle-0.csv").read_bytes()).hexdigest())
    acknowledged.add(sent[0])
    seen_files = 0
    for cycle in range(1, kills + 2):
        worker = start(env, "take_up")
        state = hear(worker)
        require_whole(state, sent, acknowledged)
        admitted = max(admitted, len(state["batches"]))
        seen_files += state["swept"]
        if cycle > kills:
            worker.communicate("\n")
            assert worker.returncode == 0
            break
        path = sheet(tmp_path, cycle)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        worker.stdin.write(f"{path}\n")  # type: ignore[union-attr]
        worker.stdin.flush()  # type: ignore[union-attr]
        time.sleep(lasted * (cycle - chance.random()) / kills)  # the moments sweep the whole of a batch's time
        worker.kill()
        said = worker.communicate()[0]
        sent.append(digest)
        if "acknowledged" in said:
            acknowledged.add(digest)
    assert 1 < admitted < kills + 1, "some were killed before they were acknowledged, some after"


def require_whole(state: dict[str, Any], sent: list[str], acknowledged: set[str]) -> None:
    assert state["torn"] == [], "a batch that waits has written no record"
    assert state["pending"] == []
    assert state["broken"] == []
    assert state["shown_holds"]
    assert (state["stray_files"], state["lost_files"], state["arriving"]) == ([], [], [])
    batches = state["batches"]
    assert acknowledged <= set(batches), "what was acknowledged is never lost"
    assert set(batches) <= set(sent)
    assert len(batches) == state["batch_count"], "and none is there twice"
    assert [b for b in batches.values() if b[1:] != ["admitted", ROWS, ROWS]] == [], "whole, whichever was killed"
    assert state["current"] == state["threads"] == ROWS // 2 * (1 + len(batches))
    assert state["spans"] == state["current"]


@pytest.mark.crash
def test_six_at_once(env: dict[str, str], tmp_path: Path) -> None:
    """Overlapping records and parties, all new: whoever comes second finds them there, and nobody waits in vain."""
    folder = tmp_path / "sent"
    folder.mkdir()
    workers = []
    for process in range(6):
        paths = []
        for batch in range(2):
            rows = [
                penalty(at, at % 50, CF_WSH=document(at), CF_XDR_MC=firm_name(at % 50), CF_XDR_SHXYM=firm(at % 50))
                for at in range(batch * 100, batch * 100 + 200)
            ]
            paths.append(str(write_csv(folder / f"{process}-{batch}.csv", "admin_penalty", rows)))
        workers.append(start(env, "send", *paths))
    told = [worker.communicate() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 6, [err[-800:] for _, err in told]
    batches = [json.loads(line) for out, _ in told for line in out.splitlines()]
    assert len({b["batch"] for b in batches}) == 12, "every batch has a number of its own"
    assert sum(b["counts"][3] for b in batches) == 300, "each record was admitted by one of them"
    assert sum(b["counts"][5] for b in batches) == 12 * 200 - 300, "and known already to all the others"
    last = json.loads(run(env, "take_up").splitlines()[0])
    assert last["broken"] == []
    assert last["shown_holds"]
    assert (last["current"], last["threads"], last["pending"]) == (300, 300, [])
