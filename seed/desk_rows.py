"""Rows for living work: decisions that are on file already, decided anew under new numbers on days that press."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Exists, OuterRef

from mingxin.archive.models import Name, Record
from mingxin.kernel.workdays import Calendar
from seed.desk_scene import require
from seed.fault_files import FAULTY_FILES
from seed.faults import Fault, Row, Scene
from seed.layouts import item_name
from seed.organisations import Organisation
from seed.records import years_later
from seed.units import Unit

PENALTY: Final = "admin_penalty"
LICENCE: Final = "admin_licence"
_FOUND_ON: Final = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日")
_DEADLINE: Final = 7  # working days, of penalties and licences
# What is planted in the file that a visitor drops: as (field, finding), in the order of the rows.
_PLANTED: Final = (
    ("CF_XDR_SHXYM", "uscc.check_digit"), ("CF_XDR_SHXYM", "required.empty"), ("CF_XDR_SHXYM", "uscc.length"),
    ("CF_XDR_MC", "name.differs_from_register"), ("CF_SY", "required.empty"), ("CF_CFLB", "code_set.unknown"),
    ("CF_NR_FK", "money.yuan_for_wan"), ("CF_NR_FK", "money.amount_missing"), ("CF_JDRQ", "date.no_such_day"),
    ("CF_WSH", "docnumber.brackets"), ("CF_SY", "phone.in_text"),
)  # fmt: skip


@dataclass(frozen=True)
class Days:
    """`today`, and the days on which something was decided that is due so many working days from it."""

    today: date
    worked: Calendar

    def due_in(self, workdays: int) -> date:
        """The working day of decision whose seventh working day is so far off; below 0 it has passed.

        Where today is no working day nothing falls due on it: 0 is then the next that is.
        """
        return self._before(self._deadline(workdays), _DEADLINE)

    def ago(self, workdays: int) -> date:
        """So many working days before today."""
        return self._before(self.today, workdays)

    def _deadline(self, workdays: int) -> date:
        if workdays < 0:
            return self._before(self.today, -workdays)
        if workdays or not self.worked.is_workday(self.today):
            return self.worked.add_workdays(self.today, max(workdays, 1)).on
        return self.today

    def _before(self, day: date, workdays: int) -> date:
        while workdays:
            day -= timedelta(days=1)
            workdays -= self.worked.is_workday(day)
        return day


def on_file(item: str, unit: Unit, count: int) -> list[Row]:
    """The newest decisions of a unit as the archive has them; at least one."""
    registered = Name.objects.filter(subject=OuterRef("subject"), registered=True, known_until__isnull=True)
    found = Record.objects.filter(
        Exists(registered), item=item, unit__uscc=unit.uscc, known_until__isnull=True, erased_by__isnull=True
    )
    payloads = found.order_by("-decided_on", "-id").values_list("payload", flat=True)[:count]
    require(payloads, f"{unit.name}没有在案的{item_name(item)}可以仿照")
    return [json.loads(payload) for payload in payloads]


def penalties(samples: Sequence[Row], sender: Unit, days: Sequence[date], *, count: int, first: int) -> list[Row]:
    """Penalties of `sender` on these days in turn, numbered from `first`."""
    return [
        _penalty(samples[place % len(samples)], sender, days[place % len(days)], first + place)
        for place in range(count)
    ]


def licences(samples: Sequence[Row], sender: Unit, days: Sequence[date], *, count: int, first: int) -> list[Row]:
    return [
        _licence(samples[place % len(samples)], sender, days[place % len(days)], first + place)
        for place in range(count)
    ]


def with_faults(rows: Sequence[Row], faults: Sequence[Fault], places: Sequence[int], today: date) -> list[Row]:
    """Plant each fault in the row at its place or the next in which it is one; the last row is sent twice."""
    planted = [dict(row) for row in rows]
    for fault, place in zip(faults, places, strict=True):
        row = next((one for one in planted[place:] if _bears(one, fault)), planted[place])
        row |= dict(fault.change(Scene(row, _party(row), today)))
    return [*planted, dict(planted[-1])]


def _bears(row: Row, fault: Fault) -> bool:
    """A wrong name is made of a company's, and what is wrong with a fine wants one."""
    if fault.field == "CF_XDR_MC":
        return "有限" in row["CF_XDR_MC"]
    return bool(row.get("CF_NR_FK")) or fault.field not in ("CF_NR_FK", "CF_CFLB")


def usual_faults() -> tuple[Fault, ...]:
    """The faults that most files have, one of each kind."""
    known = {(fault.field, fault.code): fault for file in reversed(FAULTY_FILES) for fault in reversed(file.faults)}
    return tuple(known[place] for place in _PLANTED)


def fault(field: str, code: str) -> Fault:
    return next(f for f in usual_faults() if (f.field, f.code) == (field, code))


def _penalty(sample: Mapping[str, str], sender: Unit, day: date, number: int) -> Row:
    found_on = day - timedelta(days=20)
    said = f"{found_on.year}年{found_on.month}月{found_on.day}日"
    in_force = {code: cell for code, cell in sample.items() if code != "CF_ZT"}  # 撤销, where the sample was
    return in_force | {
        "CF_WSH": f"{sender.short}罚〔{day.year}〕{number}号",
        "CF_SY": _FOUND_ON.sub(said, sample["CF_SY"]),
        "CF_JDRQ": day.isoformat(),
        "CF_YXQ": years_later(day, 1).isoformat(),
        "CF_GSJZQ": "",
        "CF_CFJG": sender.name,
        "CF_CFJGDM": sender.uscc,
        "CF_SJLY": sender.name,
        "CF_SJLYDM": sender.uscc,
    }


def _licence(sample: Mapping[str, str], sender: Unit, day: date, number: int) -> Row:
    made = dict(sample) | {
        "XK_WSH": f"{sender.short}许〔{day.year}〕{number}号",
        "XK_JDRQ": day.isoformat(),
        "XK_YXQZ": day.isoformat(),
        "XK_YXQZI": years_later(day, 5).isoformat(),
        "XK_XKJG": sender.name,
        "XK_XKJGDM": sender.uscc,
        "XK_ZT": "1",
        "XK_LYDW": sender.name,
        "XK_LYDWDM": sender.uscc,
    }
    if made.get("XK_XKBH"):
        made["XK_XKBH"] = f"{made['XK_XKBH'][:-6]}{number:06}"
    return made


def _party(row: Row) -> Organisation:
    """As much of a party as a fault asks for."""
    return replace(_NOBODY, uscc=row["CF_XDR_SHXYM"], name=row["CF_XDR_MC"])


_NOBODY: Final = Organisation(
    uscc="", name="", kind="", tag="", legal_representative="", established_on=date.min, type="", capital="",
    address="", scope="", industry="", registrar="", region="",
)  # fmt: skip
