"""裁决登记 at the desk: who sees the button, the banner with its clock, and the forms that know of it."""

from typing import Any

import pytest

from mingxin.access.models import StaffRole
from mingxin.archive.models import Mark, Shown
from mingxin.archive.rules.withdrawal_clock import withdrawal_due
from mingxin.intake.models import Ruling
from mingxin.kernel.clock import today
from mingxin.notices.models import Notice
from mingxin.rulebook.queries import calendar
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.office_city import county, county_officer
from tests.mingxin.doors.desk.record_pages import (
    NUMBER,
    address,
    closed,
    dated,
    filled,
    fined,
    followed,
    reads,
    sender,
    steward,
    text_of,
    withdrawal,
)
from tests.mingxin.doors.desk.ruling_pages import CASE, REGISTER, ago, registered, ruling

__all__ = ["county", "county_officer", "sender", "steward"]

WHO = [
    ("the steward of the unit", "steward", {"unit": UNIT}, 200, 200),
    ("its checker", "checker", {"unit": UNIT}, 200, 200),
    ("the office of the region", "officer", {"unit": OTHER_UNIT}, 200, 200),
    ("its administrator looks and no more", "unit_administrator", {"unit": UNIT}, 200, 403),
    ("a steward of another unit", "steward", {"unit": OTHER_UNIT}, 404, 404),
    ("a steward for other items", "steward", {"unit": UNIT, "items": ["admin_licence"]}, 404, 404),
    ("the system's administrator", "system_administrator", {"unit": UNIT}, 403, 403),
    ("the auditor", "auditor", {"unit": UNIT}, 403, 403),
]


@pytest.mark.parametrize(("role", "post", "page", "form"), [pytest.param(*case[1:], id=case[0]) for case in WHO])
def test_who_sees_the_button_and_who_is_refused(
    sender: Sender, desk_client: DeskClient, role: str, post: dict[str, Any], page: int, form: int
) -> None:
    sender.penalties(fined(1))
    client = desk_client(role, **post).client
    shown = client.get(address(fined(1)))
    assert shown.status_code == page
    assert ("登记撤销裁决" in shown.content.decode()) is (form == 200)
    assert client.get(address(fined(1), REGISTER)).status_code == form
    assert client.post(address(fined(1), REGISTER), ruling()).status_code == (303 if form == 200 else form)
    assert Ruling.objects.count() == (1 if form == 200 else 0)


def test_another_regions_office_finds_no_such_record(sender: Sender, county_officer: AtDesk) -> None:
    sender.penalties(fined(1))
    for step in ("", REGISTER):
        assert county_officer.client.get(address(fined(1), step)).status_code == 404


def test_registering_shows_the_clock_and_leaves_the_public_page(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    shown = list(Shown.objects.values())
    page = text_of(steward.client, address(fined(1), REGISTER))
    for words in ("决定被变更", "决定被确认无效", "平台不会自动撤回"):
        assert words in page
    assert "报送错误" not in page
    assert [entry.matter for entry in reads()] == ["撤回办理"]
    page = followed(steward.client, address(fined(1), REGISTER), ruling())
    assert "已登记。撤回时限：还剩 3 个工作日" in page
    assert f"决定被撤销：{today():%-m 月 %-d 日}作出决定或者收到裁决" in page
    assert f"还剩 3 个工作日（最迟 {withdrawal_due(today(), calendar()).on} 撤回）" in page
    assert "办理撤回" in page
    assert "办理更正" not in page, "what was revoked is not corrected"
    assert "登记撤销裁决" not in page
    assert list(Shown.objects.values()) == shown
    again = steward.client.post(address(fined(1), REGISTER), ruling())
    assert again.status_code == 409
    assert "还没有办结" in again.content.decode()


def test_who_reads_without_a_purpose_sees_the_clock_and_not_the_document(
    sender: Sender, steward: AtDesk, desk_client: DeskClient
) -> None:
    sender.penalties(fined(1))
    registered(steward)
    page = text_of(desk_client("unit_administrator", unit=UNIT).client, address(fined(1)))
    assert "还剩 3 个工作日" in page
    assert CASE not in page
    for act in ("办理撤回", "取消登记", "登记撤销裁决"):
        assert act not in page


WRONG = [
    ("no kind", {"reason_type": ""}, "reason_type"),
    ("a wrong report is no ruling", {"reason_type": "报送错误"}, "reason_type"),
    ("no document", {"case": " "}, "case"),
    ("no day", {"ruled_on": ""}, "ruled_on"),
    ("a day to come", {"ruled_on": "{tomorrow}"}, "ruled_on"),
    ("the day before the decision", {"ruled_on": "{day_before}"}, "ruled_on"),
    ("an identity number", {"case": NUMBER}, "case"),
]


@pytest.mark.parametrize(("changes", "field"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_what_is_wrong_is_said_at_its_field(
    sender: Sender, steward: AtDesk, changes: dict[str, str], field: str
) -> None:
    sender.penalties(fined(1))
    changes = {name: dated(cell) for name, cell in changes.items()}
    answer = steward.client.post(address(fined(1), REGISTER), ruling(**changes))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert NUMBER not in answer.content.decode()
    assert not Ruling.objects.exists()


def test_an_office_tells_the_unit_and_alone_takes_it_back(
    sender: Sender, steward: AtDesk, desk_client: DeskClient
) -> None:
    sender.penalties(fined(1))
    office = desk_client("officer", unit=OTHER_UNIT)
    made = registered(office)
    assert {one.for_role for one in Notice.objects.filter(kind="ruling.registered")} == {"steward", "checker"}
    assert text_of(steward.client, Notice.objects.filter(for_role="steward")[0].link)
    dismissal = address(fined(1), f"rulings/{made.pk}/dismiss/")
    page = text_of(steward.client, address(fined(1)))
    assert "办理撤回" in page
    assert dismissal not in page
    assert "由信用办取消" in text_of(steward.client, address(fined(1), REGISTER))
    assert "本单位不能取消" in text_of(steward.client, dismissal)
    assert steward.client.post(dismissal, {"reason": "不服"}).status_code == 400
    assert dismissal in text_of(office.client, address(fined(1)))
    assert office.client.post(dismissal, {"reason": ""}).status_code == 400
    page = followed(office.client, dismissal, {"reason": "裁决针对的是另一份决定"})
    assert "已取消登记" in page
    assert "登记撤销裁决" in page
    assert "登记有误（裁决针对的是另一份决定）" in page, "who reads the whole record reads how it ended"
    assert office.client.get(dismissal).status_code == 200
    assert office.client.post(dismissal, {"reason": "再来一次"}).status_code == 409


def test_a_dismissal_belongs_to_its_record(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1), fined(2))
    made = registered(steward)
    assert steward.client.get(address(fined(2), f"rulings/{made.pk}/dismiss/")).status_code == 404


def test_the_withdrawal_knows_what_is_registered(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    day = ago(2)
    made = registered(steward, ruled_on=day.isoformat(), reason_type="决定被确认违法")
    form = steward.client.get(address(fined(1), "withdraw/")).context["form"]
    assert form.initial == {"reason_type": "决定被确认违法", "case": CASE, "ruled_on": day}
    for changes, field in (({}, "ruled_on"), ({"reason_type": "报送错误", "ruled_on": ""}, "reason_type")):
        answer = steward.client.post(address(fined(1), "withdraw/"), withdrawal(step="confirm", **changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
        assert "取消登记" in answer.content.decode()
    assert not Mark.objects.exists()
    sent = withdrawal(ruled_on=day.isoformat())
    assert steward.client.post(address(fined(1), "withdraw/"), sent).status_code == 200
    made.refresh_from_db()
    assert made.ended_at is None, "a preview ends nothing"
    page = followed(steward.client, address(fined(1), "withdraw/"), sent | {"step": "confirm"})
    assert f"登记：决定被确认违法，{day}，{CASE}。" in page
    assert "已撤回，按期" in page
    assert "办理撤回" not in page


def test_a_correction_is_asked_whether_it_carries_the_ruling_out(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    assert "carries_out" not in steward.client.get(address(fined(1), "correct/")).context["form"].fields
    made = registered(steward, reason_type="决定被变更")
    assert "办理更正" in text_of(steward.client, address(fined(1)))
    changes = {"CF_NR_FK": "1", "CF_NR": "罚款10000元", "step": "preview"}
    path = address(fined(1), "correct/")
    answer = steward.client.post(path, filled(steward, fined(1), **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["carries_out"])
    sent = filled(steward, fined(1), **changes, carries_out="yes")
    assert "已登记的裁决随之办结" in steward.client.post(path, sent).content.decode()
    page = followed(steward.client, path, sent | {"step": "confirm"})
    assert "已登记的裁决随之办结" in page
    made.refresh_from_db()
    assert made.ended_how == "corrected"
    registered(steward, reason_type="决定被变更")
    sent = filled(steward, fined(1), CF_SY="另一处笔误。", carries_out="no")
    assert "办理更正" in followed(steward.client, path, sent | {"step": "confirm"})


def test_what_was_revoked_is_corrected_without_the_question_and_stays_due(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(fined(1))
    registered(steward)
    page = text_of(steward.client, address(fined(1), "correct/"))
    assert "更正不能代替撤回" in page
    assert "这次更正就是落实裁决" not in page


def test_a_record_that_is_not_public_asks_for_a_purpose_first(sender: Sender, steward: AtDesk) -> None:
    sender.penalties(closed(1))
    page = followed(steward.client, address(closed(1), REGISTER), ruling())
    assert "查阅事由：<b>撤回办理</b>" in page
    assert CASE in page


@pytest.mark.parametrize("role", [StaffRole.CHECKER, StaffRole.OFFICER])
def test_the_clock_is_told_while_the_day_is_typed(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    client = desk_client(role, unit=in_force.unit).client
    assert "还剩 3 个工作日" in text_of(client, f"/desk/records/clock/?ruled_on={today()}")
