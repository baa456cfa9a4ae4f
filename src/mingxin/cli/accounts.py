"""`mingxin account`: the first accounts of an installation, and the way back in when nobody can sign in."""

import argparse
from typing import Any

from django.db import transaction

from mingxin.access.actions.passwords import fresh, reset_password
from mingxin.access.actions.people import add_person, give_post
from mingxin.access.actions.second_factors import reset_second_factor
from mingxin.access.models import Person, StaffRole
from mingxin.access.queries.accounts import sealed_under_older_keys
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

ROLES = {
    "system": StaffRole.SYSTEM_ADMINISTRATOR,
    "security": StaffRole.SECURITY_ADMINISTRATOR,
    "audit": StaffRole.AUDITOR,
}


def add(arguments: argparse.Namespace, telling: Telling) -> int:
    """One of the three administrators; everybody else is made at the desk."""
    at, given = now(), fresh()
    with transaction.atomic():
        if not add_person(login=arguments.login, name=arguments.name, by=OPERATOR, at=at):
            raise Refusal("account.login_taken", f"账户名 {arguments.login} 已经有人使用。", "请换一个账户名。")
        person = Person.objects.get(login=arguments.login.strip())
        role = ROLES[arguments.role]
        give_post(person=person, role=role, unit=None, from_on=at.date(), by=OPERATOR, at=at)
        temporary = reset_password(person=person, by=OPERATOR, at=at, given=given)
    telling.give({"login": person.login, "role": role.value, "temporary_password": temporary})
    telling.say(f"✓ 已建立{role.label}账户 {person.login}（{person.name}）。")
    _say_password(temporary, telling)
    return 0


def reset(arguments: argparse.Namespace, telling: Telling) -> int:
    """A temporary password, and the second factor taken off, for somebody who cannot get in."""
    at = now()
    person = Person.objects.filter(login=arguments.login, is_active=True).first()
    if person is None or person.login == OPERATOR.login:
        raise Refusal(
            "account.unknown", f"没有可以登录的账户 {arguments.login}。", "请用 mingxin account list 查看账户。"
        )
    given = fresh()
    with transaction.atomic():
        temporary = reset_password(person=person, by=OPERATOR, at=at, given=given)
        reset_second_factor(person=person, by=OPERATOR, at=at)
    telling.give({"login": person.login, "temporary_password": temporary})
    telling.say(f"✓ 已重置 {person.login}（{person.name}）的口令，并解除动态验证码的绑定。")
    _say_password(temporary, telling)
    return 0


def list_(arguments: argparse.Namespace, telling: Telling) -> int:
    people = Person.objects.exclude(login=OPERATOR.login).select_related("unit").order_by("login")
    older = sealed_under_older_keys()
    told: list[dict[str, Any]] = [
        {
            "login": person.login,
            "name": person.name,
            "unit": person.unit.name if person.unit else "",
            "posts": sorted({str(StaffRole(post.role).label) for post in person.posts.all()}),
            "is_active": person.is_active,
            "has_password": person.has_usable_password(),
            "code_needs_older_secret": person.pk in older,
        }
        for person in people.prefetch_related("posts")
    ]
    telling.give({"accounts": told})
    for account in told:
        state = "" if account["is_active"] else "（已停用）"
        state = state or ("" if account["has_password"] else "（还没有口令，请用 mingxin account reset 设置）")
        state += "（动态验证码由旧的会话密钥封存）" if account["code_needs_older_secret"] else ""
        telling.say(f"{account['login']:<20} {account['name']}  {account['unit']} {'、'.join(account['posts'])}{state}")
    return 0


def _say_password(temporary: str, telling: Telling) -> None:
    telling.say(f"  临时口令：{temporary}")
    telling.say("  只显示这一次；首次登录时须更换，请当面或电话告知本人。")
