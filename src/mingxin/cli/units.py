"""`mingxin unit`: who reports, and what it may report."""

import argparse
from datetime import date

from django.conf import settings
from django.db import transaction

from mingxin.access.actions.units import add_region, add_unit
from mingxin.access.queries.units import list_units
from mingxin.catalogue.queries import card
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now

EVER = date(2000, 1, 1)  # powers of departments are older than the platform, and so are the decisions they send


def add(arguments: argparse.Namespace, telling: Telling) -> int:
    for item in arguments.items:
        card(item)  # refuses an unknown item, naming those there are
    at, region = now(), arguments.region or settings.INSTANCE_CODE
    with transaction.atomic():
        if arguments.region_name:
            parent = settings.INSTANCE_CODE if region != settings.INSTANCE_CODE else None
            add_region(code=region, name=arguments.region_name, parent=parent, by=OPERATOR, at=at)
        added = add_unit(
            uscc=arguments.uscc,
            name=arguments.name,
            items=arguments.items,
            region=region,
            ground=arguments.ground,
            held_from=arguments.held_from or EVER,
            acts_for=arguments.acts_for,
            by=OPERATOR,
            at=at,
        )
    telling.give({"uscc": added.uscc, "name": added.name, "is_new": added.is_new, "powers_added": list(added.powers)})
    told = "已登记" if added.is_new else "已在册"
    powers = f"新增事项：{'、'.join(card(item).name for item in added.powers)}" if added.powers else "没有新增事项"
    telling.say(f"✓ {added.name}（{added.uscc}）{told}，{powers}。")
    return 0


def list_(arguments: argparse.Namespace, telling: Telling) -> int:
    units = list_units()
    telling.give(
        {
            "units": [
                {
                    "uscc": unit.uscc,
                    "name": unit.name,
                    "region": unit.region,
                    "region_name": unit.region_name,
                    "acts_for": list(unit.acts_for),
                    "powers": [
                        {"item": p.item, "from": p.held_from, "until": p.held_until, "ground": p.ground}
                        for p in unit.powers
                    ],
                }
                for unit in units
            ]
        }
    )
    if not units:
        telling.say("还没有登记报送单位。请用 mingxin unit add 登记。")
    for unit in units:
        telling.say(f"{unit.uscc}  {unit.name}（{unit.region_name}）")
        for power in unit.powers:
            until = f"至 {power.held_until}" if power.held_until else ""
            telling.say(f"    {power.item:<22} 自 {power.held_from}{until}，依据：{power.ground}")
    return 0
