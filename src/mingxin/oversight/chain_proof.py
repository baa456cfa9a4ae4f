"""Proving the whole ledger as long work, and what earlier proofs found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job
from mingxin.jobs.running import Running
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import ChainProof, prove_chain
from mingxin.ledger.searching import detail_of

VERIFY: Final = "ledger.verify"
KEY: Final = "chain"
_DONE: Final = "ledger.verified"


@dataclass(frozen=True)
class Proved:
    """What one proof found, as the ledger itself keeps it. `reason` is empty where the chain held."""

    number: int
    at: datetime
    by: str
    seals: int
    entries: int
    waiting: int
    newest_seal: int
    newest_digest: str
    reason: str
    broken_seal: int
    broken_entry: int


def ask_verify(*, by: Actor, at: datetime) -> Job:
    """One proof at a time, whoever asks."""
    return ask(kind=VERIFY, key=KEY, by=by, at=at)


def run_verify(running: Running) -> None:
    """The handler. A broken chain is a result, not a failure of the work."""
    total = Entry.objects.count()
    proof = prove_chain(tell=lambda done: running.tell("逐条核验", done, max(done, total)))
    write(action=_DONE, object_type="ledger", object_key=KEY, by=running.by, at=running.now(), detail=_detail(proof))


def proofs(*, limit: int = 20) -> tuple[Proved, ...]:
    """The newest first."""
    return tuple(_proved(entry) for entry in Entry.objects.filter(action=_DONE).order_by("-id")[:limit])


def _detail(proof: ChainProof) -> dict[str, object]:
    newest, broken = proof.newest, proof.broken
    return {
        "seals": proof.seals,
        "entries": proof.entries,
        "waiting": proof.waiting,
        "newest_seal": newest.number if newest else 0,
        "newest_digest": newest.digest if newest else "",
        "reason": broken.reason if broken else "",
        "broken_seal": broken.seal if broken else 0,
        "broken_entry": (broken.entry or 0) if broken else 0,
    }


def _proved(entry: Entry) -> Proved:
    told = detail_of(entry)

    def number(name: str) -> int:
        return int(str(told.get(name, 0)))

    return Proved(
        number=entry.pk,
        at=entry.at,
        by=entry.actor_name,
        seals=number("seals"),
        entries=number("entries"),
        waiting=number("waiting"),
        newest_seal=number("newest_seal"),
        newest_digest=str(told.get("newest_digest", "")),
        reason=str(told.get("reason", "")),
        broken_seal=number("broken_seal"),
        broken_entry=number("broken_entry"),
    )
