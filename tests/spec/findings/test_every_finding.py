"""Every code that intake can raise is shown by a case, and every sentence can be read by a clerk."""

import re

import polars as pl
import pytest

from mingxin.intake.checks.finding import FINDINGS, FindingType
from mingxin.intake.checks.frame import found
from mingxin.intake.checks.run import CHECKS
from mingxin.intake.table import FINDINGS_SCHEMA, ROW
from mingxin.kernel import uscc
from tests.spec.findings.cases import CASES, result_of

# Raised before the checks (by the sieve) or after them (against rows and the archive): what each is told with.
TOLD_WITH: dict[str, dict[str, str]] = {
    "row.natural_person": {"why": "当事人是自然人"},
    "row.minor": {},
    "row.public_order": {"matter": "行政拘留", "reason": "行政拘留依法封存。"},
    "identity.cut": {"name": "证件号码", "count": "12"},
    "identity.in_text": {"name": "违法事实"},
    "column.forbidden": {"header": "血型", "element": "血型"},
    "column.unknown": {"header": "“办案人”", "item": "行政处罚"},
    "table.rows_skipped": {"places": "第 8 行（合计）"},
    "table.sheets_skipped": {"read": "处罚", "sheets": "“许可”"},
    "table.hidden": {"hidden": "第 3、5 行"},
    "duplicate.in_file": {"first": "2"},
    "duplicate.differs_in_file": {"others": "2、5", "fields": "处罚内容"},
    "name.differs_from_register": {"name": "行政相对人名称", "detail": "字号不同：报送“宏业”，登记“鸿业”"},
    "name.unlike_a_unit": {"name": "行政相对人名称"},
    "name.is_former": {"name": "行政相对人名称", "filed": "云泽市鸿业建材有限公司"},
    "record.other_unit": {"unit": "云泽市城市管理执法局"},
    "record.withdrawn": {"day": "2026-10-08"},
    "record.erased": {},
    "record.outdated": {},
    "subject.unlinked": {},
}
SHOWN_APART = {"table.unlikely_size"}  # wants a sheet of many rows: tests/mingxin/intake/checks/test_run.py
IN_PROSE = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(r"CF_\w+|[0-9A-Z]{9,}|GB 18030|JY\d+")


def test_every_code_has_a_case() -> None:
    shown = {str(code) for case in CASES for _, _, code in case.expected}
    assert shown | set(TOLD_WITH) | SHOWN_APART == set(FINDINGS)


def test_every_check_declares_what_it_raises() -> None:
    declared = {code for check in CHECKS for code in check.codes}
    assert declared == set(FINDINGS) - set(TOLD_WITH)


def test_checks_raise_only_what_they_declare() -> None:
    raised = {code for case in CASES for code in result_of(case).findings["code"]}
    assert raised <= {code for check in CHECKS for code in check.codes}


@pytest.mark.parametrize("code", TOLD_WITH)
def test_told_elsewhere_is_filled_in(code: str) -> None:
    rows = pl.DataFrame({ROW: [3], "value": ["x"]}, schema={ROW: pl.UInt32, "value": pl.String})
    finding = found(code, rows, **TOLD_WITH[code])
    assert finding.schema == FINDINGS_SCHEMA
    assert "{" not in finding["message"][0] + finding["remedy"][0]


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=lambda finding: finding.code)
def test_sentences_can_be_read(finding: FindingType) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", finding.code)
    assert finding.severity in ("error", "warning", "note")
    assert finding.title and not finding.title.endswith("。")
    for text in (finding.message, finding.remedy, finding.explanation):
        plain = NO_WORDS.sub("", re.sub(r"\{\w+\}", "", text))
        assert not IN_PROSE.search(plain), plain
        assert text.endswith(("。", "{detail}", "{many}", "{reason}")), text
        assert not re.search(r"[,;?!]|(?<![0-9a-z])\.(?![0-9])", re.sub(r"\{\w+\}", "", text)), text


def test_raised_sentences_end_and_have_no_hole() -> None:
    for case in CASES:
        for message, remedy in result_of(case).findings.select("message", "remedy").rows():
            assert message.endswith("。") and remedy.endswith("。"), message + remedy
            assert not re.search(r"。。|““|“”|：。|\{|\}|None", message + remedy), message + remedy


def test_codes_in_examples_are_real() -> None:
    for finding in FINDINGS.values():
        for code in re.findall(r"\b[0-9A-Z]{18}\b", finding.example):
            assert uscc.is_valid(code), finding.code
