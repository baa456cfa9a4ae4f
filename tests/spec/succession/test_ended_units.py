"""Who acts for what a unit reported, before its end, on its first day without it, and after.

`valid_until` is the first day without the unit. From then on nobody of it acts; its heir does all that is left, through a
chain of heirs; where there is none, the credit office. What the verbs refuse, no page offers.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.test import Client

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.actions.unit_changes import end_unit
from mingxin.access.actions.units import add_unit
from mingxin.access.models import Person, StaffRole, Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import holder_of, place_of
from mingxin.access.rules.succession import heirs_of
from mingxin.archive.models import Change, Record
from mingxin.intake.actions.questions import answer
from mingxin.intake.actions.rulings import dismiss, register
from mingxin.intake.actions.submitting import submit
from mingxin.intake.actions.supplements import close_questions, supplement_of
from mingxin.intake.actions.withdrawing import correct_and_tell, withdraw_and_tell
from mingxin.intake.models import Batch, PublicityQuestion, RulingSide
from mingxin.kernel import uscc
from mingxin.kernel.clock import CHINA
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, UNIT_NAMES, firm, thread
from tests.mingxin.doors.desk.conftest import DeskClient, quick_passwords
from tests.mingxin.doors.desk.conftest import desk_client as desk_client
from tests.mingxin.doors.desk.office_city import recent
from tests.mingxin.intake.actions.desk import Desk, hire

__all__ = ["quick_passwords"]

HEIR, GRANDCHILD = (uscc.compose("11", "429913", f"0000008{number}") for number in (1, 2))
WRONG_CODE = firm(9)[:-1] + ("7" if firm(9)[-1] != "7" else "8")


@pytest.fixture
def desk(in_force: InForce, tmp_path: Path, actor: Actor) -> Desk:
    hire()
    at = clock_now()
    for code, name in ((HEIR, "云泽市综合执法局"), (GRANDCHILD, "云泽市综合监管局")):
        add_unit(uscc=code, name=name, items=["admin_penalty"], region=in_force.region, ground="三定规定",
                 held_from=date(2020, 1, 1), by=actor, at=at)  # fmt: skip
    (tmp_path / "sent").mkdir()
    return Desk(tmp_path / "sent", at, count(1))


@pytest.fixture
def people(desk: Desk, actor: Actor) -> dict[str, Actor]:
    """A steward of each unit, and an officer of the city's office, by the names of the table."""
    made = {}
    for who, code, role in (
        ("own", UNIT, StaffRole.STEWARD),
        ("heir", HEIR, StaffRole.STEWARD),
        ("heir's heir", GRANDCHILD, StaffRole.STEWARD),
        ("office", OTHER_UNIT, StaffRole.OFFICER),
    ):
        unit, login = Unit.objects.get(uscc=code), f"p-{len(made)}"
        add_person(login=login, name="林知微", unit=unit, by=actor, at=desk.at)
        person = Person.objects.get(login=login)
        give_post(person=person, role=role, unit=unit, from_on=date(2020, 1, 1), by=actor, at=desk.at)
        made[who] = Actor(login, "林知微", unit.uscc, unit.name)
    return made


def _ended(case: str, today: date, actor: Actor, at: datetime) -> None:
    """The table's words for how things stand today."""
    days = {"ends tomorrow": 1, "ended today": 0, "ended yesterday": -1, "two have ended": -5, "nobody follows": -1}
    if case == "lasts":
        return
    end_unit(UNIT, on=today + timedelta(days=days[case]), successor="" if case == "nobody follows" else HEIR,
             ground="云机编〔2026〕5号", by=actor, at=at)  # fmt: skip
    if case == "two have ended":
        end_unit(HEIR, on=today, successor=GRANDCHILD, ground="云机编〔2026〕6号", by=actor, at=at)


WHO_ACTS = {
    "lasts": "own",
    "ends tomorrow": "own",
    "ended today": "heir",
    "ended yesterday": "heir",
    "two have ended": "heir's heir",
    "nobody follows": "office",
}
PEOPLE = ("own", "heir", "heir's heir", "office")

Verb = Callable[[Desk, Batch, Actor], object]


def _record(batch: Batch) -> Record:
    return Record.objects.get(thread=thread(recent(1)), known_until=None)


def _correct(desk: Desk, batch: Batch, by: Actor) -> object:
    seen = _record(batch).change_id
    return correct_and_tell(thread(recent(1)), {"CF_WFXW": "未按规定办理变更登记"}, seen=seen,
                            reason="笔误", link="/desk/", by=by, at=desk.at)  # fmt: skip


def _withdraw(desk: Desk, batch: Batch, by: Actor) -> object:
    return withdraw_and_tell(thread=thread(recent(1)), reason_type="决定被撤销", case="云复决〔2026〕1号",
                             ruled_on=desk.at.astimezone(CHINA).date(), link="/desk/", by=by, at=desk.at)  # fmt: skip


def _register(desk: Desk, batch: Batch, by: Actor) -> object:
    side = RulingSide.OFFICE if by.unit == OTHER_UNIT else RulingSide.UNIT
    made = register(thread(recent(1)), reason_type="决定被撤销", case="云复决〔2026〕1号",
                    ruled_on=desk.at.astimezone(CHINA).date(), side=side, link="/desk/", by=by, at=desk.at)  # fmt: skip
    return dismiss(made.pk, reason="登记有误", side=side, link="/desk/", by=by, at=desk.at)


def _answer(desk: Desk, batch: Batch, by: Actor) -> object:
    asked = PublicityQuestion.objects.get()
    return answer(asked.pk, severity="一般", is_public=True, reason="裁量基准第八条", by=by, at=desk.at)


def _supplement(desk: Desk, batch: Batch, by: Actor) -> object:
    return supplement_of(batch.number, by=by, at=desk.at)


def _close(desk: Desk, batch: Batch, by: Actor) -> object:
    return close_questions(batch.number, reason="已作废", by=by, at=desk.at)


VERBS: dict[str, Verb] = {
    "correct": _correct,
    "withdraw": _withdraw,
    "register a ruling": _register,
    "answer a question": _answer,
    "send again": _supplement,
    "close": _close,
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("case", WHO_ACTS)
def test_who_acts(desk: Desk, people: dict[str, Actor], actor: Actor, case: str, verb: str) -> None:
    """Of the four one acts alone, but that the office registers rulings for every unit of its region."""
    batch = desk.admitted(recent(1), recent(2, CF_SXCD=""), recent(3, CF_XDR_SHXYM=WRONG_CODE))
    _ended(case, desk.at.astimezone(CHINA).date(), actor, desk.at)
    acts = {WHO_ACTS[case]} | ({"office"} if verb == "register a ruling" else set())
    if (case, verb) == ("nobody follows", "send again"):
        acts = set()  # rows are sent by a unit with the power for them; the office has none
    for who in sorted(PEOPLE, key=lambda who: who in acts):  # who may not comes first
        if who not in acts:
            with pytest.raises(Refusal) as refused:
                VERBS[verb](desk, batch, people[who])
            assert refused.value.code in {
                "unit.ended", "unit.not_answering", "ruling.foreign_unit", "supplement.nobody"
            }, (who, refused.value.code)  # fmt: skip
        else:
            VERBS[verb](desk, batch, people[who])


@pytest.mark.parametrize(("case", "who"), [("nobody follows", "office"), ("ended today", "heir")])
@pytest.mark.parametrize("verb", ["correct", "withdraw"])
def test_whoever_enters_an_end_does_not_act_by_it(
    desk: Desk, people: dict[str, Actor], actor: Actor, case: str, who: str, verb: str
) -> None:
    """An end could be entered for a minute, to do what the unit would not, and be taken back."""
    batch = desk.admitted(recent(1))
    _ended(case, desk.at.astimezone(CHINA).date(), people[who], desk.at)
    with pytest.raises(Refusal) as refused:
        VERBS[verb](desk, batch, people[who])
    assert refused.value.code == "unit.ended_by_oneself"
    _ended(case, desk.at.astimezone(CHINA).date(), actor, desk.at)  # somebody else says the same
    VERBS[verb](desk, batch, people[who])


@pytest.mark.parametrize("case", WHO_ACTS)
def test_a_post_opens_what_the_verbs_let_it_do(desk: Desk, people: dict[str, Actor], actor: Actor, case: str) -> None:
    """By the permits, which the pages ask before they show a button."""
    today = desk.at.astimezone(CHINA).date()
    _ended(case, today, actor, desk.at)
    place = place_of(Unit.objects.get(uscc=UNIT))
    holders = {who: holder_of(Person.objects.get(login=people[who].login), on=today) for who in PEOPLE}
    may = {act: {who for who in PEOPLE if holders[who].may(act, place=place)} for act in Act}
    assert may[Act.AMEND] == {WHO_ACTS[case]}
    assert may[Act.NOTE_RULING] == {WHO_ACTS[case], "office"}
    assert may[Act.SEE_REPORTS] == {WHO_ACTS[case], "office"}
    assert may[Act.REPORT] == ({"own"} if WHO_ACTS[case] == "own" else set()), "an heir sends in its own name alone"
    assert all(holders[who].may(Act.ENTER) for who in PEOPLE), "messages and the password stay one's own"
    assert holders["heir"].may(Act.REPORT) == (case != "two have ended")


def test_what_the_heir_changes_stays_the_unit_s_record(desk: Desk, people: dict[str, Actor], actor: Actor) -> None:
    """The decision stays that of the authority that made it; the change bears who made it."""
    batch = desk.admitted(recent(1), recent(3, CF_XDR_SHXYM=WRONG_CODE))
    _ended("ended today", desk.at.astimezone(CHINA).date(), actor, desk.at)
    _correct(desk, batch, people["heir"])
    assert _record(batch).unit.uscc == UNIT
    assert Change.objects.latest("number").actor_login == people["heir"].login
    again = supplement_of(batch.number, by=people["heir"], at=desk.at)
    assert again.unit.uscc == HEIR, "what is new is reported by who reports it, under its own power"
    again = desk.mended(again.number, (3, "CF_XDR_SHXYM", firm(3)), by=people["heir"])
    assert (again.admitted, again.questioned) == (1, 0), "what the ended unit decided its heir may report"


def test_nobody_sends_in_the_name_of_a_unit_that_has_ended(desk: Desk, people: dict[str, Actor], actor: Actor) -> None:
    batch = desk.checked(recent(1))
    _ended("ended today", desk.at.astimezone(CHINA).date(), actor, desk.at)
    for who in PEOPLE:
        with pytest.raises(Refusal) as refused:
            submit(batch.number, by=people[who], at=desk.at)
        assert refused.value.code == "unit.ended"
        with pytest.raises(Refusal) as refused:
            desk.mended(batch.number, (2, "CF_WSH", "云市监罚〔2026〕99号"), by=people[who])
        assert refused.value.code == "unit.ended"


CHAINS = {
    "one heir": ({1: 2}, {1: 2}),
    "the heir has ended, too": ({1: 2, 2: 3}, {1: 3, 2: 3}),
    "nobody": ({1: None}, {1: None}),
    "the chain ends": ({1: 2, 2: None}, {1: None, 2: None}),
    "two name each other": ({1: 2, 2: 1}, {1: None, 2: None}),
    "two have one heir": ({1: 3, 2: 3}, {1: 3, 2: 3}),
}


@pytest.mark.parametrize("chain", CHAINS)
def test_the_chain_of_heirs_is_followed(chain: str) -> None:
    ended, heirs = CHAINS[chain]
    assert heirs_of(ended) == heirs


@pytest.mark.parametrize(
    ("unit", "role", "case", "may_act"),
    [
        (UNIT, "steward", "ends tomorrow", True),
        (UNIT, "steward", "ended today", False),
        (HEIR, "steward", "ends tomorrow", False),
        (HEIR, "steward", "ended today", True),
        (HEIR, "checker", "ended today", False),
        (GRANDCHILD, "steward", "two have ended", True),
        (OTHER_UNIT, "officer", "ended today", False),
        (OTHER_UNIT, "officer", "nobody follows", True),
    ],
)
def test_pages_offer_what_may_be_done_and_no_more(
    desk: Desk, desk_client: DeskClient, actor: Actor, unit: str, role: str, case: str, may_act: bool
) -> None:
    batch = desk.admitted(recent(1), recent(2, CF_SXCD=""), recent(3, CF_XDR_SHXYM=WRONG_CODE))
    client = desk_client(role, unit=unit).client
    _ended(case, desk.at.astimezone(CHINA).date(), actor, desk.at)
    record, page = f"/desk/records/{thread(recent(1))}/", f"/desk/batches/{batch.number.partition('-')[2]}/"
    offered = {
        "correct": f"{record}correct/" in _seen(client, record),
        "withdraw": f"{record}withdraw/" in _seen(client, record),
        "answer": f"/desk/questions/{PublicityQuestion.objects.get().pk}/" in _seen(client, page),
        "close": f"{page}close/" in _seen(client, page),
        "send again": f"{page}supplement/" in _seen(client, page),
    }
    again = may_act and case != "nobody follows"
    assert offered == {name: again if name == "send again" else may_act for name in offered}
    opened = {client.get(place).status_code for place in (f"{record}correct/", f"{record}withdraw/", f"{page}close/")}
    assert opened == ({200} if may_act else opened & {403, 404})


def _seen(client: Client, place: str) -> str:
    return client.get(place).content.decode()


def test_whoever_belongs_to_a_unit_that_has_ended_is_told(desk: Desk, desk_client: DeskClient, actor: Actor) -> None:
    client = desk_client("steward", unit=UNIT).client
    _ended("ended today", desk.at.astimezone(CHINA).date(), actor, desk.at)
    home = _seen(client, "/desk/")
    assert f"{UNIT_NAMES[UNIT]}已经终止" in home and "云泽市综合执法局" in home
    assert client.get("/desk/records/").status_code == 403
