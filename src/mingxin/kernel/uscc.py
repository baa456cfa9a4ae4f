"""The unified social credit code (统一社会信用代码): reading, checking, and mending where the mend is certain.

Source: GB 32100-2015 (code and check digit), GB 11714 (the organisation code inside it).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mingxin.kernel import resident_id
from mingxin.kernel.identity_forms import is_registration_number
from mingxin.kernel.text import is_blank_word, settled, visible

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DEPARTMENTS: Final = "123456789ANY"
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_HYPHENS: Final = "-‐‑‒–—―−－﹣ー"
_DROPPED: Final = dict.fromkeys(map(ord, _HYPHENS + "'’‘`´＇"))
_LOOKALIKES: Final = {
    "O": "0", "0": "OD", "D": "0", "Q": "0", "I": "1", "L": "1", "1": "L", "S": "5", "5": "S",
    "Z": "2", "2": "Z", "B": "8", "8": "B", "V": "UY", "U": "V", "G": "6", "6": "G",
}  # fmt: skip
_NEVER_USED: Final = {"O": "0", "I": "1", "Z": "2", "S": "5"}
_TYPES: Final = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19",
    "9": "1239", "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
_PROVINCES: Final = re.compile(r"1[0-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12]")
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Verdict:
    """What is to be said of one code cell.

    `code` is the folded code, empty when the cell holds an identity number (it must not travel further).
    `problem` makes the code unusable, `warning` does not; both are stable finding codes.
    `suggestion` is a whole code, given only where one mend alone satisfies both check digits.
    """

    code: str
    problem: str | None = None
    warning: str | None = None
    suggestion: str | None = None
    detail: str = ""


def fold(text: str) -> str:
    """Half-width, upper case, without spaces, hyphens, apostrophes and invisible characters."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return settled(text, _folded_once)


def _folded_once(text: str) -> str:
    folded = unicodedata.normalize("NFKC", visible(text).translate(_DROPPED)).translate(_DROPPED)
    return "".join(folded.split()).upper()


def check_char(first17: str) -> str:
    """The 18th character. Raises KeyError for a character outside the alphabet."""
    total = sum(_VALUE[char] * weight for char, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def inner_check_char(first8: str) -> str:
    """The 9th character of an organisation code: letters A-Z count 10 to 35."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, _INNER_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def organisation_code_of(code: str) -> str:
    """The nine characters of the organisation code (组织机构代码) inside a code."""
    return code[8:17]


def subject_kind_of(code: str) -> str:
    """`enterprise`, `organisation` or `sole_trader`, from the registering department and type."""
    if code.startswith("92"):
        return "sole_trader"
    return "enterprise" if code.startswith("9") else "organisation"


def compose(department_and_type: str, division: str, org8: str) -> str:
    """A whole code from its parts: 2 + 6 + 8 characters, both check characters computed."""
    first17 = department_and_type + division + org8 + inner_check_char(org8)
    return first17 + check_char(first17)


def is_valid(code: str) -> bool:
    """Whether a folded code has the right shape and check digit. The inner code is not asked."""
    return (
        len(code) == 18
        and code[0] in DEPARTMENTS
        and all(char in _VALUE for char in code)
        and check_char(code[:17]) == code[17]
        and not _is_filler(code)
    )


def examine(text: str) -> Verdict:
    """Judge one cell of a code column."""
    code = fold(text)
    if not code or is_blank_word(text):
        return Verdict("", "uscc.empty", detail="统一社会信用代码未填写。")
    if _is_filler(code):
        return Verdict(code, "uscc.filler", detail="该代码是占位字符，不是真实的统一社会信用代码。")
    if is_valid(code):
        return _examine_valid(code)
    return _examine_other_number(text, code) or _examine_shape(code)


def _is_filler(code: str) -> bool:
    """One character repeated, whatever the last; or an organisation code of zeros only."""
    return len(set(code[:-1])) <= 1 or (len(code) == 18 and set(code[8:16]) == {"0"})


def _examine_valid(code: str) -> Verdict:
    inner_holds = _inner_holds(code)
    if resident_id.is_resident_id(code) and not (inner_holds and _is_plausible(code)):
        return _identity_number()
    if inner_holds:
        return Verdict(code)
    return Verdict(
        code,
        warning="uscc.inner_code",
        detail=f"第 9 至 17 位组织机构代码 {organisation_code_of(code)} 的校验位与国家标准不符，请与登记证照核对。",
    )


def _examine_other_number(text: str, code: str) -> Verdict | None:
    """Name the number that stands in the column instead of a code, where it can be recognised."""
    digits = code.isdecimal()
    if len(code) == 15 and digits and (is_registration_number(code) or not resident_id.is_resident_id(code)):
        return Verdict(code, "uscc.old_registration_15", detail="这是 15 位工商注册号，须换成 18 位统一社会信用代码。")
    if resident_id.is_resident_id(code):
        return _identity_number()
    is_mistyped_code = len(code) == 18 and _is_plausible(code)  # else an identity number that is no less a person's
    if not is_mistyped_code and (resident_id.resembles(code) or resident_id.find_in(text)):
        return _identity_number()
    if len(code) == 13 and digits:
        return Verdict(
            code, "uscc.old_registration_13", detail="这是 13 位旧工商注册号，须换成 18 位统一社会信用代码。"
        )
    if len(code) == 9 and _is_organisation_code(code):
        return Verdict(code, "uscc.organisation_code", detail="这是 9 位组织机构代码，须换成 18 位统一社会信用代码。")
    return None


def _examine_shape(code: str) -> Verdict:
    if _SCIENTIFIC.fullmatch(code):
        detail = "代码被表格软件转成了科学计数法，末尾数字已丢失；请把该列设为文本格式后重新填写。"
        return Verdict(code, "uscc.length", detail=detail)
    if len(code) != 18:
        return Verdict(code, "uscc.length", detail=f"统一社会信用代码应为 18 位，现为 {len(code)} 位。")
    if any(char not in _VALUE for char in code):
        return Verdict(code, "uscc.character", suggestion=_mend(code), detail=_wrong_characters(code))
    if code[0] not in DEPARTMENTS:
        detail = f"首位“{code[0]}”不是登记管理部门代码（应为 1 至 9、A、N 或 Y）。"
        return Verdict(code, "uscc.registering_department", suggestion=_mend(code), detail=detail)
    suggestion = _mend(code)
    detail = "校验位不符，代码中至少有一位有误。"
    if suggestion:
        place = next(place for place in range(18) if suggestion[place] != code[place])
        detail += f"第 {place + 1} 位“{code[place]}”很可能应为“{suggestion[place]}”，请与登记证照核对。"
    return Verdict(code, "uscc.check_digit", suggestion=suggestion, detail=detail)


def _identity_number() -> Verdict:
    return Verdict(
        "", "uscc.resident_id", detail="代码栏中填写的是居民身份证号，本平台不保存身份证号；请填写统一社会信用代码。"
    )


def _wrong_characters(code: str) -> str:
    if sum(char not in _VALUE for char in code) > 4:
        return "填写的不是代码：多数字符不会出现在统一社会信用代码中，可能填错了列，或文件曾出现乱码。"
    parts = []
    for place, char in enumerate(code, start=1):
        if char not in _VALUE:
            hint = f"，可能是数字“{_NEVER_USED[char]}”" if char in _NEVER_USED else ""
            parts.append(f"第 {place} 位“{char}”不会出现在统一社会信用代码中{hint}")
    return "；".join(parts) + "。"


def _inner_holds(code: str) -> bool:
    return inner_check_char(code[8:16]) == code[16]


def _is_organisation_code(code: str) -> bool:
    return re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) is not None and inner_check_char(code[:8]) == code[8]


def _is_plausible(code: str) -> bool:
    """Known department and type, and a division of a real province: what chance alone seldom yields."""
    return code[1] in _TYPES.get(code[0], "") and code[2:8].isdecimal() and _PROVINCES.match(code[2:4]) is not None


def _mend(code: str) -> str | None:
    """The one code a single edit away that satisfies both check digits; None when there is none, or several."""
    found = {mended for mended in _edits(code) if _is_plausible(mended) and is_valid(mended) and _inner_holds(mended)}
    return found.pop() if len(found) == 1 else None


def _edits(code: str) -> Iterator[str]:
    """Codes with one character read as its look-alike, all never-used ones read so, or the last one put right."""
    yield "".join(_NEVER_USED.get(char, char) for char in code)
    for place, char in enumerate(code):
        for other in _LOOKALIKES.get(char, ""):
            yield code[:place] + other + code[place + 1 :]
    if all(char in _VALUE for char in code[:17]):
        yield code[:17] + check_char(code[:17])
