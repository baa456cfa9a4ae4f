"""All checks together: no row is lost, nothing raises, nothing personal gets through."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingxin.intake.checks.frame import found
from mingxin.intake.checks.normalise import normalise
from mingxin.intake.checks.run import check
from mingxin.intake.table import FINDINGS_SCHEMA, ROW, no_findings
from mingxin.kernel import resident_id
from mingxin.rulebook.cards import FieldType
from tests.spec.findings.sheets import CLEAN, around, checked, flat, rulebook, sieved, table_of
from tests.spec.spellings import PLAIN

# Words that have broken importers before, mixed with whatever Hypothesis thinks of.
NASTY = st.sampled_from(
    [
        "无",
        "/",
        "=1+1",
        "'",
        "1e400",
        "-",
        "NaN",
        "inf",
        "9" * 400,
        "2026-13-45",
        "46331",
        "其他-",
        "；；",
        "﻿",
        "0E-9999",
        "１２",
    ]
)
CELL = st.none() | NASTY | st.text(max_size=30) | st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{15,18}", fullmatch=True)


@pytest.mark.parametrize("item", sorted(CLEAN))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_text_keeps_every_row(item: str, data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(CLEAN[item], CELL)), min_size=1, max_size=4)
    )
    result = checked(item, *rows)
    assert result.rows[ROW].to_list() == list(range(2, len(rows) + 2))
    assert result.findings.schema == FINDINGS_SCHEMA
    assert result.rows.columns == [ROW, *(field.code for field in rulebook().cards[item].fields)]
    assert set(result.findings.filter(pl.col("severity") == "error")[ROW]) == set(result.error_rows)
    assert result.findings["message"].null_count() == result.findings["remedy"].null_count() == 0


@settings(max_examples=25, deadline=None)
@given(cell=CELL)
def test_normalising_twice_changes_nothing(cell: str | None) -> None:
    once = checked("admin_penalty", {"CF_CFLB": cell, "CF_JDRQ": cell, "CF_NR_FK": cell, "CF_XDR_SHXYM": cell}).rows
    again = checked("admin_penalty", once.drop(ROW).to_dicts()[0]).rows
    assert again.equals(once)


def test_normal_forms() -> None:
    result = checked(
        "admin_penalty",
        {
            "CF_XDR_MC": "云泽市 宏业建材(集团)有限公司",
            "CF_XDR_LB": "企业",
            "CF_WSH": "云市监罚［2026］３１号",
            "CF_CFLB": "罚款、警告",
            "CF_SY": "'当事人电话13812345678",
            "CF_NR_FK": "2,000元",
            "CF_JDRQ": "2026年11月18日",
            "CF_GSJZQ": "/",
            "CF_XDR_ZZJG": "",
        },
    )
    row = result.rows.to_dicts()[0]
    assert row["CF_XDR_MC"] == "云泽市宏业建材（集团）有限公司"
    assert row["CF_XDR_LB"] == "法人及非法人组织"
    assert row["CF_WSH"] == "云市监罚〔2026〕31号"
    assert row["CF_CFLB"] == "罚款;警告"
    assert row["CF_SY"] == "当事人电话138****5678"
    assert row["CF_NR_FK"] == "0.2"
    assert row["CF_JDRQ"] == "2026-11-18"
    assert row["CF_GSJZQ"] is row["CF_XDR_ZZJG"] is row["CF_SXCD"] is None


def test_phone_is_masked_in_the_finding_too() -> None:
    finding = checked("admin_penalty", {"CF_SY": "电话13812345678"}).findings.to_dicts()[0]
    assert finding["value"] == "电话138****5678"
    assert "13812345678" not in str(finding)


def test_suggestion_stands_in_the_remedy() -> None:
    code = str(CLEAN["admin_penalty"]["CF_XDR_SHXYM"])
    finding = checked("admin_penalty", {"CF_XDR_SHXYM": code[:17] + "7"}).findings.to_dicts()[0]
    assert f"很可能应为“{code}”" in finding["remedy"]


def test_right_amount_stands_in_the_remedy() -> None:
    finding = checked("admin_penalty", {"CF_NR_FK": "2000"}).findings.to_dicts()[0]
    assert finding["remedy"].endswith("应填写 0.2。")


def test_columns_are_excel_letters_in_their_order() -> None:
    result = checked("admin_penalty", {"CF_SJLYDM": "1", "CF_XDR_MC": None})
    assert result.findings.select("column", "field").rows() == [("A", "CF_XDR_MC"), ("V", "CF_SJLYDM")]


def test_planted_identity_number_leaves_no_finding() -> None:
    """Even a check that is handed one cannot pass it on."""
    stem = "42991319900101001"
    number = next(stem + last for last in "0123456789X" if resident_id.is_resident_id(stem + last))
    fields = [field for field in rulebook().cards["admin_penalty"].fields if field.type is not FieldType.USCC]
    told = checked("admin_penalty", {field.code: number for field in fields if field.code in CLEAN["admin_penalty"]})
    assert told.findings.height > 5
    assert number not in str(told.findings.to_dicts())


def test_what_normalising_brings_to_light_is_sieved_again() -> None:
    """Here nothing was sieved before: what folding changes may hold no number, whatever the field."""
    left = {}
    wide = f" {''.join(chr(ord(char) + 0xFEE0) for char in PLAIN)} "
    for item, card in rulebook().cards.items():
        for field in (field for field in card.fields if not field.cut):
            for text in (wide, f"经办人{wide}"):
                raw = pl.DataFrame({ROW: [2], field.code: [text]}, schema={ROW: pl.UInt32, field.code: pl.String})
                normal = normalise(raw, card, rulebook().code_sets).cells[field.code][0]
                if normal != text and normal and resident_id.find_in(normal):
                    left[item, field.code] = normal
    assert left == {}


def test_findings_of_the_sieve_are_kept_and_not_repeated() -> None:
    table = table_of("admin_penalty", {"CF_XDR_SHXYM": None, "CF_SY": None})
    told = found(
        "uscc.resident_id",
        pl.DataFrame({ROW: [2]}, schema={ROW: pl.UInt32}),
        field="CF_XDR_SHXYM",
        column="C",
        name="统一社会信用代码",
    )
    result = check(sieved(table, told), around=around())
    assert flat(result.findings) == [[2, "CF_XDR_SHXYM", "uscc.resident_id"], [2, "CF_SY", "required.empty"]]
    assert result.error_rows == {2}


def test_refused_rows_are_no_error_rows_of_the_table() -> None:
    told = found("row.minor", pl.DataFrame({ROW: [9]}, schema={ROW: pl.UInt32}))
    result = check(sieved(table_of("admin_penalty", {}), told), around=around())
    assert flat(result.findings) == [[9, "", "row.minor"]]
    assert result.error_rows == frozenset()


def test_a_missing_column_questions_every_row_that_needs_it() -> None:
    result = checked("admin_penalty", {}, {"CF_CFLB": "警告", "CF_NR_FK": None}, without=["CF_NR_ZKDX", "CF_SY"])
    assert flat(result.findings) == [[0, "CF_SY", "column.missing"]]
    assert result.error_rows == {2, 3}


def test_more_rows_than_believable() -> None:
    table = table_of("admin_penalty", {}, {"CF_WSH": "云市监罚〔2026〕32号"})
    few = replace(table, card=replace(table.card, believable={"rows_at_most": 1}))
    assert flat(check(sieved(few), around=around()).findings) == [[0, "", "table.unlikely_size"]]
    just = replace(table, card=replace(table.card, believable={"rows_at_most": 2}))
    assert flat(check(sieved(just), around=around()).findings) == []


def test_an_empty_table_says_nothing() -> None:
    result = checked("admin_penalty")
    assert result.rows.height == 0
    assert result.findings.equals(no_findings())


def test_every_card_of_the_rulebook_can_be_checked() -> None:
    """Cards without a clean row of their own: all required fields empty, nothing raised."""
    template = table_of("admin_penalty", {})
    for card in rulebook().cards.values():
        cells = pl.DataFrame({ROW: [2], **{field.code: ["某"] for field in card.fields}}).cast({ROW: pl.UInt32})
        letters = {field.code: "A" for field in card.fields}
        table = replace(template, card=card, cells=cells, letters=letters, missing=())
        assert check(sieved(table), around=around()).rows.height == 1


@pytest.mark.parametrize(
    ("said", "kept", "remarked"),
    [("否", "否", []), ("无", None, ["code_set.unknown"]), (" ", None, []), ("/", None, ["code_set.unknown"])],
)
def test_a_word_for_nothing_does_not_answer_whether_to_publish(
    said: str, kept: str | None, remarked: list[str]
) -> None:
    """Left empty the rule decides, and whoever writes 无 may have meant 否."""
    book = rulebook()
    raw = pl.DataFrame({ROW: [2], "CF_SFGK": [said]})
    normal = normalise(raw, book.cards["admin_penalty"], book.code_sets)
    assert normal.cells["CF_SFGK"].to_list() == [kept]
    assert [remark.code for remark in normal.judged["CF_SFGK"].remarks] == remarked
