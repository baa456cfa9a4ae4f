"""Issued papers against the ledger: each carries, signed, the newest seal of the moment in which it was made."""

from dataclasses import dataclass

from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Seal
from mingxin.papers.facts import facts_in
from mingxin.uses.reports.actions import papers
from mingxin.uses.reports.models import Report


@dataclass(frozen=True)
class PapersProof:
    papers: int
    broken: str


def prove_papers() -> PapersProof:
    """Every issued report that is kept, whether or not a row still names it. Reading one takes some milliseconds."""
    store, read = papers(), 0
    rows = dict(Report.objects.values_list("file", "number"))
    gone = set(Report.objects.filter(destroyed_at__isnull=False).values_list("file", flat=True))
    for path in sorted(store.all()):
        try:
            facts = facts_in(store.read(path.name))
        except Refusal as refused:
            return PapersProof(read, refused.message)
        if facts.verification_code is None:  # letters carry no seal
            continue
        read += 1
        if path.name not in gone and rows.get(path.name) != facts.number:
            return PapersProof(read, f"报告 {facts.number} 的文件还在，而登记中没有这份报告，登记已被改动")
        if facts.ledger_seal is not None and not _is_in_chain(facts.ledger_seal):
            number = facts.ledger_seal.partition(":")[0]
            return PapersProof(read, f"报告 {facts.number} 所载的第 {number} 号封印与账本不符，账本被改写过")
    return PapersProof(read, "")


def _is_in_chain(printed: str) -> bool:
    number, _, digest = printed.partition(":")
    return Seal.objects.filter(pk=int(number), digest=digest).exists()
