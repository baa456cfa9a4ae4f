"""All findings that intake can raise, in the order of the manual."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mingxin.intake.checks.finding_type import ERROR, NOTE, SPOKEN, WARNING, FindingType
from mingxin.intake.checks.findings.amounts import AMOUNTS
from mingxin.intake.checks.findings.cells import CELLS
from mingxin.intake.checks.findings.credit_codes import CREDIT_CODES
from mingxin.intake.checks.findings.days import DAYS
from mingxin.intake.checks.findings.parties import PARTIES
from mingxin.intake.checks.findings.refused import REFUSED
from mingxin.intake.checks.findings.register import REGISTER
from mingxin.intake.checks.findings.tables import TABLES

__all__ = ["CHAPTERS", "ERROR", "FINDINGS", "NOTE", "SPOKEN", "WARNING", "FindingType", "general_remedy", "title_of"]

CHAPTERS: Final[tuple[tuple[str, tuple[FindingType, ...]], ...]] = (
    ("不收的内容和表格的列", REFUSED),
    ("没有读取的内容和隐藏的内容", TABLES),
    ("单元格的填写", CELLS),
    ("统一社会信用代码和其他代码", CREDIT_CODES),
    ("日期和期限", DAYS),
    ("金额", AMOUNTS),
    ("当事人和机关", PARTIES),
    ("与本批其他行、与已有档案的比对", REGISTER),
)

FINDINGS: Final[Mapping[str, FindingType]] = MappingProxyType(
    {finding.code: finding for _, chapter in CHAPTERS for finding in chapter}
)
_HINT: Final = "{hint}"


def title_of(code: str) -> str:
    """What a kind of finding is called where rows are told together, whose sentences differ."""
    return FINDINGS[code].title if code in FINDINGS else code


def general_remedy(code: str, otherwise: str) -> str:
    """The remedy without what differs from row to row; `otherwise` for a kind that is no longer known."""
    kind = FINDINGS.get(code)
    return re.sub(r"\{\w+\}", "…", kind.remedy.replace(_HINT, "")) if kind else otherwise
