"""Several people and workers at once on PostgreSQL: nothing lost, one act of each kind, and a clear refusal else.

SQLite has one writer at a time by itself.
"""

from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from mingxin.archive.models import Record
from mingxin.intake.actions.forgetting import forget
from mingxin.intake.actions.linking import adopt_proposal, propose_link
from mingxin.intake.actions.mending import Mend, mend
from mingxin.intake.actions.submitting import release, submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions, outstanding, supplement_of
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch, BatchStep, SettledRow, ZeroReport
from mingxin.jobs.running import run_one
from mingxin.kernel.refusal import Refusal
from tests.conftest import InForce
from tests.mingxin.archive.actions.test_crossing import at_once, faults
from tests.mingxin.archive.sending import firm, firm_name, penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, OFFICER, STEWARD, Desk, counts, hire

pytestmark = pytest.mark.django_db(transaction=True)
FAULTS = tuple(penalty(number, CF_JDRQ="") for number in range(2, 8))


@pytest.fixture
def many(transactional_db: None, in_force: InForce, tmp_path: Path, now: datetime) -> Desk:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    hire()
    folder = tmp_path / "sent"
    folder.mkdir()
    return Desk(folder, now, count(1))


def refused(given: list[object]) -> list[str]:
    return [one.code for one in given if isinstance(one, Refusal)]


def test_six_mend_one_batch(many: Desk) -> None:
    batch = many.checked(penalty(1), *FAULTS)
    people = (STEWARD, COLLEAGUE)
    given = at_once(
        *(
            lambda row=row: mend(batch.number, [Mend(row, "CF_JDRQ", "2026-11-16")], by=people[row % 2], at=many.at)
            for row in range(3, 9)
        )
    )
    assert (faults(given), refused(given)) == ([], [])
    batch.refresh_from_db()
    assert (counts(batch), batch.mends.count()) == ((7, 0, 0, 7, 0, 0), 6)


def test_mending_submitting_and_taking_back_at_once(many: Desk) -> None:
    batch = many.checked(penalty(1), *FAULTS)
    given = at_once(
        lambda: mend(batch.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=COLLEAGUE, at=many.at),
        lambda: submit(batch.number, by=STEWARD, at=many.at),
        lambda: submit(batch.number, by=COLLEAGUE, at=many.at),
    )
    assert faults(given) == []
    assert refused(given).count("submit.state") == 1, "submitted once; the other is told so"
    assert set(refused(given)) <= {"submit.state", "mend.state"}
    batch.refresh_from_db()
    was_mended = "mend.state" not in refused(given)
    assert (batch.state, batch.admitted) == ("submitted", 2 if was_mended else 1)
    given = at_once(
        lambda: release(batch.number, secrecy_reviewed=True, by=CHECKER, at=many.at),
        lambda: release(batch.number, secrecy_reviewed=True, by=OFFICER, at=many.at),
        lambda: withdraw_batch(batch.number, reason="选错文件", by=STEWARD, at=many.at),
    )
    assert (faults(given), len(refused(given))) == ([], 2), "one of three"
    assert BatchStep.objects.filter(batch=batch, state__in=("released", "withdrawn")).count() == 1


def test_four_workers_share_the_queue(many: Desk) -> None:
    numbers = [many.receive(penalty(n), penalty(50), penalty(n + 100, CF_JDRQ="")) for n in range(1, 7)]

    def worker(name: str) -> int:
        ran = 0
        while run_one(name, lambda: many.at):
            ran += 1
        return ran

    given = at_once(*(lambda n=n: worker(f"worker-{n}") for n in range(4)))
    assert (faults(given), sum(given)) == ([], 6)  # type: ignore[call-overload]
    for number in numbers:
        submit(number, by=STEWARD, at=many.at)
        release(number, secrecy_reviewed=True, by=CHECKER, at=many.at)
    given = at_once(*(lambda n=n: worker(f"worker-{n}") for n in range(4)))
    assert (faults(given), sum(given)) == ([], 6)  # type: ignore[call-overload]
    batches = Batch.objects.filter(pk__in=numbers)
    assert {b.state for b in batches} == {"admitted"}
    assert (sum(b.admitted for b in batches), sum(b.unchanged for b in batches)) == (7, 5)
    assert Record.objects.count() == 7
    require_sound()


def test_one_supplement_one_adoption_one_declaration(many: Desk) -> None:
    parent = many.admitted(penalty(1), penalty(2, CF_XDR_SHXYM=""))
    proposal = propose_link(
        parent.number, 3, uscc=firm(2), name=firm_name(2), reason="核对执照", by=OFFICER, at=many.at
    )
    given = at_once(
        lambda: adopt_proposal(proposal.pk, by=STEWARD, at=many.at),
        lambda: adopt_proposal(proposal.pk, by=COLLEAGUE, at=many.at),
        lambda: supplement_of(parent.number, by=STEWARD, at=many.at),
    )
    assert (faults(given), refused(given)) == ([], ["link.decided"])
    assert parent.supplements.count() == 1
    given = at_once(
        *(lambda: declare_none(unit=parent.unit, item="honour", month=many.at.date(), by=STEWARD, at=many.at),) * 3
    )
    assert (faults(given), refused(given), ZeroReport.objects.count()) == ([], [], 1)


def test_erasure_beside_mending_and_supplements_waits_for_nobody_for_ever(many: Desk) -> None:
    row = penalty(1)
    many.admitted(row)
    parent = many.admitted(penalty(8), {**row, "CF_JDRQ": ""})
    ready = many.checked(penalty(9), penalty(10, CF_JDRQ=""))
    given = at_once(
        lambda: forget(thread(row), by=OFFICER, at=many.at),
        lambda: supplement_of(parent.number, by=STEWARD, at=many.at),
        lambda: mend(ready.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=STEWARD, at=many.at),
        lambda: many.receive(penalty(11)),
    )
    assert faults(given) == []
    assert set(refused(given)) <= {"supplement.nothing"}


def test_three_supplements_to_one_batch_are_admitted_beside_an_erasure(many: Desk) -> None:
    """Each settles what it brings, whichever comes first; one row is brought by two of them."""
    old = penalty(1)
    root = many.admitted(old, *FAULTS)
    other = many.admitted(penalty(60), {**old, "CF_JDRQ": ""})
    made = supplement_of(root.number, by=STEWARD, at=many.later(minutes=1))
    mend(made.number, [Mend(row, "CF_JDRQ", "2026-11-16") for row in (3, 4, 5)], by=STEWARD, at=many.at)
    sent = [many.checked(*rows, supplement_to=root) for rows in ((penalty(5), penalty(6)), (penalty(4), penalty(70)))]
    for number in (made.number, *(batch.number for batch in sent)):
        submit(number, by=STEWARD, at=many.at)
        release(number, secrecy_reviewed=True, by=CHECKER, at=many.at)
    given = at_once(
        *(lambda n=n: run_one(f"worker-{n}", lambda: many.at) for n in range(3)),
        lambda: forget(thread(old), by=OFFICER, at=many.at),
        lambda: close_questions(other.number, reason="决定书已作废", by=STEWARD, at=many.at),
        lambda: many.receive(penalty(7), supplement_to=root),
    )
    assert (faults(given), refused(given)) == ([], [])
    many.work()
    settled = SettledRow.objects.filter(batch=root).order_by("row").values_list("row", flat=True)
    assert (list(settled), outstanding(root)) == ([3, 4, 5, 6, 7], 1), "row 8 came with nobody"
    require_sound()
