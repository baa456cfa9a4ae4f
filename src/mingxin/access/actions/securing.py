"""What the security administrator does to somebody's account: open it, end its sign-in, take its second factor away.

Never to his own, and he gives neither posts nor passwords: those have other keepers.
"""

from datetime import datetime

from django.db import transaction

from mingxin.access.actions import second_factors, sessions, signing, tries
from mingxin.access.models import Person
from mingxin.access.permits import Act, Holder
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor


def unlock(*, person: Person, by: Holder, at: datetime) -> None:
    actor = _actor(person, by)
    is_shut = person.failed_sign_ins or person.locked_until is not None or person.guarded_until is not None
    if not is_shut and not person.failed_tries.exists():
        raise Refusal("account.already", f"{person.name}的账户没有锁定，也没有暂停登录。", "请刷新后再看。")
    signing.unlock(person=person, by=actor, at=at)


@transaction.atomic
def end_sign_in(*, person: Person, by: Holder, at: datetime) -> None:
    if not sessions.end_by(person=person, by=_actor(person, by), at=at):
        raise Refusal("sign_in.gone", f"{person.name}已经退出。", "请刷新后再看。")


@transaction.atomic
def take_code_away(*, person: Person, by: Holder, at: datetime) -> None:
    """The telephone is lost, or in other hands: whoever is signed in must sign in anew."""
    actor = _actor(person, by)
    if not second_factors.reset_second_factor(person=person, by=actor, at=at):
        raise Refusal("account.already", f"{person.name}没有启用动态验证码。", "请刷新后再看。")
    sessions.end(person=person, reason="code", at=at)


def open_place(*, place: str, by: Holder, at: datetime) -> None:
    """Let a network address try again that had failed too often."""
    by.require(Act.KEEP_SECURITY)
    if not tries.open_place(place, by=by.actor(Act.KEEP_SECURITY), at=at):
        raise Refusal("place.gone", f"网络地址 {place} 没有暂停登录。", "请刷新后再看。")


def _actor(person: Person, by: Holder) -> Actor:
    by.require(Act.KEEP_SECURITY)
    if person.pk == by.person:
        raise Refusal("account.own", "不能处理本人的账户。", "本人的口令和动态验证码请到“我的账户”维护。")
    return by.actor(Act.KEEP_SECURITY)
