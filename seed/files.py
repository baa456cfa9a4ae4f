"""The folder that the invented city's departments send: files by item, unit and period, and what goes with them."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from seed import layouts, writing
from seed.city import City
from seed.faulty import write_faulty
from seed.layouts import Style
from seed.organisations import Organisation
from seed.parties import is_workday
from seed.units import Unit

Progress = Callable[[str, int, int], None]

ITEMS: Final = (
    "org_registration", "admin_licence", "admin_penalty", "admin_coercion", "admin_inspection", "admin_confirmation",
    "admin_payment", "admin_collection", "admin_reward", "admin_compensation", "admin_adjudication",
    "abnormal_operation", "honour", "court_defaulter", "utility_payment",
)  # fmt: skip
_MONTHLY: Final = frozenset({"market", "transport", "urban"})  # the others report quarterly
_WEEKLY_DAYS: Final = 55  # decisions this recent are sent week by week, so within their seven working days
_ALWAYS_MONTHLY: Final = frozenset({"utility_payment"})
_FREQUENT: Final = frozenset({"admin_licence", "admin_penalty"})  # of these the past is sent year by year
_PAST: Final = (layouts.GB_CSV, layouts.BOM_CSV, layouts.GB_2016_CSV, layouts.UTF8_CSV, layouts.GB_OLD_CSV)
_PRESENT: Final = (layouts.FULL_XLSX, layouts.GB_CSV, layouts.BARE_XLSX, layouts.BOM_CSV, layouts.OLD_XLSX)
# What is filled in once an entry is removed; a later removal is sent again with the file of its own period.
_REMOVALS: Final = {"abnormal_operation": ("YC_YCRQ", "YC_YCYY", "YC_YCJG"), "court_defaulter": ("SX_SCRQ",)}
_REGISTERED_UNTIL: Final = (1979, 1999, 2009, 2015, 2020)


@dataclass(frozen=True)
class Sending:
    """One file to be: what it holds, and the day on which it is sent."""

    item: str
    unit: Unit
    period: str
    style: Style
    rows: Sequence[Mapping[str, str]]
    sent_on: date

    @property
    def path(self) -> str:
        name = (
            f"{self.unit.name.removeprefix('云泽市')}_{layouts.item_name(self.item)}_{self.period}.{self.style.format}"
        )
        return f"{ITEMS.index(self.item) + 1:02}_{self.item}/{name}"


def write(city: City, folder: Path, progress: Progress | None = None) -> dict[str, Any]:
    """Write the whole folder and return its plan. `progress` hears (what, done, total) after each file."""
    folder.mkdir(parents=True, exist_ok=True)
    plans = [*_registrations(city), *_sendings(city)]
    for done, sending in enumerate(plans, start=1):
        table = layouts.table_of(sending.item, sending.style, sending.rows)
        title = f"{sending.unit.name}{layouts.item_name(sending.item)}信息表（{sending.period}）"
        writing.write_table(folder / sending.path, table, sending.style, title)
        if progress:
            progress(sending.path, done, len(plans) + 1)
    faulty = write_faulty(city, folder)
    plan = _plan(city, plans, faulty)
    _write_tables(city, folder, plan)
    if progress:
        progress("plan.json", len(plans) + 1, len(plans) + 1)
    return plan


def _registrations(city: City) -> Iterator[Sending]:
    """The register: older years in large files, the current year month by month."""
    unit = city.unit("market")
    groups: dict[str, list[Organisation]] = defaultdict(list)
    ends: dict[str, date] = {}
    for one in city.organisations:
        period, end = _register_period(one.established_on, city.as_of)
        groups[period].append(one)
        ends[period] = end
    for place, (period, ones) in enumerate(sorted(groups.items(), key=lambda group: ends[group[0]])):
        past = (layouts.GB_REGISTER_CSV, layouts.GB_CSV, layouts.BOM_CSV, layouts.UTF8_CSV, layouts.GB_OLD_CSV)
        style = _PRESENT[place % len(_PRESENT)] if ends[period].year == city.as_of.year else past[min(place, 4)]
        rows = [_registration(one, unit, city) for one in ones]
        yield Sending("org_registration", unit, period, style, rows, _sent_on(ends[period], city.as_of))


def _register_period(day: date, as_of: date) -> tuple[str, date]:
    if day.year == as_of.year:
        return _period(day, 1)
    for before, until in pairwise(_REGISTERED_UNTIL):
        if before < day.year <= until < as_of.year:
            oldest = before == _REGISTERED_UNTIL[0]
            return f"{until}年及以前" if oldest else f"{before + 1}年至{until}年", date(until, 12, 31)
    return f"{day.year}年", date(day.year, 12, 31)


def _registration(one: Organisation, unit: Unit, city: City) -> dict[str, str]:
    return {
        "ZTMC": one.name,
        "TYSHXYDM": one.uscc,
        "FDDBR": one.legal_representative,
        "CLRQ": one.established_on.isoformat(),
        "QYLX": one.type,
        "ZCZB": one.capital,
        "ZS": one.address,
        "JYFW": one.scope,
        "HY": one.industry,
        "DJJG": one.registrar,
        "DJJGDM": unit.uscc if one.registrar == unit.name else "",
        "DJZT": one.status,
        "CYM": one.former_name,
        "BGRQ": one.changed_on.isoformat() if one.changed_on else "",
        "GSZCH": one.registration_number,
        "ZZJGDM": one.uscc[8:17],
        "SZSF": "湖北省",
        "SZDQ": next(region.name for region in city.regions if region.code == one.region),
        "SJLYDW": unit.name,
        "SJLYDWDM": unit.uscc,
    }


def _sendings(city: City) -> Iterator[Sending]:
    """Every item but the register, in the order of the items, units and periods."""
    groups: dict[tuple[str, str, date, str], list[dict[str, str]]] = defaultdict(list)
    for record in city.records:
        period, end = _record_period(record.item, record.unit, record.decided_on, city.as_of)
        removal = _REMOVALS.get(record.item, ())
        removed_on = layouts.iso_date(record.values[removal[0]]) if removal else None
        if removed_on and removed_on > end:
            groups[record.item, record.unit, end, period].append(record.values | dict.fromkeys(removal, ""))
            period, end = _record_period(record.item, record.unit, removed_on, city.as_of)
        groups[record.item, record.unit, end, period].append(record.values)
    keys = [unit.key for unit in city.units]
    order = sorted(groups, key=lambda key: (ITEMS.index(key[0]), keys.index(key[1]), key[2]))
    for item, key, end, period in order:
        styles = _PRESENT if end.year == city.as_of.year else _PAST
        style = styles[(keys.index(key) * 2 + ITEMS.index(item) + end.year) % len(styles)]
        if style.headers == "codes_2016" and item not in _FREQUENT:
            style = layouts.GB_CSV  # the 2016 systems knew licences and penalties only
        rows = groups[item, key, end, period]
        yield Sending(item, city.unit(key), period, style, rows, _sent_on(end, city.as_of))


def _record_period(item: str, unit: str, day: date, as_of: date) -> tuple[str, date]:
    """The period whose file a decision is sent in, and that period's last day."""
    if item in _ALWAYS_MONTHLY:
        return _period(day, 1)
    if item in _FREQUENT and (as_of - day).days < _WEEKLY_DAYS:
        return _week(day)
    if day.year == as_of.year:
        if item in _FREQUENT:
            return _period(day, 1 if unit in _MONTHLY else 3)
        return _period(day, 6)
    if item in _FREQUENT and unit in _MONTHLY:
        return f"{day.year}年", date(day.year, 12, 31)
    if item in _FREQUENT and day.year == as_of.year - 1:
        return f"{day.year}年", date(day.year, 12, 31)
    last = as_of.year - (2 if item in _FREQUENT else 1)
    return f"{last}年及以前", date(last, 12, 31)


def _period(day: date, months: int) -> tuple[str, date]:
    """The month, quarter or half-year of a day, by name and last day."""
    place = (day.month - 1) // months
    last = place * months + months
    end = date(day.year + last // 12, last % 12 + 1, 1) - timedelta(days=1)
    names = {1: f"{day.month:02}月", 3: f"第{'一二三四'[place % 4]}季度", 6: "上半年" if place == 0 else "下半年"}
    return f"{day.year}年{names[months]}", end


def _week(day: date) -> tuple[str, date]:
    """The week of a day, by name, up to its Friday."""
    monday = day - timedelta(days=day.weekday())
    return f"{monday.year}年{monday.month:02}月{monday.day:02}日起一周", monday + timedelta(days=4)


def _sent_on(end: date, as_of: date) -> date:
    """The third working day after the period; a period that is not over is sent on as_of."""
    day, left = end, 3
    while left and day < as_of:
        day += timedelta(days=1)
        left -= is_workday(day)
    return min(day, as_of)


def _plan(city: City, plans: Sequence[Sending], faulty: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    graded = dict.fromkeys(criterion.unit for criterion in city.criteria)
    return {
        "city": city.regions[0].name,
        "division": city.regions[0].code,
        "seed": city.seed,
        "as_of": city.as_of.isoformat(),
        "organisations": len(city.organisations),
        "records": len(city.records),
        "regions": "regions.csv",
        "units": "units.csv",
        "criteria": [
            {"unit": city.unit(key).uscc, "item": "admin_penalty", "file": f"criteria/{city.unit(key).uscc}.csv"}
            for key in graded
        ],
        "files": [
            {
                "file": sending.path,
                "item": sending.item,
                "unit": sending.unit.uscc,
                "period": sending.period,
                "rows": len(sending.rows),
                "sent_on": sending.sent_on.isoformat(),
            }
            for sending in plans
        ],
        "faulty": list(faulty),
    }


def _write_tables(city: City, folder: Path, plan: Mapping[str, Any]) -> None:
    writing.write_csv(
        folder / "regions.csv",
        [["代码", "名称", "上级"], *([one.code, one.name, one.parent] for one in city.regions)],
    )
    writing.write_csv(
        folder / "units.csv",
        [
            ["代码", "名称", "区划", "事项"],
            *([one.uscc, one.name, one.region, ";".join(one.items)] for one in city.units),
        ],
    )
    head = ["类别", "金额下限(万元)", "金额上限(万元)", "失信程度", "是否公开", "依据"]
    for entry in plan["criteria"]:
        rows = [
            [one.category, one.from_wan, one.below_wan, one.severity, one.public, one.basis]
            for one in city.criteria
            if city.unit(one.unit).uscc == entry["unit"]
        ]
        writing.write_csv(folder / entry["file"], [head, *rows])
    writing.write_json(folder / "plan.json", plan)
