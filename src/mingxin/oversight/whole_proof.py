"""The whole proof: the database itself, the chain and its witness, the records, all that is shown or counted, files.

One walk through named proofs, in the order in which one rests on the other. The commands `ledger verify --records` and
`doctor --full` and the auditor's page give the same verdict because all three walk it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db import DatabaseError

from mingxin.archive.models import Change
from mingxin.archive.queries.moment import one_moment
from mingxin.archive.queries.proving import RecordsProof, prove_records
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.queries import Break, ChainProof, prove_chain, witnessed
from mingxin.ledger.witness import Witness
from mingxin.oversight.files import prove_files
from mingxin.oversight.proved import Proved, prove_database, prove_issued, prove_projection, prove_rest, told_signatures

Tell = Callable[[str, int, int], None]  # the step, how much of it is done, of how much (0: nobody knows)
STEPS: Final = ("核验表结构和取值", "逐条核验账本", "核验信用信息", "核验公示和登记", "核验已出具的报告和留存文件")
LEDGER: Final = "账本"
RECORDS: Final = "信用信息"
WITNESS: Final = "账本见证"
FAR_BEHIND: Final = 120  # seals, ten minutes of a busy platform: the witness follows each within seconds


@dataclass(frozen=True)
class ChainProved(Proved):
    proof: ChainProof = field(kw_only=True)


@dataclass(frozen=True)
class RecordsProved(Proved):
    proof: RecordsProof = field(kw_only=True)


@dataclass(frozen=True)
class WholeProof:
    """`lines`: what was proved, each in one line, in the order of the walk. There is always one of the chain."""

    lines: tuple[Proved, ...]

    @property
    def holds(self) -> bool:
        return not any(line.broken for line in self.lines)

    @property
    def chain(self) -> ChainProof:
        return next(line.proof for line in self.lines if isinstance(line, ChainProved))

    @property
    def records(self) -> RecordsProof | None:
        """None where the database ends the walk, or the chain does not hold."""
        return next((line.proof for line in self.lines if isinstance(line, RecordsProved)), None)

    @property
    def is_cut_short(self) -> bool:
        """Whether nothing was proved of what rests on chain and records, because one of them does not hold."""
        return self.records is None or self.records.broken is not None


def prove_whole(*, tell: Tell = lambda *_: None, is_older: bool = False) -> WholeProof:
    return WholeProof(tuple(walk(tell=tell, is_older=is_older)))


def prove_chain_alone(*, is_older: bool = False) -> WholeProof:
    """What a few seconds prove: chain and witness, of the whole walk."""
    seen = witnessed()
    with one_moment():
        return WholeProof(tuple(_ledger(lambda *_: None, seen, is_older=is_older, may_be_unreadable=False)))


def walk(*, tell: Tell = lambda *_: None, is_older: bool = False) -> Iterator[Proved]:
    """Each proof as it is found. Others may go on writing: all is read as of one moment, but for what lies in files.

    `is_older`: the database comes from an older backup, so that the ledger may end before its witness. `tell` may
    raise, where somebody asked to stop.
    """
    ends, rests, seen = False, False, witnessed()
    with one_moment():
        tell(STEPS[0], 0, 0)
        for proved in prove_database():
            ends = ends or proved.ends
            yield proved
        holds = True
        for proved in _ledger(tell, seen, is_older=is_older, may_be_unreadable=ends):
            holds = holds and not proved.broken
            yield proved
        if holds and not ends:
            records = _records(tell)
            yield records
            rests = not records.broken
        if rests:
            yield from _rest(tell)
    if ends:
        return
    if rests:
        yield prove_issued(tell=lambda: tell(STEPS[4], 0, 0))
    tell(STEPS[4], 0, 0)
    yield prove_files()  # rests on no chain: a file that is gone is named whatever else is broken


def _ledger(tell: Tell, seen: Witness | None, *, is_older: bool, may_be_unreadable: bool) -> Iterator[Proved]:
    proof = _chain(tell, seen, is_older=is_older, may_be_unreadable=may_be_unreadable)
    told = f"{proof.seals} 个封印、{proof.entries} 条记录逐条相符，{proof.waiting} 条待封印；{told_signatures(proof)}"
    if proof.broken is not None:
        place = f"第 {proof.broken.seal} 号封印处" if proof.broken.seal else "尚未封印的部分"
        entry = f"（第 {proof.broken.entry} 号记录）" if proof.broken.entry is not None else ""
        yield ChainProved(LEDGER, told, f"{place}{entry}断裂：{proof.broken.reason}", proof=proof)
        return
    yield ChainProved(LEDGER, told, proof=proof)
    yield _witness(proof, is_older=is_older)


def _witness(chain: ChainProof, *, is_older: bool) -> Proved:
    """Where the witness beside the keys stands: it follows every seal within seconds."""
    last, seen = chain.newest.number if chain.newest else 0, chain.witnessed
    if seen is None:
        if not Seal.objects.exclude(signature="").exists():
            return Proved(WITNESS, "封印尚未签名，还没有见证")
        remedy = "请确认 mingxin serve 在运行，密钥目录可以写入。"
        return Proved(WITNESS, "", doubt="密钥目录中还没有", remedy=remedy)
    if seen > last and is_older:
        doubt = f"到第 {seen} 号封印，这份数据止于第 {last} 号"
        remedy = "较早的备份本应如此；要用它接替原来的安装，请运行 mingxin ledger accept。"
        return Proved(WITNESS, "", doubt=doubt, remedy=remedy)
    if seen < last - FAR_BEHIND:
        doubt = f"停在第 {seen} 号封印，落后 {last - seen} 个"
        return Proved(WITNESS, "", doubt=doubt, remedy="请确认密钥目录可以写入。")
    behind = f"；其后的 {last - seen} 个封印还没有见证" if seen < last else ""
    return Proved(WITNESS, f"到第 {seen} 号封印，与账本相符{behind}")


def _chain(tell: Tell, seen: Witness | None, *, is_older: bool, may_be_unreadable: bool) -> ChainProof:
    total = 0 if may_be_unreadable else Entry.objects.count()
    try:
        return prove_chain(tell=lambda done: tell(STEPS[1], done, max(done, total)), is_older=is_older, seen=seen)
    except (DatabaseError, TypeError, ValueError, OverflowError):
        if not may_be_unreadable:
            raise
        return ChainProof(0, 0, 0, None, Break(0, None, "其中有表、列不在，或者有无法读取的值，没有逐条核验"))


def _records(tell: Tell) -> RecordsProved:
    total = Change.objects.count()
    proof = prove_records(tell=lambda done: tell(STEPS[2], done, max(done, total)))
    told = f"{proof.changes} 次变更、{proof.rows:,} 行与账本一致"
    if proof.broken is None:
        return RecordsProved(RECORDS, told, proof=proof)
    place = f"第 {proof.broken.change} 号变更：" if proof.broken.change else ""
    return RecordsProved(RECORDS, told, f"{place}{proof.broken.reason}", proof=proof)


def _rest(tell: Tell) -> Iterator[Proved]:
    def beat() -> None:
        tell(STEPS[3], 0, 0)

    beat()
    yield prove_projection()
    yield from prove_rest(tell=beat)
