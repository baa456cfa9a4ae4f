"""`mingxin calendar`: the coming year's working days, once the State Council has announced them."""

import argparse

from mingxin.catalogue.actions import load_calendar_year
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now


def import_year(arguments: argparse.Namespace, telling: Telling) -> int:
    loaded = load_calendar_year(
        file=arguments.file,
        edition=arguments.edition or arguments.file.stem,
        source=arguments.source,
        by=OPERATOR,
        at=now(),
    )
    telling.give({"edition": loaded.number, "name": loaded.name, "year": loaded.first_year, "source": loaded.source})
    telling.say(
        f"✓ 已导入 {loaded.first_year} 年工作日历（第 {loaded.number} 版“{loaded.name}”），依据：{loaded.source}。"
    )
    telling.say("  此前按推定日历算出的时限，以对报送单位有利的一个为准。")
    return 0
