"""How one cell of one record is spelled wherever somebody reads it."""

from typing import Final

from django.urls import reverse

from tests.way.facts.asking import asked, lines_of
from tests.way.facts.city import City
from tests.way.facts.rows_of_records import Counts
from tests.way.facts.said_publicly import list_of_columns

RECORDS: Final = 8  # of each item, by form
LONG_TERM: Final = "2099-12-31"


def _differing(city: City, form: str) -> Counts:
    """By item, cells in the file that do not say what the page of the record says."""
    found: Counts = {}
    for item in list_of_columns(city):
        rows = lines_of(city.public.get(reverse("portal:export", args=[item, form])))
        rows.sort(key=lambda row: row.get("有效期至") not in (LONG_TERM, "长期"))  # these are the ones spelled twice
        for row in rows[:RECORDS]:
            card = asked(city.public, reverse("portal:record", args=[row["信息编号"]]))["page"].card
            for pair in card.pairs:
                said = row[pair.label].removeprefix("'")
                if form == "csv":
                    said = "长期" if pair.label == "有效期至" and said == LONG_TERM else said
                    said = said.replace(";", "、") if "类别" in pair.label else said
                amount = pair.value.partition(" 万元（")[0]  # the page tells it in yuan too
                found[item] = found.get(item, 0) + (said not in (pair.value, amount))
    return found


def in_tables(city: City) -> Counts:
    return _differing(city, "csv")


def in_workbooks(city: City) -> Counts:
    return _differing(city, "xlsx")
