"""The pages of the desk, a package for each thing that people come for."""

from importlib import import_module
from types import ModuleType
from typing import Final

# Each has `routes`, and `menu` where it stands in the menu. Their order is the menu's.
PAGES: Final = (
    "mingxin.doors.desk.pages.signing.urls",
    "mingxin.doors.desk.pages.home.urls",
    "mingxin.doors.desk.pages.batches.urls",
    "mingxin.doors.desk.pages.review.urls",
    "mingxin.doors.desk.pages.records.urls",
    "mingxin.doors.desk.pages.office.urls",
    "mingxin.doors.desk.pages.watch.urls",
    "mingxin.doors.desk.pages.accounts.urls",
    "mingxin.doors.desk.pages.audit.urls",
    "mingxin.doors.desk.pages.mine.urls",
)


def modules() -> tuple[ModuleType, ...]:
    return tuple(import_module(dotted) for dotted in PAGES)
