"""Reading the ledger, and proving it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from django.conf import settings
from django.db.models import Count, Max

from mingxin.ledger import witness
from mingxin.ledger.actions import BEGUN
from mingxin.ledger.keys import Keyring, Stamps, ledger_keys
from mingxin.ledger.models import Entry, Seal, SealedEntry, Unsealed
from mingxin.ledger.rules import GENESIS, entry_digest, seal_digest, seal_digest_without_numbers
from mingxin.ledger.searching import detail_of
from mingxin.ledger.witness import Witness

TOLD_EVERY: Final = 500


def names_of(*actions: str) -> dict[str, str]:
    """Login → name, as the ledger has it, of whoever did one of these: where a row keeps the login alone."""
    told = Entry.objects.filter(action__in=actions).order_by("id")
    return dict(told.values_list("actor_login", "actor_name"))


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
    """`signed_from`: the first seal that is signed; `witnessed`: the newest that is witnessed outside the database."""

    seals: int
    entries: int
    waiting: int
    newest: SealMark | None
    broken: Break | None
    signed_from: int | None = None
    witnessed: int | None = None


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


def is_genuine(entry: Entry) -> bool:
    """Whether the platform wrote this entry, and as it stands: for what rests on one entry and cannot wait for a proof
    of the chain. From before it had a key an entry is without a stamp: it is in a seal before the first that is signed,
    of which the witness outside the database knows.
    """
    if digest_of(entry) != entry.digest:
        return False
    if entry.stamp:
        keys = ledger_keys(Path(settings.KEYS))
        return keys is not None and (
            keys.stamped(entry.stamp, entry.pk, entry.digest) or keys.stamped_without_number(entry.stamp, entry.digest)
        )
    begun = _signed_from(witness.read(Path(settings.KEYS)))
    return begun is None or SealedEntry.objects.filter(entry=entry, seal__lt=begun).exists()


def witnessed() -> Witness | None:
    """The seal that is witnessed just now."""
    return witness.read(Path(settings.KEYS))


def prove_chain(
    *, tell: Callable[[int], None] | None = None, is_older: bool = False, seen: Witness | Literal["now"] | None = "now"
) -> ChainProof:
    """Walk every seal and entry from the first; stop at the first that does not hold.

    `tell` hears now and then how many entries have been walked. `is_older`: the database is known to come from an older
    backup, so that it may end before the seal that is witnessed. `seen`: what was witnessed; who reads one moment of
    the database asks for that before it begins, for others go on sealing.
    """
    keys, seen = ledger_keys(Path(settings.KEYS)), witnessed() if seen == "now" else seen
    walk = _Walk(keys, _signed_from(seen), tell)
    broken = walk.seals() or walk.waiting() or walk.strays()
    if broken is None and seen is not None:
        broken = _against_witness(seen, walk.newest, is_older=is_older)
    return ChainProof(
        seals=walk.number,
        entries=walk.entries,
        waiting=Entry.objects.filter(unsealed__isnull=False).count(),
        newest=walk.newest,
        broken=broken,
        signed_from=walk.signed_from,
        witnessed=seen.number if seen else None,
    )


def prove_newest(count: int, *, is_older: bool = False) -> ChainProof:
    """The same for the newest `count` seals alone, each against the one before it, and for the witness."""
    keys, seen = ledger_keys(Path(settings.KEYS)), witness.read(Path(settings.KEYS))
    newest = newest_seal()
    before = max(0, newest.number - count) if newest else 0
    walk = _Walk(keys, _signed_from(seen), None, after=find_seal(str(before)), number=before)
    broken = walk.seals()
    if broken is None and seen is not None:
        broken = _against_witness(seen, walk.newest, is_older=is_older)
    return ChainProof(walk.number - before, walk.entries, 0, walk.newest, broken, walk.signed_from)


def _signed_from(seen: Witness | None) -> int | None:
    """The first seal that must be signed, by whichever says the earliest: seals, the entry about it, the witness."""
    said = [seen.signed_from] if seen else []
    said += Seal.objects.exclude(signature="").order_by("number").values_list("number", flat=True)[:1]
    said += [number for number in _begun() if isinstance(number, int)]
    return min(said, default=None)


def _begun() -> list[object]:
    """From which seal on signatures begin, as the ledger itself says: once."""
    return [detail_of(entry).get("from") for entry in Entry.objects.filter(action=BEGUN)]


def _against_witness(seen: Witness, newest: SealMark | None, *, is_older: bool) -> Break | None:
    last = newest.number if newest else 0
    if seen.number > last:
        reason = (
            f"账本止于第 {last} 号封印，而密钥目录中的见证已到第 {seen.number} 号：末尾被截去，或者恢复的是较早的备份"
        )
        return None if is_older else Break(last + 1, None, reason)
    if Seal.objects.filter(pk=seen.number, digest=seen.digest).exists():
        return None
    return Break(seen.number, None, "封印与密钥目录中的见证不符，账本被改写过，或者从较早的备份恢复后又继续记账")


def _holds(seal: Seal, entries: list[tuple[int, str]]) -> bool:
    digests = (digest for _, digest in entries)
    return seal.digest in (
        seal_digest(seal.number, seal.at, seal.previous, entries),
        seal_digest_without_numbers(seal.number, seal.at, seal.previous, digests),
    )


class _Walk:
    """One walk over the chain from the seal `number` on (0: the start): how far it came, and what it met."""

    def __init__(
        self,
        keys: Keyring | None,
        signed_from: int | None,
        tell: Callable[[int], None] | None,
        *,
        after: SealMark | None = None,
        number: int = 0,
    ) -> None:
        self._keys, self.signed_from, self._tell = keys, signed_from, tell
        self._stamps = Stamps(keys) if keys else None
        self.number, self.entries = number, 0
        self.newest: SealMark | None = None
        self._previous = after.digest if after else GENESIS
        self._oldest_rank: int | None = None

    def seals(self) -> Break | None:
        before = Seal.objects.filter(number__lt=1).order_by("number").first()
        if before is not None:
            return Break(before.number, None, "封印排在第 1 号之前，不在链上，疑为绕过平台写入")
        for seal in Seal.objects.filter(number__gt=self.number).order_by("number").iterator():
            broken = self._seal(seal)
            if broken is not None:
                return broken
        return None

    def _seal(self, seal: Seal) -> Break | None:
        if seal.number != self.number + 1:
            return Break(self.number + 1, None, f"第 {self.number + 1} 号封印缺失")
        held: list[tuple[int, str]] = []
        is_signed = self.signed_from is not None and seal.number >= self.signed_from
        if is_signed and seal.signature and (self._keys is None or seal.key not in self._keys.by_id):
            reason = f"签名所用的密钥 {seal.key} 不在密钥目录中，无法核验；请先放回密钥备份"
            return Break(seal.number, None, reason)
        links = SealedEntry.objects.filter(seal=seal).select_related("entry").order_by("position")
        for position, link in enumerate(links.iterator()):
            if link.position != position:
                return Break(seal.number, None, f"封印内第 {position + 1} 条记录缺失")
            reason = self._entry_fault(link.entry, stamped=is_signed)
            if reason:
                return Break(seal.number, link.entry_id, reason)
            held.append((link.entry_id, link.entry.digest))
            if self._tell is not None and len(held) % TOLD_EVERY == 0:
                self._tell(self.entries + len(held))
        if len(held) != seal.count:
            return Break(seal.number, None, f"封印应含 {seal.count} 条，现有 {len(held)} 条")
        if seal.previous != self._previous or not _holds(seal, held):
            return Break(seal.number, None, "封印与前一封印或所含记录不符")
        reason = self._signature_fault(seal) if is_signed else ""
        if reason:
            return Break(seal.number, None, reason)
        self._previous, self.number, self.entries = seal.digest, seal.number, self.entries + len(held)
        self.newest = SealMark(seal.number, seal.digest, seal.at)
        if self._tell is not None:
            self._tell(self.entries)
        return None

    def _entry_fault(self, entry: Entry, *, stamped: bool) -> str:
        if digest_of(entry) != entry.digest:
            return "记录内容与其摘要不符，已被改动"
        if stamped and self._stamps is not None and not self._stamps.hold(entry.pk, entry.digest, entry.stamp):
            return "记录没有平台的印记，疑为绕过平台写入"
        return ""

    def _signature_fault(self, seal: Seal) -> str:
        if not seal.signature or self._keys is None:
            return f"封印没有签名，而账本自第 {self.signed_from} 号封印起都应签名"
        if not self._keys.by_id[seal.key].signed(seal.signature, seal.number, seal.digest):
            return "封印的签名不成立，不是本平台所签"
        rank = self._keys.ranks[seal.key]
        if self._oldest_rank is not None and rank > self._oldest_rank:
            return "封印用换下的旧密钥签名，而前面的封印已用新密钥"
        self._oldest_rank = rank
        return ""

    def waiting(self) -> Break | None:
        for entry in Entry.objects.filter(unsealed__isnull=False).order_by("id").iterator():
            if digest_of(entry) != entry.digest:
                return Break(0, entry.pk, "待封印记录的内容与其摘要不符，已被改动")
            if self.signed_from is not None and self._entry_fault(entry, stamped=True):
                return Break(0, entry.pk, "待封印的记录没有平台的印记，疑为绕过平台写入")
        return None

    def strays(self) -> Break | None:
        """What stands outside the chain, twice in it, or in a seal that is not there."""
        stray = Entry.objects.filter(sealedentry__isnull=True, unsealed__isnull=True).order_by("id").first()
        if stray is not None:
            return Break(0, stray.pk, "记录既未封印也不在待封印之列，疑为绕过平台写入")
        loose = SealedEntry.objects.exclude(seal__in=Seal.objects.all()).order_by("id").first()
        if loose is not None:
            return Break(loose.seal_id, loose.entry_id, f"第 {loose.seal_id} 号封印缺失，而它所含的记录还在")
        gone = Unsealed.objects.exclude(entry__in=Entry.objects.all()).order_by("pk").first()
        if gone is not None:
            return Break(0, gone.pk, "待封印的记录已被删除")
        both = Entry.objects.filter(sealedentry__isnull=False, unsealed__isnull=False).order_by("id").first()
        if both is not None:
            return Break(0, both.pk, "记录已经封印，又被列为待封印")
        if self.signed_from is None:
            return None
        same = Entry.objects.exclude(stamp="").values("stamp").annotate(n=Count("id"), newest=Max("id"))
        doubled = same.filter(n__gt=1).order_by("newest").first()
        if doubled is not None:
            return Break(0, doubled["newest"], "记录是另一条记录的复制，疑为绕过平台写入")
        if _begun() != [self.signed_from]:
            return Break(self.signed_from, None, "账本没有写明，或者没有一致地写明从第几号封印起签名")
        return None
