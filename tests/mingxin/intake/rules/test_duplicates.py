"""Rows of one file that are the same record."""

from typing import Any

import pytest

from mingxin.intake.rules.duplicates import duplicates_in_file
from tests.spec.findings.sheets import OTHER_FIRM, checked, flat, rulebook

CARD = rulebook().cards["admin_penalty"]
LETTERS = {"CF_WSH": "G"}
SAME, DIFFERS = "duplicate.in_file", "duplicate.differs_in_file"
CASES: list[tuple[str, list[dict[str, Any]], list[list[Any]]]] = [
    ("one row", [{}], []),
    ("two decisions", [{}, {"CF_WSH": "云市监罚〔2026〕32号"}], []),
    ("one decision, two parties", [{}, {"CF_XDR_SHXYM": OTHER_FIRM}], []),
    ("twice the same: the first is kept", [{}, {}], [[3, "CF_WSH", SAME]]),
    ("three times", [{}, {}, {}], [[3, "CF_WSH", SAME], [4, "CF_WSH", SAME]]),
    ("spelled differently, the same when normalised", [{}, {"CF_WSH": "云市监罚[2026]31号"}], [[3, "CF_WSH", SAME]]),
    (
        "other content: nobody can say which",
        [{}, {"CF_NR": "警告。"}],
        [[2, "CF_WSH", DIFFERS], [3, "CF_WSH", DIFFERS]],
    ),
    (
        "two the same and one other: all three",
        [{}, {}, {"CF_NR": "警告。"}],
        [[2, "CF_WSH", DIFFERS], [3, "CF_WSH", DIFFERS], [4, "CF_WSH", DIFFERS]],
    ),
    ("an optional cell filled in once", [{}, {"BZ": "补"}], [[2, "CF_WSH", DIFFERS], [3, "CF_WSH", DIFFERS]]),
    ("without a code nothing is compared", [{"CF_XDR_SHXYM": None}, {"CF_XDR_SHXYM": None}], []),
]


@pytest.mark.parametrize(("because", "rows", "expected"), CASES, ids=[case[0] for case in CASES])
def test_duplicates(because: str, rows: list[dict[str, Any]], expected: list[list[Any]]) -> None:
    normalised = checked("admin_penalty", *rows).rows
    assert flat(duplicates_in_file(normalised, CARD, LETTERS)) == expected


def test_sentences_name_the_other_rows_and_what_differs() -> None:
    normalised = checked("admin_penalty", {}, {"CF_NR": "警告。"}, {"CF_FRDB": "李某"}).rows
    findings = duplicates_in_file(normalised, CARD, LETTERS).to_dicts()
    assert "与第 2、4 行" in findings[1]["message"]
    assert "法定代表人、处罚内容" in findings[1]["remedy"]
    assert findings[0]["column"] == "G"
