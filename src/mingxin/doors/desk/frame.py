"""What stands round every page of the desk. Worked out only when the page asks for it."""

from functools import cached_property

from django.http import HttpRequest

from mingxin.access.models import StaffRole
from mingxin.access.permits import Holder
from mingxin.doors.desk import menu


class Frame:
    def __init__(self, holder: Holder, path: str) -> None:
        self.holder = holder
        self._path = path

    @cached_property
    def menu(self) -> tuple[menu.Shown, ...]:
        return menu.shown(self.holder, self._path)

    @property
    def waiting(self) -> int:
        """What the whole menu says waits: a folded one says it in its stead."""
        return sum(entry.count for entry in self.menu)

    @property
    def posts(self) -> tuple[str, ...]:
        """Post and unit in words, as the top line says them."""
        return tuple(f"{post.unit_name} {StaffRole(post.role).label}".strip() for post in self.holder.posts)


def frame(request: HttpRequest) -> dict[str, object]:
    holder = getattr(request, "holder", None)
    return {"frame": Frame(holder, request.path)} if holder is not None else {}
