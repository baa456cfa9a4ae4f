"""The pages of oversight: who sees what, from a figure to its rows, reminders sent and taken back."""

import io
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import docx
import openpyxl
import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingxin.access.actions.units import add_region
from mingxin.access.models import Power, Region, StaffRole, Unit
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.actions import send as send_notice
from mingxin.notices.models import Notice
from mingxin.oversight.models import Reminder
from tests.conftest import InForce
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Row, Sender, licence, penalty
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.told import take_stock

pytestmark = pytest.mark.both

__all__ = ["sender"]

COUNTY_OFFICE, COUNTY_UNIT = "11429914000000014A", "11429914000000022W"


def last_month() -> date:
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def recent(number: int, **cells: str) -> Row:
    """A penalty decided yesterday by the real clock, by which the pages go."""
    day = clock_now().date() - timedelta(days=1)
    return penalty(number, CF_JDRQ=f"{day:%Y/%m/%d}", CF_YXQ=f"{day + timedelta(days=365):%Y/%m/%d}", **cells)


@pytest.fixture
def county(in_force: InForce, actor: Actor, now) -> None:
    """A district with its own office and one department."""
    add_region(code="429914", name="城东区", by=actor, at=now, parent="429913")
    for code, name in ((COUNTY_OFFICE, "城东区发展和改革局"), (COUNTY_UNIT, "城东区市场监督管理局")):
        unit = Unit.objects.create(uscc=code, name=name, region_id="429914", valid_from=date(2020, 1, 1))
        take_stock(unit, by=actor, at=now)
        if code == COUNTY_UNIT:
            Power.objects.create(unit=unit, item="admin_penalty", held_from=date(2020, 1, 1), ground="权责清单")


@pytest.fixture
def officer(county: None, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=OTHER_UNIT, name="周明远")


@pytest.fixture
def county_officer(county: None, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=COUNTY_OFFICE, name="许清和")


def pk(uscc: str) -> int:
    return Unit.objects.get(uscc=uscc).pk


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_board_shows_who_has_reported(sender: Sender, officer: AtDesk) -> None:
    sender.penalties(recent(1), recent(2, CF_CFLB=""), at=clock_now())
    page = text_of(officer.client.get("/desk/watch/"))
    assert "已报 1 行" in page and "疑问 1" in page
    assert "云泽市市场监督管理局" in page and "城东区市场监督管理局" in page
    assert "style=" not in page
    before = text_of(officer.client.get(f"/desk/watch/?yue={last_month():%Y-%m}"))
    assert "未报" in before and "已报 1 行" not in before


def test_a_month_that_is_none_or_to_come_is_the_present_one(officer: AtDesk) -> None:
    for written in ("2026-13", "x", "2999-01"):
        assert f"{clock_now().month} 月 报送看板" in text_of(officer.client.get(f"/desk/watch/?yue={written}"))


def test_filters_and_export_agree(sender: Sender, officer: AtDesk) -> None:
    sender.penalties(recent(1), at=clock_now())
    query = "?zhuangtai=yibao&shixiang=admin_penalty"
    assert "<b>1</b> 项" in text_of(officer.client.get(f"/desk/watch/{query}"))
    for form in ("csv", "xlsx"):
        assert officer.client.get(f"/desk/watch/{query}&export={form}")["X-Rows"] == "1"
    none = text_of(officer.client.get("/desk/watch/?zhuangtai=wu"))
    assert "没有符合条件的单位和事项，可以清除筛选。" in none
    county = text_of(officer.client.get("/desk/watch/?quhua=429914"))
    assert "城东区市场监督管理局" in county and "云泽市市场监督管理局" not in county


def test_a_county_sees_and_reminds_its_own_alone(signing_key: Path, county_officer: AtDesk) -> None:
    page = text_of(county_officer.client.get("/desk/watch/"))
    assert "城东区市场监督管理局" in page and "云泽市市场监督管理局" not in page
    assert county_officer.client.get(f"/desk/watch/cell/{pk(UNIT)}/admin_penalty/").status_code == 404
    assert county_officer.client.get(f"/desk/watch/cell/{pk(COUNTY_UNIT)}/admin_penalty/").status_code == 200
    form = {"chosen": [f"{UNIT}|admin_penalty"], "yue": f"{last_month():%Y-%m}", "contact": "许清和 6123456"}
    refused = county_officer.client.post(
        "/desk/watch/remind/send/", form | {"answer_by": str(today() + timedelta(days=1))}
    )
    assert refused.status_code in (400, 409)
    assert not Reminder.objects.exists()
    monthly = text_of(county_officer.client.get("/desk/watch/monthly/?quhua=429913"))
    assert "城东区" in monthly and "云泽市市场监督管理局" not in monthly


PAGES = ("/desk/watch/", "/desk/watch/monthly/", "/desk/watch/monthly/docx/", "/desk/watch/remind/")


@pytest.mark.parametrize("role", [StaffRole.STEWARD, StaffRole.CHECKER, StaffRole.UNIT_ADMINISTRATOR])
def test_departments_have_no_board(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    at_desk = desk_client(role, unit=UNIT)
    assert {at_desk.client.get(page).status_code for page in PAGES} == {403}


def test_a_department_sees_its_own_figures(sender: Sender, desk_client: DeskClient, officer: AtDesk) -> None:
    sender.penalties(recent(1), at=clock_now())
    yesterday = clock_now().date() - timedelta(days=1)
    query = f"?zi={yesterday}&zhi={clock_now().date()}"
    own = text_of(desk_client(StaffRole.CHECKER, unit=UNIT).client.get(f"/desk/watch/figures/{query}"))
    assert "100.0%（1/1）" in own
    other = text_of(desk_client(StaffRole.STEWARD, unit=OTHER_UNIT).client.get(f"/desk/watch/figures/{query}"))
    assert "100.0%（1/1）" not in other
    narrow = desk_client(StaffRole.STEWARD, unit=UNIT, items=["admin_licence"])
    assert "100.0%（1/1）" not in text_of(narrow.client.get(f"/desk/watch/figures/{query}"))
    assert "100.0%（1/1）" in text_of(officer.client.get(f"/desk/watch/figures/{query}"))


@pytest.mark.parametrize("measure", ["timely", "clean", "questioned", "published"])
def test_every_figure_leads_to_its_rows(sender: Sender, officer: AtDesk, measure: str) -> None:
    sender.penalties(recent(1), recent(2), recent(3, CF_CFLB=""), at=clock_now())
    query = f"?zi={clock_now().date() - timedelta(days=1)}&zhi={clock_now().date()}"
    figures = text_of(officer.client.get(f"/desk/watch/figures/{query}"))
    link = re.search(rf'href="(/desk/watch/figures/{measure}/[^"]*danwei={pk(UNIT)}[^"]*)"', figures)
    assert link is not None
    rows = officer.client.get(link[1].replace("&amp;", "&"))
    count = 1 if measure in ("clean", "questioned") else 2
    assert f"<b>{count}</b> 条" in text_of(rows)
    assert "号机械有限公司" not in rows.content.decode(), "no party is named"
    exported = officer.client.get(link[1].replace("&amp;", "&") + "&export=csv")
    assert exported["X-Rows"] == str(count)


def test_another_unit_s_rows_are_not_shown(sender: Sender, desk_client: DeskClient) -> None:
    sender.penalties(recent(1), at=clock_now())
    at_desk = desk_client(StaffRole.STEWARD, unit=OTHER_UNIT)
    query = f"?zi={clock_now().date() - timedelta(days=1)}&zhi={clock_now().date()}&danwei={pk(UNIT)}"
    for measure in ("timely", "clean"):
        assert "<b>0</b> 条" in text_of(at_desk.client.get(f"/desk/watch/figures/{measure}/{query}"))
    assert at_desk.client.get(f"/desk/watch/cell/{pk(UNIT)}/admin_penalty/").status_code == 404
    assert at_desk.client.get(f"/desk/watch/late/{pk(UNIT)}/admin_penalty/").status_code == 404
    assert at_desk.client.get("/desk/watch/figures/nothing/").status_code == 400


def test_from_a_cell_to_its_batches(sender: Sender, officer: AtDesk) -> None:
    outcome = sender.penalties(recent(1), penalty(2, CF_JDRQ="2026/08/03", CF_YXQ="2027/08/03"), at=clock_now())
    page = text_of(officer.client.get(f"/desk/watch/cell/{pk(UNIT)}/admin_penalty/"))
    assert reverse("desk:batch", args=[outcome.batch]) in page
    assert "迟报 1" in page
    late = text_of(officer.client.get(f"/desk/watch/late/{pk(UNIT)}/admin_penalty/"))
    assert "云市监罚〔2026〕2号" in late and "云市监罚〔2026〕1号" not in late


def send_reminders(officer: AtDesk, *cells: tuple[str, str], **more: str):
    form = {
        "yue": f"{last_month():%Y-%m}",
        "chosen": [f"{uscc}|{item}" for uscc, item in cells],
        "answer_by": str(clock_now().date() + timedelta(days=5)),
        "contact": "周明远 0700-1234567",
    }
    return officer.client.post("/desk/watch/remind/send/", form | more)


def test_preview_changes_nothing_and_names_who_is_written_to(officer: AtDesk) -> None:
    form = {"yue": f"{last_month():%Y-%m}", "all": "1", "shixiang": "admin_penalty"}
    page = text_of(officer.client.post("/desk/watch/remind/", form))
    assert "将发出 3 份催报通知书" in page
    assert not Reminder.objects.exists() and not Notice.objects.exists()
    nothing = officer.client.post("/desk/watch/remind/", {"yue": f"{last_month():%Y-%m}"})
    assert nothing.status_code == 400
    assert officer.client.get("/desk/watch/remind/").status_code == 303


def test_sent_kept_downloaded_by_both_sides_and_taken_back(
    signing_key: Path, officer: AtDesk, county_officer: AtDesk, desk_client: DeskClient
) -> None:
    answer = send_reminders(officer, (UNIT, "admin_penalty"), (UNIT, "admin_licence"), (OTHER_UNIT, "admin_penalty"))
    assert answer.status_code == 303
    assert [(r.unit.uscc, r.lines.count()) for r in Reminder.objects.order_by("sequence")] == [
        (UNIT, 2),
        (OTHER_UNIT, 1),
    ]
    listed = text_of(officer.client.get("/desk/watch/reminders/"))
    assert "已向 2 个单位发出催报通知书" in listed and "撤销" in listed
    first = Reminder.objects.get(unit__uscc=UNIT)
    steward, stranger = desk_client("steward", unit=UNIT), desk_client("steward", unit=COUNTY_UNIT)
    assert first.number in text_of(steward.client.get("/desk/watch/reminders/"))
    for reader, status in ((officer, 200), (steward, 200), (stranger, 404), (county_officer, 404)):
        got = reader.client.get(f"/desk/watch/papers/{first.pk}/")
        assert got.status_code == status
        assert status == 404 or got.content.startswith(b"%PDF")
    assert "已催报" in text_of(officer.client.get(f"/desk/watch/?yue={last_month():%Y-%m}"))
    ids = ",".join(str(pk) for pk in Reminder.objects.values_list("pk", flat=True))
    assert county_officer.client.post(f"/desk/watch/reminders/{ids}/recall/").status_code == 404
    assert "收回" in text_of(officer.client.get(f"/desk/watch/reminders/{ids}/recall/"))
    assert Reminder.objects.filter(recalled_at__isnull=True).count() == 2
    undone = text_of(officer.client.post(f"/desk/watch/reminders/{ids}/recall/"))
    assert "收回的理由" in undone, "撤销 asks for a reason"
    assert Reminder.objects.filter(recalled_at__isnull=True).count() == 2
    reason = {"reason": "数据已经放行"}
    assert officer.client.post(f"/desk/watch/reminders/{ids}/recall/", reason).status_code == 303
    assert not Reminder.objects.filter(recalled_at__isnull=True).exists()
    for again in (officer.client.get, officer.client.post):
        assert again(f"/desk/watch/reminders/{ids}/recall/").status_code == 303
        assert "已经收回，不必再办理" in text_of(officer.client.get("/desk/watch/reminders/"))
    assert "已收回" in text_of(steward.client.get("/desk/watch/reminders/"))
    got = steward.client.get(f"/desk/watch/papers/{first.pk}/")
    assert quote("已收回") in got["Content-Disposition"]
    with pdfplumber.open(io.BytesIO(got.content)) as pdf:
        assert "已收回" in (pdf.pages[0].extract_text() or "")
    assert "已催报" not in text_of(officer.client.get(f"/desk/watch/?yue={last_month():%Y-%m}"))


def test_a_county_takes_back_its_own_letters_alone(signing_key: Path, officer: AtDesk, county_officer: AtDesk) -> None:
    send_reminders(officer, (COUNTY_UNIT, "admin_penalty"))
    of_city = Reminder.objects.get()
    address, reason = f"/desk/watch/reminders/{of_city.pk}/recall/", {"reason": "数据已经放行"}
    assert address not in text_of(county_officer.client.get("/desk/watch/reminders/"))
    refused = county_officer.client.post(address, reason)
    assert "只能由发出单位或者其上级信用办收回" in refused.content.decode()
    assert Reminder.objects.get().recalled_at is None
    assert address in text_of(officer.client.get("/desk/watch/reminders/"))
    assert officer.client.post(address, reason).status_code == 303
    send_reminders(county_officer, (COUNTY_UNIT, "admin_penalty"))
    of_county = Reminder.objects.get(recalled_at=None)
    assert of_county.office.uscc == COUNTY_OFFICE
    assert officer.client.post(f"/desk/watch/reminders/{of_county.pk}/recall/", reason).status_code == 303


def test_what_can_be_ticked_is_what_all_means(sender: Sender, signing_key: Path, officer: AtDesk) -> None:
    """This month: one unit has questions, one came late and has nothing left to do, nothing else is pressing yet."""
    sender.penalties(recent(1), recent(2, CF_CFLB=""), at=clock_now())
    sender.licences(licence(1, XK_JDRQ="2026/08/03"), at=clock_now())
    page = text_of(officer.client.get("/desk/watch/"))
    assert "迟报 1" in page
    ticks = re.findall(r'name="chosen" value="([^"]+)"', page)
    assert f"{UNIT}|admin_penalty" in ticks and f"{UNIT}|admin_licence" not in ticks
    assert f"催报全部 {len(ticks)} 项" in page
    preview = text_of(officer.client.post("/desk/watch/remind/", {"yue": f"{clock_now():%Y-%m}", "all": "1"}))
    assert sorted(re.findall(r'name="chosen" value="([^"]+)"', preview)) == sorted(ticks)


def test_not_twice_on_one_day(signing_key: Path, officer: AtDesk) -> None:
    assert send_reminders(officer, (UNIT, "admin_penalty")).status_code == 303
    again = send_reminders(officer, (UNIT, "admin_penalty"))
    assert again.status_code == 409
    assert "一天只催报一次" in again.content.decode()
    assert Reminder.objects.count() == 1


def test_a_wrong_form_is_shown_again(officer: AtDesk) -> None:
    answer = send_reminders(officer, (UNIT, "admin_penalty"), contact="", answer_by="2020-01-01")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "请填写联系人和电话" in page and "不能早于明天" in page
    assert f'value="{UNIT}|admin_penalty"' in page, "what was chosen is still chosen"


def test_an_identity_number_in_the_contact_goes_nowhere(signing_key: Path, officer: AtDesk) -> None:
    answer = send_reminders(officer, (UNIT, "admin_penalty"), contact="周明远 11010519491231002X")
    assert answer.status_code == 400
    assert "11010519491231002X" not in answer.content.decode()


def test_the_monthly_report_says_what_the_board_says(sender: Sender, officer: AtDesk) -> None:
    sender.penalties(recent(1), recent(2, CF_CFLB=""), at=clock_now())
    sender.penalties(penalty(3, CF_JDRQ="2026/08/03", CF_YXQ="2027/08/03"), at=clock_now())
    month = f"{clock_now():%Y-%m}"
    board = text_of(officer.client.get(f"/desk/watch/?yue={month}&shixiang=admin_penalty"))
    assert "已报 2 行" in board and "迟报 1" in board and "疑问 1" in board
    page = text_of(officer.client.get(f"/desk/watch/monthly/?yue={month}"))
    assert "50.0%（1/2）" in page and "33.3%（1/3）" in page
    word = docx.Document(io.BytesIO(officer.client.get(f"/desk/watch/monthly/docx/?yue={month}").content))
    cells = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["云泽市市场监督管理局", "2", "2", "50.0%（1/2）", "33.3%（1/3）", "已报"] in cells
    excel = officer.client.get(f"/desk/watch/monthly/xlsx/?yue={month}")
    book = openpyxl.load_workbook(io.BytesIO(excel.content))
    assert book["明细"].max_row == 3
    assert Entry.objects.filter(action="oversight.month_report").count() == 2
    assert officer.client.get("/desk/watch/monthly/pdf/").status_code == 404


def test_the_first_page_of_an_officer_tells_of_the_month(sender: Sender, officer: AtDesk) -> None:
    sender.penalties(recent(1), recent(2, CF_CFLB=""), at=clock_now())
    page = text_of(officer.client.get("/desk/"))
    assert "月报送情况" in page
    total, parts = re.search(r"应报 <b>(\d+)</b> 项（一项是一个单位的一个事项）：(.*?)。", page).groups()
    assert sum(int(n) for n in re.findall(r" (\d+) 项", parts)) == int(total) > 1, "what stands in one line adds up"
    [behind] = re.findall(r"单位还有事要办的 (\d+) 项（一项可能占几种，各数不能相加）", page)
    board = text_of(officer.client.get("/desk/watch/"))
    assert f"催报全部 {behind} 项" in board and "未到期" not in page.partition("单位还有事要办的")[2]
    assert parts in board


def test_messages_reach_the_unit_and_nobody_else(signing_key: Path, officer: AtDesk, desk_client: DeskClient) -> None:
    send_reminders(officer, (UNIT, "admin_penalty"))
    notice = Notice.objects.get()
    steward, other = desk_client("steward", unit=UNIT), desk_client("steward", unit=OTHER_UNIT)
    assert "未读" in text_of(steward.client.get("/desk/messages/?zhuangtai=weidu"))
    assert "<b>0</b> 条" in text_of(other.client.get("/desk/messages/"))
    assert other.client.get(f"/desk/messages/{notice.pk}/").status_code == 404
    page = text_of(steward.client.get(f"/desk/messages/{notice.pk}/"))
    assert notice.subject in page and notice.text in page and 'href="/desk/watch/reminders/"' in page
    notice.refresh_from_db()
    assert notice.read_by_name == steward.person.name
    assert "<b>0</b> 条" in text_of(steward.client.get("/desk/messages/?zhuangtai=weidu"))
    auditor = desk_client(StaffRole.AUDITOR)
    assert "没有消息" in text_of(auditor.client.get("/desk/messages/"))


def test_a_message_to_a_post_is_for_that_post(in_force: InForce, desk_client: DeskClient, actor: Actor) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    given = {"unit_id": unit.pk, "subject": "待审核批次提醒", "text": "请审核。", "by": actor, "at": clock_now()}
    send_notice(kind="review.waiting", key="1:3", for_role=StaffRole.CHECKER, **given)
    assert "待审核批次提醒" in text_of(desk_client("checker", unit=UNIT).client.get("/desk/messages/"))
    assert "待审核批次提醒" not in text_of(desk_client("steward", unit=UNIT).client.get("/desk/messages/"))


def test_links_of_messages_are_pages_of_the_desk() -> None:
    assert reverse("desk:batch", args=["429913-20261120-000001"]) == "/desk/batches/20261120-000001/"
    assert reverse("desk:home") == "/desk/"


@pytest.mark.parametrize(
    "page", ["/desk/watch/", "/desk/watch/figures/", "/desk/watch/monthly/", "/desk/watch/reminders/"]
)
def test_queries_do_not_grow_with_the_units(officer: AtDesk, page: str) -> None:
    officer.client.get(page)
    with CaptureQueriesContext(connection) as few:
        officer.client.get(page)
    for number in range(20):
        unit = Unit.objects.create(
            uscc=f"{number:018d}",
            name=f"第{number}局",
            region=Region.objects.get(pk="429914"),
            valid_from=date(2020, 1, 1),
        )
        Power.objects.create(unit=unit, item="admin_penalty", held_from=date(2020, 1, 1), ground="权责清单")
    with CaptureQueriesContext(connection) as many:
        officer.client.get(page)
    assert len(many) <= len(few)
