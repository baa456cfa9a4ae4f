"""What is printed on a report to find it by, as people type it from paper."""

import re
import unicodedata
from typing import Final

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: read from paper and typed
CODE_LENGTH: Final = 8
_NUMBER: Final = re.compile(r"[0-9A-Z]+-R[0-9]{8}-[0-9]{6,}")
_CODE: Final = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212\u30fc\u4e00]")
_UNSEEN: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]")


def fold(typed: str) -> str:
    """Half-width, large letters, one kind of dash, no blanks."""
    return _DASHES.sub("-", _UNSEEN.sub("", unicodedata.normalize("NFKC", typed))).upper()


def is_number(folded: str) -> bool:
    """Whether it has the form of a number of a report: instance, day, sequence."""
    return _NUMBER.fullmatch(folded) is not None


def is_code(folded: str) -> bool:
    return _CODE.fullmatch(folded) is not None
