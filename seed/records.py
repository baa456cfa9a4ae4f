"""What every record of the invented city has in common: its shape, its party, its number."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from seed.organisations import Organisation
from seed.units import Unit

LONG_TERM: Final = date(2099, 12, 31)


@dataclass(frozen=True)
class Record:
    """One decision about one party. `values`: field code → text; dates ISO, amounts in 万元 without trailing zeros."""

    item: str
    unit: str
    decided_on: date
    values: dict[str, str]


class Numbers:
    """Document numbers, one sequence per unit, mark and year: 云市监罚〔2026〕31号."""

    def __init__(self) -> None:
        self._last: Counter[tuple[str, str, int]] = Counter()

    def next(self, unit: Unit, mark: str, day: date) -> str:
        key = (unit.key, mark, day.year)
        self._last[key] += 1
        return f"{unit.short}{mark}〔{day.year}〕{self._last[key]}号"


def party_values(prefix: str, party: Organisation) -> dict[str, str]:
    """The columns by which the national tables name a party."""
    return {
        f"{prefix}_XDR_MC": party.name,
        f"{prefix}_XDR_LB": "个体工商户" if party.is_sole_trader else "法人及非法人组织",
        f"{prefix}_XDR_SHXYM": party.uscc,
    }


def wan(yuan: int) -> str:
    """An amount in 万元, as the national tables want it."""
    return f"{(Decimal(yuan) / 10_000).normalize():f}"


def years_later(day: date, years: int) -> date:
    """The last day of a span of whole years that begins on day."""
    end = date(day.year + years, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    return date.fromordinal(end.toordinal() - 1)
