"""Registering rulings as the desk's pages offer it."""

from datetime import date, timedelta
from typing import Final

from mingxin.intake.models import Ruling
from mingxin.kernel.clock import today
from mingxin.rulebook.queries import calendar
from tests.mingxin.archive.sending import UNIT, thread
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.record_pages import address, fined

REGISTER: Final = "rulings/register/"
CASE: Final = "云复决〔2026〕1号"


def ruling(**changes: str) -> dict[str, str]:
    return {"reason_type": "决定被撤销", "case": CASE, "ruled_on": today().isoformat()} | changes


def registered(at_desk: AtDesk, number: int = 1, *, unit: str = UNIT, **changes: str) -> Ruling:
    answer = at_desk.client.post(address(fined(number, unit=unit), REGISTER), ruling(**changes))
    assert answer.status_code == 303, answer.content.decode()
    return Ruling.objects.get(thread=thread(fined(number)), ended_at__isnull=True)


def ago(workdays: int) -> date:
    """The latest day with so many working days since; 4 of them make a ruling late, 3 make it due today or later."""
    day, worked = today(), calendar()
    while worked.workdays_between(day, today()) < workdays:
        day -= timedelta(days=1)
    return day
