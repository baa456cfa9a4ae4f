"""What runs beside the server: sealing every few seconds, once a minute the timetable, for no letter and no publication
is to wait until a worker has read a file, and once an hour letting go of what is over, while the clock may be believed.

Started by `mingxin serve` with a pipe as its standard input; it ends when that pipe does.
"""

import fcntl
import logging
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

log = logging.getLogger("mingxin.upkeep")

SEAL_SECONDS = 5.0
TIMETABLE_EVERY = 12  # rounds: a minute
TIDY_EVERY = 720  # an hour
LOCK = ".tidying"
DOUBTED = (
    "! 系统时钟有疑问：{told}。到期原件暂不销毁；"
    "请核对时间，然后运行 mingxin clock confirm（mingxin doctor 有说明）。\n"
)
WITHHELD = (
    "! 有到期原件的登记与账本最后一次记载不符，没有销毁；请运行 mingxin ledger verify --records"
    "（升级后请先运行 mingxin init）。\n"
)


@contextmanager
def tidying_lock(home: Path, *, wait: bool) -> Iterator[bool]:
    """Held by whoever deletes files and by whoever copies them; False where another holds it and wait is False."""
    with (home / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def keep_up() -> int:
    """Rounds until the pipe ends; then a last seal. A round that fails is told and tried again."""
    from django.conf import settings

    from mingxin.jobs.worker import keep_timetable

    rounds = 0
    while True:
        _round(Path(settings.HOME), tidy=rounds % TIDY_EVERY == 0)
        if rounds % TIMETABLE_EVERY == 0:
            keep_timetable()
        rounds += 1
        if select.select([sys.stdin], [], [], SEAL_SECONDS)[0]:
            _round(Path(settings.HOME), tidy=False)
            return 0


def _round(home: Path, *, tidy: bool) -> None:
    from django.db import DatabaseError, close_old_connections

    from mingxin.kernel.causes import cause_of
    from mingxin.kernel.clock import machine_time, now
    from mingxin.kernel.refusal import Refusal
    from mingxin.ledger.actions import seal
    from mingxin.oversight.actions.sweeping import sweep_papers
    from mingxin.uses.reports.actions import remove_destroyed
    from mingxin.vault import clock
    from mingxin.vault.actions import destroy_expired, sweep

    try:
        close_old_connections()
        seal(at=now())
        if tidy:
            with tidying_lock(home, wait=False) as held:
                if held:
                    at, ran = now(), machine_time()
                    if clock.trust(at=at, ran=ran):
                        if destroy_expired(at=at, ran=ran).withheld:
                            sys.stderr.write(WITHHELD)
                        sweep()
                        sweep_papers()
                    else:
                        if found := clock.doubt(at=at, ran=ran):
                            sys.stderr.write(DOUBTED.format(told=clock.told(found)))
                        remove_destroyed()  # what the law has erased goes by no clock
    except Refusal as refused:
        sys.stderr.write(f"! 后台维护未完成：{refused.message}{refused.remedy}\n")
    except (DatabaseError, OSError) as error:
        cause = cause_of(error, place=home)
        why = f"：{cause.sentence}{cause.remedy}" if cause else f"（{type(error).__name__}）。"
        sys.stderr.write(f"! 后台维护未完成{why}稍后自动重试；mingxin doctor 可以检查原因。\n")
    except Exception:  # what nobody foresaw must not end the sealing of everything that comes after it
        log.exception("a round of upkeep failed", extra={"status_code": "upkeep"})


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends the pipe
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
    django.setup()
    raise SystemExit(keep_up())
