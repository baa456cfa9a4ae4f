"""A process of its own that works on a home, for tests that kill it or run several at once.

`python -m tests.way.worker COMMAND …`, one JSON object a line on stdout. MINGXIN_HOME and
MINGXIN_DATABASE_URL say where.
"""

import json
import os
import sys
from pathlib import Path

ITEM = "admin_penalty"


def say(**told: object) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def found() -> None:
    """Make the home: catalogue, calendar, keys, and a unit that may report everything."""
    from mingxin.cli.main import main
    from tests.mingxin.archive.sending import UNIT, UNIT_NAMES

    assert main(["init"]) == 0
    for items in ("admin_penalty,admin_licence,org_registration",):
        assert main(["unit", "add", UNIT, UNIT_NAMES[UNIT], "--items", items]) == 0


def send(paths: list[str]) -> None:
    """Send files one after the other and tell the counts of each."""
    from mingxin.intake.actions.process import process
    from mingxin.kernel import clock
    from mingxin.ledger.actor import Actor
    from tests.mingxin.archive.sending import UNIT, counts

    by = Actor("operator", "命令行操作员")
    for path in paths:
        outcome = process(Path(path), item=ITEM, unit=UNIT, by=by, at=clock.now())
        say(batch=outcome.batch, counts=counts(outcome))


def take_up() -> None:
    """After whatever happened: resume, sweep, prove, tell; then wait for a file, and say how far it got."""
    from mingxin.intake.actions.process import process
    from mingxin.intake.actions.resume import pending, resume_pending
    from mingxin.kernel import clock
    from mingxin.ledger.actions import seal
    from mingxin.ledger.actor import Actor
    from tests.mingxin.archive.sending import UNIT

    by, waiting = Actor("operator", "命令行操作员"), pending()
    state = before_and_after(waiting, by)
    say(**state)
    path = sys.stdin.readline().strip()
    if path:
        process(
            Path(path), item=ITEM, unit=UNIT, by=by, at=clock.now(),
            progress=lambda step, done, _: say(acknowledged=True) if (step, done) == ("入库", 0) else None,
        )  # fmt: skip
        say(done=True)
    assert resume_pending(by=by, at=clock.now()) == []
    seal(at=clock.now())


def before_and_after(waiting: list[str], by: object) -> dict[str, object]:
    from django.db.models import Count

    from mingxin.archive.models import Record
    from mingxin.archive.queries.projection import compare_projection
    from mingxin.intake.actions.resume import pending, resume_pending
    from mingxin.intake.models import Batch
    from mingxin.kernel import clock
    from mingxin.ledger.actions import seal
    from mingxin.oversight.whole_proof import prove_whole
    from mingxin.vault.actions import files, originals, read_file, read_original, sweep
    from mingxin.vault.models import KeptFile, Original

    torn = [b.number for b in Batch.objects.filter(number__in=waiting) if b.change_id or Record.objects.filter(
        change__batch=b.number).exists()]  # fmt: skip
    resumed = resume_pending(by=by, at=clock.now())  # type: ignore[arg-type]
    seal(at=clock.now())
    swept = sweep(older_than_seconds=0)
    for original in Original.objects.order_by("-id")[:2]:
        assert read_original(original), "what a row names can be read"
    for kept in KeptFile.objects.order_by("-id")[:6]:
        assert read_file(kept.digest), "what a row names can be read"
    named = set(Original.objects.values_list("file", flat=True)) | set(
        KeptFile.objects.values_list("digest", flat=True)
    )
    there = {path.name for store in (files(), originals()) for path in store.all()}
    proof, shown = prove_whole(), compare_projection()
    written = dict(Record.objects.values("change__batch").annotate(n=Count("pk")).values_list("change__batch", "n"))
    return {
        "torn": torn,
        "resumed": resumed,
        "pending": pending(),
        "swept": swept,
        "stray_files": sorted(there - named),
        "lost_files": sorted(named - there),
        "arriving": [path.name for store in (files(), originals()) for path in store.arriving()],
        "broken": [f"{line.subject}: {line.broken}" for line in proof.lines if line.broken],
        "shown_holds": shown.holds,
        "spans": shown.spans,
        "batches": {b.original.digest: [b.number, b.state, b.admitted + b.updated, written.get(b.number, 0)]
                    for b in Batch.objects.select_related("original")},
        "batch_count": Batch.objects.count(),
        "current": Record.objects.filter(known_until__isnull=True).count(),
        "threads": Record.objects.values("thread").distinct().count(),
    }  # fmt: skip


def seal_and_die(how: str) -> None:
    """Killed for good between the commit of a seal and its witness: what is to be done at a commit is done in the order
    in which it was asked for, and the kill is asked for first. `how`: "seal", or "accept" for a restored chain.
    """
    import signal

    from django.db import transaction
    from django.db.models.signals import post_save

    from mingxin.kernel import clock
    from mingxin.ledger.actions import accept_restored, seal, write
    from mingxin.ledger.actor import PLATFORM
    from mingxin.ledger.models import Seal

    def die_at_the_commit(**_: object) -> None:
        transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))

    post_save.connect(die_at_the_commit, sender=Seal)
    if how == "seal":
        write(action="test.before", object_type="test", object_key="1", by=PLATFORM, at=clock.now())
        seal(at=clock.now())
    else:
        accept_restored(reason="从备份恢复", by=PLATFORM, at=clock.now())


def seal_now() -> None:
    """One entry, sealed; what the whole proof then finds, and where the witness stands."""
    from mingxin.kernel import clock
    from mingxin.ledger.actions import seal, write
    from mingxin.ledger.actor import PLATFORM

    write(action="test.after", object_type="test", object_key="1", by=PLATFORM, at=clock.now())
    seal(at=clock.now())
    proved()


def proved() -> None:
    from mingxin.oversight.whole_proof import prove_whole

    proof = prove_whole()
    say(
        broken=[f"{line.subject}: {line.broken}" for line in proof.lines if line.broken],
        told=next(line.told for line in proof.lines if line.subject == "账本"),
        seals=proof.chain.seals,
        witnessed=proof.chain.witnessed,
    )


def commands() -> None:
    """Run command lines, given as a JSON list of lists on stdin, one after the other; their exit codes at the end."""
    from mingxin.cli.main import main

    codes = []
    for words in json.load(sys.stdin):
        try:
            codes.append(main(words))
        except SystemExit as left:
            codes.append(left.code)
    say(codes=codes)


def pages(folder: str) -> None:
    """Keep every page that the public door has of this home, its exports and reports, each as a file in `folder`."""
    from django.test import Client
    from django.urls import reverse

    from mingxin.archive.models import Record, Subject
    from mingxin.archive.public_numbers import public_number
    from mingxin.rulebook.loader import packaged_rulebook

    client, kept = Client(headers={"host": "localhost"}), Path(folder)
    addresses = ["/", "/search/?q=云泽市", "/shuanggongshi/", "/mulu/", "/guize/", "/ditu/"]
    for item in packaged_rulebook().cards:
        addresses += [reverse(f"portal:{name}", args=[item]) for name in ("column", "item", "removals")]
        addresses += [reverse("portal:export", args=[item, form]) for form in ("csv", "xlsx")]
    addresses += [f"/zhuti/{subject}/" for subject in Subject.objects.values_list("public_id", flat=True)]
    threads = set(Record.objects.values_list("thread", flat=True))
    addresses += [f"/xinxi/{name}/" for thread in threads for name in (thread, public_number(thread))]
    told = {}
    for place, address in enumerate(addresses):
        response = client.get(address)
        ending = "xlsx" if address.endswith("xlsx") else "txt"
        (kept / f"page-{place}.{ending}").write_bytes(b"".join(response))
        (kept / f"page-{place}-headers.txt").write_text(str(response.headers), encoding="utf-8")
        told[address] = response.status_code
    say(pages=told)


def originals(folder: str) -> None:
    """Open every original whose key is still there into `folder`."""
    from mingxin.vault.actions import read_original
    from mingxin.vault.models import Original

    for original in Original.objects.filter(wrapped_key__isnull=False):
        (Path(folder) / f"original-{original.pk}").write_bytes(read_original(original))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
    import django

    django.setup()
    command, *arguments = sys.argv[1:]
    if command == "send":
        send(arguments)
    else:
        known = (found, take_up, commands, pages, originals, seal_and_die, seal_now, proved)
        verbs = {verb.__name__: verb for verb in known}
        verbs[command](*arguments)
