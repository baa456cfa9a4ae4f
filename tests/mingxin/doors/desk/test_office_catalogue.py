"""Editions, drafts, the calendar and outages, as the city's office keeps them."""

import io
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mingxin.archive.models import Timeliness
from mingxin.catalogue.actions.drafts import put_due_drafts
from mingxin.catalogue.models import CatalogueDraft, DraftCard, Edition
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.models import Entry
from mingxin.rulebook.card_text import read_card_text
from mingxin.rulebook.card_writing import write_card_text
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.models import CalendarEdition, Outage
from mingxin.rulebook.queries import calendar
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    asked_again,
    carried,
    county,
    county_officer,
    csv_file,
    desk,
    do,
    officer,
    page,
    recent,
    today,
)
from tests.mingxin.intake.actions.desk import Desk

__all__ = ["county", "county_officer", "desk", "officer"]

BOOK = packaged_rulebook()
ONE_DAY = timedelta(days=1)
NAME = "荣誉信息缩短时限"


def honour(**changes: str) -> str:
    """The card of honours, with other words behind these keys."""
    text = write_card_text(BOOK.cards["honour"])
    for key, value in changes.items():
        text, changed = re.subn(rf"(?m)^{key}:.*\n(?:- .*\n)*", f"{key}: {value}\n", text)
        assert changed == 1
    return text


SHORTER = honour(deadline_workdays="10")


def test_who_put_an_edition_in_force_is_named_in_words(officer: AtDesk) -> None:
    found = Edition.objects.get()
    name = Entry.objects.get(action="catalogue.put_in_force").actor_name
    assert re.search("[一-龥]", name) and name != found.loaded_by
    for address in ("/desk/office/catalogue/", f"/desk/office/catalogue/{found.number}/"):
        shown = officer.client.get(address).content.decode()
        assert name in shown and found.loaded_by not in re.sub(r"<[^>]+>", "", shown).split("载入")[-1], address


def drafted(officer: AtDesk, text: str = SHORTER) -> CatalogueDraft:
    do(officer.client, "/desk/office/drafts/add/", name=NAME)
    made = CatalogueDraft.objects.get()
    do(officer.client, f"/desk/office/drafts/{made.pk}/cards/add/", text=text)
    return made


def listed(officer: AtDesk, one: str) -> dict[str, str]:
    """What the page that asks before putting in force sends back of the changes it listed."""
    return dict(officer.client.get(f"{one}in-force/").context["hidden"])


# ---- drafts


@pytest.mark.parametrize("code", sorted(BOOK.cards))
def test_a_card_as_text_reads_back_as_it_is(code: str) -> None:
    read = read_card_text(write_card_text(BOOK.cards[code]), BOOK)
    assert (read.card, read.faults) == (BOOK.cards[code], ())


def test_a_draft_starts_with_the_present_card(officer: AtDesk) -> None:
    do(officer.client, "/desk/office/drafts/add/", name=NAME)
    one = f"/desk/office/drafts/{CatalogueDraft.objects.get().pk}/"
    assert "deadline_workdays: 20" in page(officer.client, f"{one}cards/add/?item=honour")
    assert "deadline_workdays: 20" not in page(officer.client, f"{one}cards/add/")
    shown = do(officer.client, f"{one}cards/add/", text=honour())
    assert "检查没有发现问题" in shown
    refused = asked_again(officer.client, f"{one}in-force/", in_force_on=today(), **listed(officer, one))
    assert "没有差别" in refused


def test_a_card_is_uploaded_as_a_file(officer: AtDesk) -> None:
    do(officer.client, "/desk/office/drafts/add/", name=NAME)
    one = f"/desk/office/drafts/{CatalogueDraft.objects.get().pk}/"
    file = SimpleUploadedFile("honour.yaml", SHORTER.encode())
    assert "已保存" in do(officer.client, f"{one}cards/add/", text="", file=file)
    assert "10 个工作日" in page(officer.client, one)


def test_what_a_draft_changes_is_seen_before_it_counts(officer: AtDesk) -> None:
    made = drafted(officer)
    one = f"/desk/office/drafts/{made.pk}/"
    shown = page(officer.client, one)
    assert "报送时限 20 个工作日 10 个工作日" in shown
    for address in (one, "/desk/office/drafts/"):
        listed = officer.client.get(address).content.decode().split("<table", 1)[-1]
        assert officer.person.name in listed and officer.person.login not in listed, address
    assert "启用…" in shown
    assert "自决定之日起10个工作日内报送" in page(officer.client, f"{one}cards/honour/preview/")
    sheet = openpyxl.load_workbook(io.BytesIO(officer.client.get(f"{one}cards/honour/template/").content))
    assert sheet.sheetnames[0] == BOOK.cards["honour"].name
    assert Edition.objects.count() == 1
    assert rulebook_in_force().cards["honour"].deadline_workdays == 20, "a preview puts nothing in force"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        pytest.param(honour(basis="[]"), "basis: []", "依据", id="no ground"),
        pytest.param(honour(kinds="[natural_person]"), "kinds: [natural_person]", "自然人", id="natural persons"),
        pytest.param(honour(publicity="whatever"), "publicity: whatever", "whatever", id="a rule that there is not"),
    ],
)
def test_faults_are_told_with_their_line(officer: AtDesk, text: str, line: str, said: str) -> None:
    made = drafted(officer, text)
    one = f"/desk/office/drafts/{made.pk}/"
    number = text.split("\n").index(line) + 1
    shown = page(officer.client, f"{one}cards/honour/")
    assert f"第 {number} 行 ：" in shown
    assert f"{said}" in shown
    assert line in shown
    assert "处问题" in page(officer.client, one)
    assert officer.client.get(f"{one}cards/honour/preview/").status_code == 400
    assert "不能启用" in asked_again(officer.client, f"{one}in-force/", in_force_on=today(), **listed(officer, one))
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("code: [", id="no YAML"),
        pytest.param("只有一句话", id="no card"),
        pytest.param(" ", id="nothing"),
        pytest.param("a: &x [1]\nb: *x", id="an alias"),
    ],
)
def test_what_is_no_card_is_not_kept(officer: AtDesk, text: str) -> None:
    do(officer.client, "/desk/office/drafts/add/", name=NAME)
    one = f"/desk/office/drafts/{CatalogueDraft.objects.get().pk}/cards/add/"
    assert officer.client.post(one, {"text": text}).status_code == 400
    assert not DraftCard.objects.exists()


def test_in_force_today(officer: AtDesk) -> None:
    one = f"/desk/office/drafts/{drafted(officer).pk}/"
    shown = do(officer.client, f"{one}in-force/", in_force_on=today(), **listed(officer, one))
    assert "已启用，成为第 2 版目录" in shown
    assert rulebook_in_force().cards["honour"].deadline_workdays == 10
    assert "报送时限 20 个工作日 10 个工作日" in page(officer.client, "/desk/office/catalogue/2/")
    assert "第 2 版 现行" in page(officer.client, "/desk/office/catalogue/")
    assert officer.client.post(f"{one}cards/add/", {"text": honour()}).status_code == 400, "a closed draft stays"


def test_in_force_on_a_day_to_come_or_not_at_all(officer: AtDesk) -> None:
    one = f"/desk/office/drafts/{drafted(officer).pk}/"
    past = {"in_force_on": today() - ONE_DAY} | listed(officer, one)
    assert "已经过去" in asked_again(officer.client, f"{one}in-force/", **past)
    assert "已定于" in do(officer.client, f"{one}in-force/", in_force_on=today() + ONE_DAY, **listed(officer, one))
    put_due_drafts(at=clock_now())
    assert rulebook_in_force().cards["honour"].deadline_workdays == 20, "the day before"
    assert "可以继续修改" in do(officer.client, f"{one}reopen/")
    do(officer.client, f"{one}in-force/", in_force_on=today() + ONE_DAY, **listed(officer, one))
    put_due_drafts(at=clock_now() + ONE_DAY)
    assert rulebook_in_force().cards["honour"].deadline_workdays == 10, "on the day"


def test_a_draft_or_a_card_is_dropped(officer: AtDesk) -> None:
    one = f"/desk/office/drafts/{drafted(officer).pk}/"
    seen = officer.client.get(f"{one}cards/honour/").context["seen"]
    assert "去掉这张卡片" in do(officer.client, f"{one}cards/honour/drop/", seen=seen)
    assert officer.client.get(f"{one}cards/honour/").status_code == 404
    assert "已作废" in do(officer.client, f"{one}drop/")
    assert officer.client.post(f"{one}drop/").status_code == 400


def test_a_county_touches_no_draft(officer: AtDesk, county_officer: AtDesk) -> None:
    one = f"/desk/office/drafts/{drafted(officer).pk}/"
    for path in ("", "in-force/", "drop/", "reopen/", "cards/add/", "cards/honour/", "cards/honour/drop/"):
        assert county_officer.client.post(one + path, {"text": SHORTER}).status_code == 403, path
    assert Edition.objects.count() == 1


# ---- the calendar

FOLLOWING = 2027
HEADER = ("日期", "是否工作日", "说明")
HOLIDAYS = ("01-01", "02-06", "02-07", "02-08", "02-09", "02-10", "02-11", "04-05", "05-01", "06-09", "09-15",
            "10-01", "10-02", "10-03", "10-04", "10-05", "10-06", "10-07")  # fmt: skip


def year_file(*more: tuple[str, str, str]) -> SimpleUploadedFile:
    """An invented notice; what the law fixes is in it."""
    fixed = {f"{month:02}-{day:02}" for month, day in BOOK.holidays.fixed}
    days = [(f"{FOLLOWING}-{day}", "否", "放假") for day in sorted(fixed | set(HOLIDAYS))]
    return csv_file(HEADER, *days, *more, name="2027年.csv")


GIVEN = {"edition": "2027年", "source": "国办发明电〔2026〕9号"}


def test_a_year_is_previewed_and_taken_in(officer: AtDesk) -> None:
    assert calendar().known_through.year == FOLLOWING - 1
    assert "推定" in page(officer.client, f"/desk/office/calendar/?nian={FOLLOWING}")
    file = year_file(("2027-10-09", "是", "调休"))
    shown, seal = carried(officer.client, "/desk/office/calendar/import/", file=file, **GIVEN)
    assert "2027 年，共" in shown
    assert "2027-10-09 星期六 上班 调休" in shown
    assert calendar().known_through.year == FOLLOWING - 1, "a preview loads nothing"
    assert not CalendarEdition.objects.filter(name="2027年").exists()
    shown = do(officer.client, "/desk/office/calendar/apply/", carried=seal)
    assert "国办发明电〔2026〕9号" in shown
    assert calendar().is_workday(date(2027, 10, 9))
    assert not calendar().is_workday(date(2027, 10, 4))
    again = asked_again(officer.client, "/desk/office/calendar/import/", file=year_file(), **GIVEN)
    assert "已经有了" in again


@pytest.mark.parametrize(
    ("file", "said"),
    [
        pytest.param(csv_file(HEADER, ("2027-02-08", "否", "")), "法定节假日", id="without holidays"),
        pytest.param(csv_file(HEADER, ("2027-02-30", "否", "")), "读不出来", id="no such day"),
        pytest.param(csv_file(("甲", "乙", "丙"), ("1", "2", "3")), "第一行应当是", id="no calendar"),
    ],
)
def test_a_year_that_will_not_do(officer: AtDesk, file: SimpleUploadedFile, said: str) -> None:
    file.seek(0)
    assert said in asked_again(officer.client, "/desk/office/calendar/import/", file=file, **GIVEN)


def test_a_year_comes_out_as_it_went_in(officer: AtDesk) -> None:
    sent = officer.client.get("/desk/office/calendar/2026/").content
    given = {"edition": "2026年再导", "source": "同一通知"}
    shown, _ = carried(officer.client, "/desk/office/calendar/import/", file=io.BytesIO(sent), **given)
    assert "与现行日历不同的 0 天" in shown


@pytest.mark.parametrize("asked", ["nian=1999", "nian=二〇二六", "nian=99999", "nian="])
def test_an_odd_year_shows_this_one(officer: AtDesk, asked: str) -> None:
    assert f"{today().year} 年工作日历" in page(officer.client, f"/desk/office/calendar/?{asked}")


# ---- outages


def test_an_outage_is_previewed_announced_and_revoked(officer: AtDesk, desk: Desk) -> None:
    desk.admitted(recent(1), recent(2))
    desk.checked(recent(3))
    due = list(Timeliness.objects.values_list("due_on", flat=True))
    first = today() + ONE_DAY
    while not calendar().is_workday(first):
        first += ONE_DAY
    given = {"first_on": first, "last_on": first, "ground": "系统升级停机公告"}
    shown = asked_again(officer.client, "/desk/office/outages/announce/", **given)
    assert "已报送的信息 2 条、还没有办完的批次 1 批，已经给出的期限顺延" in shown
    assert (Outage.objects.count(), Entry.objects.filter(action="rulebook.announce_outage").count()) == (0, 0)
    assert list(Timeliness.objects.values_list("due_on", flat=True)) == due, "a preview moves nothing"
    assert calendar().is_workday(first)
    shown = do(officer.client, "/desk/office/outages/announce/", **given, confirmed="yes")
    assert "已报送的信息 2 条、还没有办完的批次 1 批，已经给出的期限顺延" in shown
    assert not calendar().is_workday(first)
    listed = officer.client.get("/desk/office/outages/").content.decode().split("<table", 1)[-1]
    assert officer.person.name in listed and officer.person.login not in listed
    one = f"/desk/office/outages/{Outage.objects.get().pk}/revoke/"
    asked_again(officer.client, one, reason=" ")
    assert "已撤销停机公告" in do(officer.client, one, reason="升级改期")
    assert calendar().is_workday(first)
    assert list(Timeliness.objects.values_list("due_on", flat=True)) != due, "what was given stays given"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"last_on": 0}, "早于第一日", id="ends before it begins"),
        pytest.param({"last_on": 32}, "最多登记 31 天", id="too long"),
        pytest.param({"first_on": 0}, "须写明原因", id="begun, without a reason"),
        pytest.param({"ground": ""}, "必填", id="no announcement"),
    ],
)
def test_an_outage_that_will_not_do(officer: AtDesk, changes: dict[str, int | str], said: str) -> None:
    """Days are counted from today."""
    asked = {"first_on": 1, "last_on": 1, "ground": "停机公告"} | changes
    given = {key: today() + value * ONE_DAY if isinstance(value, int) else value for key, value in asked.items()}
    for confirmed in ({}, {"confirmed": "yes"}):
        assert said in asked_again(officer.client, "/desk/office/outages/announce/", **given, **confirmed)
    assert not Outage.objects.exists()
