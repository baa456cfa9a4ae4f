"""One fact, one figure: whatever is counted for somebody is what the rows behind it add up to, wherever it stands."""

import pytest

from tests.mingxin.doors.desk.conftest import quick_passwords
from tests.seed.conftest import folder, plan, small_city
from tests.seed.test_desk import founded, with_city
from tests.way.facts.city import City, city
from tests.way.facts.rows_of_records import Counts
from tests.way.facts.table import FACTS

__all__ = ["city", "folder", "founded", "plan", "quick_passwords", "small_city", "with_city"]

SHOWN = 6  # differences of one source that are told


def differences(counted: Counts, told: Counts, *, partly: bool) -> list[str]:
    """What is told otherwise than it is counted; what is nought need not be told."""
    keys = told if partly else {**counted, **told}
    off = {key: (told.get(key, 0), counted.get(key, 0)) for key in keys if told.get(key, 0) != counted.get(key, 0)}
    return [f"{key}: told {one}, counted {rows}" for key, (one, rows) in list(off.items())[:SHOWN]]


@pytest.mark.timeout(3600)
def test_every_figure_is_that_of_its_rows(city: City) -> None:
    faults, rows = [], city.rows
    for fact in FACTS:
        counted = fact.rows(rows)
        for sources, partly in ((fact.sources, False), (dict(fact.parts), True)):
            for place, source in sources.items():
                try:
                    told = source(city)
                except (AssertionError, KeyError) as off:
                    faults.append(f"{fact.name} / {place}: {off}")
                    continue
                faults += [f"{fact.name} / {place}: {one}" for one in differences(counted, told, partly=partly)]
    assert not faults, "\n".join(faults)
