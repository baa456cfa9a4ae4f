"""In which state an account is: one word and one condition for lists, pages, filters, files and messages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from mingxin.access.models import FailedTries
from mingxin.access.queries.standing import is_found_altered

STATES: Final[Mapping[str, str]] = {
    "off": "已停用",
    "altered": "与操作日志不符",
    "locked": "已锁定",
    "partly": "部分地址暂停登录",
    "guarded": "多处试登录",
    "waiting": "待改口令",
    "normal": "正常",
}
"""An account is in the first that holds."""
SHUT: Final = ("locked", "partly", "guarded")  # failed sign-ins keep somebody out
SHUT_WORDS: Final = "锁定或者暂停登录"


def state_of(person: Any, at: datetime) -> str:
    """The state of a person as `account_lists.listed` gives it, by its key."""
    holds = {
        "off": not person.is_active,
        "altered": person.is_altered,
        "locked": person.locked_until is not None and person.locked_until > at,
        "partly": person.way_closed_until is not None and person.way_closed_until > at,
        "guarded": person.guarded_until is not None and person.guarded_until > at,
        "waiting": person.must_change_password,
    }
    return next((state for state, is_so in holds.items() if is_so), "normal")


def in_state(state: str, at: datetime) -> Q:
    """Of a person: the same as a condition. Each account meets that of one state alone."""
    closed = FailedTries.objects.filter(person=OuterRef("pk"), locked_until__gt=at)
    conditions = {
        "off": Q(is_active=False),
        "altered": is_found_altered(),
        "locked": Q(locked_until__isnull=False, locked_until__gt=at),
        "partly": Q(Exists(closed)),
        "guarded": Q(guarded_until__isnull=False, guarded_until__gt=at),
        "waiting": Q(must_change_password=True),
    }
    wanted = conditions.pop(state, Q())
    for other in STATES:
        if other == state:
            break
        wanted &= ~conditions[other]
    return wanted


def is_shut(at: datetime) -> Q:
    """The account is locked, or the way to it from some place is, or only known places lead to it."""
    return in_state("locked", at) | in_state("partly", at) | in_state("guarded", at)
