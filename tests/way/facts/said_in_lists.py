"""What lists and files of every kind say of their own number."""

from django.urls import NoReverseMatch, reverse

from tests.mingxin.doors.desk.things import things as named_things
from tests.mingxin.doors.test_downloads import FILES, GROWING, LISTS
from tests.way.facts.asking import OFFICE, asked, exported, lines_of, number
from tests.way.facts.city import City
from tests.way.facts.rows_of_records import Counts


def every_list(city: City) -> Counts:
    """Of each list, for the first two who may open it: its count is that of its file, and of the rows in it; 0 where it
    is the same.
    """
    off, things = Counts(), named_things()
    lists = [name for name, where in FILES.items() if where == LISTS and name not in GROWING]
    for place, name in enumerate(sorted(lists)):
        for role, person in city.people.items():
            if sum(known == name for known, _ in off) == 2:
                break
            for keys in [one.keys for one in things.get(name.removeprefix("desk:"), [])][:2] or [{}]:
                try:
                    address = reverse(name, kwargs=dict(keys))
                except NoReverseMatch:  # nothing is there to name
                    continue
                answer = person.get(address)
                if answer.status_code == 200:
                    count = answer.context.get("count", answer.context.get("cells"))
                    form = ("csv", "xlsx")[place % 2]
                    off[name, role] = off.get((name, role), 0) + abs(count - len(exported(person, address, form)))
    return off


def criteria(city: City) -> Counts:
    """Lines of each table in force: in the list, on its page, and in its file."""
    office, found = city.people[OFFICE], Counts()
    lines = exported(office, reverse("desk:criteria"))
    for line, row in zip(lines, asked(office, reverse("desk:criteria"))["rows"], strict=True):
        if not line["版次"]:
            continue
        page = asked(office, row.row.address)
        file = next(one["file"] for one in page["editions"] if one["is_in_force"])
        rows = len(lines_of(office.get(file)))
        assert number(line["行数"]) == len(page["lines"]) == rows, row.row
        found[row.row.unit.name, row.row.item] = rows
    return found


def calendar(city: City) -> Counts:
    """Days of the year that depart from the week: on the page, and in the file; 0 where it is the same."""
    office, year = city.people[OFFICE], city.today.year
    page = asked(office, reverse("desk:calendar"), nian=year)
    days = [day for _, _, weeks in page["months"] for week in weeks for day in week if day is not None]
    lines = lines_of(office.get(reverse("desk:calendar_file", args=[year])))
    return {
        "调休上班": sum(day.kind == "makeup" for day in days) - sum(line["是否工作日"] == "是" for line in lines),
        "放假": sum(day.kind == "holiday" for day in days) - sum(line["是否工作日"] == "否" for line in lines),
        "工作日": sum(n for _, n, _ in page["months"]) - page["workdays"],
    }
