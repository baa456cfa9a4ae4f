"""Every pair of states, written out: what may follow on what, and why not."""

import pytest

from mingxin.intake.models import BatchState
from mingxin.intake.rules.batch_states import CAN_BE_WITHDRAWN, MENDABLE, NEXT, OPEN, WORDS, require_step
from mingxin.kernel.refusal import Refusal

STATES = ("received", "checking", "ready", "submitted", "returned", "released", "admitted", "withdrawn", "refused")

# rows: where the batch stands; columns: where it would go, in the order of STATES; o may, . may not
TABLE = {
    #             rec chk rdy sub ret rel adm wdn ref
    "received":  ". o . . . . . o o",  # checked, taken back, or refused whole
    "checking":  "o . o . . . . o o",  # back where somebody must say the item
    "ready":     ". o o o . o . o .",  # checked as another item, mended, submitted, released where none reviews
    "submitted": ". . . . o o . o .",  # the checker's: nobody mends it meanwhile
    "returned":  ". o o o . o . o .",  # the steward's again
    "released":  ". . . . . . o . .",  # the unit has said yes: it is admitted, sooner or later
    "admitted":  ". . . . . . . . .",  # from here on: corrections, withdrawals, supplements
    "withdrawn": ". . . . . . . . .",
    "refused":   ". . . . . . . . .",
}  # fmt: skip
PAIRS = [
    pytest.param(before, after, allowed == "o", id=f"{before} to {after}: {'may' if allowed == 'o' else 'may not'}")
    for before, line in TABLE.items()
    for after, allowed in zip(STATES, line.split(), strict=True)
]


@pytest.mark.parametrize(("before", "after", "may"), PAIRS)
def test_the_table(before: str, after: str, may: bool) -> None:
    if may:
        require_step(before, after)
        return
    with pytest.raises(Refusal) as refused:
        require_step(before, after)
    assert refused.value.code == "batch.state"
    assert WORDS[before] in refused.value.message
    assert refused.value.remedy


def test_the_table_is_whole() -> None:
    assert tuple(TABLE) == STATES == tuple(BatchState.values)
    assert set(NEXT) == set(STATES)
    assert {state: BatchState(state).label for state in STATES} == dict(WORDS)


def test_what_is_over_is_not_open() -> None:
    assert set(STATES) - OPEN == {"admitted", "withdrawn", "refused"}
    assert {"ready", "returned"} == MENDABLE
    assert OPEN - {"released"} == CAN_BE_WITHDRAWN, "what is released is no longer the unit's alone"
