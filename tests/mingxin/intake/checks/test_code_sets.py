"""How values of a code set are read: whole, by alias, several in a cell, with an explanation."""

import polars as pl
import pytest

from mingxin.intake.checks.code_sets import judge_code_set
from tests.spec.findings.sheets import rulebook

# code set | many | as sent | kept | parts that are unknown | because
CASES = [
    ("penalty_category", True, "罚款", "罚款", [], "the value itself"),
    ("penalty_category", True, "罚款;警告", "罚款;警告", [], "the national separator, order kept"),
    ("penalty_category", True, "罚款；警告", "罚款;警告", [], "full-width semicolon"),
    ("penalty_category", True, "罚款、警告,没收违法所得", "罚款;警告;没收违法所得", [], "the marks of prose"),
    ("penalty_category", True, "处以罚款，责令停业", "罚款;责令停产停业", [], "aliases"),
    ("penalty_category", True, "罚款;罚款", "罚款", [], "said twice"),
    ("penalty_category", True, "罚 款", "罚款", [], "a blank inside"),
    ("penalty_category", True, "其他-责令改正", "其他-责令改正", [], "explained as the standard says"),
    ("penalty_category", True, "其他：责令改正", "其他-责令改正", [], "explained with a colon"),
    ("penalty_category", True, "其它（责令改正）", "其他-责令改正", [], "explained in brackets, the other spelling"),
    ("penalty_category", True, "其他责令改正", None, ["其他责令改正"], "no mark between: not told apart"),
    ("penalty_category", True, "罚款;鞭刑", "罚款", ["鞭刑"], "what is known is kept, the rest asked"),
    ("penalty_category", True, "；；", None, [], "separators alone"),
    ("coercion_category", True, "划拨存款、汇款", "划拨存款、汇款", [], "a value that holds the mark itself"),
    (
        "coercion_category",
        True,
        "查封、划拨存款、汇款、代履行",
        "查封场所、设施或者财物;划拨存款、汇款;代履行",
        [],
        "the longest wins",
    ),
    ("licence_status", False, "1", "有效", [], "a number of the national table"),
    ("licence_status", False, "１", "有效", [], "the same in full width"),
    ("licence_status", False, "有效;无效", None, ["有效;无效"], "only one is allowed"),
    ("party_kind", False, "法人(个体)", None, ["法人(个体)"], "two at once"),
    ("registration_status", False, "存续(在营、开业、在册)", "存续", [], "half-width brackets"),
]


@pytest.mark.parametrize(("key", "many", "sent", "kept", "unknown", "because"), CASES, ids=[case[-1] for case in CASES])
def test_read(key: str, many: bool, sent: str, kept: str | None, unknown: list[str], because: str) -> None:
    judged = judge_code_set(pl.Series([sent]), rulebook().code_sets[key], many=many, offered=())
    assert judged.apply(pl.Series([sent])).to_list() == [kept]
    assert [remark.detail for remark in judged.remarks if remark.code == "code_set.unknown"] == unknown
