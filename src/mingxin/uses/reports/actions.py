"""Issuing a report: made once for a state of the file, signed, kept, and given again."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from mingxin.archive.models import Change, Record, Subject
from mingxin.archive.models.change import ChangeKind
from mingxin.archive.queries.moment import one_moment
from mingxin.archive.queries.versions import find_subject
from mingxin.catalogue.queries import edition_in_force, rulebook_in_force
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.ledger.numbering import following
from mingxin.ledger.queries import SealMark, newest_seal
from mingxin.papers import keys
from mingxin.papers.qr import svg_for
from mingxin.papers.signing import sign
from mingxin.papers.typesetting import typeset
from mingxin.uses.publicity import subjects
from mingxin.uses.reports.content import Content, content_of
from mingxin.uses.reports.ground import Ground, are_names_and_marks_known, ground_of
from mingxin.uses.reports.models import Report, ReportNumbers
from mingxin.uses.reports.numbers import CODE_LENGTH, CODE_LETTERS
from mingxin.uses.sources import sources_stand_as_told
from mingxin.vault.store import Store

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
ISSUED: Final = "report.issue"
RESTS_ON: Final = "rests_on"
ABOUT: Final = "about"  # which entries came to tell later
EDITION: Final = "edition"  # of the catalogue, which says what is closed; they came to tell it later still
CORRECTED: Final = "corrected"  # and this as late
TRIES = 3
NOTES = (
    "本报告依据已生效的信用信息目录，汇总本平台归集的、依法可以公开并且仍在公示期内的公共信用信息。",
    "只有行政机关、司法机关作出的具有法律效力的文书所认定的事实列为信用信息；本平台只如实记载，不作评判，也不改变有关单位的数据。",
    "写明“查询期内无相关信息”的，查询期指报告生成的当日，只说明“信息来源”所列单位截至所列日期没有报送此类公示中的信息；"
    "写明“未归集”的，有无此类信息本平台不知道；写明“不适用”的，目录规定不向这类主体归集；"
    "写明“须经授权”的，经该单位授权才提供，该单位有没有这类信息，本报告都不写。",
    "公示期满、已修复、已撤回或者依法不予公示的信息不在本报告中。",
)


@dataclass(frozen=True)
class Issued:
    """A signed report. `is_new` False: the stored file was given again."""

    number: str
    verification_code: str
    file_name: str
    data: bytes
    is_new: bool


def papers() -> Store:
    return Store(Path(settings.HOME) / "papers")


def issue(uscc: str, *, by: Actor, at: datetime) -> Issued:
    """The report on the subject with this code, as of today. Raises Refusal for an unknown subject or without a key."""
    return issue_for(find_subject(uscc), by=by, at=at)


def issue_for(subject: Subject, *, by: Actor, at: datetime) -> Issued:
    for _ in range(TRIES):
        try:
            return _issue_once(subject, by=by, at=at)
        except _ErasedMeanwhileError:
            continue
    raise Refusal("report.changing", "这个主体的信息正在变更，暂时不能出具报告。", "请稍后再试。")


class _ErasedMeanwhileError(Exception):
    """A record was lawfully erased while the report was made: what it would show must be read again."""


def _issue_once(subject: Subject, *, by: Actor, at: datetime) -> Issued:
    as_of = at.astimezone(CHINA).date()
    with one_moment():
        seen = Change.objects.aggregate(last=Max("number"))["last"] or 0
        subject = Subject.objects.get(pk=subject.pk)  # in the same moment
        content = content_of(subject, as_of=as_of)
        edition = _edition()
        ground = ground_of(subject, as_of=as_of, known_at=seen, edition=edition)
        are_told = sources_stand_as_told(as_of)
        are_told = are_told and are_names_and_marks_known(subject, content.threads, known_at=seen)
    if not are_told or not ground.is_sound or not _is_of(content, ground):
        raise Refusal(
            "report.altered",
            "这个主体的部分信息与档案的记载不一致，在查明以前不能出具报告。",
            "请与承办单位联系；系统管理员请运行 mingxin ledger verify --records 核对。",
        )
    state = _state(content)
    same = Report.objects.filter(subject=subject, as_of=as_of, state_digest=state, destroyed_at__isnull=True)
    stored = same.first()
    if stored is None:
        try:
            stored = _make(subject, content, ground, state, seen=seen, edition=edition, by=by, at=at)
        except IntegrityError:  # made by another request in the same moment: theirs is the report
            stored = same.get()
        else:
            return _given(stored, content, is_new=True)
    return _given(stored, content, is_new=False)


def _edition() -> int:
    """The catalogue in force. Raises Refusal before the first, when there is no record either."""
    found = edition_in_force()
    if found is None:
        raise Refusal("catalogue.none", "信用信息目录还没有启用。", "请先运行 mingxin init。")
    return found.number


def _is_of(content: Content, ground: Ground) -> bool:
    """Whether the content shows the records that it must, and each, and the subject, under the protection it has; and
    was made from the very rows of the ground, which were held against their digests.
    """
    said = (frozenset(content.threads), content.protected, content.by_person)
    return said == (ground.threads, ground.protected, ground.by_person) and content.versions <= ground.versions


def _given(report: Report, content: Content, *, is_new: bool) -> Issued:
    name = f"公共信用信息报告_{content.data['subject']['name']}_{report.number}.pdf"
    try:
        data = papers().read(report.file)
    except Refusal:
        if Report.objects.filter(pk=report.pk, destroyed_at__isnull=False).exists():
            raise _ErasedMeanwhileError from None
        raise
    return Issued(report.number, report.verification_code, name, data, is_new)


def _state(content: Content) -> str:
    """What must be the same for a kept paper to be given again: what it says, who says it, and by which certificate."""
    city = settings.CITY
    said_by = [settings.CITY_NAME, settings.SITE_NAME, settings.SITE_URL, city.organiser, city.operator, city.window]
    told = json.dumps([content.digest, *said_by, keys.digest_in_use(Path(settings.KEYS))], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _make(
    subject: Subject, content: Content, ground: Ground, state: str, *, seen: int, edition: int, by: Actor, at: datetime
) -> Report:
    """Make and keep the report; `seen` and `edition` are the last change and the catalogue that `content` knows of, on
    which `ground` rests.
    """
    try:
        signer = keys.signer_at(settings.KEYS, at)
    except keys.SigningKeyError as missing:
        raise Refusal(
            "report.no_key", f"暂时不能出具报告：{missing.told}。", "请由系统管理员运行 mingxin doctor 检查签名密钥。"
        ) from None
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    number, seal = _take_number(at), newest_seal()
    facts = report_data(content, number=number, code=code, change_number=seen, seal=seal, at=at)
    facts["demonstration"] = keys.is_demonstration(keys.certificate_of(signer))
    # set, signed and kept before a lock is taken: a visitor's paper holds up nobody
    pdf = sign(typeset(TEMPLATE, facts, made_at=at), signer, at=at, reason="公共信用信息报告")
    digest, size = papers().put([pdf])
    report = Report(
        number=number,
        verification_code=code,
        subject=subject,
        as_of=at.astimezone(CHINA).date(),
        made_at=at,
        change_number=seen,
        state_digest=state,
        threads=json.dumps(content.threads),
        file=digest,
        size=size,
        seal_number=seal.number if seal else 0,
        requested_by=by.login,
    )
    try:
        _name(report, ground, records=len(content.threads), edition=edition, by=by, at=at)
    except (IntegrityError, _ErasedMeanwhileError):  # not issued, and what it says may have been erased meanwhile
        papers().remove(digest)
        raise
    return report


@transaction.atomic
def _take_number(at: datetime) -> str:
    """instance-R-day-sequence, given once and never again: one that is not used was never issued."""
    prefix = f"{settings.INSTANCE_CODE}-R{at.astimezone(CHINA):%Y%m%d}-"

    def last() -> int | None:
        taken = ReportNumbers.objects.filter(prefix=prefix).values_list("last", flat=True).first()
        if taken is not None:
            return taken
        issued = Report.objects.filter(number__startswith=prefix).order_by("-number").values_list("number", flat=True)
        newest = issued.first()  # issued before numbers were taken first
        return int(newest.removeprefix(prefix)) if newest else None

    number = following(locks.REPORTS, last)
    ReportNumbers.objects.update_or_create(prefix=prefix, defaults={"last": number})
    return f"{prefix}{number:06d}"


@transaction.atomic
def _name(report: Report, ground: Ground, *, records: int, edition: int, by: Actor, at: datetime) -> None:
    """The row that makes the paper an issued report."""
    # an erasure holds the same lock until it is committed: either it is seen here, or it finds this report
    locks.hold(locks.REPORTS)
    if Change.objects.filter(number__gt=report.change_number, kind=ChangeKind.ERASURE).exists():
        raise _ErasedMeanwhileError
    report.save(force_insert=True)
    ledger.write(
        action=ISSUED,
        object_type="subject",
        object_key=report.subject.public_id,
        by=by,
        at=at,
        matter="出具公共信用信息报告",
        detail={
            "number": report.number,
            "file": report.file,
            "change": report.change_number,
            "records": records,
            RESTS_ON: ground.digest,
            ABOUT: ground.who,
            EDITION: edition,
            CORRECTED: ground.corrected,
        },
        rows=(report,),
    )


@transaction.atomic
def destroy_reports_with(thread: str, *, by: Actor, at: datetime) -> int:
    """Destroy every report that shows the record, in the transaction that erases it; how many.

    The files go once that is committed. A report shows a register entry in its head, so an erased one ends every
    report on its subject that was made after it came.
    """
    locks.hold(locks.REPORTS)
    shown = Q(threads__contains=thread)
    registrations = [code for code, card in rulebook_in_force().cards.items() if card.effect == "registration"]
    entry = Record.objects.filter(thread=thread, item__in=registrations).order_by("id").first()
    if entry is not None:
        shown |= Q(subject=entry.subject_id, change_number__gte=entry.change_id)
    reports = list(Report.objects.filter(shown, destroyed_at__isnull=True).order_by("number"))
    for report in reports:
        report.destroyed_at = at
        report.save(update_fields=["destroyed_at"])
        ledger.write(
            action="report.destroy",
            object_type="report",
            object_key=report.number,
            by=by,
            at=at,
            matter="依法删除",
            detail={"number": report.number, "file": report.file},
            rows=(report,),
        )
    if reports:
        transaction.on_commit(remove_destroyed)
    return len(reports)


def remove_destroyed() -> int:
    """Delete the files of destroyed reports; how many. Safe to repeat: a process killed before this left them."""
    there = [
        digest
        for digest in Report.objects.filter(destroyed_at__isnull=False).values_list("file", flat=True)
        if papers().path(digest).is_file()
    ]
    for digest in there:
        papers().remove(digest)
    return len(there)


def report_data(
    content: Content, *, number: str, code: str, change_number: int, seal: SealMark | None, at: datetime
) -> dict[str, Any]:
    """The template's whole object but for `demonstration`. Same inputs, same bytes before signing."""
    turn_to = settings.CITY.window or "作出决定的机关"
    verify_url = f"{settings.SITE_URL}/heyan/?bianhao={number}"
    return {
        **content.data,
        "city": settings.CITY_NAME,
        "site_name": settings.SITE_NAME,
        "number": number,
        "verification_code": code,
        "verify_url": verify_url,
        "qr_svg": svg_for(verify_url),
        "made_at": f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        "ledger_seal": {
            "number": seal.number,
            "digest": seal.digest,
            "at": f"{seal.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        }
        if seal
        else None,
        "change_number": change_number,
        "notes": list(NOTES),
        "footer": {
            "organiser": settings.CITY.organiser,
            "operator": settings.CITY.operator,
            "objection_route": f"对报告内容有异议的，请向{turn_to}书面提出，不收取费用。",
        },
    }


def subject_with(public_id: str, *, at: datetime) -> Subject:
    """The subject on whose public page a report may be asked for."""
    found = subjects.subject_of(public_id, at.astimezone(CHINA).date())
    if found is None:
        raise Refusal("report.unknown_subject", "没有这个主体，或者它没有可以公开的信息。", "请返回查询页重新查找。")
    return found
