"""`mingxin calendar`: the coming year's working days, once the State Council has announced them."""

import argparse

from django.db import transaction

from mingxin.archive.actions.deadlines import recompute_provisional
from mingxin.catalogue.actions import load_calendar_year
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now
from mingxin.rulebook.queries import calendar


def import_year(arguments: argparse.Namespace, telling: Telling) -> int:
    with transaction.atomic():
        loaded = load_calendar_year(
            file=arguments.file,
            edition=arguments.edition or arguments.file.stem,
            source=arguments.source,
            by=OPERATOR,
            at=now(),
        )
        workdays = {code: card.deadline_workdays or 0 for code, card in rulebook_in_force().cards.items()}
        settled = recompute_provisional(calendar(), workdays)
    telling.give({"edition": loaded.number, "name": loaded.name, "year": loaded.first_year, "source": loaded.source})
    telling.say(
        f"✓ 已导入 {loaded.first_year} 年工作日历（第 {loaded.number} 版“{loaded.name}”），依据：{loaded.source}。"
    )
    if settled:
        telling.say(f"  重新计算了 {settled:,} 条推定的时限，新旧不同的，以对报送单位有利的一个为准。")
    return 0
