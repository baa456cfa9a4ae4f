"""Sign-ins from their beginning to their end: one that is open for each person, and none that holds for ever."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from mingxin.access.actions import tries
from mingxin.access.actions.entering import enter_account
from mingxin.access.actions.second_factors import forget_enrolment
from mingxin.access.models import Person, SignIn
from mingxin.access.rules.sign_in_spans import Spans, end_reason, is_worth_writing
from mingxin.ledger.actor import Actor


@transaction.atomic
def begin(*, person: Person, session_key: str, method: str, address: str | None, at: datetime) -> SignIn:
    """A new sign-in. Whatever else the person had open ends: that browser is told on its next click."""
    Person.objects.select_for_update().get(pk=person.pk)
    for older in SignIn.objects.select_for_update().filter(person=person, ended_at=None):
        _close(older, "elsewhere", at)
    forget_enrolment(person=person, at=at)
    made = SignIn.objects.create(
        person=person,
        session_digest=digest_of(session_key),
        at=at,
        seen_at=at,
        address=address,
        method=method,
    )
    enter_account("signed_in", person, at=at, detail={"method": method, "address": address or ""})
    return made


def keep(*, person: Person, session_key: str, spans: Spans, at: datetime, counts: bool = True) -> str:
    """Whether the sign-in still holds: "" if it does, else why not. A visit is written at most once a minute.

    `counts` is False where the page asks by itself: nobody need sit before it.
    """
    row = SignIn.objects.filter(person=person, session_digest=digest_of(session_key)).order_by("-id").first()
    if row is None:
        return "left"
    if row.ended_at is not None:
        return row.end_reason
    if _why_over(row, person, spans, at):
        return _end_over(row, person, spans, at)
    if counts and is_worth_writing(seen=row.seen_at, at=at):
        SignIn.objects.filter(pk=row.pk, ended_at=None).update(seen_at=at)
    return ""


@transaction.atomic
def end(*, person: Person, reason: str, at: datetime) -> bool:
    """End what the person has open; False where there was nothing."""
    row = SignIn.objects.select_for_update().filter(person=person, ended_at=None).first()
    if row is None:
        return False
    _close(row, reason, at)
    return True


def move(*, person: Person, old_key: str, new_key: str) -> None:
    """The sign-in goes on under another session key, which was changed with the password."""
    held = SignIn.objects.filter(person=person, ended_at=None, session_digest=digest_of(old_key))
    held.update(session_digest=digest_of(new_key))


@transaction.atomic
def leave(*, person: Person, session_key: str, at: datetime) -> bool:
    """Somebody signs out in the browser that has the open sign-in; an older browser ends nothing."""
    held = SignIn.objects.select_for_update().filter(person=person, ended_at=None)
    row = held.filter(session_digest=digest_of(session_key)).first()
    if row is None:
        return False
    _close(row, "left", at)
    return True


@transaction.atomic
def end_by(*, person: Person, by: Actor, at: datetime) -> bool:
    """The security administrator ends somebody's sign-in."""
    enter_account("sign_in_ended", person, by=by, at=at)
    return end(person=person, reason="ended", at=at)


def tidy(at: datetime) -> None:
    """For the timetable: end what nobody came back to, and drop sessions that no browser can use any more."""
    end_forgotten(spans=spans(), at=at)
    over = Session.objects.filter(expire_date__lte=at)
    if over.exists():  # deleting takes the write lock even where there is nothing
        over.delete()
    tries.tidy(at)


def spans() -> Spans:
    """As this installation is set."""
    return Spans(timedelta(minutes=settings.DESK_IDLE_MINUTES), timedelta(hours=settings.DESK_SESSION_HOURS))


def end_forgotten(*, spans: Spans, at: datetime) -> int:
    """Close the sign-ins whose browsers never came back, so that the list of open ones tells the truth."""
    over = SignIn.objects.filter(ended_at=None).filter(Q(seen_at__lte=at - spans.idle) | Q(at__lte=at - spans.whole))
    ended = 0
    for row in over.select_related("person"):
        ended += bool(_end_over(row, row.person, spans, at))
    return ended


def digest_of(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def _why_over(row: SignIn, person: Person, spans: Spans, at: datetime) -> str:
    return end_reason(began=row.at, seen=row.seen_at, at=at, spans=spans) if person.is_active else "account"


@transaction.atomic
def _end_over(row: SignIn, person: Person, spans: Spans, at: datetime) -> str:
    """End this very sign-in, never a newer one, if it is still open and over; why it has ended, "" if it has not."""
    held = SignIn.objects.select_for_update().get(pk=row.pk)
    if held.ended_at is None and (reason := _why_over(held, person, spans, at)):
        _close(held, reason, at)
    return held.end_reason


def _close(row: SignIn, reason: str, at: datetime) -> None:
    row.ended_at, row.end_reason = at, reason
    row.save(update_fields=["ended_at", "end_reason"])
    enter_account("signed_out", row.person, at=at, detail={"reason": reason})
