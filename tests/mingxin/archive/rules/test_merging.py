"""Which two subjects may be taken for one, by every pair of what is known of them."""

from itertools import product

import pytest

from mingxin.archive.rules.merging import Party, refuse_merging
from mingxin.kernel.refusal import Refusal

# (treated as a sole trader, on the register) of the one that goes and of the one that stays
TABLE = """
goes              stays             answer
firm              firm              -
firm              firm,registered   -
trader            trader            -
trader            trader,registered -
firm,registered   firm,registered   merge.both_registered
trader,registered trader,registered merge.both_registered
firm,registered   firm              merge.keep_registered
trader,registered trader            merge.keep_registered
firm              trader            merge.protection
trader            firm              merge.protection
firm,registered   trader            merge.protection
trader,registered firm              merge.protection
firm              trader,registered merge.protection
trader            firm,registered   merge.protection
firm,registered   trader,registered merge.protection
trader,registered firm,registered   merge.protection
"""
CASES = [line.split() for line in TABLE.strip().splitlines()[1:]]
KINDS = ("firm", "trader", "firm,registered", "trader,registered")


def party(kind: str, subject: int, code: str) -> Party:
    return Party(subject, code, is_by_person="trader" in kind, is_registered="registered" in kind)


def answer(gone: Party, into: Party) -> str:
    try:
        refuse_merging(gone, into)
    except Refusal as refusal:
        return refusal.code
    return "-"


def test_the_table_is_whole() -> None:
    assert sorted((goes, stays) for goes, stays, _ in CASES) == sorted(product(KINDS, KINDS))


@pytest.mark.parametrize(("goes", "stays", "expected"), CASES, ids=[" into ".join(case[:2]) for case in CASES])
def test_merging(goes: str, stays: str, expected: str) -> None:
    assert answer(party(goes, 1, "甲"), party(stays, 2, "乙")) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_one_already_is_not_merged(kind: str) -> None:
    assert answer(party(kind, 1, "甲"), party(kind, 2, "甲")) == "merge.same_code"
    assert answer(party(kind, 1, "甲"), party(kind, 1, "乙")) == "merge.merged_before"
