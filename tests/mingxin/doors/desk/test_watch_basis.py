"""Figures say by which day they count, lead to their rows, and tell when another span was taken than was asked for."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from mingxin.access.models import StaffRole, Unit
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.kernel.dates import add_months
from tests.conftest import InForce
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, penalty
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["sender"]


def this_month() -> str:
    return f"{today():%Y-%m}"


@pytest.fixture
def officer(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.OFFICER, unit=OTHER_UNIT, name="周明远")


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


PAGES = [
    ("/desk/watch/", ("按放行月份", "按决定日期")),
    ("/desk/watch/figures/", ("按决定日期", "按放行日期", "及时率（按决定日期）", "疑问率（按放行日期）")),
    ("/desk/watch/figures/timely/", ("及时率（按决定日期）",)),
    ("/desk/watch/monthly/?yue={month}", ("迟报率（按放行月份）", "按放行月份统计，首次报送")),
    ("/desk/watch/monthly/rows/admin_penalty/?yue={month}", ("按放行月份",)),
]


@pytest.mark.parametrize(("page", "said"), PAGES, ids=[case[0] for case in PAGES])
def test_the_basis_stands_beside_the_number(sender: Sender, officer: AtDesk, page: str, said: tuple[str, ...]) -> None:
    sender.penalties(penalty(1), at=clock_now())
    shown = re.sub(
        r"<details.*?</details>", "", text_of(officer.client.get(page.format(month=this_month()))), flags=re.S
    )
    for words in said:
        assert words in shown, words


def test_the_report_s_numbers_lead_to_their_rows(sender: Sender, officer: AtDesk) -> None:
    """Two decisions, one of them late by months, one row questioned."""
    day = today() - timedelta(days=1)
    recent = penalty(1, CF_JDRQ=f"{day:%Y/%m/%d}", CF_YXQ=f"{day + timedelta(days=365):%Y/%m/%d}")
    old = penalty(2, CF_JDRQ="2026/01/05", CF_YXQ="2027/01/05")
    sender.penalties(recent, old, penalty(3, CF_CFLB=""), at=clock_now())
    page = text_of(officer.client.get(f"/desk/watch/monthly/?yue={this_month()}"))
    unit = Unit.objects.get(uscc=UNIT).pk
    row = next(part for part in page.split("<tr>") if "云泽市市场监督管理局" in part and "（1/2）" in part)
    links = [link.replace("&amp;", "&") for link in re.findall(r'<a href="([^"]+)"', row)]
    assert len(links) == 5
    first, public, late, questioned, cell = links
    assert f"danwei={unit}" in first and f"/desk/watch/cell/{unit}/admin_penalty/" in cell
    assert "<b>2</b> 条" in text_of(officer.client.get(first))
    assert f"<b>{re.findall(r'>([0-9]+)<', row)[1]}</b> 条" in text_of(officer.client.get(public))
    behind = text_of(officer.client.get(late))
    assert "<b>1</b> 条" in behind and "云市监罚〔2026〕2号" in behind and "号机械有限公司" not in behind
    assert officer.client.get(f"{late}&export=csv")["X-Rows"] == "1"
    assert "疑问率" in text_of(officer.client.get(questioned))
    assert "已报" in text_of(officer.client.get(cell))
    assert officer.client.get("/desk/watch/monthly/rows/nothing/").status_code == 404


SPANS = [
    ("within reach", lambda day: f"?zi={day - timedelta(days=3)}&zhi={day}", ""),
    ("nothing asked for", lambda day: "", ""),
    ("until tomorrow", lambda day: f"?zhi={day + timedelta(days=1)}", "结束日期不能晚于今天"),
    ("three years", lambda day: f"?zi={add_months(day, -36)}&zhi={day}", ""),
    ("a day more", lambda day: f"?zi={add_months(day, -36) - timedelta(days=1)}&zhi={day}", "一次最多查询 3 年"),
    ("backwards", lambda day: f"?zi={day}&zhi={day - timedelta(days=9)}", "开始日期不能晚于结束日期"),
    ("unreadable", lambda day: "?zi=2026-13-01", "无法识别"),
]


@pytest.mark.parametrize(("reason", "query", "said"), SPANS, ids=[case[0] for case in SPANS])
@pytest.mark.parametrize("page", ["/desk/watch/figures/", "/desk/watch/figures/timely/"])
def test_a_span_that_was_changed_says_so(
    officer: AtDesk, page: str, reason: str, query: Callable[[date], str], said: str
) -> None:
    shown = text_of(officer.client.get(page + query(today())))
    assert ("查询区间已调整为" in shown) is bool(said)
    assert said in shown


MONTHS = [
    ("this month", lambda day: f"{day:%Y-%m}", ""),
    ("next month", lambda day: f"{add_months(day.replace(day=1), 1):%Y-%m}", "还没有开始"),
    ("no month", lambda day: "2026-13", "无法识别"),
]


@pytest.mark.parametrize(("reason", "written", "said"), MONTHS, ids=[case[0] for case in MONTHS])
@pytest.mark.parametrize("page", ["/desk/watch/", "/desk/watch/monthly/"])
def test_a_month_that_was_changed_says_so(
    officer: AtDesk, page: str, reason: str, written: Callable[[date], str], said: str
) -> None:
    shown = text_of(officer.client.get(f"{page}?yue={written(today())}"))
    assert (f"查询月份已调整为 {this_month()}" in shown) is bool(said)
    assert said in shown


def test_nothing_came_yet_has_one_word(officer: AtDesk) -> None:
    for page in (
        f"/desk/watch/?yue={this_month()}",
        f"/desk/watch/monthly/?yue={this_month()}",
        "/desk/watch/monthly/",
    ):
        assert "尚未报送" not in text_of(officer.client.get(page))
