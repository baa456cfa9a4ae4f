"""Issuing: made once for a state of the file, signed, and given again byte for byte."""

import io
import re
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.queries.versions import find_subject
from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.papers.keys import CERTIFICATE_FILE, KEY_FILE, make_demonstration_key, trusted_certificates
from mingxin.papers.proof import verify
from mingxin.papers.typesetting import typeset
from mingxin.uses.reports.actions import TEMPLATE, issue, report_data
from mingxin.uses.reports.content import content_of
from mingxin.uses.reports.models import Report, ReportNumbers
from tests.mingxin.archive.sending import Sender, firm, firm_name, licence, penalty, registration, thread


def read_back(data: bytes) -> str:
    """The text of a PDF, without the breaks that lines and cells made."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def test_the_same_inputs_give_the_same_bytes_before_signing(sender: Sender, signing_key: Path, now: datetime) -> None:
    sender.penalties(penalty(1))
    content = content_of(find_subject(firm(1)), as_of=now.date())

    def made(at: datetime) -> bytes:
        data = report_data(
            content, number="429913-R20261120-000001", code="ABCD2345", change_number=1, seal=None, at=at
        )
        return typeset(TEMPLATE, data | {"demonstration": True}, made_at=at)

    assert made(now) == made(now)
    assert made(now) != made(now + timedelta(seconds=1)), "the moment is part of it"


def test_it_is_given_again_until_the_file_changes(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime
) -> None:
    sender.registrations(registration(1))
    sender.penalties(penalty(1))
    first = issue(firm(1), by=actor, at=now)
    again = issue(firm(1), by=actor, at=now + timedelta(hours=3))
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.data, again.number) == (first.data, first.number)
    assert Entry.objects.filter(action="report.issue").count() == 1
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    changed = issue(firm(1), by=actor, at=now)
    assert changed.is_new
    assert changed.number != first.number
    tomorrow = issue(firm(1), by=actor, at=now + timedelta(days=1))
    assert tomorrow.is_new, "another day is another report"
    assert Report.objects.count() == 3
    assert len({r.verification_code for r in Report.objects.all()}) == 3


def test_under_another_certificate_or_name_a_kept_paper_is_not_given_again(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender.registrations(registration(1))
    first = issue(firm(1), by=actor, at=now)
    monkeypatch.setattr(settings, "CITY", replace(settings.CITY, organiser="云泽市数据局"))
    renamed = issue(firm(1), by=actor, at=now)
    make_demonstration_key(tmp_path, city="云泽市", at=now, days=365)
    for name in (KEY_FILE, CERTIFICATE_FILE):
        (tmp_path / name).chmod(0o600)
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    signed_anew = issue(firm(1), by=actor, at=now)
    again = issue(firm(1), by=actor, at=now)
    assert [one.is_new for one in (first, renamed, signed_anew, again)] == [True, True, True, False]
    assert len({first.number, renamed.number, signed_anew.number}) == 3


def test_the_pdf_says_what_shows_and_nothing_else(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime
) -> None:
    sender.registrations(registration(1))
    sender.licences(licence(21, 1, XK_NR="准予从事糕点生产。"))
    sender.penalties(
        penalty(1, 1, CF_SY="公开的违法事实甲。"),
        penalty(2, 1, CF_SY="待定的违法事实乙。", CF_SXCD=""),
        penalty(3, 1, CF_SY="不公开的违法事实丙。", CF_SFGK="否"),
        penalty(4, 1, CF_SY="撤回的违法事实丁。", BZ="内部备注戊"),
    )
    withdraw(
        thread=thread(penalty(4, 1)),
        reason_type="决定被撤销",
        case="云复决〔2026〕1号",
        note_months=3,
        by=actor,
        at=now,
    )
    text = read_back(issue(firm(1), by=actor, at=now).data)
    for shown in (
        firm_name(1),
        firm(1),
        "公开的违法事实甲",
        "准予从事糕点生产",
        "云市监罚〔2026〕1号",
        "云市监许〔2026〕21号",
    ):
        assert shown in text, shown
    for hidden in ("待定的违法事实", "违法事实丙", "违法事实丁", "备注", "云市监罚〔2026〕2号", "云市监罚〔2026〕4号"):
        assert hidden not in text, hidden


def test_nobody_unknown_gets_a_report(sender: Sender, signing_key: Path, actor: Actor, now: datetime) -> None:
    with pytest.raises(Refusal) as refused:
        issue(firm(99), by=actor, at=now)
    assert refused.value.code == "subject.not_found"
    assert not Report.objects.exists()


def test_no_paper_is_made_that_nobody_could_verify(
    sender: Sender, signing_key: Path, tmp_path: Path, settings, actor: Actor, now: datetime
) -> None:
    """After the certificate's last moment nothing is issued, and nothing is left of it; in that moment it still is."""
    settings.KEYS = tmp_path / "keys"
    shutil.copytree(signing_key, settings.KEYS, ignore=shutil.ignore_patterns("signing-*"))
    make_demonstration_key(settings.KEYS, city="云泽市", at=now - timedelta(days=10), days=10)
    sender.penalties(penalty(1))
    for at in (now + timedelta(seconds=1), now - timedelta(days=11)):
        with pytest.raises(Refusal) as refused:
            issue(firm(1), by=actor, at=at)
        assert refused.value.code == "report.no_key"
        assert "签章证书的有效期是 2026-11-10 至 2026-11-20" in refused.value.message
        assert refused.value.remedy
    assert not Report.objects.exists()
    assert not ReportNumbers.objects.exists(), "no number was spent"
    issued = issue(firm(1), by=actor, at=now)
    assert verify(issued.data, trusted=trusted_certificates(settings.KEYS)).outcome == "genuine"
