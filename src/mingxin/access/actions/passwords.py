"""Passwords: changed by their owner, reset by whoever keeps the account."""

import secrets
from datetime import datetime
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from mingxin.access.actions import sessions, signing
from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.second_factors import forget_enrolment
from mingxin.access.models import Person
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

LONGEST: Final = 128
RULE: Final = "至少 12 个字符，不能全是数字，不能与账户名、姓名相近，不能是常见的口令，也不能与现在的口令相同。"
_WORDS: Final = {
    "password_too_short": "口令至少要有 12 个字符。",
    "password_too_common": "这是常见的口令，容易被猜到。",
    "password_entirely_numeric": "口令不能全是数字。",
    "password_too_similar": "口令与账户名或者姓名太相近。",
}
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_TEMPORARY_LENGTH: Final = 16


def change_password(*, person: Person, present: str, new: str, at: datetime) -> None:
    """By the owner. Every other sign-in ends; the caller keeps its own session by the new hash.

    A wrong present one counts like a failed sign-in. Not to be called in a transaction: the count must stay.
    """
    if not signing.check_own_password(person=person, password=present, at=at):
        raise Refusal("password.present", "现在的口令不正确。", f"请重新填写；{signing.OWN_LOCKS}")
    if person.check_password(new):
        raise Refusal("password.same", "新口令不能与现在的口令相同。", "请换一个。")
    faults = faults_of(new, person)
    if faults:
        raise Refusal("password.weak", "".join(faults), "请换一个。")
    with transaction.atomic():
        _set(person, new, must_change=False, at=at)
        enter_account("password_changed", person, at=at)


def reset_password(*, person: Person, by: Actor, at: datetime) -> str:
    """A temporary password, to be handed over and changed at the first sign-in. Open sign-ins end; a lock is lifted."""
    temporary = "".join(secrets.choice(_LETTERS) for _ in range(_TEMPORARY_LENGTH))
    with transaction.atomic():
        _set(person, temporary, must_change=True, at=at)
        enter_account("password_reset", person, by=by, at=at)
        sessions.end(person=person, reason="password", at=at)
    return temporary


def faults_of(new: str, person: Person) -> tuple[str, ...]:
    """What is wrong with a new password, in words."""
    if len(new) > LONGEST:
        return (f"口令最多 {LONGEST} 个字符。",)
    try:
        validate_password(new, person)
    except ValidationError as fault:
        return tuple(_WORDS.get(one.code or "", "".join(one.messages)) for one in fault.error_list)
    return ()


def _set(person: Person, new: str, *, must_change: bool, at: datetime) -> None:
    person.set_password(new)
    person.must_change_password, person.password_changed_at = must_change, at
    person.failed_sign_ins, person.locked_until = 0, None
    person.save(
        update_fields=["password", "must_change_password", "password_changed_at", "failed_sign_ins", "locked_until"]
    )
    forget_enrolment(person=person)
