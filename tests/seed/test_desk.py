"""The demonstration's staff and living work: there whatever the day it is set up on, and in no other home."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection

from mingxin.access.actions.units import add_unit
from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.archive.models import Mark, Record
from mingxin.archive.models.change import Change, ChangeKind
from mingxin.archive.rules.withdrawal_clock import state
from mingxin.catalogue.actions import load_first_calendar, put_in_force
from mingxin.intake.actions.process import process
from mingxin.intake.models import Batch, BatchStep, Doubt, LinkProposal, PowerQuestion, PublicityQuestion, ZeroReport
from mingxin.intake.queries.linking import candidates_for, unlinked_rows
from mingxin.intake.rules.believable import Facts, doubts
from mingxin.jobs.models import Job
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Calendar
from mingxin.ledger.actor import Actor
from mingxin.ledger.queries import prove_chain
from mingxin.oversight.queries.board import board
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.queries import calendar
from seed import desk, desk_home, desk_people, load
from seed.desk_hand import _REASONS, Hand
from seed.desk_hints import ALWAYS, HINTS, hint_of
from seed.desk_rows import Days, penalties
from seed.desk_scene import Scene, played
from seed.desk_work import nothing_to_report
from seed.units import COUNTY, units
from tests.told import take_stock

FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
MONTH_END = datetime(2026, 11, 30, 10, 0, tzinfo=CHINA)  # when one is asked about a month that has less than the last
UNITS = {unit.key: unit for unit in units()}
WORKED_WITH = {
    "admin_penalty": "market transport ecology emergency housing urban agriculture",
    "admin_licence": "market transport labour agriculture health",
}
WORKED = Calendar({date(2026, 11, 14): True}, date(2026, 12, 31), "test")  # a Saturday that is worked


@pytest.fixture
def founded(db: None, home: Path, rulebook: Rulebook, actor: Actor, request: pytest.FixtureRequest) -> datetime:
    """A home as `mingxin init` leaves it, founded on the day of the test; that day."""
    at: datetime = getattr(request, "param", FRIDAY)
    put_in_force(rulebook, by=actor, at=at, in_force_on=at.date())
    load_first_calendar(by=actor, at=at)
    return at


@pytest.fixture
def with_city(founded: datetime, folder: Path, plan: dict[str, Any], actor: Actor) -> datetime:
    """Of the small city the register, and the newest penalties and licences that there is work with."""
    desk_home.claim(by=actor, at=founded)
    load._prepare(folder, plan, load.Tally())
    wanted = {item: [UNITS[key].uscc for key in keys.split()] for item, keys in WORKED_WITH.items()}
    newest: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in sorted(plan["files"], key=lambda entry: entry["sent_on"]):
        if entry["unit"] in wanted.get(entry["item"], ()):
            newest.setdefault((entry["item"], entry["unit"]), []).append(entry)
    grave = {("admin_penalty", UNITS[key].uscc) for key in ("market", "ecology", "emergency")}  # some are public
    others = [one for place, entries in newest.items() for one in entries[0 if place in grave else -2 :]]
    register = [entry for entry in plan["files"] if entry["item"] == "org_registration"]
    for entries in (register, others):
        for entry in entries:
            process(folder / entry["file"], item=entry["item"], unit=entry["unit"], by=actor, at=sent_at(entry))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # nothing commits here, so the server looks at no table by itself
    return founded


def sent_at(entry: dict[str, Any]) -> datetime:
    return datetime.combine(date.fromisoformat(entry["sent_on"]), time(9, 30), CHINA)


@pytest.mark.parametrize("founded", [FRIDAY, MONTH_END], indirect=True, ids=["a Friday", "the end of a month"])
def test_there_is_something_in_every_state(with_city: datetime, tmp_path: Path, actor: Actor) -> None:
    at = with_city
    if at == MONTH_END:  # all there is came in last month
        Batch.objects.update(received_at=at - timedelta(days=35))
        take_stock(*Batch.objects.all(), by=actor, at=at)
    done = desk.furnish(tmp_path, by=actor, at=at)
    assert (done.opened, done.missing) == (len(desk_people.accounts()), ())
    assert Doubt.objects.filter(kind="half").exists() == (at == MONTH_END)
    at_desk = Batch.objects.filter(channel="desk")
    assert set(at_desk.values_list("state", flat=True)) == {
        "received", "ready", "submitted", "returned", "admitted", "withdrawn", "refused",
    }  # fmt: skip
    assert not Job.objects.exclude(state="done").exists()
    require_faulty_files(tmp_path)
    require_days_that_press(at)
    require_rows_left_behind(at)
    require_questions(at)
    require_amendments(at)
    require_board(at)
    assert not BatchStep.objects.filter(at__gt=at).exists(), "nothing happens in the future"
    assert prove_chain().broken is None
    before = at_desk.count()
    assert desk.furnish(tmp_path, by=actor, at=at + timedelta(hours=1)) == desk.Furnished(0, ())
    assert at_desk.count() == before, "set up once"


def require_faulty_files(folder: Path) -> None:
    ready = Batch.objects.get(unit__uscc=UNITS["market"].uscc, state="ready")
    assert (ready.reported, ready.questioned + ready.unlinked) == (150, 10)
    assert not ready.doubts.filter(answered_at=None).exists()
    (path,) = (folder / "待上传").iterdir()
    sheet = openpyxl.load_workbook(path).worksheets[0]
    numbers = [str(row[13].value) for row in sheet.iter_rows(min_row=4, max_row=153)]
    assert len(numbers) == 150
    assert Counter(numbers).most_common(2)[0][1] == 2, "one row twice"
    assert not Record.objects.filter(document_number__in=numbers).exists(), "nobody has sent it"


def require_days_that_press(at: datetime) -> None:
    worked, today = calendar(), at.date()
    waiting = Batch.objects.filter(unit__uscc=UNITS["transport"].uscc, state="submitted").order_by("number")
    due = [min(map(date.fromisoformat, batch.dues)) for batch in waiting]
    assert [worked.workdays_between(today, day) for day in due] == [0, 1, 3]
    assert waiting[2].updated, "a checker sees what changes"
    assert at.date().isoformat() in Batch.objects.get(unit__uscc=UNITS["market"].uscc, state="ready").dues


def require_rows_left_behind(at: datetime) -> None:
    urban = Unit.objects.filter(uscc=UNITS["urban"].uscc)
    rows = unlinked_rows(urban, today=at.date())
    assert len(rows) == 3
    assert all(candidates_for(row.batch, row.row) for row in rows)
    linked, returned = LinkProposal.objects.order_by("id")
    assert (linked.kind, returned.kind) == ("link", "return")
    assert linked.uscc in {found.uscc for found in candidates_for(linked.batch_id, linked.row)}, "the one that is meant"


def require_questions(at: datetime) -> None:
    assert PublicityQuestion.objects.filter(batch__channel="desk", answered_at__isnull=True).exists()
    assert PowerQuestion.objects.filter(unit__uscc=UNITS["county_agriculture"].uscc, answered_at=None).count() == 1
    assert ZeroReport.objects.get().month == at.date().replace(day=1)
    assert Doubt.objects.filter(repeats__gt=0, answered_at__isnull=False, seen_at=None).exists()
    waiting = Doubt.objects.filter(answered_at=None)
    assert set(waiting.values_list("batch__unit__uscc", flat=True)) == {UNITS["health"].uscc}


def require_amendments(at: datetime) -> None:
    assert Change.objects.filter(kind=ChangeKind.CORRECTION).count() == 1
    marks = Mark.objects.filter(kind="withdrawn").order_by("id")
    clocks = [mark.ruled_on and state(mark.ruled_on, mark.from_on, calendar(), at.date()).state for mark in marks]
    assert clocks == ["in_time", "late", None]


def require_board(at: datetime) -> None:
    month = board(units=Unit.objects.filter(region_id=COUNTY), month=at.date(), today=at.date())
    silent = [cell for cell in month.cells if cell.uscc == UNITS["county_culture"].uscc]
    assert silent
    assert not any(cell.facts.released or cell.facts.awaiting for cell in silent)
    late = month.cell(UNITS["county_transport"].uscc, "admin_penalty")
    assert late is not None
    assert late.facts.late == 5


def test_every_post_is_held(founded: datetime, folder: Path, plan: dict[str, Any], actor: Actor) -> None:
    desk_home.claim(by=actor, at=founded)
    load._prepare(folder, plan, load.Tally())
    desk_people.open_accounts(by=actor, at=founded)
    people = Person.objects.filter(login__in=[account.login for account in desk_people.accounts()])
    assert all(check_password(desk_people.PASSWORD, one.password) for one in people[:2])
    assert len({one.password for one in people}) == 1
    assert len(set(people.values_list("name", flat=True))) == people.count()
    for unit in units():
        held = set(Post.objects.filter(unit__uscc=unit.uscc, stands_in_for=None).values_list("role", flat=True))
        assert held >= {StaffRole.STEWARD, StaffRole.CHECKER, StaffRole.UNIT_ADMINISTRATOR}, unit.key
    b_post = Post.objects.get(stands_in_for__isnull=False)
    assert (b_post.person.is_contract_staff, b_post.until_on) == (True, founded.date() + timedelta(days=14))
    officers = {post.unit.region_id for post in Post.objects.filter(role=StaffRole.OFFICER) if post.unit}
    assert officers == {"429913", COUNTY}


def test_what_cannot_be_played_is_named_left_out_and_not_promised(
    founded: datetime, folder: Path, plan: dict[str, Any], actor: Actor, tmp_path: Path
) -> None:
    """A city that has sent nothing: no decision to resemble, none to amend."""
    desk_home.claim(by=actor, at=founded)
    load._prepare(folder, plan, load.Tally())
    done = desk.furnish(tmp_path, by=actor, at=founded)
    assert [scene.key for scene in desk.SCENES if scene not in [one for one, _ in done.missing]] == [
        "nothing_to_report"
    ]
    assert all("没有" in why for _, why in done.missing)
    assert not Batch.objects.exists() and list(tmp_path.iterdir()) == []
    there = played()
    said = {login: hint_of(login, there) for login in HINTS}
    assert said["chengjiang-nongye-jingban"] == "县局；行政许可已声明“本期无”"
    assert said["xinyongban"] and not said["jiaotong-shenhe"]
    again = desk.furnish(tmp_path, by=actor, at=founded + timedelta(hours=1))
    assert again == desk.Furnished(0, done.missing)


def test_a_scene_that_breaks_off_leaves_nothing_and_is_played_the_next_time(
    founded: datetime, actor: Actor, folder: Path, plan: dict[str, Any], tmp_path: Path
) -> None:
    desk_home.claim(by=actor, at=founded)
    load._prepare(folder, plan, load.Tally())
    desk_people.open_accounts(by=actor, at=founded)
    hand = Hand(tmp_path, founded, tmp_path)

    def breaks_off(hand: Hand) -> None:
        nothing_to_report(hand)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk._play(Scene("nothing", "本期无", breaks_off), hand, actor)
    assert (ZeroReport.objects.count(), played()) == (0, frozenset())
    assert desk._play(Scene("nothing", "本期无", nothing_to_report), hand, actor) == ""
    assert (ZeroReport.objects.count(), played()) == (1, {"nothing"})


def test_a_decision_that_resembles_a_withdrawn_one_is_in_force() -> None:
    sample = {"CF_SY": "2026年1月5日检查发现，有现场检查笔录等证据证实。", "CF_ZT": "撤销", "CF_XDR_MC": "云泽市某厂"}
    (made,) = penalties([sample], UNITS["market"], [date(2026, 11, 12)], count=1, first=1)
    assert "CF_ZT" not in made
    assert (made["CF_XDR_MC"], made["CF_SY"][:11]) == ("云泽市某厂", "2026年10月23日")


def test_hints_are_about_accounts_and_scenes_that_there_are() -> None:
    assert set(HINTS) <= {account.login for account in desk_people.accounts()}
    assert {scene for said in HINTS.values() for scene, _ in said} - {ALWAYS} == {scene.key for scene in desk.SCENES}


def test_hints_that_need_no_scene_count_nothing_that_changes_with_the_day() -> None:
    always = [words for said in HINTS.values() for scene, words in said if scene == ALWAYS]
    assert not [words for words in always if re.search("[一两二三四五六七八九十0-9]+ ?[个批条项]|没有", words)]


def test_every_doubt_has_a_reason_but_the_empty_table() -> None:
    odd = Facts(
        reported=9_000, good=9_000, in_month=1, last_month=9_000, usual=10, kinds={"罚款": 9_000},
        largest_wan=Decimal(9), oldest_years=9, day_of_month=28,
    )  # fmt: skip
    found = doubts(odd, {"rows_at_most": 1, "amount_wan_at_most": 1, "years_back_at_most": 1})
    assert {one.kind for one in found} == set(_REASONS)
    assert {one.kind for one in doubts(replace(odd, reported=0, good=0, kinds={}), {})} == {"empty"}


@pytest.mark.parametrize("what", ["a unit", "a person"])
def test_another_home_is_refused(founded: datetime, actor: Actor, tmp_path: Path, what: str) -> None:
    if what == "a unit":
        add_foreign_unit(actor, founded)
    else:
        Person.objects.create(login="zhang", name="张经办")
    people = Person.objects.count()
    for attempt in (desk_home.claim, lambda **given: desk.furnish(tmp_path, **given)):
        with pytest.raises(Refusal) as refused:
            attempt(by=actor, at=founded)  # type: ignore[operator]
        assert refused.value.code == "demonstration.other_home"
    assert Person.objects.count() == people
    assert list(tmp_path.iterdir()) == []


def test_a_home_without_the_mark_is_refused(founded: datetime, actor: Actor, tmp_path: Path) -> None:
    """Also an empty one: only seed.load lays the mark, before the city."""
    with pytest.raises(Refusal):
        desk.furnish(tmp_path, by=actor, at=founded)
    assert not Person.objects.exists()


def test_a_marked_home_with_a_real_unit_in_it_is_refused(founded: datetime, actor: Actor) -> None:
    desk_home.claim(by=actor, at=founded)
    desk_home.claim(by=actor, at=founded)
    add_foreign_unit(actor, founded)
    with pytest.raises(Refusal, match="不属于演示的单位"):
        desk_home.claim(by=actor, at=founded)


def add_foreign_unit(actor: Actor, at: datetime) -> None:
    load.add_region(code="429913", name="云泽市", by=actor, at=at)
    add_unit(
        uscc="11429913000000019L", name="某局", items=["admin_penalty"], region="429913", ground="权责清单",
        held_from=date(2020, 1, 1), by=actor, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("today", "workdays", "decided"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 12)),  # a Friday; Saturday the 14th is worked
        (date(2026, 11, 20), 1, date(2026, 11, 13)),
        (date(2026, 11, 20), 3, date(2026, 11, 16)),
        (date(2026, 11, 20), -2, date(2026, 11, 10)),
        (date(2026, 11, 21), 0, date(2026, 11, 13)),  # nothing is due on a Saturday: the Monday after it
        (date(2026, 11, 21), 1, date(2026, 11, 13)),
    ],
)
def test_days_of_decision_by_when_they_are_due(today: date, workdays: int, decided: date) -> None:
    assert Days(today, WORKED).due_in(workdays) == decided
    assert WORKED.is_workday(decided)
