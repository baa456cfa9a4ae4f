"""What somebody must do before anything else."""

from datetime import datetime
from typing import Final

from django.conf import settings

from mingxin.access.models import Person
from mingxin.access.queries.accounts import has_second_factor
from mingxin.access.rules.passwords import is_too_old

METHOD_KEY: Final = "sign_in_method"
BY_GOVERNMENT: Final = "oidc"
ENROLMENT: Final = "desk:second_factor"


def first_due(person: Person, at: datetime, *, method: str) -> str:
    """The name of the page to be led to; "" where nothing is due. The password comes before the second factor.

    Who came by the government's own login has passed its rules on passwords and second factors.
    """
    if method == BY_GOVERNMENT:
        return ""
    if must_change_password(person, at):
        return "desk:password"
    if settings.SECOND_FACTOR == "required" and not has_second_factor(person):
        return ENROLMENT
    return ""


def must_change_password(person: Person, at: datetime) -> bool:
    return person.must_change_password or is_too_old(
        changed_at=person.password_changed_at, at=at, days=settings.DESK_PASSWORD_DAYS
    )
