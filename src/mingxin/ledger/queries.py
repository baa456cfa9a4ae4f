"""Reading the ledger, and proving it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mingxin.ledger.models import Entry, Seal, SealedEntry
from mingxin.ledger.rules import GENESIS, entry_digest, seal_digest

TOLD_EVERY: Final = 500


@dataclass(frozen=True)
class SealMark:
    """A seal as it is printed: whoever holds an earlier one sees a rewritten chain."""

    number: int
    digest: str
    at: datetime


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold. `seal` 0 means: not in a seal."""

    seal: int
    entry: int | None
    reason: str


@dataclass(frozen=True)
class ChainProof:
    seals: int
    entries: int
    waiting: int
    newest: SealMark | None
    broken: Break | None


def newest_seal() -> SealMark | None:
    last = Seal.objects.order_by("-number").first()
    return SealMark(last.number, last.digest, last.at) if last else None


def find_seal(digest_or_number: str) -> SealMark | None:
    """A seal by its number or its whole digest, to hold an older print against the chain."""
    seals = (
        Seal.objects.filter(number=int(digest_or_number))
        if digest_or_number.isdecimal() and len(digest_or_number) < 19
        else Seal.objects.filter(digest=digest_or_number)
    )
    found = seals.first()
    return SealMark(found.number, found.digest, found.at) if found else None


def seals_after(number: int) -> Iterator[SealMark]:
    """The seals behind this one, in their order."""
    columns = Seal.objects.filter(number__gt=number).order_by("number").values_list("number", "digest", "at")
    return (SealMark(*row) for row in columns.iterator())


def digest_of(entry: Entry) -> str:
    """The digest that the entry's columns give today."""
    return entry_digest(
        entry.at,
        [
            entry.actor_login,
            entry.actor_name,
            entry.actor_unit,
            entry.actor_unit_name,
            entry.action,
            entry.object_type,
            entry.object_key,
            entry.matter,
            entry.detail,
        ],
    )


def prove_chain(*, tell: Callable[[int], None] | None = None) -> ChainProof:
    """Walk every seal and entry from the first; stop at the first that does not hold.

    `tell` hears now and then how many entries have been walked.
    """
    previous, seals, entries = GENESIS, 0, 0
    newest: SealMark | None = None

    def result(broken: Break | None) -> ChainProof:
        return ChainProof(seals, entries, Entry.objects.filter(unsealed__isnull=False).count(), newest, broken)

    for seal in Seal.objects.order_by("number").iterator():
        if seal.number != seals + 1:
            return result(Break(seals + 1, None, f"第 {seals + 1} 号封印缺失"))
        digests: list[str] = []
        links = SealedEntry.objects.filter(seal=seal).select_related("entry").order_by("position")
        for position, link in enumerate(links.iterator()):
            if link.position != position:
                return result(Break(seal.number, None, f"封印内第 {position + 1} 条记录缺失"))
            if digest_of(link.entry) != link.entry.digest:
                return result(Break(seal.number, link.entry_id, "记录内容与其摘要不符，已被改动"))
            digests.append(link.entry.digest)
            if tell is not None and len(digests) % TOLD_EVERY == 0:
                tell(entries + len(digests))
        if len(digests) != seal.count:
            return result(Break(seal.number, None, f"封印应含 {seal.count} 条，现有 {len(digests)} 条"))
        if seal.previous != previous or seal_digest(seal.number, seal.at, previous, digests) != seal.digest:
            return result(Break(seal.number, None, "封印与前一封印或所含记录不符"))
        previous, seals, entries = seal.digest, seals + 1, entries + len(digests)
        newest = SealMark(seal.number, seal.digest, seal.at)
        if tell is not None:
            tell(entries)
    strays = Entry.objects.filter(sealedentry__isnull=True, unsealed__isnull=True).order_by("id").first()
    if strays is not None:
        return result(Break(0, strays.pk, "记录既未封印也不在待封印之列，疑为绕过平台写入"))
    for entry in Entry.objects.filter(unsealed__isnull=False).order_by("id").iterator():
        if digest_of(entry) != entry.digest:
            return result(Break(0, entry.pk, "待封印记录的内容与其摘要不符，已被改动"))
    return result(None)
