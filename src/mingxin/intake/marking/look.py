"""The look of a returned workbook: colours that are never the only sign."""

from typing import Final

RED: Final = "FFC7CE"
YELLOW: Final = "FFEB9C"
HEAD: Final = "D9E1F2"
FILLS: Final = {"error": RED, "warning": YELLOW}
COMMENT_AUTHOR: Final = "明信"
MARK_WIDTHS: Final = (48, 40, 24)
SUMMARY_WIDTHS: Final = (70, 8, 60)
NOTHING_FOUND: Final = "没有发现问题"
