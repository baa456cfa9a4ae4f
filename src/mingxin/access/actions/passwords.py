"""Passwords: changed by their owner, reset by whoever keeps the account."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.db import transaction

from mingxin.access.actions import sessions, signing, tries
from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.second_factors import forget_enrolment
from mingxin.access.hashing import fits, hashed
from mingxin.access.models import FormerPassword, Person
from mingxin.access.rules import passwords as rules
from mingxin.access.turns import turn
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

LONGEST: Final = rules.LONGEST
RULE: Final = (
    f"至少 {rules.SHORTEST} 个字符；不能全是数字，不能含有账户名、姓名或者单位名称，"
    "不能由常见的口令、重复或者连续的字符拼成；不能是用过不久的口令。可以用几个不相干的词连成一句。"
)
WORDS: Final = {
    "short": f"口令至少要有 {rules.SHORTEST} 个字符（首尾的空格不算）。",
    "long": f"口令最多 {rules.LONGEST} 个字符。",
    "digits": "口令不能全是数字。",
    "common": "这是常见的口令，容易被猜到。",
    "own": "口令与账户名、姓名或者单位名称太相近。",
    "guessable": "口令由常见的词、重复或者连续的字符拼成，容易被猜到。",
}
REMEDY: Final = "请换一个，例如几个不相干的词连成的一句话，中间可以加数字和符号。"
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_TEMPORARY_LENGTH: Final = 16


@dataclass(frozen=True)
class Fresh:
    """A temporary password and how it is kept; made before the transaction in which it is set."""

    password: str
    encoded: str


def fresh() -> Fresh:
    temporary = "".join(secrets.choice(_LETTERS) for _ in range(_TEMPORARY_LENGTH))
    return Fresh(temporary, hashed(temporary))


def change_password(*, person: Person, present: str, new: str, at: datetime) -> None:
    """By the owner. Every other sign-in ends; the caller keeps its own session by the new hash.

    A wrong present one counts like a failed sign-in. Not to be called in a transaction: the count must stay.
    """
    if not signing.check_own_password(person=person, password=present, at=at):
        raise Refusal("password.present", "现在的口令不正确。", f"请重新填写；{signing.OWN_LOCKS}")
    faults = faults_of(new, person)
    if faults:
        raise Refusal("password.weak", "".join(faults), REMEDY)
    with turn(person.login):
        if fits(new, person.password):
            raise Refusal("password.same", "新口令不能与现在的口令相同。", "请换一个。")
        former = FormerPassword.objects.filter(person=person).order_by("-id")[: settings.DESK_PASSWORD_HISTORY]
        if any(fits(new, one.encoded) for one in former):
            raise Refusal("password.used", "这个口令用过不久，不能再用。", "请换一个没有用过的口令。")
        encoded = hashed(new)
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        _set(person, encoded, must_change=False, at=at)
        enter_account("password_changed", person, at=at)


def reset_password(*, person: Person, by: Actor, at: datetime, given: Fresh | None = None) -> str:
    """A temporary password, to be handed over and changed at the first sign-in. Open sign-ins end; a lock is lifted.

    Who calls it in a transaction brings a `fresh()` one from before.
    """
    temporary = given or fresh()
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        _set(person, temporary.encoded, must_change=True, at=at)
        tries.open_person(person)
        enter_account("password_reset", person, by=by, at=at)
        sessions.end(person=person, reason="password", at=at)
    return temporary.password


def faults_of(new: str, person: Person) -> tuple[str, ...]:
    """What is wrong with a new password, in words."""
    own = [person.login, person.name, *([person.unit.name] if person.unit else [])]
    codes = rules.faults_of(new, own=own, common=_common())
    if not codes and _resembles(new, person):
        codes = ("own",)
    return tuple(WORDS[code] for code in codes)


def _resembles(new: str, person: Person) -> bool:
    try:
        UserAttributeSimilarityValidator(("login", "name")).validate(rules.normal(new), person)
    except ValidationError:
        return True
    return False


@cache
def _common() -> Collection[str]:
    """Twenty thousand passwords that are tried first; they come with Django."""
    return frozenset(CommonPasswordValidator().passwords)


def _set(person: Person, encoded: str, *, must_change: bool, at: datetime) -> None:
    if person.has_usable_password():
        FormerPassword.objects.create(person=person, encoded=person.password, until_at=at)
        kept = FormerPassword.objects.filter(person=person).order_by("-id")[: settings.DESK_PASSWORD_HISTORY]
        FormerPassword.objects.filter(person=person).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    person.password = encoded
    person.must_change_password, person.password_changed_at = must_change, at
    person.failed_sign_ins, person.locked_until = 0, None
    person.save(
        update_fields=["password", "must_change_password", "password_changed_at", "failed_sign_ins", "locked_until"]
    )
    forget_enrolment(person=person, at=at)
