"""Names sent against names on file."""

import polars as pl
import pytest

from mingxin.intake.rules.names import REGISTER_SCHEMA, compare_with_register
from mingxin.intake.table import FINDINGS_SCHEMA, ROW

REGISTER = pl.DataFrame(
    [
        ("A", "云泽市鸿业建材有限公司", ["云泽市大发建材有限公司", "云泽县建材(集团)公司"]),
        ("B", "云泽市东湖商行", None),
        ("D", "外婆家", None),
    ],
    schema=REGISTER_SCHEMA,
    orient="row",
)
# code | name sent | finding | because
CASES = [
    ("A", "云泽市鸿业建材有限公司", None, "the same"),
    ("A", "云泽市鸿业建材有限责任公司", None, "both words for a limited company"),
    ("A", "云泽市 鸿业建材有限公司", None, "a blank"),
    ("A", "云泽市宏业建材有限公司", "name.differs_from_register", "another character of the same sound"),
    ("A", "云泽市大发建材有限公司", "name.is_former", "a former name"),
    ("A", "云泽县建材（集团）公司", "name.is_former", "a former name in other brackets"),
    ("B", "云泽市大发建材有限公司", "name.differs_from_register", "the former name of somebody else"),
    ("C", "云泽市宏业建材有限公司", None, "a code that is not on file"),
    ("C", "董事长王小明", "name.unlike_a_unit", "no word of a unit, and nobody on file"),
    ("92C", "董事长王小明", None, "a sole trader may be registered under his own"),
    ("A", None, None, "no name was sent"),
    ("D", "外婆家", None, "registered under that name"),
]


@pytest.mark.parametrize(("code", "sent", "finding", "because"), CASES, ids=[case[-1] for case in CASES])
def test_name(code: str, sent: str | None, finding: str | None, because: str) -> None:
    rows = pl.DataFrame(
        {ROW: [2], "uscc": [code], "name": [sent]}, schema={ROW: pl.UInt32, "uscc": pl.String, "name": pl.String}
    )
    findings = compare_with_register(rows, REGISTER, field="CF_XDR_MC", column="A")
    assert findings.schema == FINDINGS_SCHEMA
    assert findings["code"].to_list() == ([finding] if finding else [])


def test_sentence_names_the_part_that_differs() -> None:
    rows = pl.DataFrame({ROW: [2], "uscc": ["A"], "name": ["云泽市宏业建材有限公司"]})
    finding = compare_with_register(rows, REGISTER, field="CF_XDR_MC", column="A", places=["云泽市"]).to_dicts()[0]
    assert "字号不同：报送“宏业”，登记“鸿业”" in finding["message"]
    assert (finding["column"], finding["field"], finding["severity"]) == ("A", "CF_XDR_MC", "error")


def test_nothing_on_file_says_nothing() -> None:
    rows = pl.DataFrame({ROW: [2], "uscc": ["A"], "name": ["云泽市某公司"]})
    assert compare_with_register(rows, REGISTER.clear()).is_empty()
