"""What goes out safe for a spreadsheet comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingxin.intake.reading.quoted import as_sent, quoted
from mingxin.kernel.text import is_formula


@pytest.mark.parametrize(
    ("text", "out"),
    [
        pytest.param("=1+1", "'=1+1", id="a formula"),
        pytest.param("'=1+1", "''=1+1", id="an apostrophe of its own"),
        pytest.param("-5.2", "-5.2", id="a number"),
        pytest.param("'第八条", "'第八条", id="an apostrophe before words"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_what_is_quoted(text: str, out: str) -> None:
    assert (quoted(text), as_sent(out)) == (out, text)


@given(st.text(alphabet="'=+-@＝ \t1a条", max_size=8))
def test_it_comes_back_and_is_no_formula(text: str) -> None:
    assert as_sent(quoted(text)) == text
    assert not is_formula(quoted(text))
