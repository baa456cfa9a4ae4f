"""The invented city 云泽市: who lives in it and what its departments decided. The same seed gives the same city."""

from dataclasses import dataclass
from datetime import date
from random import Random

from seed import organisations as registry
from seed.acts import abnormal_listings, court_listings, other_acts
from seed.licences import licences
from seed.organisations import Organisation
from seed.parties import Parties, workdays
from seed.penalties import CRITERIA, Criterion, penalties
from seed.records import Record
from seed.units import REGIONS, Region, Unit, units
from seed.utilities import payments

_YEARS = 5


@dataclass(frozen=True)
class City:
    seed: int
    as_of: date
    regions: tuple[Region, ...]
    units: tuple[Unit, ...]
    organisations: tuple[Organisation, ...]
    records: tuple[Record, ...]
    criteria: tuple[Criterion, ...]

    def unit(self, key: str) -> Unit:
        return next(unit for unit in self.units if unit.key == key)


def build(seed: int, *, as_of: date, organisations: int, records: int) -> City:
    """A city of so many organisations and about so many records, decided in the five years up to as_of."""
    rng = Random(f"云泽市 {seed}")
    subjects = registry.organisations(rng, organisations, as_of)
    bodies = {unit.key: unit for unit in units()}
    parties = Parties(rng, subjects)
    days = workdays(date(as_of.year - _YEARS, as_of.month, min(as_of.day, 28)), as_of)
    made = [
        *licences(rng, parties, bodies, days, count=records * 44 // 100),
        *penalties(rng, parties, bodies, days, count=records * 27 // 100),
        *other_acts(rng, parties, bodies, days, count=records * 21 // 100),
        *abnormal_listings(rng, parties, bodies, days, count=records * 6 // 100),
        *court_listings(rng, parties, bodies, days, count=records * 2 // 100),
        *payments(rng, subjects, bodies, as_of),
    ]
    return City(seed, as_of, REGIONS, tuple(bodies.values()), subjects, tuple(made), CRITERIA)
