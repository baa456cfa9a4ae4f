"""Issued papers against the ledger: each carries, signed, the newest seal of the moment in which it was made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry, Seal
from mingxin.ledger.searching import detail_of
from mingxin.papers.facts import facts_in
from mingxin.uses.reports.actions import ABOUT, CORRECTED, EDITION, ISSUED, RESTS_ON, papers
from mingxin.uses.reports.ground import ground_of
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
    broken = _first_on_other_ground(tell)
    if broken:
        return PapersProof(read, broken)
    named = dict(Report.objects.filter(file__in=list(unnamed)).values_list("file", "number"))
    lost = next((number for file, number in unnamed.items() if named.get(file) != number), None)
    return PapersProof(read, _NO_ROW.format(number=lost) if lost is not None else "")


def _first_on_other_ground(tell: Callable[[], None]) -> str:
    """Whether every report still says what the archive held at its change; entries from before do not tell."""
    reports = Report.objects.filter(destroyed_at__isnull=True).select_related("subject").in_bulk()
    for entry in Entry.objects.filter(action=ISSUED).order_by("id").iterator():
        tell()
        said = detail_of(entry)
        report = reports.get(str(said.get("number")))
        if report is None or RESTS_ON not in said:
            continue
        try:
            edition = int(str(said[EDITION])) if EDITION in said else None
            ground = ground_of(report.subject, as_of=report.as_of, known_at=report.change_number, edition=edition)
        except Refusal as refused:  # the edition is not there, or not as it was put in force
            return refused.message
        later = (said.get(ABOUT, ground.who), said.get(CORRECTED, ground.corrected))
        told = (said[RESTS_ON], *later, frozenset(json.loads(report.threads)))
        is_same = (ground.digest, ground.who, ground.corrected, ground.threads) == told
        if not is_same and Report.objects.filter(pk=report.pk, destroyed_at__isnull=True).exists():
            return f"报告 {report.number} 出具时所依据的信息与档案当时的记载不符：出具的那一刻档案被改动过"
    return ""


def _is_in_chain(printed: str) -> bool:
    number, _, digest = printed.partition(":")
    return Seal.objects.filter(pk=int(number), digest=digest).exists()
