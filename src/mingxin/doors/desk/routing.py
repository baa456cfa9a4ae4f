"""The one way to give the desk an address: with the act that it needs."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from mingxin.access.permits import PURPOSES, Act
from mingxin.doors.desk import guard

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Permit:
    """What a page needs. `act` None is for the pages before the sign-in alone."""

    act: Act | None
    purpose: str


@dataclass(frozen=True)
class Registered:
    name: str
    pattern: str
    act: Act | None
    purpose: str


def route(
    pattern: str,
    view: View,
    name: str,
    act: Act | None,
    *,
    purpose: str = "",
    while_due: bool = False,
    asks_by_itself: bool = False,
) -> URLPattern:
    """An address of the desk. The view gets `request.holder`; a Refusal it raises becomes a page.

    `while_due`: also for somebody who must first change the password or set up the second factor.
    `asks_by_itself`: fetched by the page without anybody touching it; it does not put off the idle end.
    """
    permit = Permit(act, purpose or (PURPOSES[act] if act else "登录工作台"))
    guarded = guard.guarded(view, act, while_due=while_due, counts=not asks_by_itself)
    guarded.permit = permit  # type: ignore[attr-defined]
    return path(pattern, guarded, name=name)


def registered(patterns: Iterable[URLPattern]) -> Iterator[Registered]:
    """Every address with its permit; for the table in the manual and for the security administrator."""
    for pattern in patterns:
        permit: Permit = pattern.callback.permit  # type: ignore[attr-defined]
        yield Registered(pattern.name or "", str(pattern.pattern), permit.act, permit.purpose)
