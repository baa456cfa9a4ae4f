"""The demonstration's staff: who holds which account and post.

They share one password that everybody may know; `seed.desk_home` sees to it that no real home ever has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.access.models.people import OF_THE_PLATFORM
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from seed import desk_home
from seed.naming import Namer
from seed.units import units

PASSWORD: Final = "Yunze-Yanshi-2026"  # noqa: S105 - everybody may know it
STANDS_IN_DAYS: Final = 14

# unit → how its people's logins begin
_LOGINS: Final = {
    "market": "shijian", "housing": "zhujian", "transport": "jiaotong", "ecology": "huanjing", "emergency": "yingji",
    "labour": "renshe", "water": "shuili", "agriculture": "nongye", "health": "weijian", "culture": "wenlv",
    "reform": "fagai", "urban": "chengguan", "court": "fayuan", "tap_water": "gongshui", "power_supply": "gongdian",
    "county_reform": "chengjiang-fagai", "county_market": "chengjiang-shijian",
    "county_transport": "chengjiang-jiaotong", "county_agriculture": "chengjiang-nongye",
    "county_culture": "chengjiang-wenlv",
}  # fmt: skip
_POSTS: Final = (
    ("jingban", StaffRole.STEWARD),
    ("shenhe", StaffRole.CHECKER),
    ("guanli", StaffRole.UNIT_ADMINISTRATOR),
)


@dataclass(frozen=True)
class Account:
    """`unit` is the key of its unit, "" for the platform's own; `stands_in_for` the login whose B post it is."""

    login: str
    name: str
    role: StaffRole
    unit: str
    stands_in_for: str = ""


@cache
def accounts() -> tuple[Account, ...]:
    """The same people each time, each with a name of her own."""
    names = _names()
    made = [
        Account(f"{_LOGINS[unit.key]}-{ending}", next(names), role, unit.key)
        for unit in units()
        for ending, role in _POSTS
    ]
    made += [
        Account("shijian-jingban-b", next(names), StaffRole.STEWARD, "market", stands_in_for="shijian-jingban"),
        Account("xinyongban", next(names), StaffRole.OFFICER, "reform"),
        Account("chengjiang-xinyong", next(names), StaffRole.OFFICER, "county_reform"),
        Account("xitong", next(names), StaffRole.SYSTEM_ADMINISTRATOR, ""),
        Account("anquan", next(names), StaffRole.SECURITY_ADMINISTRATOR, ""),
        Account("shenji", next(names), StaffRole.AUDITOR, ""),
    ]
    return tuple(made)


@transaction.atomic
def open_accounts(*, by: Actor, at: datetime) -> int:
    """Open those that are not there yet, with posts from the day on; how many. Refuses another home."""
    desk_home.require()
    encoded = make_password(PASSWORD)  # slow by design: once for all, who share it anyway
    by_key = {unit.key: Unit.objects.get(uscc=unit.uscc) for unit in units()}
    opened = 0
    for account in accounts():
        unit = by_key.get(account.unit)
        is_b = bool(account.stands_in_for)
        if not add_person(login=account.login, name=account.name, unit=unit, is_contract_staff=is_b, by=by, at=at):
            continue
        person = Person.objects.get(login=account.login)
        person.password, person.password_changed_at = encoded, at
        person.save(update_fields=["password", "password_changed_at"])
        enter_account("password_reset", person, by=by, at=at)
        _give(person, account, unit, by, at)
        opened += 1
    return opened


def _give(person: Person, account: Account, unit: Unit | None, by: Actor, at: datetime) -> None:
    day = at.astimezone(CHINA).date()
    give_post(
        person=person,
        role=account.role,
        unit=None if account.role in OF_THE_PLATFORM else unit,
        from_on=day,
        until_on=day + timedelta(days=STANDS_IN_DAYS) if account.stands_in_for else None,
        stands_in_for=Person.objects.get(login=account.stands_in_for) if account.stands_in_for else None,
        by=by,
        at=at,
    )


def _names() -> Iterator[str]:
    namer, given = Namer(Random("工作台")), set[str]()
    while True:
        name = namer.person()
        if name not in given:
            given.add(name)
            yield name
