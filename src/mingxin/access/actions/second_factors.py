"""The second factor: set up, asked for, spent, reset."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from mingxin.access.actions.entering import enter_account
from mingxin.access.models import Person, RecoveryCode, SecondFactor
from mingxin.access.rules import totp
from mingxin.access.secrets_at_rest import digests, is_sealed_newly, seal, unseal
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

RECOVERY_CODES: Final = 10
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is read for another
_LENGTH: Final = 12  # 59 bits


@transaction.atomic
def begin_enrolment(*, person: Person, at: datetime) -> bytes:
    """A secret to put into an authenticator; the same one until it is confirmed or `forget_enrolment` drops it.

    Refused where one is confirmed.
    """
    _hold(person)
    held = SecondFactor.objects.select_for_update().filter(person=person).first()
    if held is not None and held.confirmed_at is not None:
        raise Refusal("second_factor.already", "您已经启用动态验证码。", "需要更换手机的，请先停用，再重新设置。")
    if held is not None:
        return unseal(bytes(held.sealed_secret), whose=person.login)
    secret = secrets.token_bytes(totp.SECRET_BYTES)
    begun = SecondFactor.objects.create(person=person, sealed_secret=seal(secret, whose=person.login), begun_at=at)
    enter_account("second_factor_begun", person, at=at, rows=(begun,))
    return secret


def forget_enrolment(*, person: Person, at: datetime) -> None:
    """Drop a secret that nobody has confirmed: at each sign-in and with each new password.

    Whoever saw it before, by a temporary password say, would otherwise hold the second factor that the owner sets up.
    Call it in the transaction of the act, with the account's row held.
    """
    dropped = list(SecondFactor.objects.filter(person=person, confirmed_at=None))
    if dropped:
        SecondFactor.objects.filter(person=person, confirmed_at=None).delete()
        enter_account("second_factor_dropped", person, at=at, gone=dropped)


@transaction.atomic
def confirm(*, person: Person, code: str, at: datetime) -> tuple[str, ...]:
    """The first code proves that the app has the secret. The recovery codes, which nobody can read again."""
    _hold(person)
    held = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    if held is None:
        raise Refusal("second_factor.none", "没有等待确认的动态验证码。", "请重新打开设置页面。")
    secret = unseal(bytes(held.sealed_secret), whose=person.login)
    step = totp.matching_step(secret, code, at=at, after=held.last_step)
    if step is None:
        raise Refusal("second_factor.code", "验证码不正确。", "请核对手机时间是否准确，再填写当前显示的 6 位数字。")
    held.confirmed_at, held.last_step = at, step
    held.save(update_fields=["confirmed_at", "last_step"])
    codes, made, void = _new_codes(person)
    enter_account("second_factor_enrolled", person, at=at, rows=(held, *made), gone=void)
    return codes


@transaction.atomic
def renew_recovery_codes(*, person: Person, at: datetime) -> tuple[str, ...]:
    """Ten new ones; those before are void."""
    _hold(person)
    codes, made, void = _new_codes(person)
    enter_account("second_factor_codes_renewed", person, at=at, rows=made, gone=void)
    return codes


def spend_code(*, person: Person, code: str, at: datetime) -> str:
    """Check a code and spend it: how it was proved ("totp", "recovery"), or "" if it does not fit.

    A secret sealed under an older key is sealed anew, so that the older key may go. Call it in a transaction that
    counts the failure, with the account's row held.
    """
    held = SecondFactor.objects.select_for_update().filter(person=person).exclude(confirmed_at=None).first()
    if held is None:
        return ""
    secret = unseal(bytes(held.sealed_secret), whose=person.login)
    step = totp.matching_step(secret, code, at=at, after=held.last_step)
    if step is not None:
        held.last_step = step
        is_older = not is_sealed_newly(bytes(held.sealed_secret), whose=person.login)
        if is_older:
            held.sealed_secret = seal(secret, whose=person.login)
        held.save(update_fields=["last_step", "sealed_secret"])
        if is_older:
            enter_account("second_factor_resealed", person, at=at, rows=(held,))
        return "totp"
    fitting = digests(_plain(code), whose=person.login)
    spent = RecoveryCode.objects.select_for_update().filter(person=person, digest__in=fitting, used_at=None).first()
    if spent is None:
        return ""
    spent.used_at = at
    spent.save(update_fields=["used_at"])
    enter_account("second_factor_recovered", person, at=at, rows=(spent,))
    return "recovery"


@transaction.atomic
def reset_second_factor(*, person: Person, by: Actor, at: datetime) -> bool:
    """Take it away; the person sets up a new one. For its owner, and for administrators of unit and security."""
    _hold(person)
    gone = [*SecondFactor.objects.filter(person=person), *RecoveryCode.objects.filter(person=person)]
    RecoveryCode.objects.filter(person=person).delete()
    removed, _ = SecondFactor.objects.filter(person=person).delete()
    if gone:
        enter_account("second_factor_reset", person, by=by, at=at, gone=gone)
    return bool(removed)


def _hold(person: Person) -> None:
    """One after the other on an account: its second factor and recovery codes are looked at together."""
    Person.objects.select_for_update().get(pk=person.pk)


def _new_codes(person: Person) -> tuple[tuple[str, ...], list[RecoveryCode], list[RecoveryCode]]:
    """The codes, their rows, and those that they replace."""
    void = list(RecoveryCode.objects.filter(person=person))
    RecoveryCode.objects.filter(person=person).delete()
    codes = tuple("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES))
    made = RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=digests(code, whose=person.login)[0]) for code in codes
    )
    return tuple("-".join(_fours(code)) for code in codes), made, void


def _fours(code: str) -> Iterable[str]:
    return (code[start : start + 4] for start in range(0, len(code), 4))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter in _LETTERS)
