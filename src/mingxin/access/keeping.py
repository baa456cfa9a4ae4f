"""Who keeps whose account: a unit's administrator his colleagues', the system administrator the administrators'.

Nobody keeps his own. The security administrator and the auditor are made at the command line: whoever could make or
reset them at the desk could become one of them.
"""

from datetime import date

from django.db.models import Q, QuerySet

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.access.permits import KEPT_ROLES, Act, Holder
from mingxin.access.queries.holders import place_of
from mingxin.access.rules.offices import may_be_office
from mingxin.kernel.refusal import Refusal


def posts_open(person: Person, *, on: date) -> QuerySet[Post]:
    """Held today or from a later day on."""
    still = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return Post.objects.filter(still, person=person).select_related("unit", "stands_in_for").order_by("from_on", "id")


def kept_under(person: Person, *, by: Holder, on: date) -> Act | None:
    """The act under which the holder keeps this account; None where it is not for him.

    A colleague who also administers the unit is the system administrator's. An account without posts may be taken up
    by either.
    """
    unit = person.unit
    if unit is None or person.pk == by.person:
        return None
    roles = {StaffRole(role) for role in posts_open(person, on=on).values_list("role", flat=True)}
    if roles <= KEPT_ROLES[Act.KEEP_COLLEAGUES] and by.may(Act.KEEP_COLLEAGUES, place=place_of(unit)):
        return Act.KEEP_COLLEAGUES
    above = KEPT_ROLES[Act.KEEP_ACCOUNTS]
    if by.may(Act.KEEP_ACCOUNTS) and (not roles or roles & above):
        return Act.KEEP_ACCOUNTS
    return None


def require_kept(person: Person, *, by: Holder, on: date) -> Act:
    """Under which act; a Refusal that says whose the account is."""
    if person.pk == by.person:
        raise Refusal(
            "account.own",
            "不能维护本人的账户和岗位。",
            "修改本人口令请到“我的账户”；调整本人岗位，单位管理员请联系系统管理员，其他人请联系本单位管理员。",
        )
    act = kept_under(person, by=by, on=on)
    if act is None:
        raise Refusal(
            "account.not_yours",
            f"{person.name}的账户不由您维护。",
            "经办人、审核人的账户由本单位管理员维护；单位管理员和信用办工作人员的账户由系统管理员维护；"
            "系统、安全、审计管理员的账户由平台维护人员用命令维护。",
        )
    return act


def require_fit(role: StaffRole, unit: Unit) -> None:
    """Refuse officers of the credit office in what can be none: they see the whole division."""
    if role is StaffRole.OFFICER and not may_be_office(unit.uscc):
        raise Refusal(
            "account.not_organ",
            f"“{unit.name}”不是机关或者事业单位，不能设置“{role.label}”岗位。",
            "信用办工作人员只安排在本区域信用办所在的单位。",
        )


def require_role(role: StaffRole, unit: Unit, *, by: Holder) -> Act:
    """Under which act the holder may give or end a post of this role in the unit."""
    for act, roles in KEPT_ROLES.items():
        if role in roles and by.may(act, place=place_of(unit)):
            return act
    raise Refusal(
        "account.role",
        f"您不能安排“{role.label}”岗位。",
        "单位管理员安排本单位的经办人和审核人；单位管理员和信用办工作人员由系统管理员安排。",
    )
