"""Twenty stewards at once at a served desk, with four checkers: what the slowest of them waits for.

`python -m bench.stewards setup FOLDER` makes people and files in the home that the environment names, `… tell` prints
what is on file there afterwards; `walk` is run by a process that has nothing to do with either.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from bench.desk_walk import Browser, FaultError, Sent, Watch, checker, sign_in, steward

ROWS: Final = 150
UNITS: Final = ("market", "transport", "ecology", "urban")
STEWARDS_OF_EACH: Final = 5
EMPTY_ROWS: Final = (20, 120)  # where 处罚依据 is left out: the one is mended by the sender, the other by a colleague
PASSWORD: Final = "Ershi-Jingban-2026"  # noqa: S105 - of a home that is thrown away
HOME: Final = {"MINGXIN_SECOND_FACTOR": "offered"}


def walk(site: str, folder: Path) -> Watch:
    """All of them at once against the served desk; what each answer took, and every fault."""
    watch = Watch()
    threads = []
    for unit in UNITS:
        batches = [Sent(folder / f"{unit}-{number}.csv") for number in range(STEWARDS_OF_EACH)]
        for number, own in enumerate(batches):
            neighbours = batches[(number + 1) % STEWARDS_OF_EACH]

            def report(login: str = f"{unit}-{number}", own: Sent = own, neighbours: Sent = neighbours) -> None:
                browser = Browser(site, watch)
                sign_in(browser, watch, login, PASSWORD)
                steward(browser, watch, own, neighbours)

            threads.append(_thread(report, watch))

        def review(login: str = f"{unit}-checker") -> None:
            browser = Browser(site, watch)
            sign_in(browser, watch, login, PASSWORD)
            checker(browser, STEWARDS_OF_EACH)

        threads.append(_thread(review, watch))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return watch


def measure(env: Mapping[str, str], folder: Path) -> Watch:
    """Set everything up in a founded home, and let them all begin; raises where anything went wrong."""
    folder.mkdir()
    words = [sys.executable, "-m", "bench.stewards", "setup", str(folder)]
    subprocess.run(words, check=True, env=dict(env))
    with served(env, folder / "served.log") as site:
        watch = walk(site, folder)
    if watch.faults:
        raise RuntimeError("\n".join(watch.faults))
    return watch


def table(watches: Mapping[str, Watch]) -> str:
    """Markdown: what was asked, how often, and the median and worst wait of each database."""
    heads = ["asked", "times", *(f"{name} {which}" for name in watches for which in ("median", "worst"))]
    told = {name: {what: rest for what, *rest in figures(watch)} for name, watch in watches.items()}
    lines = [heads, ["---"] * len(heads)]
    for what in next(iter(told.values())):
        waits = [f"{seconds:.2f}" for one in told.values() for seconds in one[what][1:]]
        times = max(int(one[what][0]) for one in told.values())
        lines.append([what, str(times), *waits])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def figures(watch: Watch) -> Iterator[tuple[str, int, float, float]]:
    """What was asked, how often, the median and the worst wait in seconds."""
    for what, waits in sorted(watch.waits.items(), key=lambda one: -max(one[1])):
        yield what, len(waits), median(waits), max(waits)


@contextmanager
def served(env: Mapping[str, str], log: Path) -> Iterator[str]:
    """`mingxin serve` with its worker on that home; its address. What it says goes to `log`."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    words = [sys.executable, "-m", "mingxin.cli.main", "serve", "--port", str(port), "--workers", "1"]
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(words, env={**env, **HOME}, stdout=said, stderr=said)
        try:
            site = f"http://127.0.0.1:{port}"
            _wait_for(f"{site}/desk/sign-in/", process)
            yield site
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


def setup(folder: str) -> None:
    """Four units with five stewards and a checker each, and a file for each of the stewards."""
    from mingxin.access.actions.units import add_unit
    from mingxin.kernel.clock import now, today
    from mingxin.ledger.actor import PLATFORM
    from seed.units import units

    at = now()
    for unit in (unit for unit in units() if unit.key in UNITS):
        add_unit(
            uscc=unit.uscc, name=unit.name, items=["admin_penalty"], region=unit.region, ground="权责清单",
            held_from=today() - timedelta(days=400), by=PLATFORM, at=at,
        )  # fmt: skip
    _hire()
    _write_files(Path(folder))


def tell() -> None:
    """What is on file: every batch with its counts and mends, and the records."""
    from mingxin.archive.models import Record
    from mingxin.intake.models import Batch

    batches = [
        [b.number, b.state, b.reported, b.admitted, b.questioned + b.unlinked, b.mends.count(), b.secrecy_reviewed_by]
        for b in Batch.objects.order_by("number")
    ]
    records = Record.objects.filter(known_until__isnull=True).count()
    sys.stdout.write(json.dumps({"batches": batches, "records": records}, ensure_ascii=False) + "\n")


def _hire() -> None:
    from django.contrib.auth.hashers import make_password

    from mingxin.access.actions.entering import enter_account
    from mingxin.access.actions.people import add_person, give_post
    from mingxin.access.models import Person, StaffRole, Unit
    from mingxin.kernel.clock import now, today
    from mingxin.ledger.actor import PLATFORM
    from seed.units import units

    at, encoded = now(), make_password(PASSWORD)
    for unit in (unit for unit in units() if unit.key in UNITS):
        place = Unit.objects.get(uscc=unit.uscc)
        posts = [(f"{unit.key}-{number}", StaffRole.STEWARD) for number in range(STEWARDS_OF_EACH)]
        for login, role in [*posts, (f"{unit.key}-checker", StaffRole.CHECKER)]:
            add_person(login=login, name=f"{unit.short}{login[-3:]}", unit=place, by=PLATFORM, at=at)
            person = Person.objects.get(login=login)
            person.password, person.password_changed_at = encoded, at
            person.save()
            enter_account("password_reset", person, by=PLATFORM, at=at)
            give_post(person=person, role=role, unit=place, from_on=today(), by=PLATFORM, at=at)


def _write_files(folder: Path) -> None:
    from random import Random

    import polars as pl

    from mingxin.kernel.clock import today
    from seed.bench import penalties, write_csv_gb18030
    from seed.organisations import organisations
    from seed.units import units

    parties = organisations(Random("stewards"), 400, today() - timedelta(days=30))
    by_key = {unit.key: unit for unit in units()}
    market, day, rows = by_key["market"], today() - timedelta(days=1), pl.int_range(ROWS)
    for place, key in enumerate(key for key in UNITS for _ in range(STEWARDS_OF_EACH)):
        unit, first = by_key[key], place * 1000
        frame = penalties(ROWS, place, parties)
        frame = frame.with_columns(
            pl.col(pl.String).replace({market.name: unit.name, market.uscc: unit.uscc}),
        ).with_columns(
            pl.format(f"{unit.short}罚〔{day.year}〕{{}}号", rows + first + 1).alias("行政处罚决定书文号"),
            pl.when(rows.is_in(EMPTY_ROWS)).then(None).otherwise(pl.col("处罚依据")).alias("处罚依据"),
            pl.lit(f"{day:%Y/%m/%d}").alias("处罚决定日期"),
            *(pl.lit(f"{day + timedelta(days=365):%Y/%m/%d}").alias(name) for name in ("处罚有效期", "公示截止期")),
        )
        write_csv_gb18030(frame, folder / f"{key}-{place % STEWARDS_OF_EACH}.csv")


def _thread(work: Callable[[], None], watch: Watch) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except (FaultError, OSError) as fault:
            watch.blame(str(fault))

    return threading.Thread(target=run)


def _wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("mingxin serve did not start")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
    import django

    django.setup()
    {"setup": setup, "tell": tell}[sys.argv[1]](*sys.argv[2:])
