"""Accounts and posts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.access.models.people import OF_THE_PLATFORM
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import visible
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor


@transaction.atomic
def add_person(
    *, login: str, name: str, by: Actor, at: datetime, unit: Unit | None = None, is_contract_staff: bool = False
) -> bool:
    """Make an account without a usable password; False where it is there already, in whatever case of letters."""
    login, name = cut(visible(login))[0], cut(visible(name))[0]
    if not login or not name:
        raise Refusal("person.unnamed", "账户名和姓名都不能为空。", "请填写本人的真实姓名。")
    if Person.objects.filter(login__iexact=login).exists():
        return False
    person = Person(login=login, name=name, unit=unit, is_contract_staff=is_contract_staff)
    person.set_unusable_password()
    person.save(force_insert=True)
    write(
        action="access.add_person",
        object_type="person",
        object_key=login,
        by=by,
        at=at,
        detail={"name": name, "unit": unit.uscc if unit else "", "contract": is_contract_staff},
        rows=(person,),
    )
    return True


@transaction.atomic
def give_post(
    *,
    person: Person,
    role: StaffRole,
    unit: Unit | None,
    from_on: date,
    by: Actor,
    at: datetime,
    until_on: date | None = None,
    items: Iterable[str] = (),
    stands_in_for: Person | None = None,
) -> Post:
    """Give a person a post. Refuses what the separation of posts forbids."""
    Person.objects.select_for_update().get(pk=person.pk)
    _require_lawful(person, role, unit, from_on, until_on, stands_in_for)
    post = Post.objects.create(
        person=person,
        role=role,
        unit=unit,
        items=sorted(set(items)),
        stands_in_for=stands_in_for,
        from_on=from_on,
        until_on=until_on,
        given_by=by.name,
        given_at=at,
    )
    _tell_given(post, by, at)
    return post


@transaction.atomic
def end_post(*, post: Post, on: date, by: Actor, at: datetime) -> None:
    """The post ends: `on` is the first day without it."""
    if on < post.from_on:
        on = post.from_on
    post.until_on = on
    post.save(update_fields=["until_on"])
    write(
        action="access.end_post",
        object_type="person",
        object_key=post.person.login,
        by=by,
        at=at,
        detail={"post": post.pk, "role": post.role, "until": on},
        rows=(post,),
    )


def _tell_given(post: Post, by: Actor, at: datetime) -> None:
    write(
        action="access.give_post",
        object_type="person",
        object_key=post.person.login,
        by=by,
        at=at,
        detail={
            "post": post.pk,
            "role": StaffRole(post.role).value,
            "unit": post.unit.uscc if post.unit else "",
            "items": post.items,
            "from": post.from_on,
            "until": post.until_on,
            "stands_in_for": post.stands_in_for.login if post.stands_in_for else "",
        },
        rows=(post,),
    )


def _require_lawful(
    person: Person,
    role: StaffRole,
    unit: Unit | None,
    from_on: date,
    until_on: date | None,
    stands_in_for: Person | None,
) -> None:
    if until_on is not None and until_on <= from_on:
        raise Refusal("post.no_days", "岗位的截止日期应晚于起始日期。", "请核对两个日期。")
    if stands_in_for is not None and until_on is None:
        raise Refusal("post.b_without_end", "代理（B岗）必须写明截止日期。", "请填写代理到哪一天为止。")
    if stands_in_for == person:
        raise Refusal("post.b_for_itself", "不能代理自己的岗位。", "请选择被代理的同事。")
    if person.is_contract_staff and role != StaffRole.STEWARD:
        raise Refusal("post.contract_staff", "合同制人员只能担任经办人。", "审核和管理岗位请安排在编人员担任。")
    if (role in OF_THE_PLATFORM) != (unit is None):
        raise Refusal("post.unit", "平台管理岗位不属于任何单位，其他岗位必须写明单位。", "请重新选择。")
    held = Post.objects.filter(person=person).filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on))
    roles = set(held.values_list("role", flat=True)) - {role}
    if (role in OF_THE_PLATFORM and roles) or roles & set(OF_THE_PLATFORM):
        raise Refusal(
            "post.three_people",
            "系统、安全、审计管理员须由三个人分别担任，也不能兼任业务岗位。",
            "请另行指定一名人员。",
        )
