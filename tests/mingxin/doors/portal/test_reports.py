"""A report is handed out on the spot and can be checked by whoever holds it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.mingxin.doors.portal.conftest import Place

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


def test_a_genuine_report(client: Client, place: Place, report: bytes) -> None:
    text = check(client, report)
    assert "真实，未被改动" in text
    assert place.firm.name in text
    assert "没有变化" in text


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
    assert "未查到这份报告" in wrong and place.firm.name not in wrong
    scanned = client.get("/heyan/", {"bianhao": made.number})
    assert scanned.status_code == 200, "the address in the QR code is taken"
    assert made.number in scanned.content.decode()


def test_nothing_given(client: Client, place: Place) -> None:
    assert "请选择报告的 PDF 文件" in client.post("/heyan/", {}).content.decode()


def test_a_subject_nobody_knows(client: Client, place: Place, signing_key: Path) -> None:
    assert client.post("/zhuti/0123456789abcdef/baogao/").status_code == 404


def test_a_report_is_not_got_by_an_address(client: Client, place: Place) -> None:
    assert client.get(f"/zhuti/{place.firm.public_id}/baogao/").status_code == 405
