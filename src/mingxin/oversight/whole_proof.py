"""The whole proof: the chain, the changes, and all that is shown or counted, of one moment of the database.

Command and page give the same verdict because both ask here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import DatabaseError

from mingxin.archive.models import Change
from mingxin.archive.queries.moment import one_moment
from mingxin.archive.queries.proving import RecordsProof, prove_records
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import Break, ChainProof, prove_chain
from mingxin.oversight.proved import Proved, prove_database, prove_issued, prove_projection, prove_rest, told_signatures

Tell = Callable[[str, int, int], None]  # the step, how much of it is done, of how much (0: nobody knows)
STEPS: Final = ("核验表结构和取值", "逐条核验账本", "核验信用信息", "核验公示和登记", "核验已出具的报告")


@dataclass(frozen=True)
class WholeProof:
    """`ground`: how the database is made and its values are spelled, on which all reading rests. `records` is None
    where `ground` ends it or the chain does not hold; `rest` is empty where records do not.
    """

    ground: tuple[Proved, ...]
    chain: ChainProof
    records: RecordsProof | None
    rest: tuple[Proved, ...]

    @property
    def holds(self) -> bool:
        return not any(line.broken for line in self.lines)

    @property
    def lines(self) -> tuple[Proved, ...]:
        """What was proved, each in one line, in the order in which one rests on the other."""
        chain = _of_chain(self.chain)
        return (*self.ground, chain, *([_of_records(self.records)] if self.records is not None else []), *self.rest)


def prove_whole(*, tell: Tell = lambda *_: None, is_older: bool = False) -> WholeProof:
    """Others may go on writing: all is read as of one moment, but for issued papers, which lie in files."""
    with one_moment():
        tell(STEPS[0], 0, 0)
        ground = tuple(prove_database())
        ends = any(proved.ends for proved in ground)
        chain = _chain(tell, is_older=is_older, may_be_unreadable=ends)
        records = _records(tell) if chain.broken is None and not ends else None
        rest = list(_rest(tell)) if records is not None and records.broken is None else []
    if rest:
        rest.append(prove_issued(tell=lambda: tell(STEPS[4], 0, 0)))
    return WholeProof(ground, chain, records, tuple(rest))


def _chain(tell: Tell, *, is_older: bool, may_be_unreadable: bool) -> ChainProof:
    total = 0 if may_be_unreadable else Entry.objects.count()
    try:
        return prove_chain(tell=lambda done: tell(STEPS[1], done, max(done, total)), is_older=is_older)
    except (DatabaseError, TypeError, ValueError, OverflowError):
        if not may_be_unreadable:
            raise
        return ChainProof(0, 0, 0, None, Break(0, None, "其中有表、列不在，或者有无法读取的值，没有逐条核验"))


def _records(tell: Tell) -> RecordsProof:
    total = Change.objects.count()
    return prove_records(tell=lambda done: tell(STEPS[2], done, max(done, total)))


def _rest(tell: Tell) -> Iterator[Proved]:
    def beat() -> None:
        tell(STEPS[3], 0, 0)

    beat()
    yield prove_projection()
    yield from prove_rest(tell=beat)


def _of_chain(proof: ChainProof) -> Proved:
    told = f"{proof.seals} 个封印、{proof.entries} 条记录逐条相符，{proof.waiting} 条待封印；{told_signatures(proof)}"
    if proof.broken is None:
        return Proved("账本", told)
    place = f"第 {proof.broken.seal} 号封印处" if proof.broken.seal else "尚未封印的部分"
    return Proved("账本", told, f"{place}断裂：{proof.broken.reason}")


def _of_records(proof: RecordsProof) -> Proved:
    told = f"{proof.changes} 次变更、{proof.rows:,} 行与账本一致"
    if proof.broken is None:
        return Proved("信用信息", told)
    place = f"第 {proof.broken.change} 号变更：" if proof.broken.change else ""
    return Proved("信用信息", told, f"{place}{proof.broken.reason}")
