"""`mingxin calendar`: the coming year's working days, once the State Council has announced them."""

import argparse

from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.intake.actions.calendar_years import load_year
from mingxin.kernel.clock import now


def import_year(arguments: argparse.Namespace, telling: Telling) -> int:
    done = load_year(
        file=arguments.file,
        edition=arguments.edition or arguments.file.stem,
        source=arguments.source,
        by=OPERATOR,
        at=now(),
    )
    loaded, settled = done.edition, done.settled
    telling.give({"edition": loaded.number, "name": loaded.name, "year": loaded.first_year, "source": loaded.source})
    telling.say(
        f"✓ 已导入 {loaded.first_year} 年工作日历（第 {loaded.number} 版“{loaded.name}”），依据：{loaded.source}。"
    )
    if settled:
        telling.say(f"  重新计算了 {settled:,} 条推定的时限，新旧不同的，以对报送单位有利的一个为准。")
    return 0
