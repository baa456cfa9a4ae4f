"""`mingxin init`: from nothing to an installation that can receive. Each step may be repeated."""

import argparse
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.actions.units import add_region
from mingxin.access.models import Person, StaffRole
from mingxin.archive.public_numbers import make_numbers_key, numbers_key_is_there
from mingxin.catalogue.actions import load_first_calendar, put_packaged_in_force
from mingxin.catalogue.queries import edition_in_force
from mingxin.cli import instance
from mingxin.cli.telling import Telling
from mingxin.config.secret import make_secret
from mingxin.kernel.clock import now
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.keys import KEY_FILE as LEDGER_KEY_FILE
from mingxin.ledger.keys import make_ledger_key
from mingxin.oversight.stock import take_stock
from mingxin.papers.keys import holds_key, make_demonstration_key
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.models import CalendarEdition
from mingxin.vault.actions import arriving
from mingxin.vault.sealing import KEY_FILE, make_vault_key

ACCOUNTS = (("administrator", "系统管理员"), ("operator", "命令行操作员"))


def init(arguments: argparse.Namespace, telling: Telling) -> int:
    found(telling, at=now())
    telling.say()
    telling.say(f"已就绪。数据目录：{settings.HOME}")
    telling.say(f"密钥目录：{settings.KEYS}（不在数据备份之内，请另行妥善备份；丢失后留存的原件无法打开）")
    if arguments.no_next:
        return 0
    telling.say(
        "下一步：mingxin account reset administrator 设置系统管理员的口令；mingxin serve 启动网站和工作台（/desk/）。"
    )
    telling.say("单位和职权可以用 mingxin unit add 登记，也可以在工作台导入权责清单；命令行操作记在 operator 名下。")
    return 0


def found(telling: Telling, *, at: datetime) -> None:
    """Every step in its order; each says whether it was done now or before."""
    home, keys = Path(settings.HOME), Path(settings.KEYS)
    _step(telling, "数据目录", not home.is_dir())
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    arriving()
    _make_keys(telling, keys, at)
    _migrate(telling)
    _put_in_force(telling, at)
    is_new = not CalendarEdition.objects.exists()
    load_first_calendar(by=PLATFORM, at=at)
    _step(telling, "工作日历（至 2026 年；次年安排公布后用 mingxin calendar import 导入）", is_new)
    is_new = add_region(code=settings.INSTANCE_CODE, name=settings.CITY_NAME, by=PLATFORM, at=at)
    _step(telling, f"区划 {settings.INSTANCE_CODE} {settings.CITY_NAME}", is_new)
    _step(telling, "管理员和操作员账户", _add_accounts(at))
    stocked = take_stock(by=PLATFORM, at=at)
    if stocked:
        telling.say(f"✓ 以前的登记和办理：{stocked} 行的摘要已记入账本")
    seal(at=at)
    if instance.read(home) is None:
        mark = instance.Instance(
            instance_code=settings.INSTANCE_CODE,
            city=settings.CITY_NAME,
            database=connection.vendor,
            founded_at=at.isoformat(timespec="seconds"),
        )
        instance.write(home, mark)


def _add_accounts(at: datetime) -> bool:
    """The first system administrator, and the account in whose name the command line acts; neither has a password."""
    made = [add_person(login=login, name=name, by=PLATFORM, at=at) for login, name in ACCOUNTS]
    administrator = Person.objects.get(login="administrator")
    if not administrator.posts.exists():
        give_post(
            person=administrator,
            role=StaffRole.SYSTEM_ADMINISTRATOR,
            unit=None,
            from_on=at.date(),
            by=PLATFORM,
            at=at,
        )
    return any(made)


def _make_keys(telling: Telling, keys: Path, at: datetime) -> None:
    is_new = not (keys / KEY_FILE).exists()
    make_secret(keys)
    make_vault_key(keys)
    keys.chmod(0o700)
    _step(telling, "会话密钥和留存密钥", is_new)
    is_new = not (keys / LEDGER_KEY_FILE).exists()
    make_ledger_key(keys)
    _step(telling, "账本密钥（为记录加印记、为封印签名）", is_new)
    is_new = not numbers_key_is_there(keys)
    make_numbers_key(keys)
    _step(telling, "公开编号密钥（信息的网址由它生成，不能更换）", is_new)
    is_new = not holds_key(keys)
    if is_new:
        make_demonstration_key(keys, city=settings.CITY_NAME, at=at)
    _step(telling, "报告签章的演示密钥（正式使用前请换成本市的密钥，见 docs/operations.md）", is_new)


def _migrate(telling: Telling) -> None:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0, interactive=False)
    _step(telling, f"数据库（{connection.vendor}）的表结构", bool(waiting))


def _put_in_force(telling: Telling, at: datetime) -> None:
    before = edition_in_force()
    done = put_packaged_in_force(packaged_rulebook(), by=PLATFORM, at=at, in_force_on=at.date())
    is_new = before is None or before.number != done.edition.number
    _step(telling, f"目录第 {done.edition.number} 版（{done.items} 个事项）", is_new)
    if done.kept:
        telling.say(f"  本市在工作台改过的事项保留本市的卡片，没有用程序自带的替换：{'、'.join(done.kept)}")


def _step(telling: Telling, what: str, is_new: bool) -> None:
    telling.say(f"✓ {what}：{'已建立' if is_new else '已在'}")
