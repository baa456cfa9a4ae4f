"""How many bytes may be sent to a page: said at the page that wants more than a form (`doors.limits` asks)."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseBase
from django.urls import Resolver404, resolve

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])


def takes(most: Callable[[], int]) -> Callable[[_View], _View]:
    """A decorator. `most`: the bytes of the whole request, asked each time, for settings tell some of them."""

    def mark(view: _View) -> _View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return mark


def taken_at(path: str) -> int:
    """What the page at this address said; 0 where it said nothing, or there is none."""
    try:
        view = resolve(path).func
    except Resolver404:
        return 0
    most: Callable[[], int] | None = getattr(view, "takes", None)
    return most() if most is not None else 0
