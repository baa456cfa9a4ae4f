"""Real registry rows through 法人登记: every fault found under its name, and no false error.

The rows are not part of the product; where they are absent these tests are skipped.
"""

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from mingxin.intake.actions.process import process
from mingxin.kernel import uscc
from mingxin.ledger.actor import Actor

REGISTRY = Path(__file__).resolve().parents[3] / "shared" / "data" / "registry"
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REGISTRY.is_dir(), reason="no real registry rows beside the checkout"),
]


class InForce(Protocol):
    unit: str


# What the rows' collectors called a fault, and the findings that name it here.
FINDINGS_OF = {
    "InvalidLength": {
        "uscc.length",
        "uscc.old_registration_15",
        "uscc.old_registration_13",
        "uscc.organisation_code",
    },
    "InvalidChecksum": {"uscc.check_digit"},
    "InvalidFormat": {"uscc.character", "uscc.length"},
    "PUA/fffd name": {"text.unreadable"},
    "fullwidth": {"name.folded"},
    "ncol=11": {"uscc.length", "uscc.character"},
    "ncol=9": set(),  # with its quotes read as CSV has them the row has its eight columns
    "dup_code": set(),  # the other row with the same code is not among these rows
    "space name": set(),  # a space at the end is no fault of the sender's
}


def test_two_cities_have_nine_wrong_codes_and_no_false_error(in_force: InForce, now: datetime, actor: Actor) -> None:
    path = REGISTRY / "huangshi_xianning.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.reader(handle))
    wrong = {number for number, row in enumerate(rows[1:], start=2) if not uscc.is_valid(uscc.fold(row[1]))}

    outcome = process(path, item="org_registration", unit=in_force.unit, by=actor, at=now)

    errors = {(row, code) for row, _, _, code, severity, *_ in outcome.findings.iter_rows() if severity == "error"}
    assert errors == {(row, "uscc.check_digit") for row in wrong}
    assert (outcome.reported, outcome.questioned, outcome.admitted) == (8742, 9, 8733)


def test_each_dirty_row_is_found_under_its_reason(in_force: InForce, now: datetime, actor: Actor) -> None:
    outcome = process(
        REGISTRY / "dirty_rows_national.csv",
        item="org_registration",
        unit=in_force.unit,
        by=actor,
        at=now,
        dry_run=True,
    )
    found: defaultdict[int, set[str]] = defaultdict(set)
    for row, _, _, code, *_ in outcome.findings.iter_rows():
        found[row].add(code)
    with (REGISTRY / "dirty_rows_reasons.csv").open(newline="") as handle:
        reasons = [(int(line["row"]), line["reason"]) for line in csv.DictReader(handle)]

    missed = [
        (row, reason)
        for row, reason in reasons
        if FINDINGS_OF[reason] and not FINDINGS_OF[reason] & (found[row] | found[0] | found[1])
    ]
    unexplained = {row for row, codes in found.items() if row > 1 and codes} - {row for row, _ in reasons}

    assert (missed, unexplained) == ([], set())
