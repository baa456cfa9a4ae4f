"""What fifteen, seventeen or eighteen plain characters say as an identity number: a place, a birth, a check digit.

Source: GB 11643-1999. The fifteen-digit form was issued until 1999; of seventeen the check character is missing.
"""

import re
from datetime import date
from typing import Final

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_PROVINCES: Final = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
# Years of birth in the fifteen-digit form. Without a check digit, 001231 to 291231 are far more often the days
# 2000 to 2029 inside some serial number than people born before 1930.
_OLD_FORM_YEARS: Final = range(1930, 2000)
_CREDIT_CODE: Final = re.compile("[159][1239]|[248][19]|3[1-59]|[67][129]")
_PLACE: Final = f"(?:9(?:{_PROVINCES.pattern})[0-9]{{3}}|(?:{_PROVINCES.pattern})[0-9]{{4}})"
# Days from 00 to 39: rounding can carry into the day.
_PLACE_AND_DAY: Final = re.compile(_PLACE + "(?:19|20|(?=[0-9]{9}))[0-9]{2}(?:0[0-9]|1[0-2])[0-3][0-9]")
_DIVISION: Final = re.compile("10|" + _PROVINCES.pattern)  # 100000: registered by the state itself
_CODE_CHARACTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_HALF_STEP: Final = 64
_MANTISSA: Final = re.compile("([0-9]).([0-9]+)")
_HALF_WIDTH: Final = {0xFF10 + value: str(value) for value in range(10)} | {ord("⁴"): "4", ord("⁶"): "6", ord("⁷"): "7"}


def holds(number: str) -> bool:
    """Eighteen characters with a possible place, a real birth date and the right check digit."""
    if not number[:17].isascii() or not number[:17].isdecimal() or birth(number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[17]


def is_old_form(number: str) -> bool:
    born = birth(number) if number.isascii() and number.isdecimal() else None
    return born is not None and born.year in _OLD_FORM_YEARS


def is_rounded(number: str) -> bool:
    """Eighteen digits whose last ones a spreadsheet (zeros) or binary floating point (steps of 16 to 128) took away.

    Rounding can carry into the date of birth, so the dates half a step away are asked too.
    """
    if not number.isdecimal() or not (number.endswith("000") or int(float(number)) == int(number)):
        return False
    return any(birth(f"{int(number) + off:018}") is not None for off in (0, _HALF_STEP, -_HALF_STEP))


def is_credit_code(number: str) -> bool:
    """A code by GB 32100: department and type, a division of a real province, the check digit."""
    if len(number) != 18 or any(char not in _CODE_CHARACTERS for char in number):
        return False
    if _CREDIT_CODE.match(number) is None or not _DIVISION.match(number[2:4]):
        return False
    values = [_CODE_CHARACTERS.index(char) for char in number]
    return sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) % 31 == -values[17] % 31


def is_registration_number(number: str) -> bool:
    """Fifteen digits with the check digit of a registration number. Source: GS 15-2006 (ISO 7064, MOD 11,10)."""
    if len(number) != 15 or not number.isdecimal():
        return False
    remainder = 10
    for digit in number[:14]:
        remainder = ((remainder + int(digit)) % 10 or 10) * 2 % 11
    return (remainder + int(number[14])) % 10 == 1


def may_begin(number: str, at: int = 0) -> bool:
    """Whether an identity number, long or old, may begin there: no more than a quick look at its place and its day."""
    return _PLACE_AND_DAY.match(number, at) is not None


def names_province(number: str) -> bool:
    """Whether the place that it begins with lies in a province that there is."""
    return _PROVINCES.match(number[1:3] if number.startswith("9") else number) is not None


def from_float(text: str) -> str:
    """The fifteen, seventeen or eighteen digits that 4.20202199001011E+17 stands for: as many as its power says."""
    text = text.translate(_HALF_WIDTH)
    mantissa = _MANTISSA.match(text)
    if mantissa is None:
        raise ValueError("not a float")
    return (mantissa[1] + mantissa[2])[:15].ljust(10 + int(text[-1]) + 1, "0")


def birth(number: str) -> date | None:
    """The date of birth in 15, 17 or 18 characters, if place and date are possible.

    A leading 9 is a foreigner's permanent residence number, with the province after it.
    """
    is_long = len(number) > 15
    province = number[1:3] if is_long and number.startswith("9") else number[:2]
    if _PROVINCES.fullmatch(province) is None:
        return None
    digits = number[6:14] if is_long else "19" + number[6:12]
    if digits[:2] not in ("19", "20"):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
