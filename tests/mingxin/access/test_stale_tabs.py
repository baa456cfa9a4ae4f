"""A tab left behind ends its own sign-in alone, whatever begins elsewhere between its look and its act."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from mingxin.access.actions import sessions
from mingxin.access.models import Person, SignIn
from mingxin.access.rules.sign_in_spans import Spans

pytestmark = pytest.mark.django_db
SPANS = Spans(idle=timedelta(minutes=30), whole=timedelta(hours=10))


def begin(lin: Person, key: str, at: datetime) -> None:
    sessions.begin(person=lin, session_key=key, method="password", address=None, at=at)


@contextmanager
def between_look_and_act(act: Callable[[], None]) -> Iterator[None]:
    """`act` happens just before the sign-ins are read a second time, as another process might have it."""
    looks, waiting = [], [act]

    def between(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if waiting and sql.startswith("SELECT") and "access_signin" in sql:
            looks.append(sql)
            if len(looks) == 2:
                waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(between):
        yield
    assert not waiting, "nothing was read twice"


def open_ones() -> list[str]:
    return list(SignIn.objects.filter(ended_at=None).values_list("session_digest", flat=True))


def idle_tab(lin: Person, at: datetime) -> object:
    return sessions.keep(person=lin, session_key="old", spans=SPANS, at=at)


def timetable(lin: Person, at: datetime) -> object:
    return sessions.end_forgotten(spans=SPANS, at=at)


@pytest.mark.parametrize("act", [idle_tab, timetable])
def test_a_new_sign_in_between_stays_open(
    lin: Person, now: datetime, act: Callable[[Person, datetime], object]
) -> None:
    begin(lin, "old", now)
    later = now + SPANS.idle
    with between_look_and_act(lambda: begin(lin, "new", later)):
        act(lin, later)
    assert open_ones() == [sessions.digest_of("new")]
    assert [row.end_reason for row in SignIn.objects.order_by("id")] == ["elsewhere", ""]


def test_the_tab_is_told_what_ended_it_first(lin: Person, now: datetime) -> None:
    begin(lin, "old", now)
    later = now + SPANS.idle
    with between_look_and_act(lambda: begin(lin, "new", later)):
        assert idle_tab(lin, later) == "elsewhere"


def test_leaving_in_an_old_tab_leaves_the_new_one(lin: Person, now: datetime) -> None:
    begin(lin, "old", now)
    begin(lin, "new", now)
    assert not sessions.leave(person=lin, session_key="old", at=now)
    assert open_ones() == [sessions.digest_of("new")]


def test_a_key_changed_in_an_old_tab_does_not_take_the_new_sign_in_over(lin: Person, now: datetime) -> None:
    begin(lin, "old", now)
    begin(lin, "new", now)
    sessions.move(person=lin, old_key="old", new_key="older browser's next")
    assert open_ones() == [sessions.digest_of("new")]
    sessions.move(person=lin, old_key="new", new_key="newest")
    assert open_ones() == [sessions.digest_of("newest")]
