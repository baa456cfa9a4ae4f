"""What happened to a record: every version and mark with who, when and why, and what each version changed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mingxin.archive.models import Change, Mark, MarkKind, Publicity, Record
from mingxin.archive.models.change import ChangeKind
from mingxin.rulebook.cards import FieldCard, ItemCard, Role
from mingxin.uses.publicity import words

_SAYS: tuple[tuple[str, Callable[[Record], str]], ...] = (
    ("公示属性", lambda r: Publicity(r.publicity).label),
    ("失信程度", lambda r: words.SEVERITIES.get(r.severity, "")),
    ("停止公示", lambda r: words.day(r.hidden_from)),
    ("最早可申请修复", lambda r: words.day(r.repairable_from)),
    ("停止使用", lambda r: words.day(r.use_until)),
)


@dataclass(frozen=True)
class Difference:
    name: str
    was: str
    now: str


@dataclass(frozen=True)
class Happening:
    """One change that concerned the record; newest first in a history."""

    number: int
    at: datetime
    kind: str
    who: str
    why: str
    batch: str
    differences: tuple[Difference, ...]


def history_of(record: Record, card: ItemCard) -> tuple[Happening, ...]:
    """All that is known of it, in three queries."""
    versions = list(Record.objects.filter(thread=record.thread).select_related("change", "erased_by").order_by("id"))
    changes: dict[int, Change] = {}
    found: dict[int, tuple[Difference, ...]] = {}
    before: Record | None = None
    for version in versions:
        changes[version.change_id] = version.change
        found[version.change_id] = differences(card, before, version) if before is not None else ()
        if version.erased_by is not None:
            changes[version.erased_by.number] = version.erased_by
        before = version
    for mark in Mark.objects.filter(thread=record.thread).select_related("known_from", "known_until").order_by("id"):
        for change in (mark.known_from, mark.known_until):
            if change is not None:
                changes[change.number] = change
    return tuple(_happening(changes[n], found.get(n, ())) for n in sorted(changes, reverse=True))


def differences(card: ItemCard, was: Record, now: Record) -> tuple[Difference, ...]:
    """Field by field in the card's order, then what follows from them."""
    if not was.payload or not now.payload:  # erased: nothing is left to compare
        return ()
    said_was, said_now = json.loads(was.payload), json.loads(now.payload)
    fields = [
        Difference(f.name, told(f, said_was), told(f, said_now))
        for f in card.fields
        if not f.cut and said_was.get(f.code, "") != said_now.get(f.code, "")
    ]
    follows = [Difference(name, say(was), say(now)) for name, say in _SAYS if say(was) != say(now)]
    return (*fields, *follows)


def told(field: FieldCard, said: Mapping[str, str]) -> str:
    """A value as its unit reads it: amounts in yuan too, nothing masked."""
    value = said.get(field.code, "")
    if not value:
        return ""
    if field.many or field.role in (Role.FINE_WAN, Role.CONFISCATED_WAN, Role.VALID_UNTIL):
        return words.spelled(field, value)
    return value


def mark_words(mark: Mark, on: date) -> str:
    """A mark with its days and what it rests on."""
    ended = mark.until_on is not None and mark.until_on <= on
    span = f"{mark.from_on} 起" + (f"，至 {mark.until_on} {'已' if ended else ''}结束" if mark.until_on else "")
    reason = f"，原因：{mark.reason_type}" if mark.reason_type else ""
    return f"{MarkKind(mark.kind).label}（{span}{reason}，依据：{mark.case}）"


def _happening(change: Change, differing: tuple[Difference, ...]) -> Happening:
    return Happening(
        number=change.number,
        at=change.at,
        kind=ChangeKind(change.kind).label,
        who=change.actor_name,
        why=change.reason,
        batch=change.batch,
        differences=differing,
    )
