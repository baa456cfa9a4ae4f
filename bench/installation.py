"""An installation to measure in: a home of its own, founded as `mingxin init` founds it, with one reporting unit."""

from datetime import date

from seed.units import Unit, units

ITEM = "admin_penalty"


def unit() -> Unit:
    return next(unit for unit in units() if unit.key == "market")


def found() -> None:
    """Make the home that the environment names."""
    from django.conf import settings

    from mingxin.access.actions.units import add_unit
    from mingxin.cli import founding
    from mingxin.cli.telling import Telling
    from mingxin.kernel.clock import now
    from mingxin.ledger.actor import PLATFORM

    at, market = now(), unit()
    founding.found(Telling(as_json=True), at=at)
    add_unit(
        uscc=market.uscc,
        name=market.name,
        items=[ITEM],
        region=settings.INSTANCE_CODE,
        ground="权责清单",
        held_from=date(2000, 1, 1),
        acts_for="",
        by=PLATFORM,
        at=at,
    )
