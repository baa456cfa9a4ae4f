"""What organisations of the invented city paid for water and power: paid bills only, as the utilities report them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from seed.organisations import Organisation
from seed.parties import workdays
from seed.records import Numbers, Record
from seed.units import Unit

MONTHS: Final = 3  # so many whole months before the day of the city
_ROWS_AT_MOST: Final = 320  # of one utility in one month
_KINDS: Final = {"tap_water": ("水", 80, 20_000), "power_supply": ("电", 400, 180_000)}
_BILLED_BY: Final = 8  # bills are issued in the first days of a month, for the month before


def payments(
    rng: Random, organisations: Sequence[Organisation], units: Mapping[str, Unit], as_of: date
) -> Iterator[Record]:
    """For each month a part of the organisations, sole traders apart: the item does not speak of them."""
    numbers = Numbers()
    for first in _months(as_of):
        known = [one for one in organisations if one.established_on < first and _is_customer(one)]
        days = workdays(first, first.replace(day=_BILLED_BY))
        for key, (kind, low, high) in _KINDS.items():
            for party in rng.sample(known, min(_ROWS_AT_MOST, len(known) * 2 // 5)):
                issued_on = rng.choice(days)
                amount = rng.randrange(low * 100, high * 100, 5) / 100
                yield _payment(units[key], party, kind, issued_on, amount, rng.randint(1, 18), numbers)


def _is_customer(one: Organisation) -> bool:
    return not one.is_sole_trader and one.status not in ("注销", "迁出")


def _months(as_of: date) -> Iterator[date]:
    """The first days of the last whole months, the earliest first."""
    begun = [as_of.replace(day=1)]
    while len(begun) <= MONTHS:
        begun.append((begun[-1] - timedelta(days=1)).replace(day=1))
    return reversed(begun[1:])


def _payment(
    unit: Unit, party: Organisation, kind: str, issued_on: date, amount: float, wait: int, numbers: Numbers
) -> Record:
    billed = issued_on.replace(day=1) - timedelta(days=1)
    values = {
        "GY_ZTMC": party.name,
        "GY_TYSHXYDM": party.uscc,
        "GY_ZL": kind,
        "GY_ZDBH": numbers.next(unit, "账", issued_on),
        "GY_ZQ": f"{billed:%Y-%m}",
        "GY_CJRQ": issued_on.isoformat(),
        "GY_JFRQ": (issued_on + timedelta(days=wait)).isoformat(),
        "GY_JE": f"{amount:.2f}".rstrip("0").rstrip("."),
        "GY_BSDW": unit.name,
        "GY_BSDWDM": unit.uscc,
    }
    return Record("utility_payment", unit.key, issued_on, values)
