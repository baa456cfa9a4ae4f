"""A report is handed out on the spot and can be checked by whoever holds it."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingxin.doors.portal.views import reports
from mingxin.intake.receipt import receipt_pdf
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.windows import Windows
from mingxin.ledger.models import Entry
from mingxin.papers.proof import Outcome
from mingxin.uses.reports import turns
from tests.mingxin.doors.portal.conftest import Place
from tests.mingxin.intake.test_receipt import FACTS

pytestmark = pytest.mark.both


@pytest.fixture
def report(client: Client, place: Place, signing_key: Path) -> bytes:
    answer = client.post(f"/zhuti/{place.firm.public_id}/baogao/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def check(client: Client, data: bytes) -> str:
    file = SimpleUploadedFile("报告.pdf", data, content_type="application/pdf")
    return client.post("/heyan/", {"wenjian": file}).content.decode()


def test_a_limit_by_address_and_one_in_all(
    client: Client, place: Place, signing_key: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said calmly, with when to come again; nobody else's address is touched, and nothing is written."""
    monkeypatch.setattr(turns, "_by_address", Windows(turns.SPAN))
    settings.REPORTS_BY_ADDRESS = 2
    address = f"/zhuti/{place.firm.public_id}/baogao/"
    here, there = {"REMOTE_ADDR": "203.0.113.9"}, {"REMOTE_ADDR": "2001:db8::1"}
    assert [client.post(address, **here).status_code for _ in range(2)] == [200, 200]
    entries = Entry.objects.count()
    refused = client.post(address, **here)
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 600
    assert "10 分钟内索取的报告已达 2 份" in refused.content.decode()
    assert client.post(address, **there).status_code == 200
    assert [client.post(address).status_code for _ in range(3)] == [200] * 3, "one that tells nothing has no limit"
    settings.REPORTS_AT_ONCE = 1
    with turns.turn(None, now()):
        busy = client.post(address, **there)
    assert (busy.status_code, busy["Retry-After"]) == (429, "10")
    assert "还没有出具" in busy.content.decode()
    assert client.post(address, REMOTE_ADDR="2001:db8:1::1").status_code == 200, "the turn was given back"
    assert Entry.objects.count() == entries


_HOLD = """
import sys
from datetime import datetime, UTC
from django.conf import settings
settings.configure(HOME=sys.argv[1], REPORTS_AT_ONCE=2, REPORTS_BY_ADDRESS=0)
from mingxin.uses.reports import turns
with turns.turn(None, datetime.now(UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_what_is_set_at_once_is_counted_over_all_server_processes(tmp_path: Path, settings: Any) -> None:
    """A process that is killed gives its turn back."""
    settings.HOME, settings.REPORTS_AT_ONCE = tmp_path, 2
    program = [sys.executable, "-c", _HOLD, str(tmp_path)]
    other = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with turns.turn(None, now()):
            with pytest.raises(Refusal) as refused, turns.turn(None, now()):
                pass
            assert refused.value.code == turns.BUSY
            other.kill()
            other.wait()
            with turns.turn(None, now()):
                pass
    finally:
        other.kill()
        other.communicate()


def test_a_genuine_report(client: Client, place: Place, report: bytes) -> None:
    text = check(client, report)
    assert "真实，未被改动" in text
    assert place.firm.name in text
    assert "没有变化" in text
    assert "此后有无变化" not in text, "the answer to that stands right below"


def test_another_paper_of_ours_is_not_called_a_report(client: Client, place: Place, signing_key: Path) -> None:
    named = "公共信用信息报告：信用等级AAA，无失信记录，特此证明.csv"
    text = check(client, receipt_pdf(replace(FACTS, file_name=named, issued_at=now())))
    assert "由本平台签发，但不是信用报告" in text and "不能当作信用报告使用" in text
    assert "真实，未被改动" not in text
    assert "请用首页的编号和核验码" not in text and "此后有无变化" not in text


def test_a_file_that_is_checked_is_kept_nowhere(client: Client, place: Place, report: bytes) -> None:
    altered = report[:-40] + b"0" * 40
    before = {path for path in Path(settings.HOME).rglob("*") if path.is_file()}
    assert "核验" in check(client, altered)
    assert {path for path in Path(settings.HOME).rglob("*") if path.is_file()} == before
    assert not Entry.objects.filter(action__contains="verify").exists()


def test_what_changed_since_is_said(client: Client, place: Place, report: bytes) -> None:
    from mingxin.archive.actions import amend
    from tests.mingxin.uses.publicity.town import ACTOR

    amend.withdraw(
        thread=place.threads["penalty"], reason_type="决定被撤销", case="云复决〔2026〕4号", note_months=3,
        by=ACTOR, at=place.town.at,
    )  # fmt: skip
    assert "1 条信息已经更正、撤回" in check(client, report)


def test_a_changed_byte(client: Client, report: bytes) -> None:
    middle = len(report) // 3
    assert "已被改动" in check(client, report[:middle] + bytes([report[middle] ^ 1]) + report[middle + 1 :])


def test_not_a_pdf(client: Client, place: Place) -> None:
    assert "不是 PDF 文件" in check(client, b"hello")


def test_by_number_and_code(client: Client, place: Place, report: bytes) -> None:
    from mingxin.uses.reports.models import Report

    made = Report.objects.get()
    asked = client.post("/heyan/", {"bianhao": made.number, "hemima": made.verification_code.lower()})
    assert "编号和核验码相符" in asked.content.decode()
    wrong = client.post("/heyan/", {"bianhao": made.number, "hemima": "AAAAAAAA"}).content.decode()
    assert "请核对报告编号和核验码，按现在填写的没有查到报告" in wrong and place.firm.name not in wrong
    scanned = client.get("/heyan/", {"bianhao": made.number})
    assert scanned.status_code == 200, "the address in the QR code is taken"
    assert made.number in scanned.content.decode()


def full_width(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) for one in text)


SPELLINGS = [
    ("a blank in the code", lambda number, code: (number, f"{code[:4]} {code[4:]}")),
    ("small letters in the number", lambda number, code: (number.lower(), code)),
    ("full-width signs in both", lambda number, code: (full_width(number), full_width(code))),
    ("blanks and another dash in the number", lambda number, code: (f" {number.replace('-', ' － ')} ", code)),
]


@pytest.mark.parametrize(("reason", "typed"), SPELLINGS, ids=[one[0] for one in SPELLINGS])
def test_number_and_code_in_another_spelling(client: Client, report: bytes, reason: str, typed: Any) -> None:
    from mingxin.uses.reports.models import Report

    made = Report.objects.get()
    number, code = typed(made.number, made.verification_code)
    assert "编号和核验码相符" in client.post("/heyan/", {"bianhao": number, "hemima": code}).content.decode()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("429913-20261201-000001", "ABCDEFGH", id="a number without its letter"),
        pytest.param("429913-R20261201-00001", "ABCDEFGH", id="a digit of the number left out"),
        pytest.param("429913-R20261201-000001", "ABCDEFG", id="a letter of the code left out"),
        pytest.param("429913-R20261201-000001", "ABCDEFG0", id="a sign that no code has"),
    ],
)
def test_a_slip_of_the_keyboard_accuses_no_report(client: Client, place: Place, number: str, code: str) -> None:
    said = client.post("/heyan/", {"bianhao": number, "hemima": code}).content.decode()
    assert "请核对报告编号和核验码" in said and "该报告不是本平台出具" not in said


def test_nothing_given(client: Client, place: Place) -> None:
    assert "请选择报告的 PDF 文件" in client.post("/heyan/", {}).content.decode()


def test_a_subject_nobody_knows(client: Client, place: Place, signing_key: Path) -> None:
    assert client.post("/zhuti/0123456789abcdef/baogao/").status_code == 404


def test_a_report_is_not_got_by_an_address(client: Client, place: Place) -> None:
    assert client.get(f"/zhuti/{place.firm.public_id}/baogao/").status_code == 405


def test_every_outcome_of_a_proof_has_its_title() -> None:
    assert set(reports._OUTCOMES) == set(get_args(Outcome))
