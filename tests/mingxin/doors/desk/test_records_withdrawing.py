"""Withdrawing a record: its reason and its day, the public's note, the clock of three workdays."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Mark
from mingxin.doors.desk.pages.records.sheet import clock_words
from mingxin.intake.actions.withdrawing import withdraw_and_tell
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Calendar
from mingxin.ledger.actor import Actor
from mingxin.notices.models import Notice
from mingxin.uses.publicity.subject_page import show_subject
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    Sender,
    current_version,
    document,
    last_change,
    licence,
    require_sound,
    thread,
)
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.record_pages import (
    address,
    closed,
    dated,
    decided,
    fined,
    followed,
    reads,
    sender,
    steward,
    text_of,
    withdrawal,
)

__all__ = ["sender", "steward"]


def test_a_withdrawal_is_shown_before_it_is_done(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    sender.licences(licence(2, party=1, XK_JDRQ=decided().isoformat()))  # so that the party keeps a public page
    before = last_change()
    note = f"1 条行政处罚信息已由云泽市市场监督管理局于 {today()} 撤回，原因：决定被撤销。"
    page = steward.client.post(address(fined(1), "withdraw/"), withdrawal()).content.decode()
    assert escape(note) in page
    assert "还剩 3 个工作日" in page
    assert last_change() == before
    assert not Mark.objects.exists()
    last = re.search(r"到 (\S+) 为止（含当天）", page)
    assert last, page
    page = followed(steward.client, address(fined(1), "withdraw/"), withdrawal(step="confirm"))
    party, day = current_version(fined(1)).subject.public_id, date.fromisoformat(last[1])
    for on, is_there in ((day, True), (day + timedelta(days=1), False)):
        told = show_subject(party, as_of=on)
        assert bool(told and told.withdrawals) is is_there, on
    assert "已撤回，即刻停止公示。撤回时限：按期" in page
    assert "查阅事由：<b>撤回办理</b>" in page  # that she withdraws says why she looks
    mark = Mark.objects.get()
    assert (mark.kind, mark.ruled_on, mark.case) == ("withdrawn", today(), "云复决〔2026〕1号")
    public = Client().get(f"/zhuti/{current_version(fined(1)).subject.public_id}/").content.decode()
    assert escape(note) in public
    told = Notice.objects.get()
    assert (told.for_role, told.kind) == ("checker", "record.withdrawn")
    require_sound()


def test_what_was_never_public_leaves_no_note(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1))
    page = steward.client.post(address(closed(1), "withdraw/"), withdrawal()).content.decode()
    assert "没有公示过，公众不会看到任何说明" in page


def test_what_had_ended_is_withdrawn_without_a_word_to_the_public(sender: Sender, steward: AtDesk) -> None:
    over = sender.at - timedelta(days=20)
    row = licence(2, XK_JDRQ=str(over.date()), XK_YXQZ=str(over.date()), XK_YXQZI=str(today() - timedelta(days=9)))
    sender.licences(row, at=over)
    asked = text_of(steward.client, address(row, "withdraw/"))
    assert "公众现在看不到这条信息" in asked and "即刻停止公示" not in asked
    page = steward.client.post(address(row, "withdraw/"), withdrawal()).content.decode()
    assert "这条信息已经停止公示，撤回后不再为它显示撤回说明。" in page
    page = followed(steward.client, address(row, "withdraw/"), withdrawal(step="confirm"))
    assert "已撤回；撤回前这条信息已经停止公示" in page and "即刻停止公示" not in page


def test_a_withdrawal_is_no_reading_without_a_trace(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1))
    text_of(steward.client, address(closed(1), "withdraw/"))
    assert [(e.matter, e.object_key) for e in reads()] == [("撤回办理", thread(closed(1)))]


def test_withdrawn_is_withdrawn(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    assert steward.client.post(address(fined(1), "withdraw/"), withdrawal(step="confirm")).status_code == 303
    for step in ("correct/", "withdraw/"):
        assert steward.client.get(address(fined(1), step)).status_code == 409
    again = steward.client.post(address(fined(1), "withdraw/"), withdrawal(step="confirm"))
    assert again.status_code == 409
    page = text_of(steward.client, address(fined(1)))
    assert "原因：决定被撤销，依据：云复决〔2026〕1号" in page
    assert "撤回时限" in page
    assert "withdraw/" not in page


WITHDRAWAL_REFUSALS = [
    ("no reason chosen", {"reason_type": ""}, "reason_type"),
    ("a reason that there is not", {"reason_type": "不想公示"}, "reason_type"),
    ("no document", {"case": " "}, "case"),
    ("no day though there was a ruling", {"ruled_on": ""}, "ruled_on"),
    ("a day to come", {"ruled_on": "{tomorrow}"}, "ruled_on"),
    ("the day before the decision", {"ruled_on": "{day_before}"}, "ruled_on"),
    ("no day at all", {"ruled_on": "昨天"}, "ruled_on"),
]


@pytest.mark.parametrize(("changes", "field"), [pytest.param(*case[1:], id=case[0]) for case in WITHDRAWAL_REFUSALS])
def test_a_withdrawal_says_why_and_since_when(
    sender: Sender, steward: AtDesk, changes: dict[str, str], field: str
) -> None:
    sender.penalties(fined(1))
    changes = {name: dated(cell) for name, cell in changes.items()}
    answer = steward.client.post(address(fined(1), "withdraw/"), withdrawal(step="confirm", **changes))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert not Mark.objects.exists()


VERB_REFUSALS = [
    ("a reason that there is not", {"reason_type": "不想公示"}, "withdrawal.reason"),
    ("no document", {"case": " "}, "withdrawal.case"),
    ("no day though there was a ruling", {"ruled_on": None}, "withdrawal.ruled_on"),
]


@pytest.mark.parametrize(("changes", "code"), [pytest.param(*case[1:], id=case[0]) for case in VERB_REFUSALS])
def test_the_verb_itself_refuses_what_the_form_would(
    sender: Sender, actor: Actor, changes: dict[str, Any], code: str
) -> None:
    sender.penalties(fined(1))
    given = {"reason_type": "决定被撤销", "case": "云复决〔2026〕1号", "ruled_on": today()} | changes
    with pytest.raises(Refusal) as refused:
        withdraw_and_tell(thread=thread(fined(1)), link="", by=actor, at=clock_now(), **given)
    assert refused.value.code == code
    assert not Mark.objects.exists()


def test_the_day_of_the_decision_itself_will_do(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    sent = withdrawal(step="confirm", ruled_on=decided().isoformat())
    assert "撤回时限：逾期" in followed(steward.client, address(fined(1), "withdraw/"), sent)


def test_the_clock_is_told_while_the_day_is_typed(steward: AtDesk) -> None:
    asked = {
        "": "填写日期后",
        "昨": "日期不完整",
        today().isoformat(): "还剩 3 个工作日",
        (today() - timedelta(days=40)).isoformat(): "已逾期",
        (today() + timedelta(days=1)).isoformat(): "日期晚于今天",
    }
    for written, words in asked.items():
        page = steward.client.get("/desk/records/clock/", {"ruled_on": written}).content.decode()
        assert words in page, written
        assert "<html" not in page


CALENDAR = Calendar(days={}, known_through=date(2026, 12, 31), edition="1")
FRIDAY = date(2026, 11, 20)  # due on Wednesday the 25th
CLOCK = [
    ("the day itself", None, FRIDAY, "还剩 3 个工作日（最迟 2026-11-25 撤回）"),
    ("the day before the last", None, date(2026, 11, 24), "还剩 1 个工作日（最迟 2026-11-25 撤回）"),
    ("the last day", None, date(2026, 11, 25), "今天到期（2026-11-25），请今天撤回"),
    (
        "the day after",
        None,
        date(2026, 11, 26),
        "已逾期 1 个工作日（最迟应于 2026-11-25 撤回），请立即办理",
    ),
    (
        "done on the last day",
        date(2026, 11, 25),
        date(2026, 12, 1),
        "按期（最迟应于 2026-11-25，实际 2026-11-25 撤回）",
    ),
    (
        "done the day after",
        date(2026, 11, 26),
        date(2026, 12, 1),
        "逾期 1 个工作日（最迟应于 2026-11-25，实际 2026-11-26 撤回）",
    ),
]


@pytest.mark.parametrize(("done", "on", "words"), [pytest.param(*case[1:], id=case[0]) for case in CLOCK])
def test_the_clock_in_words(done: date | None, on: date, words: str) -> None:
    assert clock_words(FRIDAY, done, CALENDAR, on) == words


def _exported(client: Client, address: str) -> list[dict[str, str]]:
    data = b"".join(client.get(address)).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(data)))


def test_the_list_of_withdrawals_says_which_were_in_time(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1), fined(2), fined(3), fined(4))
    sender.penalties(fined(5, unit=OTHER_UNIT), unit=OTHER_UNIT)
    for number, changes in (
        (1, {}),
        (2, {"ruled_on": decided().isoformat()}),
        (3, {"reason_type": "报送错误", "ruled_on": ""}),
    ):
        answer = steward.client.post(address(fined(number), "withdraw/"), withdrawal(step="confirm", **changes))
        assert answer.status_code == 303
    withdraw(  # as the command once could
        thread=thread(fined(4)), reason_type="决定被撤销", case="卷", note_months=3, by=sender.by, at=clock_now()
    )
    every = {
        "": {1, 2, 3, 4},
        "jieguo=in_time": {1},
        "jieguo=late": {2},
        "jieguo=none": {3},
        "jieguo=undated": {4},
        "yuanyin=报送错误": {3},
    }
    said = {one["文号"]: one["结果"] for one in _exported(steward.client, "/desk/records/withdrawals/?export=csv")}
    assert (said[document(3)], said[document(4)]) == ("不计时限", "未填日期")
    for query, found in every.items():
        page = text_of(steward.client, f"/desk/records/withdrawals/?{query}")
        assert {n for n in range(1, 6) if f">{document(n)}<" in page} == found, query
        assert f"<b>{len(found)}</b> 条" in page
    file = steward.client.get("/desk/records/withdrawals/?jieguo=late&export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(file).decode("utf-8-sig"))))
    assert [row["实际撤回"] for row in rows] == [today().isoformat()]
    assert rows[0]["结果"].startswith("逾期")
