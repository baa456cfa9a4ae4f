"""Killed between the commit of a seal and its witness: what is found is said as it is, and the next seal heals it."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from mingxin.ledger import witness
from tests.way.places import place, run, start


@pytest.fixture
def env(django_db_setup: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    with place(tmp_path, f"mingxin_sealing_{tmp_path.name[-8:].strip('_').lower()}") as env:
        yield env


def said(env: dict[str, str], *words: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(env, *words).splitlines()[0])
    return told


def killed(env: dict[str, str], *words: str) -> None:
    worker = start(env, *words)
    out = worker.communicate()
    assert worker.returncode == -signal.SIGKILL, out


def test_the_witness_stays_behind_and_the_next_seal_brings_it_on(env: dict[str, str], tmp_path: Path) -> None:
    before = said(env, "proved")
    assert before["seals"] == before["witnessed"]
    killed(env, "seal_and_die", "seal")
    found = said(env, "proved")
    assert (found["broken"], found["seals"], found["witnessed"]) == ([], before["seals"] + 1, before["seals"])
    assert f"见证到第 {before['seals']} 号" in found["told"], "the newest seal is not claimed to be witnessed"
    doctor = run(env, "commands", given=json.dumps([["doctor", "--full"]]))
    assert f"到第 {before['seals']} 号封印，与账本相符；其后的 1 个封印还没有见证" in doctor
    healed = said(env, "seal_now")
    assert (healed["broken"], healed["witnessed"]) == ([], before["seals"] + 2)


def test_a_witness_that_was_being_written_is_left_and_cleared_away(env: dict[str, str], tmp_path: Path) -> None:
    dead = tmp_path / "home-keys" / ".witness-dead"
    dead.write_text('{"signed_from": 1, "nu')
    assert said(env, "seal_now")["broken"] == []
    assert not dead.exists()


def test_killed_while_a_restored_chain_is_accepted(env: dict[str, str], tmp_path: Path) -> None:
    """Until the witness is replaced the chain still counts as cut; whoever asks again brings it to an end."""
    keys = tmp_path / "home-keys"
    for _ in range(3):
        said(env, "seal_now")
    seen = (keys / witness.FILE).read_text()
    cut_after(env, tmp_path, json.loads(seen)["number"] - 2)
    assert "末尾被截去" in said(env, "proved")["broken"][0]
    killed(env, "seal_and_die", "accept")
    assert (keys / witness.FILE).read_text() == seen
    assert "末尾被截去" in said(env, "proved")["broken"][0]
    accepted = run(env, "commands", given=json.dumps([["ledger", "accept", "--reason", "从备份恢复，再次办理"]]))
    assert "已认可恢复" in accepted
    found = said(env, "proved")
    assert (found["broken"], found["witnessed"]) == ([], found["seals"])


def cut_after(env: dict[str, str], folder: Path, number: int) -> None:
    """As an older backup leaves it: the seals behind this one are gone, with the entries in them."""
    statements = (
        f"CREATE TEMP TABLE gone AS SELECT entry_id FROM ledger_sealedentry WHERE seal_id > {number}",
        f"DELETE FROM ledger_sealedentry WHERE seal_id > {number}",
        f"DELETE FROM ledger_seal WHERE number > {number}",
        "DELETE FROM ledger_entry WHERE id IN (SELECT entry_id FROM gone)",
    )
    if connection.vendor == "postgresql":
        with psycopg.connect(env["MINGXIN_DATABASE_URL"]) as there:
            for statement in statements:
                there.execute(statement)  # type: ignore[arg-type]
        return
    with sqlite3.connect(folder / "home" / "mingxin.sqlite3") as there:
        for statement in statements:
            there.execute(statement)
