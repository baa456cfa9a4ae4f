"""What marks the demonstration's home: an entry in its ledger, written while there was nothing else in it.

The mark lies in the database, where the accounts go that share one known password: not in a folder's name, a variable
or a file beside it, which may stand next to a real city's database by mistake.
"""

from datetime import datetime
from typing import Final

from django.conf import settings

from mingxin.access.models import Person, Unit
from mingxin.cli.founding import ACCOUNTS
from mingxin.intake.models import Batch
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from seed.units import units

MARK: Final = "seed.demonstration"


def claim(*, by: Actor, at: datetime) -> None:
    """Mark a home as the demonstration's; only one as `mingxin init` leaves it. A second call finds the mark."""
    if Entry.objects.filter(action=MARK).exists():
        require()
        return
    founders = [login for login, _ in ACCOUNTS]
    if Unit.objects.exists() or Batch.objects.exists() or Person.objects.exclude(login__in=founders).exists():
        raise _another("其中已有单位、账户或者批次，却没有演示标记")
    write(
        action=MARK,
        object_type="installation",
        object_key=settings.INSTANCE_CODE,
        by=by,
        at=at,
        matter="本数据目录只供演示，单位、人员和信息均为虚构",
    )


def require() -> None:
    """Refuse any home but a marked one in which every unit is an invented one."""
    if not Entry.objects.filter(action=MARK).exists():
        raise _another("其中没有演示标记")
    if Unit.objects.exclude(uscc__in=[unit.uscc for unit in units()]).exists():
        raise _another("其中有不属于演示的单位")


def _another(why: str) -> Refusal:
    return Refusal(
        "demonstration.other_home",
        f"这个数据目录不是演示用的：{why}。没有写入任何内容。",
        "演示请用另一个目录，例如 make demo DEMO_HOME=./yanshi；以前版本的演示请先运行 make clean-demo。"
        "设置了 MINGXIN_DATABASE_URL 的，请核对它指向的数据库。",
    )
