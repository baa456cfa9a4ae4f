"""Everybody at every address of the desk, with what is theirs and what is another's, reading and acting.

Who holds which act is written out in `tests.mingxin.access.test_permits`; whose a thing is, in `things`. From the two
follows what each answer must be; the product's own permits are not asked.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.access.permits import Act
from mingxin.doors.desk.routing import Registered, registered
from mingxin.doors.desk.urls import urlpatterns
from mingxin.ledger.actor import Actor
from seed import desk
from seed.units import DIVISION
from tests.mingxin.access.test_permits import CASES
from tests.mingxin.doors.desk.conftest import enrol, sign_in
from tests.mingxin.doors.desk.things import UNITS, Thing, complete, things
from tests.seed.conftest import folder, plan, small_city
from tests.seed.test_desk import founded, with_city

__all__ = ["folder", "founded", "plan", "small_city", "with_city"]

LICENCES_ONLY = "shijian-xuke"
POSTLESS = "wugang"
PEOPLE: Final = (
    "shijian-jingban", LICENCES_ONLY, "chengguan-jingban", "jiaotong-shenhe", "shijian-guanli",
    "chengjiang-nongye-jingban", "chengjiang-nongye-shenhe", "xinyongban", "chengjiang-xinyong", "xitong", "anquan",
    "shenji",
)  # fmt: skip
HOLDS: Final = {(role, act) for act, role, holds in CASES if holds}
FOR_THE_CITY_ALONE: Final = {"keep_catalogue"}
ROUTES: Final = [one for one in registered(urlpatterns) if one.act is not None]
# Another's thing may be told by its number only: whoever asks learns nothing of it
STRANGE: Final = (403, 404, 405)
OWN: Final = (200, 303, 400, 404, 405, 409)
# Read by authorisation alone: whoever sees the batch learns at these addresses who reads it (`test_reserved_rows`)
RESERVED: Final = "utility_payment"
SHOWING_ROWS: Final = ("batch_rows", "batch_file", "review_rows")
# Tables in which reading leaves its traces, whoever reads
TRACES: Final = ("ledger_entry", "ledger_unsealed", "django_session", "access_signin")
EVERYTHING: Final = {
    "reason": "核对后办理", "said": "核对后办理", "secrecy": "yes", "answer": "按规定公示", "ground": "权责清单",
    "note": "核对后办理", "name": "云泽市某局", "severity": "minor", "public": "no", "role": "steward",
    "from_on": "2026-11-20", "on": "2026-12-31", "until_on": "2026-12-31", "item": "admin_penalty", "confirm": "yes",
    "case": "（2026）云行复 2 号", "ruled_on": "2026-11-19", "reason_type": "行政复议撤销", "purpose": "核查",
}  # fmt: skip


@dataclass
class Seen:
    """What was asked and what came of it."""

    asked: int = 0
    faults: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)  # addresses that let somebody in


@dataclass(frozen=True)
class Somebody:
    login: str
    role: str
    unit: Unit | None
    items: frozenset[str]
    client: Client

    @property
    def least(self) -> dict[str, str]:
        """What a form that names no thing needs to know whose it is."""
        if self.unit is None:
            return {}
        return {"unit": self.unit.uscc, "item": next(iter(self.items), "admin_penalty")}

    def holds(self, act: Act) -> bool:
        if act.value in FOR_THE_CITY_ALONE and self.unit is not None and self.unit.region_id != DIVISION:
            return False
        return (self.role, act.value) in HOLDS

    def owns(self, thing: Thing) -> bool:
        """Whether the thing lies where this person's post does."""
        if thing.to is not None:
            return self.login in thing.to
        if thing.item and self.items and thing.item not in self.items:
            return False
        if thing.unit is None or self.unit is None:
            return True
        if self.role == "officer":
            return self.unit.region_id in (DIVISION, thing.unit.region_id)
        return thing.unit == self.unit


@pytest.fixture
def everybody(with_city: datetime, tmp_path: Path, actor: Actor, signing_key: Path) -> Iterator[list[Somebody]]:
    """The demonstration's city, furnished and completed, on its own day; its people, signed in."""
    at = with_city
    desk.furnish(tmp_path, by=actor, at=at)
    complete(by=actor, at=at)
    market, steward = Unit.objects.get(uscc=UNITS["market"]), StaffRole.STEWARD
    for login, items in ((LICENCES_ONLY, ["admin_licence"]), (POSTLESS, [])):
        add_person(login=login, name="许可科", unit=market, by=actor, at=at)
        person = Person.objects.get(login=login)
        person.set_unusable_password()
        person.password_changed_at = at
        person.save()
        if items:
            give_post(person=person, role=steward, unit=market, items=items, from_on=at.date(), by=actor, at=at)
    with freeze_time(at, tick=True):  # the pages go by the clock
        reader = min(login for message in things()["message"] for login in message.to or ())
        yield [_signed_in(login) for login in dict.fromkeys((*PEOPLE, POSTLESS, reader))]


def _signed_in(login: str) -> Somebody:
    person, client = Person.objects.get(login=login), Client()
    enrol(person)
    sign_in(client, person)
    client.raise_request_exception = False
    post = Post.objects.filter(person=person).select_related("unit").first()
    if post is None:
        return Somebody(login, "", None, frozenset(), client)
    return Somebody(login, post.role, post.unit, frozenset(post.items), client)


@pytest.mark.timeout(1800)
def test_everybody_everywhere(everybody: list[Somebody]) -> None:
    named, seen = things(), Seen()
    assert {one.name for one in ROUTES if "<" in one.pattern} == set(named), (
        "each address that names something says what"
    )
    assert all(named.values()), f"nothing to name: {[name for name, found in named.items() if not found]}"
    for somebody in everybody:
        for one in ROUTES:
            for thing in _chosen(somebody, one, named.get(one.name, [Thing({})])):
                _ask(somebody, one, thing, seen)
    anonymous = Client()
    for one in ROUTES:
        thing = named[one.name][0] if one.name in named else Thing({})
        for method in ("get", "post"):
            answer = getattr(anonymous, method)(reverse(f"desk:{one.name}", kwargs=dict(thing.keys)))
            if answer.status_code != 303 or not answer["Location"].startswith("/desk/sign-in/"):
                seen.faults.append(f"nobody: {method} {one.name}: {answer.status_code}")
    assert not seen.faults, f"{len(seen.faults)} of {seen.asked}:\n" + "\n".join(seen.faults)
    never = {one.name for one in ROUTES} - set(seen.answered)
    assert not never, f"no one was let in, so nothing was proved of being kept out: {sorted(never)}"


def _chosen(somebody: Somebody, one: Registered, found: list[Thing]) -> Iterator[Thing]:
    """Of the person's own one in each state, of others' one of each kind of distance; one of each without the act."""
    kinds, holds = set(), one.act is not None and somebody.holds(one.act)
    for thing in found:
        near = somebody.unit is not None and thing.unit is not None and thing.unit.region_id == somebody.unit.region_id
        same = thing.unit == somebody.unit
        form = tuple(str(value) for key, value in thing.keys.items() if key in ("kind", "verdict"))
        owns = somebody.owns(thing)
        kind = (owns, near, same, thing.state if owns else "", form) if holds else (owns,)
        if kind not in kinds:
            kinds.add(kind)
            yield thing


def _ask(somebody: Somebody, one: Registered, thing: Thing, seen: Seen) -> None:
    assert one.act is not None
    address = reverse(f"desk:{one.name}", kwargs=dict(thing.keys))
    holds, owns = somebody.holds(one.act), somebody.owns(thing)
    tries: list[tuple[str, dict[str, Any]]] = [("get", {})]
    if holds:
        tries.append(("post", somebody.least))
    if not (holds and owns):
        tries.append(("post", EVERYTHING))
    for method, given in tries:
        status, written = _tried(somebody.client, method, address, given)
        seen.asked += 1
        if holds and owns:
            is_kept = thing.item == RESERVED and somebody.role != "steward" and one.name in SHOWING_ROWS
            right = status in OWN or (is_kept and status == 403)
            if status in (200, 303, 400, 409):
                seen.answered[one.name] += 1
        else:
            right = (status == 403 if not holds else status in STRANGE) and not written
        if not right:
            whose = "own" if owns else "another's"
            seen.faults.append(
                f"{somebody.login} ({somebody.role}) {'with' if holds else 'without'} {one.act.value}: {method} "
                f"{'with everything ' * (given is EVERYTHING)}{address} ({one.name}, {whose}): {status} {written}"
            )


def _tried(client: Client, method: str, address: str, given: dict[str, Any]) -> tuple[int, list[str]]:
    """The answer's status, and what was written besides the traces of reading; all of it is rolled back."""
    written: list[str] = []

    def watching(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().split(None, 1)[0].upper() in ("INSERT", "UPDATE", "DELETE") and not any(
            f'"{table}"' in sql[:80] for table in TRACES
        ):
            written.append(sql[:80])
        return execute(sql, params, many, context)

    with transaction.atomic():
        with connection.execute_wrapper(watching):
            answer = getattr(client, method)(address, given)
            if answer.streaming:
                b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code, written
