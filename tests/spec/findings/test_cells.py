"""What is said of one cell: one bad table per finding, the flat list [row, field, code] expected."""

import pytest

from mingxin.intake.checks.finding import FINDINGS
from tests.spec.findings.cases import CASES, Case, result_of
from tests.spec.findings.sheets import checked, flat


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.item}: {case.because}")
def test_finding(case: Case) -> None:
    result = result_of(case)
    assert flat(result.findings) == case.expected


SAID = [
    ("nothing at all", None, "“违法事实”必须填写，现在是空的。"),
    ("blanks alone", "  ", "“违法事实”必须填写，现在是空的。"),
    ("a word for nothing", "无", "“违法事实”必须填写，填的是“无”，视为没有填写。"),
    ("a word for nothing among blanks", " NULL ", "“违法事实”必须填写，填的是“NULL”，视为没有填写。"),
]


@pytest.mark.parametrize(("reason", "sent", "message"), SAID, ids=[row[0] for row in SAID])
def test_a_cell_that_holds_a_word_is_not_called_empty(reason: str, sent: str | None, message: str) -> None:
    assert checked("admin_penalty", {"CF_SY": sent}, {}).findings["message"].to_list() == [message]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.item}: {case.because}")
def test_error_rows_are_those_with_an_error(case: Case) -> None:
    result = result_of(case)
    with_error = {row for row, _, code in case.expected if FINDINGS[str(code)].severity == "error" and row}
    assert result.error_rows == with_error or case.without
