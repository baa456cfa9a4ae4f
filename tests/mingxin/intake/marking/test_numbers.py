"""Which codes go back as numbers: those alone that a spreadsheet has rounded."""

import pytest

from mingxin.intake.marking.numbers import rounded_codes
from tests.spec.findings.sheets import table_of


@pytest.mark.parametrize(
    ("field", "text", "as_number", "expected", "reason"),
    [
        ("CF_XDR_SHXYM", "914299130001235000", True, True, "eighteen digits of which three are lost"),
        ("CF_XDR_SHXYM", "914299130001235000", False, False, "sent as text: nothing was lost"),
        ("CF_XDR_SHXYM", "914299130001234567", True, False, "typed over the number since: all digits are there"),
        ("CF_XDR_GSZC", "420100000012345", True, False, "fifteen digits are all kept"),
        ("CF_XDR_GSZC", "4201000000123450", True, True, "a sixteenth is not"),
        ("CF_NR_FK", "1234567890123450", True, False, "an amount is a number anyway"),
        ("CF_XDR_SHXYM", None, True, False, "cut: nothing goes back"),
    ],
)
def test_rounded_codes(field: str, text: str | None, as_number: bool, expected: bool, reason: str) -> None:
    table = table_of("admin_penalty", {field: text}, number_fields=[field] if as_number else [])
    letters = {code: letter for code, letter in table.letters.items() if code in table.cells.columns}
    found = rounded_codes(table.sheet, table, table.cells.rename(letters))
    assert found == ({(2, letters[field])} if expected else set()), reason
