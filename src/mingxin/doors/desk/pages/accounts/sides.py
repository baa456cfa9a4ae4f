"""Two sides keep accounts: the unit's administrator his colleagues', the system administrator the administrators'."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404
from django.urls import reverse

from mingxin.access.keeping import kept_under
from mingxin.access.models import Person, StaffRole
from mingxin.access.permits import KEPT_ROLES, Act
from mingxin.access.queries.account_lists import listed
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.kernel.clock import today
from mingxin.kernel.refusal import Refusal


@dataclass(frozen=True)
class Side:
    """The same pages under an act each; `name` begins the names of their routes, `path` their addresses."""

    act: Act
    name: str
    path: str
    title: str
    person: str  # what somebody is called here, if anything

    @property
    def roles(self) -> tuple[StaffRole, ...]:
        return tuple(role for role in StaffRole if role in KEPT_ROLES[self.act])

    def list_address(self) -> str:
        return reverse(f"desk:{self.name}s")

    def address(self, page: str, *args: object) -> str:
        return reverse(f"desk:{self.name}{f'_{page}' if page else ''}", args=args)


COLLEAGUES: Final = Side(Act.KEEP_COLLEAGUES, "colleague", "colleagues/", "人员和岗位", "同事")
ACCOUNTS: Final = Side(Act.KEEP_ACCOUNTS, "account", "accounts/", "账户管理", "")
SIDES: Final = (COLLEAGUES, ACCOUNTS)


def side_of(request: DeskRequest) -> Side:
    return next(side for side in SIDES if side.act is request.act)


def opened(request: DeskRequest, number: int) -> Any:
    """The person, with posts and last sign-in. Of a unit that is not the asker's: not found."""
    units = units_for(request.holder, request.act)
    found = listed(Person.objects.filter(pk=number, unit__in=units), on=today()).first()
    if found is None:
        raise Http404
    return found


def is_kept(request: DeskRequest, person: Person) -> bool:
    return kept_under(person, by=request.holder, on=today()) is not None


@contextmanager
def told_in(form: DeskForm, **fields: str) -> Iterator[None]:
    """A refusal of the verb stands in the form: at the field that its code names here (dots as _), or above."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(fields.get(refusal.code.replace(".", "_")), str(refusal))
        form.point_at_first_error()
