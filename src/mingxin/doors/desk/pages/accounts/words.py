"""Accounts and posts in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from mingxin.access.models import Post, Power, StaffRole, Unit
from mingxin.access.queries.account_states import STATES, state_of
from mingxin.access.queries.tries import ClosedWay, closed_ways
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.listing import Tag


def item_names() -> Mapping[str, str]:
    return {code: card.name for code, card in rulebook_in_force().cards.items()}


def items_of(units: Iterable[Unit], on: date) -> Mapping[str, str]:
    """What these units have the power to report on the day, by name: what a post there can be limited to."""
    held = Power.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=on), unit__in=units, held_from__lte=on)
    names = item_names()
    codes = sorted(set(held.values_list("item", flat=True)) & set(names), key=lambda code: names[code])
    return {code: names[code] for code in codes}


NO_ADDRESS: Final = "本机（来源地址不明）"  # a machine's own, or a proxy that is not named in the settings (ADR 0024)
_TONES: Final = {"off": "bad", "altered": "bad", "waiting": "blue", "normal": "ok"}


def tag_of(person: Any, at: datetime) -> Tag:
    """Of a person as `account_lists.listed` gives it."""
    state = state_of(person, at)
    return Tag(STATES[state], _TONES.get(state, "warn"))


@dataclass(frozen=True)
class Shut:
    """What keeps somebody out now. `ways`: the places from where, each with its end."""

    is_locked: bool
    ways: tuple[ClosedWay, ...]
    is_guarded: bool

    @property
    def is_any(self) -> bool:
        return self.is_locked or self.is_guarded or bool(self.ways)


def shut_of(person: Any, at: datetime) -> Shut:
    def is_ahead(until: datetime | None) -> bool:
        return until is not None and until > at

    return Shut(is_ahead(person.locked_until), closed_ways(person, at), is_ahead(person.guarded_until))


def code_of(person: Any) -> Tag:
    return Tag("已启用", "ok") if person.has_code else Tag("未启用", "warn")


def post_in_words(post: Post, names: Mapping[str, str], on: date) -> str:
    """经办人（行政处罚；代理林知微；至 2026-12-01）."""
    about = []
    if post.items:
        about.append("、".join(names.get(item, item) for item in post.items))
    if post.stands_in_for is not None:
        about.append(f"代理{post.stands_in_for.name}")
    if post.from_on > on:
        about.append(f"{post.from_on} 起")
    if post.until_on is not None:
        about.append(f"至 {last_day(post)}")
    label = StaffRole(post.role).label
    return f"{label}（{'；'.join(about)}）" if about else label


def posts_in_words(posts: Iterable[Post], names: Mapping[str, str], on: date) -> str:
    return "、".join(post_in_words(post, names, on) for post in posts) or "没有岗位"


def items_in_words(post: Post, names: Mapping[str, str]) -> str:
    return "、".join(names.get(item, item) for item in post.items) or "全部事项"


def last_day(post: Post) -> date | None:
    """The last day of the post, as people say it; the column has the first day without."""
    return post.until_on - timedelta(days=1) if post.until_on is not None else None
