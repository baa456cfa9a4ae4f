"""`mingxin clock`: a named person confirms a clock that the ledger doubts."""

import argparse
from dataclasses import replace

from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import machine_time, now
from mingxin.kernel.refusal import Refusal
from mingxin.vault import clock


def confirm(arguments: argparse.Namespace, telling: Telling) -> int:
    name = arguments.name.strip()[:64]
    if not name:
        raise Refusal("clock.name", "没有写明由谁核对。", "请用 --name 写明姓名。")
    at = now()
    found = clock.confirm(reason=arguments.reason, by=replace(OPERATOR, name=name), at=at, ran=machine_time())
    told = clock.told(found)
    telling.give(
        {"before": found.before.isoformat(), "after": found.after.isoformat(), "doubt": told, "at": at.isoformat()}
    )
    telling.say(f"✓ {name}已确认系统时间 {at:%Y-%m-%d %H:%M} 无误，已记入账本。")
    telling.say(f"  此前的疑问：{told}。")
    telling.say("  到期原件从现在起重新核对，隔一日销毁。")
    return 0
