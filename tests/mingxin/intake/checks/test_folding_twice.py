"""What is folded is kept, compared and folded again: each fold of its own result is that result."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mingxin.access.rules import passwords
from mingxin.archive import search
from mingxin.intake.reading import headers
from mingxin.intake.rules.record_keys import folded
from mingxin.intake.table import ROW
from mingxin.kernel import docnumber, masking, orgname, text, uscc
from tests.spec.findings.sheets import CLEAN, checked, rulebook

# Signs that fold to several, that put on the sign before them, or that a later step of a fold takes away.
ODD = st.text(
    "'’`-ー－ \u3000\u00a0\u200b\ufeff¯´¨ſßŉﬁΐΰǰẖİı㎏①⒈℡ÅＹya1１*、.ʼ\u0301\u0304\u0308\u0345ͅ无／/—"
    "（(（必填）)）【[〔2026〕]】号",
    max_size=8,
)
FOLDS: dict[str, Callable[[str], str]] = {
    "credit code": uscc.fold,
    "name": orgname.normalise,
    "document number": docnumber.normalise,
    "text": text.clean,
    "visible text": text.visible,
    "private use": text.map_private_use,
    "telephones": masking.mask_phones_in,
    "header": headers.fold,
    "name searched for": search.fold,
    "password": passwords.normal,
    "key of a record": lambda said: str(pl.select(folded(pl.lit(said))).item()),
}


@pytest.mark.parametrize("fold", FOLDS.values(), ids=FOLDS)
@given(said=ODD)
@example(said="Y¯")
@example(said="ΐ")
@example(said="a¨")
@example(said="必填（必填）必填")
@example(said="【[2026]】")
def test_a_fold_of_what_was_folded(fold: Callable[[str], str], said: str) -> None:
    once = fold(said)
    assert fold(once) == once


PIECES = st.sampled_from(
    ["无", "/", "null", "'", "’", " ", "\u200b", "2026", "年1月", "号", "其他", "-", "警告", "、", "万", "Y¯"]
)
CELL = st.lists(PIECES, max_size=4).map("".join) | ODD


@pytest.mark.parametrize("item", sorted(CLEAN))
@settings(max_examples=40)
@given(cell=CELL)
@example(cell="'无")
@example(cell="' '无")
@example(cell="' 'x")
@example(cell="\ufeff/")
@example(cell="Y¯")
def test_a_whole_row_normalised_twice(item: str, cell: str) -> None:
    codes = [field.code for field in rulebook().cards[item].fields]
    once = checked(item, dict.fromkeys(codes, cell)).rows
    again = checked(item, once.drop(ROW).to_dicts()[0]).rows
    assert again.equals(once), [
        (code, cell, once[code][0], again[code][0]) for code in codes if once[code][0] != again[code][0]
    ]
