"""What the public site says of a fact."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.test import Client
from django.urls import reverse

from mingxin.archive.public_numbers import public_number
from tests.way.facts.asking import asked, counted, lines_of, number
from tests.way.facts.city import City
from tests.way.facts.rows_of_records import LICENCE, PENALTY, Counts

CAPTIONS: Final = {LICENCE: "公示中的行政许可", PENALTY: "公示中的行政处罚"}


def home_figures(city: City) -> Counts:
    figures = {one.caption: one.value for one in asked(city.public, "/")["home"].figures}
    return {item: number(figures[caption]) for item, caption in CAPTIONS.items()}


def home_subjects(city: City) -> Counts:
    return {one.caption: number(one.value) for one in asked(city.public, "/")["home"].figures[:1]}


def home_median(city: City) -> Counts:
    return {"中位数": float(asked(city.public, "/")["home"].figures[-1].value)}


def home_columns(city: City) -> Counts:
    return {one.item: number(one.count) for one in asked(city.public, "/")["home"].columns}


def list_of_columns(city: City) -> Counts:
    return {one.item: number(one.count) for one in asked(city.public, reverse("portal:columns"))["columns"]}


def _column(city: City, item: str, **query: object) -> Any:
    return asked(city.public, reverse("portal:column", args=[item]), **query)["page"]


def column_pages(city: City) -> Counts:
    return {item: number(_column(city, item).count) for item in list_of_columns(city)}


def export_notes(city: City) -> Counts:
    """可下载 n 条；另有 n 条涉及个体工商户."""
    notes = {item: _column(city, item).export_note for item in list_of_columns(city)}
    return {item: sum(map(number, re.findall(r"[\d,]+", note))) for item, note in notes.items()}


def _paged(client: Client, address: str) -> int:
    """Lines, page after page to the last."""
    lines, query = 0, dict[str, str]()
    while True:
        page = asked(client, address, **query)["page"]
        lines += len(getattr(page, "lines", None) or getattr(page, "records", ()))
        if not page.onward:
            return lines
        query = {"after": page.onward}


def column_lines(city: City) -> Counts:
    return {item: _paged(city.public, reverse("portal:column", args=[item])) for item in list_of_columns(city)}


def _in_file(city: City, item: str, form: str = "csv", **query: object) -> int:
    """Rows in the file and those of sole traders that it says are left out."""
    answer = city.public.get(reverse("portal:export", args=[item, form]), query)
    return len(lines_of(answer)) + int(answer["X-Left-Out"])


def tables(city: City) -> Counts:
    return {item: _in_file(city, item) for item in list_of_columns(city)}


def _first_days(city: City, form: str) -> Counts:
    return {
        (item, line["信息编号"]): date.fromisoformat(line["公示起始日"]).toordinal()
        for item in list_of_columns(city)
        for line in lines_of(city.public.get(reverse("portal:export", args=[item, form])))
    }


def first_days_in_tables(city: City) -> Counts:
    return _first_days(city, "csv")


def first_days_in_workbooks(city: City) -> Counts:
    return _first_days(city, "xlsx")


def first_days_at_the_desk(city: City) -> Counts:
    """The day since when a record is public, as the office's page has it: of those that have several versions."""
    office, found = city.people["信用办"], Counts()
    for item, thread in city.rows.of_several_versions():
        days = dict(asked(office, reverse("desk:record", args=[thread]))["sheet"].days)
        found[item, public_number(thread)] = date.fromisoformat(days["开始公示"][:10]).toordinal()
    return found


def workbooks(city: City) -> Counts:
    """With their notes on a sheet of their own."""
    return {item: _in_file(city, item, "xlsx") for item in list_of_columns(city)}


def office_list_of_shown(city: City) -> Counts:
    office, address = city.people["信用办"], reverse("desk:records")
    return {item: counted(office, address, zhuangtai="shown", shixiang=item) for item in list_of_columns(city)}


def _units(city: City) -> Iterator[tuple[str, str, str, int]]:
    """Item, unit's name and number, and how many its choice says."""
    for item in list_of_columns(city):
        for option in _column(city, item).choices[0].options:
            name, _, count = option.words.rstrip("）").rpartition("（")
            yield item, name, option.value, number(count)


def unit_choices(city: City) -> Counts:
    return {(item, name): count for item, name, _, count in _units(city)}


def columns_of_units(city: City) -> Counts:
    return {(item, name): number(_column(city, item, danwei=unit).count) for item, name, unit, _ in _units(city)}


def tables_of_units(city: City) -> Counts:
    return {(item, name): _in_file(city, item, danwei=unit) for item, name, unit, _ in _units(city)}


def _choices(city: City) -> Iterator[tuple[str, str, str]]:
    for item in list_of_columns(city):
        for choice in _column(city, item).choices[1:]:
            yield from ((item, choice.parameter, option.value) for option in choice.options)


def columns_by_choice(city: City) -> Counts:
    return {key: number(_column(city, key[0], **{key[1]: key[2]}).count) for key in _choices(city)}


def tables_by_choice(city: City) -> Counts:
    return {key: _in_file(city, key[0], **{key[1]: key[2]}) for key in _choices(city)}


def _subjects(city: City) -> Iterator[tuple[str, Any, int]]:
    for public_id in {public_id for public_id, _ in city.rows.shown_by_subject()}:
        address = reverse("portal:subject", args=[public_id])
        yield public_id, asked(city.public, address)["page"], _paged(city.public, address)


def subject_tabs(city: City) -> Counts:
    """The tab of all is the sum of the others, and of the records that are listed."""
    found: Counts = {}
    for public_id, page, lines in _subjects(city):
        tabs = {tab.item: number(tab.count) for tab in page.tabs}
        assert tabs.pop("") == sum(tabs.values()) == lines, public_id
        found |= {(public_id, item): count for item, count in tabs.items()}
    return found


def lists_of_stopped(city: City) -> Counts:
    answers = {item: city.public.get(reverse("portal:removals", args=[item])) for item in list_of_columns(city)}
    return {item: len(lines_of(answer)) for item, answer in answers.items()}
