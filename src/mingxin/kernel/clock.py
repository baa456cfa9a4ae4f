"""The only place that reads the clock. Everything else is told the time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in China Standard Time."""
    return datetime.now(CHINA)


def today() -> date:
    """The calendar day in Beijing, whatever the zone of the server."""
    return now().date()
