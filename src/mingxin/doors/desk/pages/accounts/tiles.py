"""What waits on the first page for those who keep accounts, and for the security administrator."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.urls import reverse

from mingxin.access.models import Person
from mingxin.access.queries.account_lists import figures, kept_figures, open_sign_ins
from mingxin.access.queries.account_states import SHUT_WORDS
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.security import FAULTS
from mingxin.doors.desk.pages.accounts.sides import Side
from mingxin.kernel.clock import machine_time, now
from mingxin.vault.clock import doubt, told


def security(_: DeskRequest) -> Mapping[str, object]:
    counts, address = figures(Person.objects.all(), at=now()), reverse("desk:security_accounts")
    found = [(words, getattr(counts, name), f"{address}?wenti={name}") for name, words in FAULTS]
    return {"faults": [one for one in found if one[1]], "signed_in": open_sign_ins().count()}


def clock(_: DeskRequest) -> Mapping[str, object] | None:
    """For the system administrator, while nothing is destroyed because the clock is in doubt."""
    found = doubt(at=now(), ran=machine_time())
    return None if found is None else {"doubt": told(found)}


_SOON: Final = timedelta(days=7)


def kept(side: Side) -> Callable[[DeskRequest], Mapping[str, object]]:
    """The accounts that somebody keeps, and what about them may want a hand."""

    def build(request: DeskRequest) -> Mapping[str, object]:
        at = now()
        people = Person.objects.filter(unit__in=units_for(request.holder, side.act))
        counts = kept_figures(people, roles=side.roles, at=at, soon=_SOON)
        found = [
            (counts.shut, f"个账户{SHUT_WORDS}"),
            (counts.without_post, "个账户没有岗位"),
            (counts.ending, "个 B 岗在七天内结束"),
        ]
        return {
            "title": side.title,
            "address": side.list_address(),
            "add": side.address("add"),
            "accounts": counts.accounts,
            "found": [one for one in found if one[0]],
        }

    return build
