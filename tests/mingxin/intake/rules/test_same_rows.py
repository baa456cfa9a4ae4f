"""Which rows come again, by the rows alone; through the desk it is tried with whole files."""

from collections.abc import Mapping

import polars as pl
import pytest

from mingxin.intake.rules import same_rows
from mingxin.intake.rules.same_rows import IS_NEW, brought_again
from mingxin.intake.table import ROW
from mingxin.rulebook.book import Rulebook

Cells = Mapping[str, str]
FIRM = {"TYSHXYDM": "91429913MA0000021Z", "ZTMC": "云泽市澄江机械有限公司", "ZS": "云泽市东湖路2号"}
HONOUR = {"RY_WSH": "云表〔2026〕1号", "RY_TYSHXYDM": "91429913MA0000021Z", "RY_MC": "守合同重信用企业"}


def again(
    rulebook: Rulebook, item: str, behind: Cells, came: Cells, *, is_new: bool = True, doubted: tuple[str, ...] = ()
) -> bool:
    card = rulebook.cards[item]
    codes = [field.code for field in card.fields if not field.cut]

    def frame(cells: Cells) -> dict[str, pl.Series]:
        return {code: pl.Series([cells.get(code)], dtype=pl.String) for code in codes}

    left = pl.DataFrame({ROW: pl.Series([7], dtype=pl.UInt32), **frame(behind)})
    other = pl.DataFrame({IS_NEW: [is_new], **frame(came)})
    found = brought_again(left, other, card=card, doubted={(7, code) for code in doubted})
    assert found <= {7}
    return bool(found)


CASES: list[tuple[str, str, Cells, Cells, bool]] = [
    ("a register entry by its code", "org_registration", FIRM, {**FIRM, "ZTMC": "改名后的企业", "ZS": ""}, True),
    ("a register entry by its name alone", "org_registration", {**FIRM, "ZS": "甲"}, {**FIRM, "TYSHXYDM": "9"}, False),
    ("a code that was missing, all else alike", "org_registration", {**FIRM, "TYSHXYDM": ""}, FIRM, True),
    ("a code that was missing, another address", "org_registration", {**FIRM, "TYSHXYDM": "", "ZS": "乙"}, FIRM, False),
    ("case and spaces", "honour", HONOUR, {key: f" {text.lower()}" for key, text in HONOUR.items()}, True),
    ("another honour by the same document", "honour", HONOUR, {**HONOUR, "RY_MC": "诚信示范企业"}, False),
    ("a row of nobody", "honour", {"RY_MC": HONOUR["RY_MC"]}, HONOUR, False),
    ("an empty row", "honour", {}, HONOUR, False),
]  # fmt: skip


@pytest.mark.parametrize(("item", "behind", "came", "is_same"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_brought_again(rulebook: Rulebook, item: str, behind: Cells, came: Cells, is_same: bool) -> None:
    assert again(rulebook, item, behind, came) is is_same


def test_a_cell_that_was_doubted_may_have_been_mended(rulebook: Rulebook) -> None:
    behind = {**FIRM, "TYSHXYDM": "", "ZS": "东湖"}
    assert not again(rulebook, "org_registration", behind, FIRM)
    assert again(rulebook, "org_registration", behind, FIRM, doubted=("ZS",))
    assert not again(rulebook, "org_registration", behind, FIRM, doubted=("ZS",), is_new=False), "on record before"
    assert not again(rulebook, "org_registration", behind, FIRM, doubted=("ZS", "ZTMC")), "of nobody any more"


def test_rows_of_rare_shapes_go_on_waiting(rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert again(rulebook, "org_registration", {**FIRM, "TYSHXYDM": ""}, FIRM)
    monkeypatch.setattr(same_rows, "MOST_SHAPES", 0)
    assert not again(rulebook, "org_registration", {**FIRM, "TYSHXYDM": ""}, FIRM)
