"""Accounts as their keepers handle them: opened, reset, closed, opened again; and their posts.

Each verb asks whose account it is (`access.keeping`) before it does anything: the pages ask as well, but the
separation of posts does not hang on a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from mingxin.access.actions import people, sessions
from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.passwords import Fresh, fresh, reset_password
from mingxin.access.actions.second_factors import reset_second_factor
from mingxin.access.keeping import posts_open, require_fit, require_kept, require_role
from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.access.permits import Holder
from mingxin.access.queries.holders import place_of
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actor import Actor


@dataclass(frozen=True)
class Opened:
    """A new or reset account with its temporary password, which is kept nowhere."""

    person: Person
    password: str


def open_account(
    *,
    login: str,
    name: str,
    unit: Unit,
    roles: Sequence[StaffRole],
    items: Sequence[str] = (),
    is_contract_staff: bool = False,
    by: Holder,
    at: datetime,
) -> Opened:
    """A colleague with posts from today on. An account is one person's: a login that is taken is refused."""
    if not roles:
        raise Refusal("account.no_post", "请至少选择一个岗位。", "没有岗位的账户登录后什么也不能办理。")
    acts = [require_role(role, unit, by=by) for role in roles]
    for role in roles:
        require_fit(role, unit)
    actor, given = by.actor(acts[0], place=place_of(unit)), fresh()
    with transaction.atomic():
        if not people.add_person(
            login=login, name=name, unit=unit, is_contract_staff=is_contract_staff, by=actor, at=at
        ):
            raise Refusal(
                "account.login_taken",
                "这个账户名已经有人使用。",
                "请换一个，例如姓名全拼加数字；一人一个账户，不要共用。",
            )
        person = Person.objects.get(login=cut(login.strip())[0])
        for role in dict.fromkeys(roles):
            people.give_post(person=person, role=role, unit=unit, items=items, from_on=_day(at), by=actor, at=at)
        return Opened(person, reset_password(person=person, by=actor, at=at, given=given))


@transaction.atomic
def give(
    *,
    person: Person,
    role: StaffRole,
    items: Sequence[str] = (),
    from_on: date,
    until_on: date | None = None,
    stands_in_for: Person | None = None,
    by: Holder,
    at: datetime,
) -> Post:
    """A post in the person's own unit. Standing in (B岗) is for a colleague of the unit who holds that very post."""
    person, unit = _held(person)
    if person.pk == by.person:
        require_kept(person, by=by, on=_day(at))
    act = require_role(role, unit, by=by)
    require_fit(role, unit)
    _require_active(person)
    if from_on < _day(at):
        raise Refusal("post.past", "岗位不能从已经过去的日子开始。", "请填写今天或者以后的日期。")
    if stands_in_for is not None:
        _require_stands_for(stands_in_for, role, unit, _day(at))
    elif posts_open(person, on=from_on).filter(role=role, unit=unit, stands_in_for__isnull=True).exists():
        raise Refusal(
            "post.already", f"{person.name}已经担任{role.label}。", "要调整事项范围的，请先结束原岗位，再重新安排。"
        )
    return people.give_post(
        person=person,
        role=role,
        unit=unit,
        items=items,
        from_on=from_on,
        until_on=until_on,
        stands_in_for=stands_in_for,
        by=by.actor(act, place=place_of(unit)),
        at=at,
    )


@transaction.atomic
def end(*, post: Post, on: date, by: Holder, at: datetime) -> None:
    """`on` is the first day without the post, today at the earliest."""
    if post.person_id == by.person:
        require_kept(post.person, by=by, on=_day(at))
    if post.unit is None:
        raise Refusal("account.role", "平台管理岗位不在这里维护。", "请由平台维护人员用命令办理。")
    act = require_role(StaffRole(post.role), post.unit, by=by)
    if on < _day(at):
        raise Refusal("post.past", "岗位不能从已经过去的日子结束。", "请填写今天或者以后的日期。")
    if post.until_on is not None and post.until_on <= on:
        raise Refusal("post.already", "这个岗位在那一天之前已经结束。", "请刷新后再看。")
    people.end_post(post=post, on=on, by=by.actor(act, place=place_of(post.unit)), at=at)


def reset(*, person: Person, by: Holder, at: datetime) -> Opened:
    """A new temporary password, to be changed at the first sign-in."""
    return _reset(person, fresh(), by, at)


@transaction.atomic
def _reset(person: Person, given: Fresh, by: Holder, at: datetime) -> Opened:
    person, actor = _kept(person, by, at)
    _require_active(person)
    return Opened(person, reset_password(person=person, by=actor, at=at, given=given))


@transaction.atomic
def reset_code(*, person: Person, by: Holder, at: datetime) -> bool:
    """Take the second factor away (a telephone lost); False where there was none. Open sign-ins end."""
    person, actor = _kept(person, by, at)
    sessions.end(person=person, reason="code", at=at)
    return reset_second_factor(person=person, by=actor, at=at)


@transaction.atomic
def mark_contract_staff(*, person: Person, is_contract_staff: bool, by: Holder, at: datetime) -> None:
    """合同制人员 hold the post of a steward alone: other posts end first, by somebody's own decision."""
    person, actor = _kept(person, by, at)
    others = posts_open(person, on=_day(at)).exclude(role=StaffRole.STEWARD)
    if is_contract_staff and others.exists():
        raise Refusal(
            "post.contract_staff",
            "合同制人员只能担任经办人。",
            f"请先结束{person.name}的其他岗位，再标为合同制人员。",
        )
    person.is_contract_staff = is_contract_staff
    person.save(update_fields=["is_contract_staff"])
    enter_account("contract_staff", person, by=actor, at=at, detail={"contract": is_contract_staff})


@transaction.atomic
def deactivate(*, person: Person, reason: str, by: Holder, at: datetime) -> None:
    """The account closes: its posts end today and its open sign-in at once. What it did stays under its name."""
    person, actor = _kept(person, by, at)
    _require_active(person)
    reason = cut(reason.strip())[0][:200]
    if not reason:
        raise Refusal("account.reason", "请写明停用的理由。", "例如：调离本单位。")
    for post in posts_open(person, on=_day(at)):
        people.end_post(post=post, on=_day(at), by=actor, at=at)
    person.is_active = False
    person.save(update_fields=["is_active"])
    enter_account("deactivated", person, by=actor, at=at, matter=reason)
    sessions.end(person=person, reason="account", at=at)


def reactivate(*, person: Person, by: Holder, at: datetime) -> Opened:
    """Open again, with a new temporary password; the posts are given anew."""
    return _reactivate(person, fresh(), by, at)


@transaction.atomic
def _reactivate(person: Person, given: Fresh, by: Holder, at: datetime) -> Opened:
    person, actor = _kept(person, by, at)
    if person.is_active:
        raise Refusal("account.already", "这个账户没有停用。", "请刷新后再看。")
    person.is_active = True
    person.save(update_fields=["is_active"])
    enter_account("reactivated", person, by=actor, at=at)
    return Opened(person, reset_password(person=person, by=actor, at=at, given=given))


def _kept(person: Person, by: Holder, at: datetime) -> tuple[Person, Actor]:
    """The person, locked and as it stands now, with the name under which the holder acts upon it."""
    person, unit = _held(person)
    act = require_kept(person, by=by, on=_day(at))
    return person, by.actor(act, place=place_of(unit))


def _held(person: Person) -> tuple[Person, Unit]:
    found = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    if found.unit is None:
        raise Refusal("account.not_yours", f"{found.name}的账户不属于任何单位。", "请由平台维护人员用命令维护。")
    return found, found.unit


def _require_active(person: Person) -> None:
    if not person.is_active:
        raise Refusal("account.gone", f"{person.name}的账户已经停用。", "需要继续使用的，请先恢复账户。")


def _require_stands_for(colleague: Person, role: StaffRole, unit: Unit, on: date) -> None:
    held = posts_open(colleague, on=on).filter(role=role, unit=unit, stands_in_for__isnull=True)
    if not held.exists():
        raise Refusal(
            "post.b_without_a",
            f"{colleague.name}没有担任本单位的{role.label}，不需要代理。",
            "请选择被代理人现有的岗位。",
        )


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
