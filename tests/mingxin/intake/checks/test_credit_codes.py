"""The whole-column test of credit codes agrees with the kernel, which judges one at a time."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingxin.intake.checks.credit_codes import judge_credit_codes
from mingxin.kernel import uscc

ORG8 = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8)
RIGHT = st.builds(
    uscc.compose, st.sampled_from(["91", "92", "93", "11", "12", "52", "N1", "A1", "Y1"]), st.just("429913"), ORG8
)
TWISTED = st.builds(
    lambda code, place, char: code[:place] + char + code[place + 1 :],
    RIGHT,
    st.integers(0, 17),
    st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
DIGITS = st.from_regex(r"9[123]429913[0-9]{9}[0-9X]", fullmatch=True)
BORN = st.from_regex(r"429913(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])[0-9]{3}[0-9X]", fullmatch=True)


MANY = [uscc.compose("91", "429913", f"MA4K{number:04d}") for number in range(200)]


@pytest.mark.parametrize("among", [[], MANY], ids=["few", "many"])
@settings(max_examples=300, deadline=None)
@given(st.lists(RIGHT | TWISTED | DIGITS | BORN | st.text(max_size=20), max_size=8))
def test_agrees_with_the_kernel(among: list[str], values: list[str]) -> None:
    judged = judge_credit_codes(pl.Series([*values, *among], dtype=pl.String))
    for value in values:
        verdict = uscc.examine(value)
        codes = {remark.code for remark in judged.remarks if remark.value == value} - {"uscc.folded"}
        assert codes == {verdict.problem or verdict.warning} - {None, "uscc.empty"}
        assert judged.normals.get(value, value) == (verdict.code or None)
