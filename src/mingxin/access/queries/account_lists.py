"""Accounts as lists show them: with the posts of today, the last sign-in, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from mingxin.access.models import FailedTries, Person, Post, SecondFactor, SignIn, StaffRole
from mingxin.access.queries.account_states import SHUT, in_state, is_shut
from mingxin.access.queries.standing import is_found_altered
from mingxin.kernel.clock import CHINA
from mingxin.ledger.models import Entry

UNUSED_AFTER: Final = timedelta(days=90)  # the platform's own; assessors ask that unused accounts are found


@dataclass(frozen=True)
class Figures:
    """How many active accounts each fault has."""

    altered: int
    locked: int
    partly: int
    guarded: int
    too_old: int
    unused: int
    without_code: int


def listed(people: QuerySet[Person], *, on: date) -> "QuerySet[Any, Any]":
    """With `last_sign_in`, `has_code`, `is_altered`, `way_closed_until` (from the place that is closed longest),
    `failed_in_a_row`, and in `held` the posts that have not ended: three queries for a page.

    Failures are counted by the place they come from and upon the account itself (ADR 0024); `failed_in_a_row` is the
    most that any of these counts has reached.
    """
    newest = SignIn.objects.filter(person=OuterRef("pk")).order_by("-id").values("at")[:1]
    code = SecondFactor.objects.filter(person=OuterRef("pk"), confirmed_at__isnull=False)
    closed = FailedTries.objects.filter(person=OuterRef("pk"), locked_until__isnull=False)
    most = FailedTries.objects.filter(person=OuterRef("pk")).order_by("-in_a_row").values("in_a_row")[:1]
    longest = closed.order_by("-locked_until").values("locked_until")[:1]
    still = Q(until_on__isnull=True) | Q(until_on__gt=on)
    posts = Post.objects.filter(still).select_related("unit", "stands_in_for").order_by("from_on", "id")
    return (
        people.select_related("unit")
        .annotate(
            last_sign_in=Subquery(newest),
            has_code=Exists(code),
            is_altered=is_found_altered(),
            way_closed_until=Subquery(longest),
            failed_in_a_row=Greatest("failed_sign_ins", Coalesce(Subquery(most), 0), output_field=IntegerField()),
        )
        .prefetch_related(Prefetch("posts", posts, to_attr="held"))
    )


def faults(at: datetime) -> Mapping[str, Q]:
    """What the security administrator looks for, each as a condition upon a person.

    An account is unused by its last sign-in, or by its opening where nobody ever signed in; one that nobody can sign in
    to is neither unused nor without a code.
    """
    sign_ins = SignIn.objects.filter(person=OuterRef("pk"))
    openings = Entry.objects.filter(object_type="person", object_key=OuterRef("login"), action="access.add_person")
    recently = Q(Exists(sign_ins.filter(at__gt=at - UNUSED_AFTER)))
    just_opened = ~Q(Exists(sign_ins)) & Q(Exists(openings.filter(at__gt=at - UNUSED_AFTER)))
    code = SecondFactor.objects.filter(person=OuterRef("pk"), confirmed_at__isnull=False)
    days = settings.DESK_PASSWORD_DAYS
    old = Q(password_changed_at__isnull=True) | Q(password_changed_at__lte=at - timedelta(days=days))
    usable = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    able = Q() if settings.OIDC_ISSUER else usable  # whom the government's login proves needs no password of ours
    return {
        "altered": is_found_altered(),
        **{state: in_state(state, at) for state in SHUT},
        "too_old": usable & old if days else Q(pk__in=()),
        "unused": able & ~recently & ~just_opened,
        "without_code": able & ~Q(Exists(code)),
    }


def figures(people: QuerySet[Person], *, at: datetime) -> Figures:
    active = people.filter(is_active=True)
    return Figures(**{name: active.filter(wanted).count() for name, wanted in faults(at).items()})


@dataclass(frozen=True)
class KeptFigures:
    """`accounts`: all that the list shows, closed ones too. The rest counts what may want a hand, of the active
    accounts that hold one of some roles or none at all.
    """

    accounts: int
    shut: int
    without_post: int
    ending: int  # B posts that end soon


def kept_figures(people: QuerySet[Person], *, roles: Iterable[StaffRole], at: datetime, soon: timedelta) -> KeptFigures:
    """Over the accounts in the care of somebody who gives these roles."""
    today = at.astimezone(CHINA).date()
    held = Post.objects.filter(person=OuterRef("pk")).filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    mine = people.filter(is_active=True).annotate(holds=Exists(held), holds_kept=Exists(held.filter(role__in=roles)))
    mine = mine.filter(Q(holds_kept=True) | Q(holds=False))
    ending = Post.objects.filter(person__in=people, role__in=roles, stands_in_for__isnull=False)
    return KeptFigures(
        accounts=people.count(),
        shut=mine.filter(is_shut(at)).count(),
        without_post=mine.filter(holds=False).count(),
        ending=ending.filter(until_on__gt=today, until_on__lte=today + soon).count(),
    )


def open_sign_ins() -> "QuerySet[SignIn, SignIn]":
    return SignIn.objects.filter(ended_at=None).select_related("person__unit")
