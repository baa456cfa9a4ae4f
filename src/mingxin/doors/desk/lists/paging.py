"""A page after another by the place of its last row: as quick at the end of a long list as at its start."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from mingxin.doors.desk.asked import YEARS
from mingxin.doors.desk.lists.parts import Row, Rows

PAGE = 50


@dataclass(frozen=True)
class Page:
    """`onward` is the cursor of the next page, "" on the last. `is_first` is False once a cursor was understood."""

    rows: list[Row]
    onward: str
    is_first: bool


def turn(rows: Rows, order: Sequence[str], cursor: str, size: int = PAGE) -> Page:
    """The page after the cursor; a cursor that cannot be read is the first page."""
    if not isinstance(rows, QuerySet):
        start = _position(cursor)
        onward = _encode([start + size]) if len(rows) > start + size else ""
        return Page(list(rows[start : start + size]), onward, start == 0)
    rows = rows.order_by(*order)
    place = _place(rows, order, cursor)
    found = list((rows if place is None else rows.filter(_beyond(order, place)))[: size + 1])
    onward = _encode([_value(found[size - 1], name.lstrip("-")) for name in order]) if len(found) > size else ""
    return Page(found[:size], onward, place is None)


def _beyond(order: Sequence[str], place: Sequence[object]) -> Q:
    """Rows after the place: later in the first field, or equal there and later in the rest.

    The bound on the first field says nothing new; with it an index is used.
    """
    rest = Q()
    for name, value in reversed(list(zip(order, place, strict=True))):
        field, step = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        later = Q(**{f"{field}__{step}": value})
        rest = later | (Q(**{field: value}) & rest) if rest else later
    first = order[0]
    bound = f"{first.lstrip('-')}__{'lte' if first.startswith('-') else 'gte'}"
    return Q(**{bound: place[0]}) & rest


def _place(rows: "QuerySet[Any, Any]", order: Sequence[str], cursor: str) -> list[object] | None:
    written = _decode(cursor)
    if written is None or len(written) != len(order):
        return None
    try:
        read = [_reader(rows, name.lstrip("-"))(value) for name, value in zip(order, written, strict=True)]
    except (ValidationError, ValueError, TypeError, OverflowError):
        return None
    return None if any(value is None or _is_out_of_reach(value) for value in read) else read


def _is_out_of_reach(value: object) -> bool:
    """An instant that no row has, and that the database cannot turn into its own time. Days may be of any year."""
    return isinstance(value, datetime) and (value.tzinfo is None or value.year not in YEARS)


def _reader(rows: "QuerySet[Any, Any]", name: str) -> Callable[[object], object]:
    """How the value of a field, also of a related one or a computed one, is read from text."""
    if name in rows.query.annotations:
        read: Callable[[object], object] = rows.query.annotations[name].output_field.to_python
        return read
    model: type[models.Model] = rows.model
    *before, last = name.split("__")
    for step in before:
        related = model._meta.get_field(step).related_model
        if not isinstance(related, type):
            raise FieldDoesNotExist(name)
        model = related
    field: Any = model._meta.get_field(
        "id" if last == "pk" else last.removesuffix("_id") if _is_key(model, last) else last
    )
    while field.is_relation:
        field = field.target_field
    return field.to_python  # type: ignore[no-any-return]


def _is_key(model: type[models.Model], name: str) -> bool:
    return name.endswith("_id") and any(getattr(field, "attname", "") == name for field in model._meta.get_fields())


def _value(row: Row, name: str) -> str:
    found: Any = row
    if isinstance(row, dict):
        found = row[name]
    else:
        for step in name.split("__"):
            found = getattr(found, step)
    if isinstance(found, models.Model):
        found = found.pk
    return found.isoformat() if hasattr(found, "isoformat") else str(found)


def _position(cursor: str) -> int:
    written = _decode(cursor)
    if written and len(written) == 1 and isinstance(written[0], int) and not isinstance(written[0], bool):
        return max(0, written[0])
    return 0


def _encode(place: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(place), ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(cursor: str) -> list[object] | None:
    if not cursor or len(cursor) > 2000 or not cursor.isascii():
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    return place if isinstance(place, list) and all(_can_be_kept(value) for value in place) else None


def _can_be_kept(value: object) -> bool:
    """Numbers and text alone; neither NUL nor half a character, which no database takes."""
    return isinstance(value, str | int) and not any(one == "\x00" or "\ud800" <= one <= "\udfff" for one in str(value))
