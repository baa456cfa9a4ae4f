"""A process of its own beside the workers: `python -m tests.mingxin.jobs.process VERB …`, JSON on stdout.

The environment says which home; `DJANGO_SETTINGS_MODULE` is `tests.mingxin.jobs.settings`, with the tests' handlers.
"""

import json
import sys
from datetime import timedelta

BY = ("operator", "命令行操作员")


def ask(file: str, keys: str, steps: str, pause: str) -> None:
    """Ask for the steps on as many keys."""
    from mingxin.jobs.actions import ask as asking
    from mingxin.kernel.clock import now
    from mingxin.ledger.actor import Actor

    detail = {"file": file, "steps": int(steps), "pause": float(pause)}
    for key in range(int(keys)):
        asking(kind="steps", key=f"B{key}", by=Actor(*BY), at=now(), detail=detail)


def show() -> None:
    """What a page would show of the first key."""
    from mingxin.jobs.queries import job_of
    from mingxin.kernel.clock import now

    view = job_of("steps", "B0", at=now())
    assert view is not None
    sys.stdout.write(json.dumps({"state": view.state, "step": view.step, "done": view.done, "alive": view.is_alive}))


def stop() -> None:
    from mingxin.jobs.actions import stop as stopping
    from mingxin.jobs.models import Job
    from mingxin.kernel.clock import now
    from mingxin.ledger.actor import Actor

    stopping(Job.objects.get(key="B0").pk, by=Actor(*BY), at=now())


def count() -> None:
    """How many jobs there are by state and attempts."""
    from django.db.models import Count

    from mingxin.jobs.models import Job

    counted = Job.objects.values_list("state", "attempts").annotate(Count("pk")).order_by("state", "attempts")
    sys.stdout.write(json.dumps(list(counted)))


def work_later(seconds: str) -> None:
    """One job, by a clock that is so much later: the time until a lease lapses, without waiting for it."""
    from mingxin.jobs.running import run_one
    from mingxin.jobs.worker import worker_name
    from mingxin.kernel.clock import now

    assert run_one(worker_name(), lambda: now() + timedelta(seconds=int(seconds)))


if __name__ == "__main__":
    import django

    django.setup()
    verb, *arguments = sys.argv[1:]
    verbs = {verb.__name__: verb for verb in (ask, show, stop, count, work_later)}
    verbs[verb](*arguments)
