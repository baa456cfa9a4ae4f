"""The faults that departments' files usually have: what one is, and the clean rows in which it is planted.

The identity numbers in them are invented: their area, 429913, is no division of any real place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from mingxin.kernel import uscc
from seed import layouts
from seed.city import City
from seed.layouts import Style
from seed.organisations import Organisation
from seed.parties import is_workday
from seed.units import DIVISION

Row = dict[str, str]
Change = Callable[["Scene"], Mapping[str, str]]

_RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True)
class Scene:
    """A clean row about a party, from which a fault is made."""

    row: Row
    party: Organisation
    as_of: date


@dataclass(frozen=True)
class Fault:
    """One planted fault. `code` is the finding expected of it; None where nothing but folding is expected.

    `party` picks who the row is about; `twice` sends the clean row first and then the changed one.
    """

    field: str
    code: str | None
    what: str
    change: Change
    party: str = "company"
    twice: bool = False
    as_number: bool = False
    told_at_header: bool = False  # the finding is told once for the column, on the header's row


@dataclass(frozen=True)
class FaultyFile:
    name: str
    faults: tuple[Fault, ...]
    item: str = "admin_penalty"
    unit: str = "market"
    sent_by: str = "market"
    style: Style = layouts.GB_CSV
    clean: int = 2  # rows above the faulty ones
    added_columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # header → (value, code of the finding)


def invented_identity(born: date, serial: int) -> str:
    """An identity number of a place that does not exist, with a right check digit. Source: gb-11643-1999."""
    first17 = f"{DIVISION}{born:%Y%m%d}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(first17, _RESIDENT_WEIGHTS, strict=True))
    return first17 + "10X98765432"[total % 11]


def put(**values: str) -> Change:
    return lambda _: values


def code_cell(change: Callable[[str], str]) -> Change:
    return lambda scene: {"CF_XDR_SHXYM": change(scene.party.uscc)}


def name_cell(change: Callable[[Organisation], str]) -> Change:
    return lambda scene: {"CF_XDR_MC": change(scene.party)}


def wrong_check(code: str) -> str:
    """The code with another last character; the inner code stays right."""
    last = uscc.ALPHABET[(uscc.ALPHABET.index(code[17]) + 7) % 31]
    return code[:17] + last


def other_form(name: str) -> str:
    """有限公司 for 有限责任公司 and the other way round: no difference in law."""
    stem = name.removesuffix("有限责任公司")
    return f"{stem}有限公司" if stem != name else f"{name.removesuffix('有限公司')}有限责任公司"


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def clean_rows(
    city: City, item: str, unit: str, count: int, *, party: str = "company", first: int = 9001
) -> list[Scene]:
    """Rows that nothing is wrong with, decided lately, under numbers that no other file uses.

    None where the city has no party of that sort.
    """
    number = next(column.code for column in layouts.columns(item) if column.code.endswith("_WSH"))
    decided = next(column.code for column in layouts.columns(item) if column.code.endswith("_JDRQ"))
    samples = [one for one in city.records if one.item == item and one.unit == unit and _is_plain(one.values)][-40:]
    parties = _parties(city, party)
    scenes = []
    for place in range(count if parties else 0):
        sample = dict(samples[place % len(samples)].values)
        who = parties[(place * 7 + first) % len(parties)]
        prefix = number.removesuffix("_WSH")
        row = {code: text.replace(sample[f"{prefix}_XDR_MC"], who.name) for code, text in sample.items()}
        row |= {
            f"{prefix}_XDR_MC": who.name,
            f"{prefix}_XDR_SHXYM": who.uscc,
            f"{prefix}_XDR_LB": "个体工商户" if who.is_sole_trader else "法人及非法人组织",
            f"{prefix}_FRDB": who.legal_representative,
            number: f"{sample[number].split('〔')[0]}〔{city.as_of.year}〕{first + place}号",
            decided: recent_workday(city.as_of).isoformat(),
        }
        if item == "admin_licence":
            row |= {"XK_YXQZ": city.as_of.isoformat(), "XK_YXQZI": "2099-12-31"}
        else:
            row |= {"CF_YXQ": city.as_of.replace(year=city.as_of.year + 1, day=1).isoformat(), "CF_GSJZQ": ""}
        scenes.append(Scene(row, who, city.as_of))
    return scenes


def recent_workday(as_of: date) -> date:
    day = as_of - timedelta(days=2)
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def _is_plain(values: Mapping[str, str]) -> bool:
    return values.get("CF_CFLB", "罚款") == "罚款"


def _parties(city: City, kind: str) -> list[Organisation]:
    """Subjects of one sort that still exist; `digits` are companies whose code has digits only.

    The oldest file of the register has no column of former names, so a renamed company is a later one.
    """
    living = [one for one in city.organisations if one.status == "存续"]
    companies = [one for one in living if one.kind == "company"]
    return {
        "company": companies,
        "sole_trader": [one for one in living if one.is_sole_trader],
        "digits": [one for one in companies if one.uscc.isdecimal()],
        "renamed": [one for one in companies if one.former_name and one.established_on.year >= 2000],
        "numbered": [one for one in companies if one.registration_number],
    }[kind]
