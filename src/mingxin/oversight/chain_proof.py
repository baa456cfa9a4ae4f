"""Proving everything as long work, and what earlier proofs found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mingxin.jobs.actions import ask
from mingxin.jobs.models import Job
from mingxin.jobs.running import Running
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import detail_of
from mingxin.oversight.proved import Proved
from mingxin.oversight.whole_proof import WholeProof, prove_whole

VERIFY: Final = "ledger.verify"
KEY: Final = "chain"
_DONE: Final = "ledger.verified"


@dataclass(frozen=True)
class Verified:
    """What one proof found, as the ledger itself keeps it.

    `reason` is empty where everything held. `lines`: each thing that was proved; a proof from before the records were
    proved with the chain has none.
    """

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
    lines: tuple[Proved, ...]
    is_cut_short: bool  # chain or records did not hold, so that nothing was proved which stands on them


def ask_verify(*, by: Actor, at: datetime) -> Job:
    """One proof at a time, whoever asks."""
    return ask(kind=VERIFY, key=KEY, by=by, at=at)


def run_verify(running: Running) -> None:
    """The handler. What does not hold is a result, not a failure of the work."""
    proof = prove_whole(tell=running.tell)
    write(action=_DONE, object_type="ledger", object_key=KEY, by=running.by, at=running.now(), detail=_detail(proof))


def proofs(*, limit: int = 20) -> tuple[Verified, ...]:
    """The newest first."""
    return tuple(_verified(entry) for entry in Entry.objects.filter(action=_DONE).order_by("-id")[:limit])


def _detail(proof: WholeProof) -> dict[str, object]:
    newest, broken = proof.chain.newest, proof.chain.broken
    fault = next((line for line in proof.lines if line.broken), None)
    return {
        "seals": proof.chain.seals,
        "entries": proof.chain.entries,
        "waiting": proof.chain.waiting,
        "newest_seal": newest.number if newest else 0,
        "newest_digest": newest.digest if newest else "",
        "reason": f"{fault.subject}：{fault.broken}" if fault else "",
        "broken_seal": broken.seal if broken else 0,
        "broken_entry": (broken.entry or 0) if broken else 0,
        "is_cut_short": proof.is_cut_short,
        "lines": [[line.subject, line.told, line.broken, line.doubt] for line in proof.lines],
    }


def _verified(entry: Entry) -> Verified:
    told = detail_of(entry)
    lines = told.get("lines")

    def number(name: str) -> int:
        return int(str(told.get(name, 0)))

    return Verified(
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
        lines=tuple(map(_line, lines)) if isinstance(lines, list) else (),
        is_cut_short=bool(told.get("is_cut_short")),
    )


def _line(kept: list[object]) -> Proved:
    """Doubts were kept later than the rest."""
    subject, told, broken, *doubt = map(str, kept)
    return Proved(subject, told, broken, doubt="".join(doubt))
