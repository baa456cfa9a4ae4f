"""Receipts read back from the PDF: what they say, what they do not claim, and that they prove themselves."""

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pdfplumber
import pytest
from django.conf import settings

from mingxin.intake.receipt import BY_COMMAND, MEANING, UNREVIEWED, Counts, ReceiptFacts, Step, receipt_pdf
from mingxin.kernel import resident_id
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.papers.keys import trusted_certificates
from mingxin.papers.proof import verify

DIGEST = "9f2c41d07b6ae85513" * 3 + "9f2c41d07b"
STEM = "42991319850301002"
NUMBER = next(STEM + last for last in "0123456789X" if resident_id.is_resident_id(STEM + last))
FACTS = ReceiptFacts(
    number="429913-20261120-00007",
    unit_name="云泽市市场监督管理局",
    unit_uscc="11429913000000019L",
    item_name="行政处罚",
    state="已入库",
    file_name="十一月处罚.xlsx",
    file_digest=DIGEST,
    received=Step(datetime(2026, 11, 20, 9, 30, 5, tzinfo=CHINA), "林知秋"),
    checked=Step(datetime(2026, 11, 20, 9, 30, 9, tzinfo=CHINA)),
    submitted=Step(datetime(2026, 11, 20, 9, 41, 0, tzinfo=CHINA), "林知秋"),
    released=Step(datetime(2026, 11, 20, 11, 2, 0, tzinfo=CHINA), "周明远"),
    admitted=Step(datetime(2026, 11, 20, 11, 2, 3, tzinfo=CHINA)),
    counts=Counts(reported=155, questioned=9, updated=4, admitted=138, unlinked=3, unchanged=1),
    refusals=(("治安管理处罚依法封存，整行已退回，未保存任何内容。", 2),),
    deadline_workdays=7,
    in_time=140,
    late=3,
    seal_number=4096,
    seal_digest=DIGEST[::-1],
    issued_at=datetime(2026, 11, 20, 11, 5, 0, tzinfo=CHINA),
)


def words(pdf: bytes) -> str:
    """All that is printed but for the watermark, without spaces and line breaks."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = [page.filter(lambda one: one.get("size", 0) < 60) for page in document.pages]
        return "".join("".join(page.extract_text().split()) for page in pages)


def test_all_facts_are_printed(signing_key: Path) -> None:
    said = words(receipt_pdf(FACTS))
    for fact in (
        FACTS.number,
        FACTS.unit_name,
        FACTS.unit_uscc,
        "行政处罚",
        "已入库",
        "十一月处罚.xlsx",
        "治安管理处罚依法封存",
        "按时140条，超过时限3条",
        "第4096号",
    ):
        assert fact in said, fact
    assert DIGEST in said, "the file's digest, whole"
    assert FACTS.seal_digest in said
    assert "上报（行）入库（行）更新（行）无变化（行）疑问（行）未关联（行）1551384193" in said
    assert "审核放行2026-11-2011:02:00周明远" in said
    assert "检查完成2026-11-2009:30:09平台" in said, "what nobody did by hand"


def test_before_admission_nothing_is_said_to_be_admitted(signing_key: Path) -> None:
    said = words(receipt_pdf(replace(FACTS, state="待审核", released=None, admitted=None, in_time=0, late=0)))
    assert "上报（行）可入库（行）可更新（行）无变化（行）疑问（行）未关联（行）1551384193" in said
    assert "本批没有任何行入库" in said
    assert "决定作出之日起7个工作日内报送。本批还没有入库" in said
    assert "按时0条" not in said


def test_it_claims_receipt_and_nothing_more(signing_key: Path) -> None:
    assert MEANING == "本回执只证明平台收到文件的时间和检查结果，不代表内容已经公示。"
    assert MEANING in words(receipt_pdf(FACTS))


def test_instants_are_beijings_wherever_they_came_from(signing_key: Path) -> None:
    received = Step(datetime(2026, 11, 19, 16, 30, 0, tzinfo=UTC), "林知秋")
    assert "2026-11-2000:30:00（北京时间，以平台服务器为准）" in words(receipt_pdf(replace(FACTS, received=received)))


def test_the_signature_proves_it(signing_key: Path) -> None:
    pdf = receipt_pdf(FACTS)
    proof = verify(pdf, trusted=trusted_certificates(signing_key))
    assert (proof.outcome, proof.number, proof.demonstration) == ("genuine", FACTS.number, True)
    assert proof.signed_at == FACTS.issued_at
    assert proof.ledger_seal == f"4096:{FACTS.seal_digest}"
    assert b"pdfaid:part" in pdf, "an archive takes it"
    changed = pdf.replace(b"/Title", b"/Titel", 1)
    assert verify(changed, trusted=trusted_certificates(signing_key)).outcome == "altered"


def test_a_demonstration_key_says_so_on_the_page(signing_key: Path) -> None:
    assert "演示文件仅供试用演示，不具有法律效力" in words(receipt_pdf(FACTS))


def test_steps_that_have_not_come_are_not_printed(signing_key: Path) -> None:
    waiting = replace(FACTS, released=None, admitted=None, state="待审核")
    said = words(receipt_pdf(waiting))
    assert "审核放行" not in said
    assert "待审核" in said


def test_a_review_is_told_only_where_there_was_one(signing_key: Path) -> None:
    said = words(receipt_pdf(replace(FACTS, release=BY_COMMAND, submitted=None, released=FACTS.received)))
    assert "命令行导入（不经审核）2026-11-2009:30:05林知秋" in said
    assert "审核放行" not in said
    assert "提交2026" not in said
    said = words(receipt_pdf(replace(FACTS, release=UNREVIEWED, submitted=FACTS.received, released=FACTS.received)))
    assert "直接入库（本事项不需审核）2026-11-2009:30:05林知秋" in said, "on one line"


@pytest.mark.parametrize(
    ("change", "expected", "reason"),
    [
        ({"seal_number": None, "seal_digest": ""}, "尚未封印", "before the first seal"),
        ({"deadline_workdays": None}, "本事项没有规定逐条报送的时限", "an item without deadline"),
        ({"refused_whole": "文件设有打开密码，无法读取。"}, "文件没有接收：文件设有打开密码", "refused whole"),
        ({"unit_name": "云泽市\U0002a6a5镇人民政府"}, "〔U+2A6A5〕", "a character no font has"),
    ],
)
def test_what_is_not_there_is_said(signing_key: Path, change: dict[str, object], expected: str, reason: str) -> None:
    assert expected in words(receipt_pdf(replace(FACTS, **change))), reason  # type: ignore[arg-type]


def test_identity_numbers_in_names_and_reasons_are_cut(signing_key: Path) -> None:
    named = replace(FACTS, file_name=f"张某{NUMBER}.xlsx", refusals=((f"证件{NUMBER}", 1),))
    assert NUMBER not in words(receipt_pdf(named))


def test_a_usual_receipt_is_one_page(signing_key: Path) -> None:
    with pdfplumber.open(io.BytesIO(receipt_pdf(FACTS))) as document:
        assert len(document.pages) == 1


def test_a_long_list_of_reasons_runs_over_pages(signing_key: Path) -> None:
    many = replace(
        FACTS, refusals=tuple((f"第 {number} 种原因，整行已退回，未保存任何内容。", number) for number in range(60))
    )
    with pdfplumber.open(io.BytesIO(receipt_pdf(many))) as document:
        assert len(document.pages) > 1


def test_without_a_key_there_is_no_receipt(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    with pytest.raises(Refusal) as refused:
        receipt_pdf(replace(FACTS, issued_at=FACTS.issued_at + timedelta(days=1)))
    assert refused.value.code == "receipt.no_key"
    assert "mingxin doctor" in refused.value.remedy
