"""What is typed into a cell at the desk, as a sheet would hold it."""

import pytest

from mingxin.intake.rules.laying_over import typed
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import CUT_MARK
from mingxin.rulebook.loader import packaged_rulebook
from tests.spec.spellings import CODE, PLAIN, mistyped

CARD = packaged_rulebook().cards["admin_penalty"]

# field, what was typed, what is kept; None: refused, for the whole cell is a person's number
CASES = [
    ("CF_SY", "", "", "nothing"),
    ("CF_SY", " \n ", "", "blanks"),
    ("CF_SY", "未明码标价。", "未明码标价。", "a text"),
    ("CF_SY", f"当事人{PLAIN}未明码标价。", f"当事人{CUT_MARK}未明码标价。", "a number in a text"),
    ("CF_SY", PLAIN, "", "a number and nothing else"),
    ("CF_XDR_SHXYM", CODE, CODE, "a credit code"),
    ("CF_XDR_SHXYM", PLAIN, None, "a number in place of the code"),
    ("CF_XDR_SHXYM", mistyped(PLAIN), None, "the same, mistyped"),
]


@pytest.mark.parametrize(("field", "value", "kept", "because"), CASES, ids=[case[3] for case in CASES])
def test_what_is_typed(field: str, value: str, kept: str | None, because: str) -> None:
    if kept is not None:
        assert typed(3, value, CARD.field(field)) == kept
        return
    with pytest.raises(Refusal) as refused:
        typed(3, value, CARD.field(field))
    assert refused.value.code == "mend.identity"
    assert value not in str(refused.value)
