"""What one cell of a sender costs grows with its length and no faster."""

import pytest

from mingxin.intake.reading.headers import fold
from mingxin.kernel.money import amounts_in_text
from tests.mingxin.kernel.test_identity_work import counted

MARKS = {
    "one after the other": "必填" * 5000,
    "in one another": "(必填" * 5000 + ")" * 5000,
    "with blanks": "必填 " * 5000,
}


@pytest.mark.parametrize("header", MARKS.values(), ids=MARKS)
def test_marks_of_a_header_are_taken_off_in_few_rounds(header: str) -> None:
    with counted() as work:
        fold(header)
    assert work.steps < 1000


def test_an_amount_without_end_is_gone_over_once() -> None:
    """Going back into it for each of its digits would take longer than a test may."""
    assert amounts_in_text("人民币" + "1" * 600_000 + "元") is not None
