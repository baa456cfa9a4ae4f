"""Document numbers (文号) in the one form in which they can be compared."""

import re
import unicodedata
from typing import Final

from mingxin.kernel.text import visible

_OPEN: Final = "【\\[(（〔［「﹝〖<《"
_CLOSE: Final = "】\\])）〕］」﹞〗>》"
_BRACKETED_YEAR: Final = re.compile(f"[{_OPEN}]([12][0-9]{{3}})[{_CLOSE}]")
_STANDARD_YEAR: Final = re.compile("〔[12][0-9]{3}〕")
_YEAR: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_FULL_WIDTH: Final = {
    code: unicodedata.normalize("NFKC", chr(code))
    for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0D, 0xFF0F)
}


def normalise(text: str) -> str:
    """Year in 〔〕, half-width letters and digits, no spaces. 第 and 号 stay as sent: nothing is invented."""
    plain = _plain(text)
    return _BRACKETED_YEAR.sub(r"〔\1〕", plain)


def problems(text: str) -> list[str]:
    """Codes of what is unusual in a number as sent: docnumber.brackets, docnumber.no_year, docnumber.no_hao."""
    plain = _plain(text)
    found = []
    if _BRACKETED_YEAR.search(plain) and not _STANDARD_YEAR.search(plain):
        found.append("docnumber.brackets")
    if not _YEAR.search(plain):
        found.append("docnumber.no_year")
    if "号" not in plain:
        found.append("docnumber.no_hao")
    return found


def _plain(text: str) -> str:
    return "".join(visible(text).translate(_FULL_WIDTH).split())
