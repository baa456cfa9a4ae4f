"""What is said of one cell: one bad table per finding, the flat list [row, field, code] expected."""

import pytest

from mingxin.intake.checks.finding import FINDINGS
from tests.spec.findings.cases import CASES, Case, result_of
from tests.spec.findings.sheets import flat


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.item}: {case.because}")
def test_finding(case: Case) -> None:
    result = result_of(case)
    assert flat(result.findings) == case.expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.item}: {case.because}")
def test_error_rows_are_those_with_an_error(case: Case) -> None:
    result = result_of(case)
    with_error = {row for row, _, code in case.expected if FINDINGS[str(code)].severity == "error" and row}
    assert result.error_rows == with_error or case.without
