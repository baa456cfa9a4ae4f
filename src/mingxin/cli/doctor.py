"""`mingxin doctor`: what is wrong with this installation, and how to mend it."""

import argparse
from dataclasses import asdict

from mingxin.cli.telling import Telling
from mingxin.kernel.clock import machine_time, now
from mingxin.oversight.checkup import check_up

SIGNS = {"ok": "✓", "warning": "!", "fault": "✗"}


def doctor(arguments: argparse.Namespace, telling: Telling) -> int:
    lines = []
    for line in check_up(at=now(), ran=machine_time(), full=arguments.full, is_older=arguments.older):
        lines.append(line)
        telling.say(f"{SIGNS[line.state]} {line.subject}：{line.found}")
        if line.remedy:
            telling.say(f"  → {line.remedy}")
    faults = sum(line.state == "fault" for line in lines)
    telling.give({"sound": not faults, "lines": [asdict(line) for line in lines]})
    warnings = sum(line.state == "warning" for line in lines)
    telling.say("")
    if faults:
        telling.say(f"有 {faults} 处须处理。")
    else:
        telling.say(f"没有须处理的问题，{warnings} 处提醒。" if warnings else "一切正常。")
    return 1 if faults else 0
