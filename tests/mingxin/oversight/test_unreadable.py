"""A value that no program can read is named by table, row and column, and ends no proof in an unexpected error."""

import pytest
from django.db import connection, models, transaction

from mingxin.access.models import Power
from mingxin.archive.models import Shown
from mingxin.intake.models import Batch
from mingxin.ledger.models import Entry
from mingxin.oversight.spelling import prove_spelling
from mingxin.oversight.whole_proof import prove_whole
from tests.mingxin.archive.sending import Sender
from tests.mingxin.oversight.forging import execute
from tests.mingxin.oversight.proved_city import city

__all__ = ["city"]
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such days")

FORGED: list[tuple[type[models.Model], str, str]] = [
    (Shown, "hidden_from", "infinity"),
    (Shown, "shown_from", "-infinity"),
    (Shown, "decided_on", "0044-03-15 BC"),
    (Power, "held_until", "10000-01-01"),
    (Batch, "received_at", "infinity"),
    (Entry, "at", "12026-01-01 00:00:00+00"),
]


def test_a_sound_city_has_none(city: Sender) -> None:
    assert prove_spelling().broken == ""


@pytest.mark.parametrize(("model", "column", "value"), FORGED, ids=[f"{c} {v}" for _, c, v in FORGED])
def test_it_is_named(city: Sender, model: type[models.Model], column: str, value: str) -> None:
    with transaction.atomic():
        execute(model, f"UPDATE {{table}} SET {column} = %s", value)
        broken = prove_spelling().broken
        assert model._meta.db_table in broken and f"{column} 一栏" in broken
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("model", "change", "told"),
    [
        pytest.param(Shown, "hidden_from = 'infinity'", "hidden_from 一栏", id="what is shown"),
        pytest.param(Entry, "at = '12026-01-01 00:00:00+00'", "at 一栏", id="the ledger itself"),
    ],
)
def test_the_whole_proof_ends_there_and_says_so(
    city: Sender, model: type[models.Model], change: str, told: str
) -> None:
    undo = transaction.savepoint()
    execute(model, f"UPDATE {{table}} SET {change}")
    proof = prove_whole()
    transaction.savepoint_rollback(undo)
    assert not proof.holds
    assert proof.records is None
    assert told in next(line.broken for line in proof.lines if line.broken)
