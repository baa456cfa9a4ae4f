"""The first way from end to end: a department's messy file becomes public records, and each leaves again by a rule."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Record
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.queries.versions import read_subject
from mingxin.archive.rules.digests import public_id_of
from mingxin.intake.actions.process import process
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import find_seal, prove_chain
from mingxin.papers import keys, proof
from mingxin.uses.publicity.public import show_record, show_subject
from mingxin.uses.reports.public import check_pdf, request_report
from tests.mingxin.archive.sending import (
    UNIT,
    Sender,
    counts,
    document,
    error_codes,
    firm,
    firm_name,
    penalty,
    registration,
    require_sound,
    thread,
)

HEADER = (
    "序号",
    "行政相对人名称(必填)",
    "行政相对人类别",
    "统一社会信用代码",
    "法定代表人",
    "法定代表人证件号码",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额(万元)",
    "处罚决定日期",
    "处罚有效期",
    "处罚机关",
    "处罚机关统一社会信用代码",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    "备注",
    "失信程度",
)


def messy(folder: Path, today: datetime) -> Path:
    """As such files come: GB18030, a title, brackets and spaces of every kind, an unlinked row, a repeated one."""

    def line(
        place: int,
        number: int,
        *,
        code: str | None = None,
        name: str | None = None,
        severity: str = "一般",
        document_number: str | None = None,
        fine: str = "2",
    ) -> list[str]:
        return [
            str(place),
            name or firm_name(number),
            "法人及非法人组织",
            firm(number) if code is None else code,
            "贾有名",
            "无",
            document_number or document(number),
            "未按规定明码标价",
            f"第{number}家未在经营场所明码标价。",
            "《中华人民共和国价格法》第四十二条",
            "罚款",
            f"罚款{fine}万元",
            fine,
            f"{today - timedelta(days=2):%Y年%m月%d日}",
            "2099/12/31",
            "云泽市市场监督管理局",
            UNIT,
            "云泽市市场监督管理局",
            UNIT,
            "",
            severity,
        ]

    rows = [
        line(1, 1, document_number="云市监罚[2026]1号", name=f" {firm_name(1)} "),
        line(2, 2, code=firm(2).lower()),
        line(3, 3, severity=""),
        line(4, 4, severity="", fine="60"),
        line(5, 5, code=""),
        line(6, 6, code=firm(6)[:17] + ("0" if firm(6)[17] != "0" else "1")),
        line(7, 7),
        line(8, 7),
    ]
    path = folder / "行政处罚双公示报送表（11月）.csv"
    with path.open("w", encoding="gb18030", newline="") as handle:
        sheet = csv.writer(handle)
        sheet.writerow(["云泽市市场监督管理局行政处罚信息双公示报送表"])
        sheet.writerow(HEADER)
        sheet.writerows(rows)
        sheet.writerow(["填表说明：本表一式两份。"])
    return path


@pytest.fixture
def today() -> datetime:
    """The machine's own: the pages of the public door read the clock."""
    return clock_now()


def page(number: int) -> str:
    response = Client().get(f"/zhuti/{public_id_of(firm(number))}/")
    return response.content.decode() if response.status_code == 200 else ""


def test_from_a_messy_file_to_public_records_and_back(
    sender: Sender, signing_key: Path, actor: Actor, today: datetime, tmp_path: Path
) -> None:
    sender.registrations(*(registration(i) for i in range(1, 5)), at=today)
    outcome = process(messy(tmp_path, today), item="admin_penalty", unit=UNIT, by=actor, at=today)

    # 1 and 2 mended, 3 and 4 held, 5 unlinked, 6 questioned, 7 once
    assert counts(outcome) == (8, 2, 0, 5, 1, 0)
    assert {"uscc.check_digit", "duplicate.in_file"} <= error_codes(outcome)
    assert len(outcome.questions) == 2
    require_sound()

    # public: by page, list and code; held: nowhere
    assert "云市监罚〔2026〕1号" in page(1)
    assert "第1家未在经营场所明码标价" in Client().get(f"/xinxi/{public_number(thread(penalty(1)))}/").content.decode()
    assert firm_name(2) in Client().get(reverse("portal:column", args=["admin_penalty"])).content.decode()
    assert document(3) not in page(3)
    assert Client().get(f"/xinxi/{public_number(thread(penalty(3)))}/").status_code == 404

    # answered: 3 becomes public, 4 does not
    by_rows = {("60" in q.sentence or "50万元" in q.sentence): q.id for q in list_questions()}
    answer(by_rows[False], severity="一般", is_public=True, reason="市场监管裁量基准", by=actor, at=today)
    answer(by_rows[True], severity="严重", is_public=False, reason="涉及商业秘密", by=actor, at=today)
    assert document(3) in page(3)
    assert document(4) not in page(4)
    assert list_questions() == ()

    # a report, proved without database or network
    seal(at=today)
    issued = request_report(public_id_of(firm(1)), at=today)
    proved = proof.verify(issued.bytes, trusted=keys.trusted_certificates(signing_key))
    assert (proved.outcome, proved.number, proved.verification_code) == (
        "genuine",
        issued.number,
        issued.verification_code,
    )
    assert proof.verify(issued.bytes, trusted=[]).outcome == "unknown_issuer"
    assert (
        proof.verify(issued.bytes[:-1] + b"\x00", trusted=keys.trusted_certificates(signing_key)).outcome != "genuine"
    )

    # withdrawn: a note with its reason and none of its facts
    withdraw(
        thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=today
    )
    noted = page(1)
    assert "决定被撤销" in noted
    for fact in (document(1), "明码标价", "云复决", "20000"):
        assert fact not in noted
    assert Client().get(f"/xinxi/{public_number(thread(penalty(1)))}/").status_code in (404, 410)
    facts = check_pdf(issued.bytes, at=today).facts
    assert facts is not None
    assert not facts.is_current, "who holds the report learns that it has changed"

    # the same file again brings nothing back
    again = process(messy(tmp_path, today), item="admin_penalty", unit=UNIT, by=actor, at=today)
    assert counts(again) == (8, 3, 0, 0, 1, 4)
    assert document(1) not in page(1)

    # the term ends by itself, on the day and not before
    for number in (2, 3):
        end = Record.objects.get(thread=thread(penalty(number)), known_until__isnull=True).hidden_from
        assert end is not None
        assert show_record(public_number(thread(penalty(number))), as_of=end - timedelta(days=1)) is not None
        view = show_subject(public_id_of(firm(number)), as_of=end)
        assert document(number) not in str(view)
        assert len(read_subject(firm(number)).records) == 1, "the archive keeps what the public no longer sees"
    require_sound()
    seal(at=today)
    assert prove_chain().waiting == 0


def execute(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.django_db(transaction=True)
def test_tampering_is_named(transactional_db: None, sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1))
    sender.penalties(penalty(2))
    seal(at=now)
    printed = prove_chain().newest
    assert printed is not None
    execute("UPDATE archive_record SET payload = replace(payload, '罚款20000元', '罚款10元') WHERE change_id = 2")
    broken = prove_records().broken
    assert broken is not None
    assert broken.change == 2
    assert prove_chain().broken is None, "the ledger itself is whole"

    entry = Entry.objects.get(action="archive.admission", object_key="1")
    execute("UPDATE ledger_entry SET actor_name = '别人' WHERE id = %s", entry.pk)
    faulty = prove_chain().broken
    assert faulty is not None
    assert (faulty.seal, faulty.entry) == (1, entry.pk)
    assert find_seal(printed.digest) is not None, "an earlier print is held against the chain"
    execute("UPDATE ledger_seal SET digest = %s WHERE number = 1", "0" * 64)
    assert find_seal(printed.digest) is None, "and shows that it was rewritten"
