"""The loop of a worker: jobs one after the other, and once a minute what the timetable names."""

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable

from django.conf import settings
from django.db import Error
from django.utils.module_loading import import_string

from mingxin.jobs.models import Job, JobState
from mingxin.jobs.running import let_go_of_broken_connection, run_one
from mingxin.kernel.clock import now

log = logging.getLogger("mingxin.jobs")

POLL_SECONDS = 0.3
TIMETABLE_SECONDS = 60.0


def worker_name() -> str:
    """Host, process, and a random part: a name never comes again, for a lease is proved by it."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"


def work(*, until: Callable[[], bool]) -> None:
    """Until told to leave. A database that is away is waited for."""
    name, due = worker_name(), time.monotonic()
    while not until():
        if time.monotonic() >= due:
            due = time.monotonic() + TIMETABLE_SECONDS
            keep_timetable()
        if not _try_one(name, until):
            time.sleep(POLL_SECONDS)


def empty_queue(*, until: Callable[[], bool]) -> tuple[int, int]:
    """Run what can be run now; how many attempts that were, and how many jobs wait for their next one."""
    name, ran = worker_name(), 0
    while not until() and run_one(name, now, until=until):
        ran += 1
    return ran, Job.objects.filter(state=JobState.WAITING).count()


def keep_timetable() -> None:
    """Call each function with the time. Each is idempotent; one that fails is told and keeps no other from its turn."""
    for dotted in settings.TIMETABLE:
        try:
            let_go_of_broken_connection()
            import_string(dotted)(at=now())
        except Exception:
            log.exception("a function of the timetable failed", extra={"status_code": dotted})


def _try_one(name: str, until: Callable[[], bool]) -> bool:
    try:
        let_go_of_broken_connection()
        return run_one(name, now, until=until)
    except (Error, OSError):
        log.exception("the queue cannot be read", extra={"status_code": "jobs"})
        return False
