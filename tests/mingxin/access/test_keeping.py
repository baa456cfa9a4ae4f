"""Whose account it is, asked of the verbs themselves: no page stands before them here."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from mingxin.access.actions import accounts, securing
from mingxin.access.actions.people import add_person, give_post
from mingxin.access.keeping import kept_under
from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.access.models.people import OF_THE_PLATFORM
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import holder_of
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.conftest import InForce

R = StaffRole
MakePerson = Callable[..., Person]


@pytest.fixture
def person(in_force: InForce, actor: Actor, now: datetime) -> MakePerson:
    def making(*roles: StaffRole, unit: str = in_force.unit, contract: bool = False) -> Person:
        login = f"p{Person.objects.count()}"
        home = Unit.objects.get(uscc=unit)
        add_person(login=login, name=f"某{login}", unit=home, is_contract_staff=contract, by=actor, at=now)
        found = Person.objects.get(login=login)
        for role in roles:
            where = None if role in OF_THE_PLATFORM else home
            give_post(person=found, role=role, unit=where, from_on=date(2026, 1, 1), by=actor, at=now)
        return found

    return making


def holder(person: Person, now: datetime) -> Holder:
    return holder_of(person, on=now.date())


TABLE = [
    # keeper, roles of the person, under which act
    (R.UNIT_ADMINISTRATOR, [R.STEWARD], Act.KEEP_COLLEAGUES),
    (R.UNIT_ADMINISTRATOR, [R.STEWARD, R.CHECKER], Act.KEEP_COLLEAGUES),
    (R.UNIT_ADMINISTRATOR, [], Act.KEEP_COLLEAGUES),  # all posts ended: taken up again
    (R.UNIT_ADMINISTRATOR, [R.UNIT_ADMINISTRATOR], None),
    (R.UNIT_ADMINISTRATOR, [R.STEWARD, R.UNIT_ADMINISTRATOR], None),
    (R.UNIT_ADMINISTRATOR, [R.OFFICER], None),
    (R.UNIT_ADMINISTRATOR, [R.AUDITOR], None),
    (R.SYSTEM_ADMINISTRATOR, [R.UNIT_ADMINISTRATOR], Act.KEEP_ACCOUNTS),
    (R.SYSTEM_ADMINISTRATOR, [R.STEWARD, R.UNIT_ADMINISTRATOR], Act.KEEP_ACCOUNTS),
    (R.SYSTEM_ADMINISTRATOR, [R.OFFICER], Act.KEEP_ACCOUNTS),
    (R.SYSTEM_ADMINISTRATOR, [], Act.KEEP_ACCOUNTS),
    (R.SYSTEM_ADMINISTRATOR, [R.STEWARD], None),
    (R.SYSTEM_ADMINISTRATOR, [R.AUDITOR], None),
    (R.SYSTEM_ADMINISTRATOR, [R.SECURITY_ADMINISTRATOR], None),
    (R.SYSTEM_ADMINISTRATOR, [R.SYSTEM_ADMINISTRATOR], None),
    (R.SECURITY_ADMINISTRATOR, [R.STEWARD], None),
    (R.SECURITY_ADMINISTRATOR, [R.UNIT_ADMINISTRATOR], None),
    (R.AUDITOR, [R.STEWARD], None),
    (R.OFFICER, [R.STEWARD], None),
    (R.STEWARD, [R.STEWARD], None),
    (R.CHECKER, [R.STEWARD], None),
]


@pytest.mark.parametrize(("keeper", "roles", "act"), TABLE)
def test_whose_account_it_is(
    person: MakePerson, now: datetime, keeper: StaffRole, roles: list[StaffRole], act: Act | None
) -> None:
    by = holder(person(keeper), now)
    kept = person(*roles)
    assert kept_under(kept, by=by, on=now.date()) is act
    if act is None:
        for verb in (accounts.reset, accounts.reset_code, accounts.reactivate):
            with pytest.raises(Refusal, match="不由您维护"):
                verb(person=kept, by=by, at=now)
        with pytest.raises(Refusal, match="不由您维护"):
            accounts.deactivate(person=kept, reason="试试", by=by, at=now)
        with pytest.raises(Refusal, match="不由您维护"):
            accounts.mark_contract_staff(person=kept, is_contract_staff=True, by=by, at=now)
        assert Person.objects.get(pk=kept.pk).is_active


def test_another_unit_s_colleagues_are_not_his(person: MakePerson, in_force: InForce, now: datetime) -> None:
    by = holder(person(R.UNIT_ADMINISTRATOR), now)
    assert kept_under(person(R.STEWARD, unit=in_force.other_unit), by=by, on=now.date()) is None


@pytest.mark.parametrize("keeper", list(R))
@pytest.mark.parametrize("role", list(R))
def test_who_may_give_which_post(person: MakePerson, now: datetime, keeper: StaffRole, role: StaffRole) -> None:
    allowed = {
        R.UNIT_ADMINISTRATOR: {R.STEWARD, R.CHECKER},
        R.SYSTEM_ADMINISTRATOR: {R.UNIT_ADMINISTRATOR, R.OFFICER},
    }.get(keeper, set())
    by, whom = holder(person(keeper), now), person()
    if role in allowed:
        accounts.give(person=whom, role=role, from_on=now.date(), by=by, at=now)
        assert whom.posts.get().role == role
    else:
        with pytest.raises(Refusal, match="您不能安排"):
            accounts.give(person=whom, role=role, from_on=now.date(), by=by, at=now)
        assert not whom.posts.exists()


def test_nobody_gives_or_ends_a_post_of_his_own(person: MakePerson, now: datetime) -> None:
    me = person(R.UNIT_ADMINISTRATOR, R.STEWARD)
    by = holder(me, now)
    with pytest.raises(Refusal, match="本人的账户和岗位"):
        accounts.give(person=me, role=R.CHECKER, from_on=now.date(), by=by, at=now)
    with pytest.raises(Refusal, match="本人的账户和岗位"):
        accounts.end(post=me.posts.get(role=R.STEWARD), on=now.date(), by=by, at=now)
    with pytest.raises(Refusal, match="本人的账户和岗位"):
        accounts.reset(person=me, by=by, at=now)


@pytest.mark.parametrize("ended", [0, 1], ids=["ended today", "ends tomorrow"])
def test_a_keeper_whose_own_post_is_over_keeps_nothing(person: MakePerson, now: datetime, ended: int) -> None:
    me, colleague = person(R.UNIT_ADMINISTRATOR), person(R.STEWARD)
    Post.objects.filter(person=me).update(until_on=now.date() + timedelta(days=ended))
    by = holder(me, now)
    assert (kept_under(colleague, by=by, on=now.date()) is not None) is bool(ended)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"from_on": date(2026, 11, 19)}, "post.past", id="from yesterday"),
        pytest.param({"until_on": date(2026, 11, 20)}, "post.no_days", id="not a day long"),
        pytest.param({"role": R.STEWARD}, "post.already", id="held already"),
    ],
)
def test_posts_that_are_refused(person: MakePerson, now: datetime, given: dict[str, object], code: str) -> None:
    by, whom = holder(person(R.UNIT_ADMINISTRATOR), now), person(R.STEWARD)
    values: dict[str, object] = {"role": R.CHECKER, "from_on": now.date()} | given
    with pytest.raises(Refusal) as refused:
        accounts.give(person=whom, by=by, at=now, **values)  # type: ignore[arg-type]
    assert (refused.value.code, whom.posts.count()) == (code, 1)


def test_contract_staff_are_stewards_alone(person: MakePerson, now: datetime) -> None:
    by, checker, hired = holder(person(R.UNIT_ADMINISTRATOR), now), person(R.CHECKER), person(R.STEWARD, contract=True)
    with pytest.raises(Refusal, match="只能担任经办人"):
        accounts.mark_contract_staff(person=checker, is_contract_staff=True, by=by, at=now)
    with pytest.raises(Refusal, match="只能担任经办人"):
        accounts.give(person=hired, role=R.CHECKER, from_on=now.date(), by=by, at=now)
    with pytest.raises(Refusal, match="只能担任经办人"):  # nor as somebody's B post
        accounts.give(
            person=hired,
            role=R.CHECKER,
            from_on=now.date(),
            until_on=now.date() + timedelta(days=3),
            stands_in_for=checker,
            by=by,
            at=now,
        )


def test_an_account_is_one_person_s(person: MakePerson, in_force: InForce, now: datetime) -> None:
    by, unit = holder(person(R.UNIT_ADMINISTRATOR), now), Unit.objects.get(uscc=in_force.unit)
    made = accounts.open_account(login="zhou", name="周明远", unit=unit, roles=[R.STEWARD], by=by, at=now)
    assert made.person.check_password(made.password)
    with pytest.raises(Refusal, match="已经有人使用"):
        accounts.open_account(login="zhou", name="周明近", unit=unit, roles=[R.STEWARD], by=by, at=now)
    other = Unit.objects.get(uscc=in_force.other_unit)
    with pytest.raises(Refusal, match="您不能安排"):
        accounts.open_account(login="he", name="何为先", unit=other, roles=[R.STEWARD], by=by, at=now)
    with pytest.raises(Refusal, match="至少选择一个岗位"):
        accounts.open_account(login="he", name="何为先", unit=unit, roles=[], by=by, at=now)
    assert not Person.objects.filter(login="he").exists()


def test_closing_ends_the_posts_and_is_written_down(person: MakePerson, now: datetime) -> None:
    by, whom = holder(person(R.UNIT_ADMINISTRATOR), now), person(R.STEWARD, R.CHECKER)
    with pytest.raises(Refusal, match="理由"):
        accounts.deactivate(person=whom, reason=" ", by=by, at=now)
    accounts.deactivate(person=whom, reason="调离 110101199003074514", by=by, at=now)
    assert {post.until_on for post in whom.posts.all()} == {now.date()}
    entry = Entry.objects.get(action="access.deactivated")
    assert entry.actor_login == by.login and "110101199003074514" not in entry.matter
    with pytest.raises(Refusal, match="已经停用"):
        accounts.deactivate(person=whom, reason="再来一次", by=by, at=now)
    again = accounts.reactivate(person=whom, by=by, at=now)
    assert again.person.is_active and again.person.must_change_password


@pytest.mark.parametrize("role", [role for role in R if role is not R.SECURITY_ADMINISTRATOR])
def test_only_the_security_administrator_unlocks_and_ends(person: MakePerson, now: datetime, role: StaffRole) -> None:
    by, whom = holder(person(role), now), person(R.STEWARD)
    for verb in (securing.unlock, securing.end_sign_in, securing.take_code_away):
        with pytest.raises(Refusal, match="您的岗位不能办理"):
            verb(person=whom, by=by, at=now)
