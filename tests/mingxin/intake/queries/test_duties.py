"""What a steward is to do, by the day: due rows, this month's state, what came back. And the checker's clock."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, Power, StaffRole, Unit
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import holder_of
from mingxin.catalogue.models import Edition
from mingxin.intake.actions.power_questions import refuse_power
from mingxin.intake.actions.receiving import receive
from mingxin.intake.actions.submitting import release, send_back, submit, withdraw_batch
from mingxin.intake.actions.supplements import close_questions, outstanding, supplement_of
from mingxin.intake.actions.zero import declare_none, revoke_none
from mingxin.intake.models import Batch, Doubt
from mingxin.intake.queries.batches import find, left_behind, visible, with_left
from mingxin.intake.queries.duties import ItemDuty, duties_asked_about, duties_of, urgent_rows
from mingxin.intake.queries.home import asked_in_time, came_back, for_review, questioned, waits_for
from mingxin.intake.rules.review_clock import clock_of
from mingxin.ledger.actor import Actor
from mingxin.rulebook.queries import calendar
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, penalty
from tests.mingxin.intake.actions.desk import CHECKER, PENALTY, STEWARD, Desk, tell_of


def holder(role: StaffRole, unit: str, *items: str, on: date = date(2026, 11, 20)) -> Holder:
    by, at = Actor("founder", "创建人"), datetime.fromisoformat("2026-11-01T08:00:00+08:00")
    login = f"{role}-{Person.objects.count()}"
    home = Unit.objects.get(uscc=unit)
    add_person(login=login, name="某人", unit=home, by=by, at=at)
    person = Person.objects.get(login=login)
    give_post(person=person, role=role, unit=home, items=items, from_on=date(2026, 1, 1), by=by, at=at)
    return holder_of(person, on=on)


def duty(found: tuple[ItemDuty, ...], item: str = PENALTY) -> ItemDuty:
    return next(one for one in found if one.item == item)


# decided_on → due on Friday 2026-11-20, the day of the story, and around it
DUE = {
    "2026/11/10": "overdue",  # the seventh working day is Thursday the 19th
    "2026/11/11": "today",
    "2026/11/12": "one",
    "2026/11/13": "three",
    "2026/11/16": "three",
    "2026/11/17": "later",
}


@pytest.mark.parametrize(("decided", "span"), DUE.items(), ids=DUE.values())
def test_good_and_faulty_rows_are_due_by_their_own_days(desk: Desk, decided: str, span: str) -> None:
    desk.checked(penalty(1, CF_JDRQ=decided), penalty(2, CF_JDRQ=decided, CF_WSH=""))
    steward = holder(StaffRole.STEWARD, UNIT)
    [due] = duty(duties_of(steward, at=desk.at)).dues
    assert (due.span, due.good, due.behind) == (span, 1, 1)
    assert bool(urgent_rows(duties_of(steward, at=desk.at))) is (span != "later")


def test_rows_are_due_while_the_office_still_looks_whether_the_unit_may_report_them(desk: Desk) -> None:
    Edition.objects.update(in_force_on=desk.at.date())  # within its first days it is asked about, not refused
    Power.objects.filter(unit__uscc=UNIT, item=PENALTY).delete()
    batch = desk.checked(penalty(1, CF_JDRQ="2026/11/13"))
    question, steward = batch.power_questions.get(), holder(StaffRole.STEWARD, UNIT)
    assert PENALTY not in {one.item for one in duties_of(steward, at=desk.at)}
    [asked] = duties_asked_about(steward, at=desk.at)
    assert [(due.span, due.good) for due in asked.urgent] == [("three", 1)]
    assert asked.holdings["three"][0].batch == batch.number and not asked.can_declare_none
    assert duties_asked_about(holder(StaffRole.STEWARD, OTHER_UNIT), at=desk.at) == ()
    refuse_power(question.pk, reason="不属于本单位职权", by=CHECKER, at=desk.at)
    assert duties_asked_about(steward, at=desk.at) == ()


def test_rows_left_behind_stay_due_until_they_are_dealt_with(desk: Desk) -> None:
    batch = desk.admitted(penalty(1), penalty(2, CF_JDRQ="2026/11/11", CF_WSH=""))
    steward = holder(StaffRole.STEWARD, UNIT)
    [due] = duty(duties_of(steward, at=desk.at)).dues
    assert (due.span, due.good, due.behind) == ("today", 0, 1), "what is on record is due no more"
    close_questions(batch.number, reason="决定书已作废", by=STEWARD, at=desk.at)
    assert duty(duties_of(steward, at=desk.at)).dues == ()


def test_a_row_that_is_being_sent_again_is_due_once(desk: Desk) -> None:
    """Six rows in all: to be submitted or to be mended, in the supplement alone."""
    faulty = [penalty(n, CF_JDRQ="2026/11/12", CF_WSH="") for n in range(2, 7)]
    source = desk.admitted(penalty(1), *faulty, penalty(7, CF_JDRQ="2026/11/11", CF_XDR_SHXYM=""))
    made = supplement_of(source.number, by=STEWARD, at=desk.at)
    steward = holder(StaffRole.STEWARD, UNIT)

    def told() -> dict[str, tuple[int, int, set[str]]]:
        pressing = duty(duties_of(steward, at=desk.at)).pressing
        return {p.due.span: (p.due.good, p.due.behind, {h.batch for h in p.holdings}) for p in pressing}

    here = {made.number}
    assert told() == {"today": (0, 1, here), "one": (0, 5, here)}
    desk.mended(made.number, (3, "CF_WSH", "云市监罚〔2026〕2号"))
    assert told() == {"today": (0, 1, here), "one": (1, 4, here)}
    withdraw_batch(made.number, reason="以后再报", by=STEWARD, at=desk.at)
    assert told() == {"today": (0, 1, {source.number}), "one": (0, 5, {source.number})}


def test_a_line_leads_to_the_batch_that_holds_its_rows(desk: Desk) -> None:
    left = desk.admitted(penalty(1), penalty(2, CF_JDRQ="2026/11/11", CF_WSH=""))
    due = desk.checked(penalty(3, CF_JDRQ="2026/11/12"))
    submit(due.number, by=STEWARD, at=desk.later(minutes=1))
    also = desk.checked(penalty(4, CF_JDRQ="2026/11/12"), penalty(5, CF_JDRQ="2026/11/10"))
    desk.later(minutes=1)
    newest = desk.checked(penalty(6, CF_JDRQ="2026/11/19"))
    steward = holder(StaffRole.STEWARD, UNIT)
    one = duty(duties_of(steward, at=desk.at))
    assert one.batch == newest.number, "the state of the month is that of the newest"
    told = {p.due.span: [(h.batch, h.words) for h in p.holdings] for p in one.pressing}
    assert told == {
        "overdue": [(also.number, "去办理")],
        "today": [(left.number, "去补报")],
        "one": [(also.number, "去办理"), (due.number, "查看")],
    }
    counts = {p.due.span: (p.due.good, p.due.waiting, p.due.behind) for p in one.pressing}
    assert counts == {"overdue": (1, 0, 0), "today": (0, 0, 1), "one": (1, 1, 0)}


def test_what_was_submitted_waits_for_its_release_and_what_was_released_is_due_no_more(desk: Desk) -> None:
    steward = holder(StaffRole.STEWARD, UNIT)
    batch = desk.checked(penalty(1, CF_JDRQ="2026/11/11"), penalty(2, CF_JDRQ="2026/11/11", CF_WSH=""))
    told = []
    for act in (
        lambda: submit(batch.number, by=STEWARD, at=desk.at),
        lambda: release(batch.number, secrecy_reviewed=True, by=CHECKER, at=desk.at),
    ):
        [due] = duty(duties_of(steward, at=desk.at)).dues
        told.append((due.good, due.waiting, due.behind))
        act()
    [due] = duty(duties_of(steward, at=desk.at)).dues
    assert [*told, (due.good, due.waiting, due.behind)] == [(1, 0, 1), (0, 1, 1), (0, 0, 1)]


# decided_on of what is asked about → (in time, late) when it is admitted on Friday 2026-11-20
@pytest.mark.parametrize(
    ("decided", "told"),
    [
        (("2026/11/16",), (1, 0)),
        (("2026/11/11",), (1, 0)),
        (("2026/11/10",), (0, 1)),
        (("2026/11/11", "2026/11/10"), (1, 1)),
        ((), (0, 0)),
    ],
    ids=["in time", "on the last day", "a day late", "one of each", "nothing asked"],
)
def test_what_waits_for_an_answer_came_in_time_or_late(
    desk: Desk, decided: tuple[str, ...], told: tuple[int, int]
) -> None:
    asked = [penalty(n, CF_JDRQ=day, CF_SXCD="") for n, day in enumerate(decided, 1)]
    desk.admitted(*asked, penalty(9, CF_JDRQ="2026/06/11"))
    assert asked_in_time(holder(StaffRole.STEWARD, UNIT)) == told


def test_more_batches_than_a_line_names(desk: Desk) -> None:
    numbers = [desk.checked(penalty(n, CF_JDRQ="2026/11/11")).number for n in range(1, 6)]
    [pressing] = duty(duties_of(holder(StaffRole.STEWARD, UNIT), at=desk.at)).pressing
    assert len({h.batch for h in pressing.holdings} & set(numbers)) == 3
    assert (pressing.more, pressing.due.good) == (2, 5)


MISTYPED = ("1926/11/11", "2062/11/11")


@pytest.mark.parametrize("day", MISTYPED)
def test_no_clock_runs_from_a_day_that_is_itself_asked_about(desk: Desk, day: str) -> None:
    batch = desk.checked(penalty(1, CF_JDRQ="2026/11/18"), penalty(2, CF_JDRQ=day, CF_YXQ=""))
    assert list(batch.dues) == ["2026-11-27"]
    assert batch.oldest_decided_on == date(2026, 11, 18)


def test_nor_from_one_so_long_ago_that_it_is_asked_about(desk: Desk) -> None:
    kept = desk.checked(penalty(3, CF_JDRQ="1995/11/10", CF_YXQ="1996/11/10"))
    assert (kept.reported, kept.admitted, kept.dues, kept.oldest_decided_on) == (1, 1, {}, None)


def test_a_late_day_runs_on(desk: Desk) -> None:
    assert len(desk.checked(penalty(1, CF_JDRQ="2026/06/11")).dues) == 1


def test_state_of_an_item_this_month(desk: Desk) -> None:
    steward = holder(StaffRole.STEWARD, UNIT)

    def told() -> tuple[str, str]:
        one = duty(duties_of(steward, at=desk.at))
        return one.state, one.words

    assert told() == ("none", "本月未报")
    declared = declare_none(
        unit=Unit.objects.get(uscc=UNIT), item=PENALTY, month=desk.at.date(), by=STEWARD, at=desk.at
    )
    assert told() == ("zero", "本期无（张经办声明）")
    revoke_none(declared.pk, by=STEWARD, at=desk.at)
    batch = desk.checked(penalty(1), penalty(2))
    assert told() == ("open", "待提交")
    desk.through(batch.number)
    assert told() == ("reported", "已报 2 行")
    desk.later(days=11)
    assert told() == ("none", "本月未报"), "a new month"


def test_only_ones_own_items(desk: Desk) -> None:
    assert {one.item for one in duties_of(holder(StaffRole.STEWARD, UNIT, PENALTY), at=desk.at)} == {PENALTY}
    assert duties_of(holder(StaffRole.CHECKER, UNIT), at=desk.at) == ()


def test_who_sees_a_batch(desk: Desk) -> None:
    mine = desk.checked(penalty(1)).number
    other = desk.checked(penalty(2, unit=OTHER_UNIT), unit=OTHER_UNIT).number
    unclear = desk.receive(penalty(3))
    Batch.objects.filter(pk=unclear).update(item="")
    tell_of(Batch.objects.get(pk=unclear), at=desk.at)
    cases = {
        "steward of the unit": (holder(StaffRole.STEWARD, UNIT), {mine, unclear}),
        "of other items": (holder(StaffRole.STEWARD, UNIT, "admin_licence"), {unclear}),
        "of the other unit": (holder(StaffRole.STEWARD, OTHER_UNIT), {other}),
        "officer of the region": (holder(StaffRole.OFFICER, UNIT), {mine, other, unclear}),
    }
    for name, (who, numbers) in cases.items():
        assert set(visible(who).values_list("number", flat=True)) == numbers, name
        seen = {n for n in (mine, other, unclear) if find(n, holder=who, act=Act.SEE_REPORTS)}
        assert seen == numbers, f"{name}: the list and the page agree"
    assert find("429913-20261120-99999", holder=cases["of other items"][0], act=Act.SEE_REPORTS) is None


def test_what_is_left_is_counted_as_the_verb_counts_it(desk: Desk) -> None:
    root = desk.admitted(penalty(1), penalty(2, CF_WSH=""), penalty(3, CF_WSH=""), penalty(4, CF_XDR_SHXYM=""))
    made = supplement_of(root.number, by=STEWARD, at=desk.at)
    desk.mended(made.number, (3, "CF_WSH", "云市监罚〔2026〕2号"))
    made = desk.through(made.number)
    for batch in with_left(Batch.objects.all()):
        assert batch.left == outstanding(batch), batch.number
    assert [(b.number, b.left) for b in left_behind(Batch.objects.all())] == [(root.number, 2)]
    assert questioned(holder(StaffRole.STEWARD, UNIT), at=desk.at) == (1, 2)


def test_what_came_back(desk: Desk) -> None:
    steward = holder(StaffRole.STEWARD, UNIT)
    returned = submit(desk.checked(penalty(1)).number, by=STEWARD, at=desk.at).number
    send_back(returned, reason="第 2 行金额有误", by=CHECKER, at=desk.at)
    ready = desk.checked(penalty(2)).number
    gone = desk.checked(penalty(3)).number
    withdraw_batch(gone, reason="选错文件", by=STEWARD, at=desk.at)
    path = desk.folder / "通知.csv"
    path.write_text("这不是表格\n只有几句话\n", encoding="utf-8")
    unit = Unit.objects.get(uscc=UNIT)
    refused = receive(path, unit=unit, file_name=path.name, item=PENALTY, by=STEWARD, at=desk.at).number
    desk.work()
    unclear, unread = desk.receive(penalty(5)), desk.receive(penalty(6))  # not read yet, nothing is to be chosen
    Batch.objects.filter(pk__in=(unclear, unread)).update(item="")
    Batch.objects.filter(pk=unclear).update(guesses=[[PENALTY, 0.5]])
    tell_of(*Batch.objects.filter(pk__in=(unclear, unread)), at=desk.at)
    told = {one.batch: one for one in came_back(steward, at=desk.at).first}
    assert set(told) == {returned, ready, refused, unclear}
    assert told[unclear].words == "请选择事项"
    assert told[returned].note == "第 2 行金额有误"
    assert told[refused].words == "已拒收"
    week = desk.at + timedelta(days=7, seconds=1)
    assert refused not in {one.batch for one in came_back(steward, at=week).first}, "a refusal is shown for a week"
    desk.later(minutes=1)
    desk.checked(penalty(4))
    assert not waits_for(steward, at=desk.at).filter(pk=refused).exists(), "another file of the item has come since"


def test_what_is_due_today_stands_first_and_what_is_not_named_is_counted(desk: Desk) -> None:
    """The oldest of many is due today; newer ones are due later, one is late, and one is of no day."""
    days = ["2026/11/11", "2026/11/10", *(f"2026/11/{day}" for day in (18, 17, 16, 13, 12, 18, 18)), "2026/06/11"]
    numbers = [desk.checked(penalty(n, CF_JDRQ=day, CF_YXQ="")).number for n, day in enumerate(days, 1)]
    told = came_back(holder(StaffRole.STEWARD, UNIT), at=desk.at)
    shown = [numbers.index(one.batch) for one in told.first]
    assert (shown[:3], len(shown), told.more) == ([0, 9, 1], 8, 2)
    assert shown[3:7] == [6, 5, 4, 3]


def test_what_stands_in_the_way_of_submitting_is_said_first(desk: Desk) -> None:
    batch = desk.checked(penalty(1))
    tell_of(Doubt.objects.create(batch=batch, kind="half", sentence="比以前少", asked_at=desk.at), at=desk.at)
    [told] = came_back(holder(StaffRole.STEWARD, UNIT), at=desk.at).first
    assert told.sentence.startswith("请先说明原因（1 项），说明后才能提交：可入库 1 行")


def test_the_checker_sees_the_oldest_decision_first(desk: Desk) -> None:
    young = submit(desk.checked(penalty(1, CF_JDRQ="2026/11/18")).number, by=STEWARD, at=desk.at).number
    old = submit(desk.checked(penalty(2, CF_JDRQ="2026/11/13")).number, by=STEWARD, at=desk.at).number
    told = for_review(holder(StaffRole.CHECKER, UNIT), at=desk.at)
    assert [(one.batch, one.workdays, one.tone) for one in told] == [(old, 5, "bad"), (young, 2, "ok")]
    assert for_review(holder(StaffRole.CHECKER, OTHER_UNIT), at=desk.at) == ()
    assert for_review(holder(StaffRole.STEWARD, UNIT), at=desk.at) == ()


@pytest.mark.parametrize(
    ("decided", "tag", "tone"),
    [
        pytest.param(date(2026, 11, 20), "今天作出的决定", "ok", id="day 0"),
        pytest.param(date(2026, 11, 18), "决定后第 2 个工作日，还剩 5 个", "ok", id="before the first reminder"),
        pytest.param(date(2026, 11, 17), "决定后第 3 个工作日，还剩 4 个", "warn", id="day 3"),
        pytest.param(date(2026, 11, 13), "决定后第 5 个工作日，还剩 2 个", "bad", id="day 5"),
        pytest.param(date(2026, 11, 12), "决定后第 6 个工作日，还剩 1 个", "bad", id="day 6"),
        pytest.param(date(2026, 11, 11), "今天到期", "bad", id="the last day"),
        pytest.param(date(2026, 11, 10), "已超期 1 个工作日", "bad", id="the day after"),
        pytest.param(date(2026, 11, 21), "作出决定还不到 1 个工作日", "ok", id="tomorrow's, by a clock that differs"),
        pytest.param(None, "", "", id="no decision, no clock"),
    ],
)
def test_clock(desk: Desk, decided: date | None, tag: str, tone: str) -> None:
    due = calendar().add_workdays(decided, 7).on if decided else None
    assert clock_of(decided, due, today=desk.at.date(), worked=calendar())[1:] == (tag, tone)
