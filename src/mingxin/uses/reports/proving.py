"""Issued papers against the ledger: each carries, signed, the newest seal of the moment in which it was made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Seal
from mingxin.papers.facts import facts_in
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report

_NO_ROW: Final = (
    "报告 {number} 的文件还在，而登记中没有这份报告：登记已被改动，或者出具时程序中断（中断留下的文件一天后自动清除）"
)


@dataclass(frozen=True)
class PapersProof:
    papers: int
    broken: str


def prove_papers(*, tell: Callable[[], None] = lambda: None) -> PapersProof:
    """Every issued report that is kept, whether or not a row still names it. Reading one takes some milliseconds.

    Others may go on issuing: what has no row yet is asked for once more at the end. `tell` is called with each file.
    """
    store, read = papers(), 0
    paths = sorted(store.all())
    rows = dict(Report.objects.values_list("file", "number"))
    gone = set(Report.objects.filter(destroyed_at__isnull=False).values_list("file", flat=True))
    unnamed: dict[str, str] = {}
    for path in paths:
        tell()
        try:
            facts = facts_in(store.read(path.name))
        except Refusal as refused:
            if not path.exists():  # the sweeper took it meanwhile
                continue
            return PapersProof(read, refused.message)
        if facts.verification_code is None:  # letters carry no seal
            continue
        read += 1
        if path.name not in gone and rows.get(path.name) != facts.number:
            unnamed[path.name] = str(facts.number)
        if facts.ledger_seal is not None and not _is_in_chain(facts.ledger_seal):
            number = facts.ledger_seal.partition(":")[0]
            return PapersProof(read, f"报告 {facts.number} 所载的第 {number} 号封印与账本不符，账本被改写过")
    named = dict(Report.objects.filter(file__in=list(unnamed)).values_list("file", "number"))
    lost = next((number for file, number in unnamed.items() if named.get(file) != number), None)
    return PapersProof(read, _NO_ROW.format(number=lost) if lost is not None else "")


def _is_in_chain(printed: str) -> bool:
    number, _, digest = printed.partition(":")
    return Seal.objects.filter(pk=int(number), digest=digest).exists()
