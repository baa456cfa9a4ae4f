"""The monthly report: the board's own figures, as a document to hand in and a workbook to check."""

import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from mingxin.access.models import Unit
from mingxin.intake.actions.zero import declare_none
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.oversight.monthly.document import write_document
from mingxin.oversight.monthly.facts import ITEMS, MonthReport, month_report
from mingxin.oversight.monthly.workbook import write_workbook
from mingxin.oversight.queries.board import board
from mingxin.oversight.rules.figures import Ratio
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, firm_name, licence, penalty, sole_trader_penalty

NOVEMBER = date(2026, 11, 1)
LATER = datetime(2026, 12, 3, 9, tzinfo=CHINA)


def report(at: datetime = LATER, month: date = NOVEMBER) -> MonthReport:
    return month_report(
        units=Unit.objects.all(), region_name="云泽市", office_name="云泽市发展和改革委员会", month=month, at=at
    )


@pytest.fixture
def sent(sender: Sender, actor: Actor, now: datetime) -> None:
    """市监局: 2 licences; 3 penalties of which 1 late and 1 not public, 1 row questioned. 住建局: no licence."""
    sender.licences(licence(1), licence(2))
    sender.penalties(penalty(1), penalty(2, CF_SFGK="否", CF_LY="涉及国家秘密"), penalty(3, CF_CFLB=""))
    sender.penalties(penalty(4, CF_JDRQ="2026/11/02", CF_YXQ="2027/11/02"), sole_trader_penalty(5, "贾有名百货店"))
    declare_none(unit=Unit.objects.get(uscc=OTHER_UNIT), item="admin_licence", month=NOVEMBER, by=actor, at=now)


def test_it_says_what_the_board_says(sent: None) -> None:
    shown = board(units=Unit.objects.all(), month=NOVEMBER, today=LATER.date(), items=ITEMS)
    made = report()
    lines = [line for table in made.tables for line in table.lines]
    assert {(line.cell.uscc, line.cell.item): (line.cell.facts, line.cell.state) for line in lines} == {
        (cell.uscc, cell.item): (cell.facts, cell.state) for cell in shown.cells
    }
    assert made.coverage == shown.coverage == Ratio(3, 4)
    penalties = next(table for table in made.tables if table.item == "admin_penalty")
    assert (penalties.late, penalties.questioned) == (Ratio(1, 4), Ratio(1, 5))
    assert [(cell.uscc, cell.item) for cell in made.missing] == [(OTHER_UNIT, "admin_penalty")]


def test_public_is_what_was_settled_as_public(sent: None) -> None:
    public = {(line.cell.uscc, table.item): line.public for table in report().tables for line in table.lines}
    assert public[(UNIT, "admin_licence")] == 2
    assert public[(UNIT, "admin_penalty")] == 2, "one is not public, the sole trader's is not without a reason"


def words_of(document: bytes) -> tuple[list[str], list[list[str]]]:
    opened = docx.Document(io.BytesIO(document))
    cells = [[cell.text for cell in row.cells] for table in opened.tables for row in table.rows]
    return [paragraph.text for paragraph in opened.paragraphs], cells


def test_the_document_can_be_handed_in(sent: None) -> None:
    paragraphs, cells = words_of(write_document(report()))
    assert paragraphs[0] == "云泽市2026年11月行政许可和行政处罚信息公示工作月报"
    for said in (
        "统计周期：2026年11月1日至2026年11月30日",
        "编制单位：云泽市发展和改革委员会",
        "编制日期：2026年12月3日",
        "一、总体情况",
        "二、各单位情况",
        "三、还没有报送的单位和事项",
        "四、口径说明",
        "口径版本：时效和质量口径 2026-1。",
    ):
        assert said in paragraphs, said
    assert any(said.startswith("编制人：") for said in paragraphs)
    assert ["云泽市市场监督管理局", "4", "2", "25.0%（1/4）", "20.0%（1/5）", "已报"] in cells
    assert ["云泽市住房和城乡建设局", "0", "0", "—", "—", "本期无"] in cells
    assert ["合计", "4", "2", "25.0%（1/4）", "20.0%（1/5）", ""] in cells
    assert ["云泽市住房和城乡建设局", "行政处罚", "未报"] in cells


SPANS = [
    ("in the middle", datetime(2026, 11, 20, 9, tzinfo=CHINA), "2026年11月1日至2026年11月20日（本月尚未结束）"),
    ("on the last day", datetime(2026, 11, 30, 23, tzinfo=CHINA), "2026年11月1日至2026年11月30日"),
    ("afterwards", datetime(2026, 12, 1, 0, tzinfo=CHINA), "2026年11月1日至2026年11月30日"),
]


@pytest.mark.parametrize(("reason", "at", "words"), SPANS, ids=[case[0] for case in SPANS])
def test_a_running_month_is_called_so(sent: None, reason: str, at: datetime, words: str) -> None:
    assert report(at).span_words == words


def test_the_workbook_has_the_rows_behind(sent: None) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report())))
    assert book.sheetnames == ["行政许可", "行政处罚", "明细", "疑问数据", "口径说明"]
    penalties = {row[0]: row[1:] for row in book["行政处罚"].iter_rows(min_row=5, values_only=True)}
    assert penalties["云泽市市场监督管理局"] == (UNIT, 4, 2, 1, 0.25, 5, 1, 0.2, "已报")
    assert penalties["合计"][1:8] == (4, 2, 1, 0.25, 5, 1, 0.2)
    behind = list(book["明细"].iter_rows(min_row=2, values_only=True))
    assert len(behind) == 6
    assert sum(row[1] == "行政处罚" for row in behind) == penalties["合计"][1]
    assert sum(row[1] == "行政处罚" and row[7] == "是" for row in behind) == penalties["合计"][3]
    assert sum(row[1] == "行政处罚" and row[8] == "是" for row in behind) == penalties["合计"][2]
    questions = list(book["疑问数据"].iter_rows(min_row=2, values_only=True))
    assert sum(row[3] for row in questions) == penalties["合计"][6]


def test_nobody_is_named_in_either(sent: None) -> None:
    paragraphs, cells = words_of(write_document(report()))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report())))
    said = [*paragraphs, *(word for row in cells for word in row)]
    said += [str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row]
    for name in ("贾有名", "百货店", firm_name(1), firm_name(4)):
        assert not any(name in word for word in said), name


def test_nothing_in_a_workbook_is_a_formula(sender: Sender) -> None:
    sender.penalties(penalty(1, CF_WSH='=HYPERLINK("http://x")〔2026〕1号'))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report())))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_it_opens_in_an_office_program(sent: None, tmp_path: Path) -> None:
    path = tmp_path / "月报.docx"
    path.write_bytes(write_document(report()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", path.name],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "月报.pdf").read_bytes().startswith(b"%PDF")
