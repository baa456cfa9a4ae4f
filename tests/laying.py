"""The city that can receive: what `in_force` gives, laid once and copied (tests/databases.py)."""

from datetime import date, datetime
from typing import Final

from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.rulebook.loader import packaged_rulebook

OPERATOR: Final = Actor(login="operator", name="命令行操作员")
LAID_AT: Final = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)  # a Friday morning in the story's calendar
CITY_REGION: Final = "429913"
UNIT_CODES: Final = ("11429913000000019L", "11429913000000027F")


def lay_city() -> None:
    """Catalogue in force since the start of 2020, working days loaded, region and two units with every power."""
    from mingxin.access.actions.units import add_region, add_unit
    from mingxin.catalogue.actions import load_first_calendar, put_in_force

    rulebook = packaged_rulebook()
    put_in_force(rulebook, by=OPERATOR, at=LAID_AT, in_force_on=date(2020, 1, 1))
    load_first_calendar(by=OPERATOR, at=LAID_AT)
    add_region(code=CITY_REGION, name="云泽市", by=OPERATOR, at=LAID_AT)
    for code, name in zip(UNIT_CODES, ("云泽市市场监督管理局", "云泽市住房和城乡建设局"), strict=True):
        add_unit(
            uscc=code,
            name=name,
            items=sorted(rulebook.cards),
            region=CITY_REGION,
            ground="权责清单",
            held_from=date(2020, 1, 1),
            by=OPERATOR,
            at=LAID_AT,
        )
