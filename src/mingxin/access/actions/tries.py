"""Counting failed sign-ins by the place they come from, and opening what they closed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.crypto import salted_hmac

from mingxin.access.actions.entering import enter_account
from mingxin.access.models import FailedTries, Person, SignIn
from mingxin.access.rules.lockout import (
    GUARDED_FROM,
    HOUR,
    Hour,
    Tries,
    after_failure,
    closed_until,
    in_the_hour,
    is_locked,
)
from mingxin.kernel.addresses import counted_as
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import PLATFORM, Actor

VISITOR: Final = Actor(login="public", name="未登录")
KNOWN_FOR: Final = timedelta(days=90)  # since the last sign-in from there
KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True)
class Closed:
    """`what`: "login", this login from this place; "place", every login from there."""

    what: str
    until: datetime


def closed(place: str, login: str, at: datetime) -> Closed | None:
    """What keeps the login from being tried from the place now; the same for a login that is nobody's. Reads only."""
    found = {row.login: row for row in FailedTries.objects.filter(place=place, login__in=("", digest_of(login)))}
    whole, own = found.get(""), found.get(digest_of(login))
    until = _place_closed_until(whole, at) if whole else None
    if until is not None:
        return Closed("place", until)
    if own is not None and own.locked_until is not None and at < own.locked_until:
        return Closed("login", own.locked_until)
    return None


def count(place: str, login: str, person: Person | None, *, why: str, at: datetime) -> None:
    """One failure, entered in the ledger. Once the place has reached its limit nothing more is entered, so that nobody
    floods the ledger; it is closed then, but for one that says nothing of who asks, whose accounts go on being counted.

    Call it in a transaction of its own: whatever is refused, the count must stay. The person's row is held already.
    """
    whole = _row(place, "", None, at)
    is_over = bool(settings.TRIES_BY_ADDRESS) and in_the_hour(_hour(whole), at).failed >= settings.TRIES_BY_ADDRESS
    if is_over and (place or person is None):
        return
    if not is_over:
        _one_more(whole, at)
        _enter(place, login, person, why=why, at=at)
    own = _row(place, digest_of(login), person, at)
    own.person = person or own.person  # it may have been tried first in another case of letters
    before = Tries(own.in_a_row, own.locked_until)
    after = after_failure(before, at)
    if not is_locked(before, at):
        own.in_a_row, own.locked_until = after.failed, after.locked_until
        _one_more(own, at)
    if after.locked_until is not None and not is_locked(before, at):
        _enter(place, login, person, what="locked", at=at, until=after.locked_until)
    if (until := _place_closed_until(whole, at)) is not None:
        _tell_of_place("address_closed", place, by=VISITOR, at=at, until=until)
    if person is not None:
        _guard(person, at)


def forget(place: str, login: str) -> None:
    """After a whole sign-in. What the place failed at with other logins stays counted."""
    FailedTries.objects.filter(place=place, login=digest_of(login)).delete()


def is_known(person: Person, place: str, at: datetime) -> bool:
    """Whether the person has signed in from there lately."""
    recent = SignIn.objects.filter(person=person, at__gt=at - KNOWN_FOR).exclude(address=None)
    return any(counted_as(address) == place for address in recent.values_list("address", flat=True).distinct())


def open_person(person: Person) -> None:
    """Whatever place has closed the way to the account."""
    FailedTries.objects.filter(person=person).delete()


@transaction.atomic
def open_place(place: str, *, by: Actor, at: datetime) -> bool:
    """Forget what failed from a place; False where nothing had."""
    gone, _ = FailedTries.objects.filter(place=place).delete()
    if gone:
        _tell_of_place("address_opened", place, by=by, at=at)
    return bool(gone)


def tidy(at: datetime) -> None:
    """For the timetable."""
    over = FailedTries.objects.filter(last_at__lte=at - KEPT_FOR)
    if over.exists():  # deleting takes the write lock even where there is nothing
        over.delete()


def digest_of(login: str) -> str:
    """Keyed, so that nobody who reads the table learns what was typed by trying."""
    return salted_hmac("mingxin.access.tries", login.casefold(), algorithm="sha256").hexdigest()


def _row(place: str, login: str, person: Person | None, at: datetime) -> FailedTries:
    FailedTries.objects.get_or_create(
        place=place, login=login, defaults={"person": person, "hour_since": at, "last_at": at}
    )
    return FailedTries.objects.select_for_update().get(place=place, login=login)


def _one_more(row: FailedTries, at: datetime) -> None:
    now = in_the_hour(_hour(row), at)
    row.in_the_hour, row.hour_since, row.last_at = now.failed + 1, now.since, at
    row.save()


def _hour(row: FailedTries) -> Hour:
    return Hour(row.in_the_hour, row.hour_since)


def _place_closed_until(whole: FailedTries, at: datetime) -> datetime | None:
    """A place that says nothing of who asks is never closed whole: it would be closed for everybody."""
    return closed_until(_hour(whole), at, most=settings.TRIES_BY_ADDRESS) if whole.place else None


def _guard(person: Person, at: datetime) -> None:
    held = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    if held.guarded_until is not None and at < held.guarded_until:
        return
    lately = FailedTries.objects.filter(Q(person=held), hour_since__gt=at - HOUR)
    if (lately.aggregate(failed=Sum("in_the_hour"))["failed"] or 0) < GUARDED_FROM:
        return
    held.guarded_until = at + HOUR
    held.save(update_fields=["guarded_until"])
    enter_account("guarded", held, by=PLATFORM, at=at, detail={"until": held.guarded_until})


def _enter(
    place: str, login: str, person: Person | None, *, at: datetime, what: str = "sign_in_failed", **detail: object
) -> None:
    told = {"address": place, **detail}
    if person is not None:
        enter_account(what, person, at=at, detail=told)
        return
    if what == "sign_in_failed":
        told["why"] = "unknown"
    write(
        action=f"access.{what}",
        object_type="login",
        object_key=digest_of(login)[:16],
        by=VISITOR,
        at=at,
        detail=told | {"typed": _masked(login)},
    )


def _tell_of_place(what: str, place: str, *, by: Actor, at: datetime, **detail: object) -> None:
    write(action=f"access.{what}", object_type="address", object_key=place, by=by, at=at, detail=detail)


def _masked(login: str) -> str:
    """Enough to see a mistyped account; the rest may be a password."""
    kept = cut(login)[0]
    return f"{kept[:2]}…（{len(login)} 个字符）"
