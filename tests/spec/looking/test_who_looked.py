"""Whoever looks at what is not public leaves a trace for its subject, at every address of the desk (ADR 0031)."""

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from mingxin.access.models import StaffRole, Unit
from mingxin.access.permits import GRANTS
from mingxin.archive.models import Record
from mingxin.doors.desk.routing import registered
from mingxin.doors.desk.urls import urlpatterns
from mingxin.intake.actions.linking import propose_link
from mingxin.intake.actions.marked import make_marked
from mingxin.intake.models import LinkProposal
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.kernel.dates import add_months
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import READS, detail_of
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Sender, firm, thread
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient, quick_passwords
from tests.mingxin.doors.desk.conftest import desk_client as desk_client
from tests.mingxin.doors.desk.record_pages import address, closed, fined, sender, withdrawal
from tests.mingxin.doors.desk.ruling_pages import registered as ruled
from tests.mingxin.doors.desk.way import WRONG_CODE, batch_at, do, lately, sent, through
from tests.spec.looking.table import ACT, LOOKS, NOTHING, RECORDS, ROWS, SHOWS, Look

__all__ = ["quick_passwords", "sender"]

NAMED = {name: kind for kind, names in SHOWS.items() for name in names.split()}
ROLES = (StaffRole.STEWARD, StaffRole.CHECKER, StaffRole.UNIT_ADMINISTRATOR, StaffRole.OFFICER)


@pytest.fixture
def people(in_force: InForce, desk_client: DeskClient) -> dict[str, AtDesk]:
    return {
        role.value: desk_client(role, unit=OTHER_UNIT if role is StaffRole.OFFICER else in_force.unit) for role in ROLES
    }


@pytest.fixture
def places(people: dict[str, AtDesk], sender: Sender, tmp_path: Path, signing_key: Path) -> dict[str, str]:
    """The addresses by their names in the table; what lies behind them is sent, mended, released and ruled upon."""
    steward, checker, officer = (people[role.value] for role in (ROLES[0], ROLES[1], ROLES[3]))
    sender.penalties(fined(1), closed(2), closed(3))
    ruling = ruled(officer, 2)
    done = steward.client.post(address(closed(3), "withdraw/"), withdrawal(step="confirm"))
    assert done.status_code == 303, done.content.decode()

    rows = [lately(10), lately(11, CF_WSH=""), lately(12, CF_XDR_SHXYM=WRONG_CODE), lately(13, CF_XDR_SHXYM="")]
    ready = sent(steward.client, tmp_path, rows, name="待办.csv")
    do(steward.client, f"{ready}mend/", **{"w.3.CF_WSH": "", "c.3.CF_WSH": "云市监罚〔2026〕3111号"})
    number = batch_at(ready).number
    given = {"uscc": firm(13), "name": "云泽十三有限公司", "reason": "按营业执照核对"}
    propose_link(number, 5, **given, by=sender.by, at=clock_now())

    admitted = sent(
        steward.client, tmp_path, [lately(20, CF_WSH=""), lately(21, CF_XDR_SHXYM=WRONG_CODE)], name="入库.csv"
    )
    do(steward.client, f"{admitted}mend/", **{"w.2.CF_WSH": "", "c.2.CF_WSH": "云市监罚〔2026〕3120号"})
    through(steward, checker, admitted)
    held = sent(steward.client, tmp_path, [lately(30, CF_SXCD="")], name="公示依据.csv")
    through(steward, checker, held)

    new = _submitted(steward, tmp_path, lately(40), "新增.csv")
    changed = _submitted(steward, tmp_path, closed(2, CF_NR="罚款30000元", CF_NR_FK="3"), "更新.csv")
    for batch in (ready, admitted):
        make_marked(batch_at(batch).number, at=clock_now())  # anew after the mend
    subject = Record.objects.filter(thread=thread(closed(2)), known_until=None).get().subject
    return {
        "ready": ready,
        "admitted": admitted,
        "review of new rows": new,
        "review of changed rows": changed,
        "question": f"/desk/questions/{batch_at(held).questions.get().pk}/",
        "proposal": f"/desk/proposals/{LinkProposal.objects.get().pk}/decline/",
        "unlinked": ready.replace("/batches/", "/office/unlinked/") + "5/",
        "hidden record": address(closed(2)),
        "public record": address(fined(1)),
        "ruling": address(closed(2), f"rulings/{ruling.pk}/dismiss/"),
        "subject": f"/desk/office/mergers/new/?bing={subject.public_id}",
        "late": f"/desk/watch/late/{Unit.objects.get(uscc=UNIT).pk}/admin_penalty/",
    }


def _submitted(steward: AtDesk, folder: Path, row: dict[str, str], name: str) -> str:
    batch = sent(steward.client, folder, [row], name=name)
    do(steward.client, f"{batch}submit/")
    return batch.replace("/batches/", "/review/")


def test_every_address_says_what_it_shows() -> None:
    routes = {one.name for one in registered(urlpatterns)}
    assert routes - set(NAMED) == set(), "a new address says in the table whether it shows what is not public"
    assert set(NAMED) - routes == set(), "these addresses are no more"
    assert len(NAMED) == sum(len(names.split()) for names in SHOWS.values()), "an address stands under one kind"


def test_of_every_address_that_shows_any_each_role_that_may_open_it_has_its_case() -> None:
    acts = {one.name: one.act for one in registered(urlpatterns)}
    asked = {(name, role.value) for name, kind in NAMED.items() if kind in (ROWS, RECORDS) for role in ROLES
             if acts[name] in GRANTS[role]}  # fmt: skip
    assert asked == {(look.route, look.who) for look in LOOKS}
    assert {NAMED[look.route] for look in LOOKS}.isdisjoint({NOTHING, ACT})


def test_who_looked_is_told(people: dict[str, AtDesk], places: dict[str, str]) -> None:
    faults = []
    for look in LOOKS:
        status, told = _looked(people[look.who], _address(look, places))
        if status != 200 or told != [look.leaves] * bool(look.leaves):
            faults.append(f"{look.who} at {look.route} ({look.at}): {status}, {told} and not {look.leaves or 'none'}")
    assert not faults, "\n".join(faults)


def test_the_entry_names_what_was_seen(people: dict[str, AtDesk], places: dict[str, str]) -> None:
    """Records by their threads, rows by their numbers in the sheet; and the unit and the post that looked."""
    ready, admitted = batch_at(places["ready"]).number, batch_at(places["admitted"]).number
    seen = {
        ("officer", places["ready"]): (ready, "rows", [3, 4, 5]),
        ("officer", f"{places['ready']}files/marked/"): (ready, "rows", "all"),
        ("officer", f"{places['admitted']}files/failed/"): (admitted, "rows", [3]),
        ("steward", places["admitted"]): (admitted, "rows", [2]),
        ("officer", "/desk/office/unlinked/"): ("desk:unlinked", "rows", [f"{ready}/5"]),
        ("checker", places["review of changed rows"]): ("desk:review", "threads", [thread(closed(2))]),
    }
    for (who, place), (key, name, what) in seen.items():
        people[who].client.get(place)
        entry = Entry.objects.filter(READS).exclude(action="desk.download").latest("pk")
        detail = detail_of(entry)
        assert (entry.object_key, detail[name]) == (key, what), place
        assert detail["unit"] == entry.actor_unit != "" and detail["post"], place


@pytest.mark.parametrize(
    ("place", "action"),
    [("/desk/records/rulings/", "list.read"), ("/desk/", "list.read"), ("its page", "record.read")],
)
def test_that_a_decision_of_a_public_record_is_about_to_fall_is_not_public(
    people: dict[str, AtDesk], sender: Sender, signing_key: Path, place: str, action: str
) -> None:
    sender.penalties(fined(1))
    ruled(people["officer"], 1)
    before = Entry.objects.latest("pk").pk
    assert people["officer"].client.get(address(fined(1)) if place == "its page" else place).status_code == 200
    looks = Entry.objects.filter(READS, pk__gt=before)
    assert [entry.action for entry in looks] == [action]
    assert thread(fined(1)) in (looks[0].object_key, *detail_of(looks[0]).get("threads", []))


def test_behind_the_last_row_of_a_list_nothing_is_counted(people: dict[str, AtDesk], sender: Sender) -> None:
    """No row is shown there, so no look is entered: the number alone told whether one firm has what is not public."""
    sender.penalties(closed(2))
    behind = base64.urlsafe_b64encode(json.dumps(["0001-01-01", "0"]).encode()).decode()
    page = people["officer"].client.get("/desk/records/", {"zhuangtai": "not_public", "after": behind})
    assert page.status_code == 200
    assert "后面没有更多内容了" in page.content.decode() and page.context["count"] is None
    assert "符合条件" not in page.content.decode()
    assert people["officer"].client.get("/desk/records/", {"zhuangtai": "not_public"}).context["count"] == 1


def test_an_answer_without_its_words_shows_the_rows_again_and_is_a_look(
    people: dict[str, AtDesk], places: dict[str, str]
) -> None:
    before = Entry.objects.filter(READS).count()
    assert people["steward"].client.post(places["question"], {"step": "confirm"}).status_code == 200
    assert Entry.objects.filter(READS).count() == before + 1


def test_the_same_rows_again_are_one_look_for_a_minute(people: dict[str, AtDesk], places: dict[str, str]) -> None:
    for _ in range(2):
        people["officer"].client.get(places["ready"])
    first = Entry.objects.get(action="row.read")
    Entry.objects.filter(pk=first.pk).update(at=first.at - timedelta(minutes=2))
    people["officer"].client.get(places["ready"])
    assert Entry.objects.filter(action="row.read").count() == 2


def test_a_bulk_act_is_looked_through_before_it_is_done(people: dict[str, AtDesk], places: dict[str, str]) -> None:
    number = batch_at(places["ready"]).number
    asked = {"bulk": "return", "chosen": [f"{number}/5"]}
    assert people["officer"].client.post("/desk/office/unlinked/", asked).status_code == 200
    assert detail_of(Entry.objects.get(action="list.read", object_key="desk:unlinked"))["rows"] == [f"{number}/5"]


def _address(look: Look, places: dict[str, str]) -> str:
    name = max((name for name in places if look.at.startswith(name)), key=len, default="")
    found = look.at if not name else places[name] + look.at[len(name) :].strip()
    since = add_months(date(today().year, today().month, 1), -2)
    return found.format(span=f"?zi={since}&zhi={today()}", month=f"?yue={today():%Y-%m}")


def _looked(somebody: AtDesk, place: str) -> tuple[int, list[str]]:
    """The answer's status and what was told of looking; all of it is taken back, so that no look hangs on another."""
    with transaction.atomic():
        before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        answer = somebody.client.get(place)
        _read(answer)
        told = list(_told_after(before))
        transaction.set_rollback(True)
    return answer.status_code, told


def _read(answer) -> None:
    if answer.streaming:
        b"".join(answer.streaming_content)


def _told_after(before: int) -> Iterator[str]:
    """That a file went out is told besides, by the name of the batch or list alone."""
    entries = Entry.objects.filter(READS, pk__gt=before).order_by("pk")
    yield from entries.exclude(action__in=("desk.download", "desk.export")).values_list("action", flat=True)
