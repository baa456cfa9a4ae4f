"""Trying to sign in: what counts as a failure, when the account locks, who unlocks it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from mingxin.access import known_browsers
from mingxin.access.actions import sessions, tries
from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.second_factors import spend_code
from mingxin.access.actions.standing import is_altered, refusal
from mingxin.access.hashing import NOBODY, fits
from mingxin.access.models import Person
from mingxin.access.queries.accounts import has_second_factor
from mingxin.access.rules.lockout import ATTEMPTS, LOCKED_FOR, Tries, after_failure, is_locked
from mingxin.access.turns import turn
from mingxin.kernel.addresses import counted_as
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor

LOCKED_OUT: Final = "password.locked_out"  # of the Refusal with which the sign-in has ended
_MINUTES: Final = LOCKED_FOR.seconds // 60
OWN_LOCKS: Final = f"连续 {ATTEMPTS} 次不正确，账户将锁定 {_MINUTES} 分钟，本次登录也随之结束。"


@dataclass(frozen=True)
class Turned:
    """Turned away. `what`: "wrong"; or, `until` an instant, "login", closed from this place, or "place", for all."""

    what: str
    until: datetime | None = None


WRONG: Final = Turned("wrong")


def check_sign_in(
    *, login: str, password: str, address: str | None, at: datetime, browser: str = ""
) -> Person | Turned:
    """The person, where login and password fit and the way is open; each failure is counted where it came from.

    An unknown login, a wrong password and an ended account give the same answer in the same time. `browser`: what it
    keeps of accounts that it led to (`access.known_browsers`). Raises Refusal `password.busy`, with nothing counted,
    where too many ask at the same time; `account.altered` to who has the password of an account that was altered past
    the platform.
    """
    place = counted_as(address)
    if (shut := tries.closed(place, login, at)) is not None:
        if shut.what == "login":
            with transaction.atomic():
                tries.count(place, login, _held(login), why="locked", at=at)
        return Turned(shut.what, shut.until)
    found = _owner(login)
    with turn(login if known_browsers.is_known(browser, login, found, at) else ""):
        is_right = fits(password, found.password if found else NOBODY)  # slow by design: outside the transaction
    with transaction.atomic():
        person = _held(login)
        why = _why_not(found, person, place, is_right=is_right, at=at)
        if person is None or why or tries.closed(place, login, at) is not None:  # closed by others at once
            tries.count(place, login, person, why=why or "locked", at=at)
            return WRONG
        if not is_altered(person, at):
            return person
    raise refusal()


def _owner(login: str) -> Person | None:
    return Person.objects.filter(login=login).first()


def _held(login: str) -> Person | None:
    return Person.objects.select_for_update(of=("self",)).select_related("unit").filter(login=login).first()


def _why_not(found: Person | None, person: Person | None, place: str, *, is_right: bool, at: datetime) -> str:
    """Why the account stays shut; "" where it opens. `found` is whose password was looked at, `person` as it is now."""
    if found is None or person is None or not is_right or person.password != found.password:
        return "password"
    if not person.is_active:
        return "account"
    if is_locked(_tries(person), at):
        return "locked"
    is_guarded = person.guarded_until is not None and at < person.guarded_until
    if is_guarded and not has_second_factor(person) and not tries.is_known(person, place, at):
        return "guarded"
    return ""


def check_identity(*, login: str, at: datetime) -> Person | None:
    """The account whose login the government's login has proved; none is made, and a closed one stays closed.

    Raises Refusal `account.altered` as `check_sign_in` does.
    """
    with transaction.atomic():
        person = _held(login) if login else None
        if person is None:
            return None
        if not is_open(person, at):
            why = "locked" if person.is_active else "account"
            enter_account("sign_in_failed", person, at=at, detail={"why": why, "method": "oidc"})
            return None
        if not is_altered(person, at):
            return person
    raise refusal()


def check_code(*, person: Person, code: str, at: datetime) -> str:
    """The second step of signing in: how it was proved, or ""; a wrong code counts like a wrong password.

    Raises Refusal `account.altered` as `check_sign_in` does, whatever the code.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
        if not is_open(person, at):
            return ""
        if not is_altered(person, at):
            proved = spend_code(person=person, code=code, at=at)
            if not proved:
                count_failure(person=person, why="second_factor", at=at)
            return proved
    raise refusal()


def check_own_password(*, person: Person, password: str, at: datetime) -> bool:
    """Whether somebody signed in has typed the own password right; a wrong one counts like a failed sign-in.

    Raises Refusal `password.locked_out` where this one locks the account: the sign-in has ended with it; and
    `password.locked` where it was locked meanwhile, so that nothing is looked at; `password.busy` as `check_sign_in`
    does. Not to be called in a transaction.
    """
    with turn(person.login):
        is_right = fits(password, person.password)  # slow by design: outside the transaction
    with transaction.atomic():
        held = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
        if is_locked(_tries(held), at):
            raise Refusal(
                "password.locked",
                "因多次填错口令或者验证码，账户暂时锁定，现在不能核对口令。",
                f"请 {_MINUTES} 分钟后再试；不是您本人填错的，请立即告诉安全管理员。",
            )
        is_right = is_right and held.password == person.password
        altered = is_right and is_altered(held, at)
        if is_right and not altered:
            forget_failures(person=held)
            return True
        if not altered:
            count_failure(person=held, why="own_password", at=at)
            if not is_locked(_tries(held), at):
                return False
            sessions.end(person=held, reason="locked", at=at)
    if altered:
        raise refusal()
    raise Refusal(
        LOCKED_OUT,
        f"口令连续 {ATTEMPTS} 次不正确，账户锁定 {_MINUTES} 分钟，本次登录已结束。",
        "请到时重新登录；不是您本人填写的，请立即告诉安全管理员。",
    )


def count_failure(*, person: Person, why: str, at: datetime) -> None:
    """One more failure in a row; the last allowed one locks. Call it with the person's row locked."""
    after = after_failure(_tries(person), at)
    has_locked = after.locked_until is not None and after.locked_until != person.locked_until
    person.failed_sign_ins, person.locked_until = after.failed, after.locked_until
    person.save(update_fields=["failed_sign_ins", "locked_until"])
    enter_account("sign_in_failed", person, at=at, detail={"why": why})
    if has_locked:
        enter_account("locked", person, at=at, detail={"until": person.locked_until})


def forget_failures(*, person: Person) -> None:
    """After the own password was typed right once more."""
    Person.objects.filter(pk=person.pk).update(failed_sign_ins=0, locked_until=None)


def forget_tries(*, person: Person, address: str | None) -> None:
    """After a whole sign-in, the second factor included."""
    forget_failures(person=person)
    tries.forget(counted_as(address), person.login)


@transaction.atomic
def unlock(*, person: Person, by: Actor, at: datetime) -> None:
    """Open a locked account at once, from wherever it is locked; for the security administrator."""
    forget_failures(person=person)
    Person.objects.filter(pk=person.pk).update(guarded_until=None)
    tries.open_person(person)
    enter_account("unlocked", person, by=by, at=at)


def is_open(person: Person, at: datetime) -> bool:
    return person.is_active and not is_locked(_tries(person), at)


def _tries(person: Person) -> Tries:
    return Tries(person.failed_sign_ins, person.locked_until)
