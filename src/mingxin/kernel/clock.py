"""The only place that reads the clock. Everything else is told the time."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class MachineTime:
    """How long this machine has run since it was started, sleep counted; nobody can set it. `boot` names the start."""

    boot: str
    ran: timedelta


def now() -> datetime:
    """The present instant, aware, in China Standard Time."""
    return datetime.now(CHINA)


def today() -> date:
    """The calendar day in Beijing, whatever the zone of the server."""
    return now().date()


def machine_time() -> MachineTime | None:
    """None where the system does not tell one start from the next, or does not count the time it sleeps (macOS)."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return None
    try:
        boot = _BOOT.read_text("ascii").strip()
    except OSError:
        return None
    return MachineTime(boot, timedelta(seconds=time.clock_gettime(time.CLOCK_BOOTTIME)))
