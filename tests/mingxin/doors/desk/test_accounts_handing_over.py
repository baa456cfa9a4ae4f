"""Open work passes to a colleague and back, and before an account closes."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from mingxin.access.models import Person, Unit
from mingxin.intake.models import Batch, BatchState, Handover
from mingxin.intake.queries.history import steps_of
from mingxin.intake.queries.open_work import open_work
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.actions import send
from mingxin.notices.models import Notice
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, administrator, password_on, text_of
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["administrator"]

A, B, C, D, E = (f"20261120-0000{number}" for number in range(1, 6))


@dataclass(frozen=True)
class Office:
    giver: AtDesk
    taker: AtDesk
    unit: Unit


@pytest.fixture
def office(in_force: InForce, desk_client: DeskClient) -> Office:
    unit = Unit.objects.get(uscc=in_force.unit)
    giver = desk_client(ROLE.STEWARD, unit=unit, name="交出人", login="giver")
    taker = desk_client(ROLE.STEWARD, unit=unit, items=["admin_penalty"], name="接手人", login="taker")
    return Office(giver, taker, unit)


@pytest.fixture
def batch(in_force: InForce) -> Callable[..., Batch]:
    def making(number: str, state: BatchState, *, login: str = "giver", item: str = "admin_penalty") -> Batch:
        at = clock_now()
        is_in = state is BatchState.ADMITTED
        return Batch.objects.create(
            number=number,
            item=item,
            unit=Unit.objects.get(uscc=in_force.unit),
            edition_id=in_force.edition,
            channel="desk",
            file_name=f"{number}.xlsx",
            state=state,
            received_at=at,
            released_at=at if state in (BatchState.RELEASED, BatchState.ADMITTED) else None,
            admitted_at=at if is_in else None,
            actor_login=login,
            actor_name="交出人",
        )

    return making


def notice_to(person: Person, key: str, at_desk_unit: Unit, actor: Actor) -> Notice:
    return send(
        kind="tried",
        key=key,
        unit_id=at_desk_unit.pk,
        person_id=person.pk,
        subject="催报",
        text="请及时报送。",
        by=actor,
        at=clock_now(),
    )


def handed(number: str) -> tuple[str, str]:
    return Batch.objects.values_list("handler_login", "handler_name").get(pk=number)


def test_handing_over_is_shown_first_then_done_then_undone(
    administrator: AtDesk, office: Office, batch: Callable[..., Batch], actor: Actor
) -> None:
    for number, state in {A: BatchState.READY, B: BatchState.RETURNED, C: BatchState.ADMITTED}.items():
        batch(number, state)
    batch(D, BatchState.READY, item="admin_licence")  # not the taker's item
    batch(E, BatchState.WITHDRAWN)
    notice = notice_to(office.giver.person, "one", office.unit, actor)
    both = [notice_to(person, "two", office.unit, actor) for person in (office.giver.person, office.taker.person)]
    address = f"/desk/colleagues/{office.giver.person.pk}/hand-over/"
    asked = {"taker": office.taker.person.pk, "reason": "休假"}

    seen = text_of(administrator.client.post(address, asked))
    assert "将交接 2 批" in seen and "没有这个事项的经办岗位" in seen
    assert handed(A) == ("", ""), "looking changes nothing"

    done = administrator.client.post(address, asked | {"confirmed": "yes"})
    assert done.status_code == 303
    assert [handed(number) for number in (A, B, C, D)] == [("taker", "接手人"), ("taker", "接手人"), ("", ""), ("", "")]
    assert Batch.objects.get(pk=A).actor_name == "交出人", "who sent it stays"
    assert Notice.objects.get(pk=notice.pk).to_person == office.taker.person
    assert Notice.objects.get(pk=both[0].pk).to_person == office.giver.person, "what both were told stays"
    assert {one.number for one in open_work(office.taker.person, office.unit).batches} == {A, B}
    listed = text_of(administrator.client.get("/desk/batches/?jingbanren=接手人"))
    assert f"{A}.xlsx" in listed and f"{D}.xlsx" not in listed
    newest = steps_of(Batch.objects.get(pk=B))[0]
    assert (newest.words, newest.by, newest.note) == ("交接", "梁有则", "交出人的工作交给接手人：休假")

    made = Handover.objects.get()
    assert administrator.client.get(f"/desk/colleagues/handovers/{made.pk}/undo/").status_code == 405
    assert administrator.client.post(f"/desk/colleagues/handovers/{made.pk}/undo/").status_code == 303
    assert [handed(number) for number in (A, B)] == [("", ""), ("", "")]
    assert Notice.objects.get(pk=notice.pk).to_person == office.giver.person
    again = administrator.client.post(f"/desk/colleagues/handovers/{made.pk}/undo/")
    assert again.status_code == 409
    acts = Entry.objects.filter(object_type="batch", object_key=A).values_list("action", flat=True)
    assert list(acts.order_by("id")) == ["intake.hand_over", "intake.take_back"]


def test_what_passed_on_meanwhile_does_not_come_back(
    administrator: AtDesk, office: Office, batch: Callable[..., Batch], in_force: InForce, desk_client: DeskClient
) -> None:
    third = desk_client(ROLE.STEWARD, unit=in_force.unit, name="第三人", login="third")
    batch(A, BatchState.READY)
    for giver, taker in ((office.giver, office.taker), (office.taker, third)):
        address = f"/desk/colleagues/{giver.person.pk}/hand-over/"
        asked = {"taker": taker.person.pk, "reason": "调岗", "confirmed": "yes"}
        assert administrator.client.post(address, asked).status_code == 303
    first = Handover.objects.order_by("id").first()
    assert first is not None
    administrator.client.post(f"/desk/colleagues/handovers/{first.pk}/undo/")
    assert handed(A) == ("third", "第三人")


@pytest.mark.parametrize("confirmed", [{}, {"confirmed": "yes"}], ids=["preview", "done"])
def test_who_is_no_steward_cannot_take_over(
    administrator: AtDesk,
    office: Office,
    batch: Callable[..., Batch],
    in_force: InForce,
    desk_client: DeskClient,
    confirmed: dict[str, str],
) -> None:
    batch(A, BatchState.READY)
    address = f"/desk/colleagues/{office.giver.person.pk}/hand-over/"
    for person in (
        desk_client(ROLE.CHECKER, unit=in_force.unit).person,
        desk_client(ROLE.STEWARD, unit=in_force.other_unit).person,
        office.giver.person,
    ):
        answer = administrator.client.post(address, {"taker": person.pk, "reason": "休假"} | confirmed)
        assert answer.status_code == 200
        assert "不在可用的选项中" in text_of(answer)
    assert handed(A) == ("", "")


def test_open_work_passes_first_then_the_account_closes(
    administrator: AtDesk, office: Office, batch: Callable[..., Batch]
) -> None:
    batch(A, BatchState.READY)
    giver = office.giver.person
    address = f"/desk/colleagues/{giver.pk}/deactivate/"
    assert "先交接，再停用" in text_of(administrator.client.get(address))
    administrator.client.post(address, {"reason": "调离"})
    assert Person.objects.get(pk=giver.pk).is_active
    administrator.client.post(
        f"/desk/colleagues/{giver.pk}/hand-over/",
        {"taker": office.taker.person.pk, "reason": "调离", "confirmed": "yes"},
    )
    assert administrator.client.post(address, {"reason": "调离"}).status_code == 303
    after = Person.objects.get(pk=giver.pk)
    assert not after.is_active
    assert [post.until_on for post in after.posts.all()] == [today()]
    assert office.giver.client.get("/desk/").status_code == 303
    made = Handover.objects.get()
    gone = administrator.client.post(f"/desk/colleagues/handovers/{made.pk}/undo/")
    assert gone.status_code == 409 and "已经停用" in text_of(gone)
    slip = text_of(administrator.client.post(f"/desk/colleagues/{giver.pk}/reactivate/"))
    assert Person.objects.get(pk=giver.pk).check_password(password_on(slip))


def test_an_identity_number_typed_as_a_reason_is_told_and_kept_nowhere(
    administrator: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit).person
    data = {"reason": "本人 110101199003074514 调离"}
    answer = administrator.client.post(f"/desk/colleagues/{steward.pk}/deactivate/", data)
    assert "已去除" in text_of(answer) and "110101199003074514" not in text_of(answer)
    assert Person.objects.get(pk=steward.pk).is_active
