"""The demonstration's staff: who holds which account and post, and what a visitor can try as each of them.

They share one password that everybody may know; `seed.desk_home` sees to it that no real home ever has them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.access.models.people import OF_THE_PLATFORM
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actions import write
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
_HINTS: Final = {
    "shijian-jingban": "上传“待上传”文件夹中的处罚表：修改、提交；另有一批同样的待提交，一条已更正",
    "shijian-jingban-b": "B 岗，代理同事至两周后；合同制人员，只能担任经办人",
    "shijian-shenhe": "放行市场监管局提交的批次（先以 shijian-jingban 提交）",
    "shijian-guanli": "建立账户、重置口令、安排 A/B 岗、交接",
    "jiaotong-shenhe": "待审核三批，到期日各不相同",
    "huanjing-jingban": "一批被审核人退回，页面写明理由；一条处罚按期撤回",
    "yingji-jingban": "一个文件被整体拒收，页面写明原因和办法；一条处罚逾期撤回",
    "renshe-jingban": "一批由本单位撤回",
    "chengguan-jingban": "一批已入库，另有疑问行和未关联行待补报；信用办已提出建议",
    "zhujian-jingban": "公示依据问题等待答复",
    "nongye-jingban": "一批重复出现同样的情况，已作说明，信用办会看到",
    "weijian-jingban": "一批须先说明原因才能提交",
    "fagai-jingban": "一个文件须先选择事项",
    "chengjiang-jiaotong-jingban": "县局，有迟报的批次",
    "chengjiang-nongye-jingban": "县局，行政许可已声明“本期无”；一批报送的事项没有职权登记，等信用办核实",
    "xinyongban": "市信用办：看板、催报、疑问和未关联数据、单位和职权、目录",
    "chengjiang-xinyong": "县信用办：只看本县；有一项职权疑问待答复，一个单位本月没有报送",
    "xitong": "系统管理员：建立单位管理员账户",
    "anquan": "安全管理员：权限表、登录情况、解除锁定",
    "shenji": "审计员：查阅、核验、导出操作日志",
}


@dataclass(frozen=True)
class Account:
    """`unit` is the key of its unit, "" for the platform's own; `stands_in_for` the login whose B post it is."""

    login: str
    name: str
    role: StaffRole
    unit: str
    stands_in_for: str = ""

    @property
    def hint(self) -> str:
        return _HINTS.get(self.login, "")


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
        write(action="access.password_reset", object_type="person", object_key=person.login, by=by, at=at)
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
