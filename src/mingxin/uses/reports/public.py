"""Reports at the public door: asking for one, and checking one."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from mingxin.archive import bulk
from mingxin.archive.models import Mark, Record
from mingxin.archive.queries.merged import remaining
from mingxin.archive.queries.showing import shown_on
from mingxin.archive.queries.versions import known
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.papers import keys, proof
from mingxin.uses.publicity import queries, subjects
from mingxin.uses.reports import actions, turns
from mingxin.uses.reports.models import Report
from mingxin.uses.reports.numbers import fold, is_code, is_number

DESTROYED = (
    "这份报告已依法销毁：其中有依法应当删除的信息。请不要再使用或者传播手中的报告；仍需要的，请索取新出具的报告。"
)
VISITOR = Actor(login="public", name="网站访客")


@dataclass(frozen=True)
class Issued:
    number: str
    verification_code: str
    file_name: str
    bytes: bytes


@dataclass(frozen=True)
class ReportFacts:
    """A report that this platform issued. `changed` says in a sentence whether what it shows still holds.

    A destroyed report is told as such, and of its records only how many there were.
    """

    number: str
    subject_name: str
    made_at: str
    as_of: str
    records: int
    changed: str
    is_current: bool


@dataclass(frozen=True)
class Checked:
    """What the file itself proves (`outcome`, `sentence`) and what the platform knows of it (`facts`, may be None)."""

    outcome: str
    sentence: str
    signer: str
    signed_at: str
    demonstration: bool
    facts: ReportFacts | None


def request_report(public_id: str, *, at: datetime, address: str | None = None) -> Issued:
    """The report on a subject that has a public page, for somebody who asks from the address.

    Raises Refusal: `report.unknown_subject`, and as `turns.turn` does.
    """
    with turns.turn(address, at):
        made = actions.issue_for(actions.subject_with(public_id, at=at), by=VISITOR, at=at)
    return Issued(made.number, made.verification_code, made.file_name, made.data)


def find_report(number: str, verification_code: str, *, at: datetime) -> ReportFacts | None:
    """A report by what is printed on it, in whatever spelling; None unless both agree."""
    report = (
        Report.objects.filter(number=fold(number), verification_code=fold(verification_code))
        .select_related("subject")
        .first()
    )
    return _facts(report, at) if report else None


def may_be_printed(number: str, verification_code: str) -> bool:
    """Whether a report could bear these: what could not was mistyped, and says nothing of the report."""
    return is_number(fold(number)) and is_code(fold(verification_code))


def check_pdf(data: bytes, *, at: datetime) -> Checked:
    """Prove a file by its signature, and say whether what it shows still holds."""
    proved = proof.verify(data, trusted=keys.trusted_certificates(settings.KEYS), at=at)
    report = None
    if proved.outcome == "genuine" and proved.number:
        report = Report.objects.filter(number=proved.number).select_related("subject").first()
    return Checked(
        outcome=proved.outcome,
        sentence=proved.sentence,
        signer=proved.signer_name or "",
        signed_at=f"{proved.signed_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if proved.signed_at else "",
        demonstration=proved.demonstration,
        facts=_facts(report, at) if report else None,
    )


def _facts(report: Report, at: datetime) -> ReportFacts:
    changed = 0 if report.destroyed_at else len(_changed_since(report, at))
    return ReportFacts(
        number=report.number,
        subject_name=subjects.name_borne(report.subject, known_at=report.change_number),
        made_at=f"{report.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        as_of=str(report.as_of),
        records=len(json.loads(report.threads)),
        changed=DESTROYED if report.destroyed_at else _told(changed),
        is_current=not changed and not report.destroyed_at,
    )


def _told(changed: int) -> str:
    if changed:
        return f"出具后，其中 {changed} 条信息已经更正、撤回、标注、归并或者停止公示，请以新出具的报告为准。"
    return "出具后，其中的信息没有变化；此后新增的信息不在这份报告中。"


def _changed_since(report: Report, at: datetime) -> set[str]:
    """The records of a report of which it no longer says what holds, the register's entry in its head among them; the
    subject itself, by its public number, where it was merged into another since.
    """
    today, since = at.astimezone(CHINA).date(), report.change_number
    threads, head = json.loads(report.threads), _in_head(report)
    about = bulk.listed({*threads, *head})
    written = Record.objects.filter(thread__in=about, change__gt=since)
    marked = Mark.objects.filter(Q(known_from__gt=since) | Q(known_until__gt=since), thread__in=about)
    changed = {thread for rows in (written, marked) for thread in rows.values_list("thread", flat=True)}
    showing = set(shown_on(today).filter(thread__in=bulk.listed(threads)).values_list("thread", flat=True))
    entries = queries.standing_registrations(_registrations(), today).filter(subject=report.subject)
    changed |= {*threads} - showing
    changed |= head - {*entries.values_list("thread", flat=True)}
    changed |= set(entries.filter(change__gt=since).values_list("thread", flat=True))  # the first, or a newer one
    return changed | ({report.subject.public_id} if remaining(report.subject) != report.subject else set())


def _registrations() -> list[str]:
    return [code for code, card in rulebook_in_force().cards.items() if card.effect == "registration"]


def _in_head(report: Report) -> set[str]:
    """The thread of the entry of the register that the report told; it is not among its records."""
    entries = Record.objects.filter(subject=report.subject, item__in=_registrations(), publicity="public")
    newest = known(entries, report.change_number, begin="change").order_by("-id").first()
    return {newest.thread} if newest is not None else set()
