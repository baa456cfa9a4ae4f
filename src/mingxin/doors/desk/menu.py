"""The menu: what somebody may do here, with how much of it waits."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from mingxin.access.permits import Act, Holder
from mingxin.doors.desk.pages import modules


@dataclass(frozen=True)
class Entry:
    """A line of the menu. `counter` says how much waits for this person; 0 shows no number."""

    title: str
    route: str
    act: Act
    counter: Callable[[Holder], int] | None = None
    unit: str = "件"  # what is counted


@dataclass(frozen=True)
class Shown:
    title: str
    address: str
    count: int
    unit: str
    is_current: bool


def shown(holder: Holder, path: str) -> tuple[Shown, ...]:
    """The lines this person may use; the one that the page belongs to has the longest address that begins its path."""
    entries = [entry for module in modules() for entry in getattr(module, "menu", ()) if holder.may(entry.act)]
    addresses = [reverse(f"desk:{entry.route}") for entry in entries]
    home = reverse("desk:home")
    current = max((a for a in addresses if path.startswith(a) and (a != home or path == home)), key=len, default="")
    return tuple(
        Shown(entry.title, address, entry.counter(holder) if entry.counter else 0, entry.unit, address == current)
        for entry, address in zip(entries, addresses, strict=True)
    )
