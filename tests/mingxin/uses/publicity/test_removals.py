"""Whatever stops a record is in the removals feed, and its address answers 410: once public, public no more."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from django.test import Client

from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.models import MarkKind, Record, Shown
from mingxin.archive.public_numbers import public_number
from mingxin.catalogue.queries import card
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.process import process
from mingxin.kernel import uscc
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.removals import REMOVALS_DAYS, removals, state_of
from mingxin.uses.publicity.subjects import withdrawals

pytestmark = pytest.mark.django_db
FIRM = uscc.compose("91", "429913", "00000202")
NAME = "云泽市宏业食品有限公司"
DECIDED = datetime(2026, 11, 12, 9, tzinfo=CHINA)


class InForce(Protocol):
    unit: str


def licence(
    path: Path, unit: str, status: str, *, until: str = "2031-11-09", name: str = NAME, code: str = FIRM
) -> Path:
    headers = (
        "行政相对人名称,行政相对人类别,统一社会信用代码,法定代表人,行政许可决定文书名称,行政许可决定文书号,许可类别,"
        "许可内容,许可决定日期,有效期自,有效期至,许可机关,许可机关统一社会信用代码,当前状态,数据来源单位,"
        "数据来源单位统一社会信用代码\n"
    )
    organ = "云泽市市场监督管理局"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        handle.write(headers)
        kind = "个体工商户" if code.startswith("92") else "法人及非法人组织"
        party = [name, kind, code, "林一", "准予许可决定书", "云市监许〔2026〕7号"]
        term = ["普通", "食品经营", "2026-11-10", "2026-11-10", until, organ, unit, status, organ, unit]
        csv.writer(handle).writerow([*party, *term])
    return path


@pytest.fixture
def thread(in_force: InForce, actor: Actor, tmp_path: Path) -> str:
    """A licence that shows since 12 November."""
    process(
        licence(tmp_path / "a.csv", in_force.unit, "有效"),
        item="admin_licence",
        unit=in_force.unit,
        by=actor,
        at=DECIDED,
    )
    return Shown.objects.get().thread


def assert_gone(client: Client, thread: str, day: datetime, *, stopped: datetime | None = None) -> None:
    feed = removals(card("admin_licence"), day.date())
    assert feed == [(thread, (stopped or day).date())]
    assert state_of(thread, day.date()) == "ended"
    assert client.get(f"/xinxi/{public_number(thread)}/").status_code == 410


def test_while_it_shows_it_is_in_no_feed(thread: str) -> None:
    assert removals(card("admin_licence"), DECIDED.date()) == []
    assert state_of(thread, DECIDED.date()) == "shown"


def test_a_licence_that_lost_its_force(
    thread: str, in_force: InForce, actor: Actor, tmp_path: Path, client: Client
) -> None:
    later = DECIDED + timedelta(days=2)
    process(
        licence(tmp_path / "b.csv", in_force.unit, "无效"), item="admin_licence", unit=in_force.unit, by=actor, at=later
    )
    assert_gone(client, thread, later)


@pytest.mark.parametrize("days", [0, 3], ids=["withdrawn on its first day", "withdrawn later"])
def test_a_withdrawn_decision(thread: str, actor: Actor, client: Client, days: int) -> None:
    later = DECIDED + timedelta(days=days)
    withdraw(thread=thread, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=later)
    assert_gone(client, thread, later)


def test_a_lawful_erasure(thread: str, actor: Actor, client: Client) -> None:
    later = DECIDED + timedelta(days=1)
    erase(thread=thread, ground="个人信息保护法第四十七条", by=actor, at=later)
    assert_gone(client, thread, later)


def test_what_stopped_is_told_with_that_day_when_it_is_erased_later(
    thread: str, in_force: InForce, actor: Actor, tmp_path: Path, client: Client
) -> None:
    """A version that another replaced by which nothing shows, and then an erasure of both."""
    replaced, erased = DECIDED + timedelta(days=2), DECIDED + timedelta(days=5)
    process(
        licence(tmp_path / "b.csv", in_force.unit, "无效"),
        item="admin_licence", unit=in_force.unit, by=actor, at=replaced,
    )  # fmt: skip
    erase(thread=thread, ground="个人信息保护法第四十七条", by=actor, at=erased)
    assert_gone(client, thread, erased, stopped=replaced)


@pytest.mark.parametrize("days", [0, 3], ids=["on its first day", "later"])
def test_a_shield_stops_it_while_it_lasts(thread: str, actor: Actor, days: int) -> None:
    begun = DECIDED + timedelta(days=days)
    until = begun.date() + timedelta(days=2)
    put_mark(
        thread=thread, kind=MarkKind.SHIELDED, case="云信异〔2026〕1号",
        from_on=begun.date(), until_on=until, by=actor, at=begun,
    )  # fmt: skip
    told = {
        day: (state_of(thread, day), removals(card("admin_licence"), day))
        for day in (begun.date() - timedelta(days=1), begun.date(), until - timedelta(days=1), until)
    }
    hidden, before = ("ended", [(thread, begun.date())]), "shown" if days else "unknown"
    assert list(told.values()) == [(before, []), hidden, hidden, ("shown", [])]


def test_what_was_hidden_and_then_erased_is_told_with_the_day_it_was_hidden(thread: str, actor: Actor) -> None:
    begun, erased = DECIDED + timedelta(days=2), DECIDED + timedelta(days=5)
    put_mark(
        thread=thread, kind=MarkKind.SHIELDED, case="云信异〔2026〕1号",
        from_on=begun.date(), until_on=None, by=actor, at=begun,
    )  # fmt: skip
    erase(thread=thread, ground="个人信息保护法第四十七条", by=actor, at=erased)
    assert removals(card("admin_licence"), erased.date()) == [(thread, begun.date())]


@pytest.mark.parametrize(
    ("name", "code", "is_told"),
    [
        (NAME, FIRM, True),
        ("云泽市王大山家庭农场", FIRM, False),
        (NAME, uscc.compose("92", "429913", "00000202"), False),
    ],
    ids=["a firm", "a firm named after a person", "a sole trader"],
)
def test_sole_traders_are_in_no_feed(
    in_force: InForce, actor: Actor, tmp_path: Path, name: str, code: str, is_told: bool
) -> None:
    """Whatever stopped the record: another version, a mark, an erasure."""
    given = {"item": "admin_licence", "unit": in_force.unit, "by": actor}
    process(licence(tmp_path / "a.csv", in_force.unit, "有效", name=name, code=code), at=DECIDED, **given)
    thread = Shown.objects.get().thread
    days = [DECIDED + timedelta(days=n) for n in (1, 2, 3)]
    process(licence(tmp_path / "b.csv", in_force.unit, "无效", name=name, code=code), at=days[0], **given)
    told = [removals(card("admin_licence"), days[0].date())]
    withdraw(thread=thread, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=days[1])
    told.append(removals(card("admin_licence"), days[1].date()))
    erase(thread=thread, ground="个人信息保护法第四十七条", by=actor, at=days[2])
    told.append(removals(card("admin_licence"), days[2].date()))
    assert [bool(feed) for feed in told] == [is_told] * 3


def test_an_objection_stops_nothing(thread: str, actor: Actor) -> None:
    put_mark(
        thread=thread, kind=MarkKind.OBJECTION, case="云信异〔2026〕1号",
        from_on=DECIDED.date(), until_on=None, by=actor, at=DECIDED,
    )  # fmt: skip
    assert removals(card("admin_licence"), DECIDED.date()) == []
    assert state_of(thread, DECIDED.date()) == "shown"


def test_the_feed_forgets_after_ninety_days(thread: str, actor: Actor) -> None:
    withdraw(thread=thread, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=DECIDED)
    last = DECIDED.date() + timedelta(days=89)
    assert [len(removals(card("admin_licence"), last + timedelta(days=n))) for n in (0, 1)] == [1, 0]


@pytest.mark.parametrize("days", [10, 400], ids=["days after it ended", "when the feed has long forgotten it"])
@pytest.mark.parametrize("act", ["withdrawn", "erased", "corrected"])
def test_what_happens_to_it_after_its_end_changes_no_day(
    in_force: InForce, actor: Actor, tmp_path: Path, act: str, days: int
) -> None:
    path = licence(tmp_path / "a.csv", in_force.unit, "有效", until="2026-11-20")
    process(path, item="admin_licence", unit=in_force.unit, by=actor, at=DECIDED)
    thread, ended = Shown.objects.get().thread, date(2026, 11, 21)
    later = datetime(2026, 11, 21, 9, tzinfo=CHINA) + timedelta(days=days)
    if act == "withdrawn":
        withdraw(thread=thread, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=later)
        assert not withdrawals(later.date()).exists()  # what had left every page is told of by none
    elif act == "erased":
        erase(thread=thread, ground="个人信息保护法第四十七条", by=actor, at=later)
    else:
        correct(thread, {"XK_NR": "食品经营（散装）"}, reason="录入有误", by=actor, at=later)
    told = removals(card("admin_licence"), later.date())
    assert told == ([(thread, ended)] if days < REMOVALS_DAYS else [])


@pytest.mark.parametrize(
    ("until", "showed"),
    [("2026-11-10", False), ("2026-11-11", False), ("2026-11-12", True)],
    ids=["over two days before", "its last day was the day before", "its last day is today"],
)
def test_of_what_was_over_when_it_came_nobody_outside_learns(
    in_force: InForce, actor: Actor, tmp_path: Path, until: str, showed: bool
) -> None:
    """Its address is that of any other record: made from number and code, which many know."""
    path = licence(tmp_path / "a.csv", in_force.unit, "有效", until=until)
    process(path, item="admin_licence", unit=in_force.unit, by=actor, at=DECIDED)
    thread = Record.objects.get().thread
    assert state_of(thread, DECIDED.date()) == ("shown" if showed else "unknown")
    withdraw(thread=thread, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=DECIDED)
    later = DECIDED.date() + timedelta(days=1)
    assert state_of(thread, later) == ("ended" if showed else "unknown")
    assert [name for name, _ in removals(card("admin_licence"), later)] == ([thread] if showed else [])


def test_an_unknown_address_was_never_public(in_force: InForce) -> None:
    assert state_of("0" * 32, DECIDED.date()) == "unknown"
