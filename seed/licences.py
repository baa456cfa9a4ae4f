"""Administrative licences of the invented city."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from seed.organisations import Organisation
from seed.parties import Parties, some_days
from seed.records import LONG_TERM, Numbers, Record, party_values, years_later
from seed.units import Unit
from seed.words import table

_SHARES = {
    "market": 40, "transport": 14, "urban": 9, "health": 8, "housing": 7, "ecology": 6, "emergency": 4, "labour": 4,
    "culture": 3, "agriculture": 3, "water": 2, "reform": 2,
}  # fmt: skip


def licences(
    rng: Random, parties: Parties, units: Mapping[str, Unit], days: Sequence[date], *, count: int
) -> Iterator[Record]:
    """So many licences in the order of their days, numbered by unit and year."""
    kinds = table("licences")
    weights = {key: [kind["weight"] for kind in kinds[key]] for key in kinds}
    numbers = Numbers()
    keys = rng.choices(list(_SHARES), list(_SHARES.values()), k=count)
    for key, day in zip(keys, some_days(rng, days, count), strict=True):
        kind = rng.choices(kinds[key], weights[key])[0]
        tags = ("commercial",) if kind.get("commercial") else kind.get("tags", ())
        party = parties.draw(tags, day)
        if party is not None:
            yield _licence(rng, units[key], kind, party, day, numbers)


def _licence(
    rng: Random, unit: Unit, kind: Mapping[str, Any], party: Organisation, day: date, numbers: Numbers
) -> Record:
    number = numbers.next(unit, "许", day)
    begins = day + timedelta(days=rng.choice((0, 0, 0, 1, 3)))
    ends = years_later(begins, kind["years"]) if "years" in kind else LONG_TERM
    serial = number.split("〕")[1].removesuffix("号")
    values = party_values("XK", party) | {
        "XK_FRDB": party.legal_representative,
        "XK_XKWS": kind["title"],
        "XK_WSH": number,
        "XK_XKLB": kind["category"],
        "XK_XKZS": kind.get("certificate", ""),
        "XK_XKBH": f"{kind['prefix']}4299{day.year}{int(serial):06}" if "certificate" in kind else "",
        "XK_NR": f"{kind['content']}。",
        "XK_JDRQ": day.isoformat(),
        "XK_YXQZ": begins.isoformat(),
        "XK_YXQZI": ends.isoformat(),
        "XK_XKJG": unit.name,
        "XK_XKJGDM": unit.uscc,
        "XK_ZT": "2" if rng.random() < 0.02 else "1",
        "XK_LYDW": unit.name,
        "XK_LYDWDM": unit.uscc,
    }
    return Record("admin_licence", unit.key, day, values)
