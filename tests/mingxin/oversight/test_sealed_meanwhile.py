"""The whole proof of a platform that goes on: what is sealed while it reads does not look like an end cut off."""

import threading
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, connections

from mingxin.ledger.actions import seal, write
from mingxin.ledger.actor import Actor
from mingxin.ledger.queries import witnessed
from mingxin.oversight.whole_proof import LEDGER, WITNESS, walk
from tests.conftest import InForce

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_seal_made_while_the_proof_reads(
    transactional_db: None, in_force: InForce, ledger_key: Path, actor: Actor, now: datetime
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")

    def one_more() -> None:
        write(action="a", object_type="t", object_key="k", by=actor, at=now)
        seal(at=now)
        connections.close_all()

    one_more()
    before = witnessed()
    proofs = walk()
    proved = [next(proofs)]  # the moment has begun
    sealing = threading.Thread(target=one_more)
    sealing.start()
    sealing.join()
    assert before is not None and (after := witnessed()) is not None and after.number == before.number + 1
    proved += proofs
    asked = {line.subject: line.broken for line in proved if line.subject in (LEDGER, WITNESS)}
    assert asked == {LEDGER: "", WITNESS: ""}
