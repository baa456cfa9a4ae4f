"""Who was made another for a moment does nothing: account, post and unit are held against the ledger with every act."""

from collections.abc import Callable

import pytest

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.kernel.clock import now
from mingxin.ledger.actor import PLATFORM
from mingxin.ledger.models import Entry
from mingxin.oversight.stock import take_stock
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

pytestmark = [pytest.mark.both, pytest.mark.forges, pytest.mark.django_db]


@pytest.fixture
def both(in_force: InForce, desk_client: DeskClient) -> tuple[AtDesk, AtDesk]:
    """A steward, who forges, and her checker."""
    take_stock(by=PLATFORM, at=now())  # as an installation has it from its first day
    mine = desk_client(StaffRole.STEWARD, unit=in_force.unit, items=["admin_penalty"], login="mine", name="林知微")
    return mine, desk_client(
        StaffRole.CHECKER, unit=in_force.unit, items=["admin_penalty"], login="other", name="周明远"
    )


def other_name(mine: Person, _: Person) -> None:
    Person.objects.filter(pk=mine.pk).update(name="周明远")


def change_places(mine: Person, other: Person) -> None:
    """Login and name, and the posts with them."""
    for pk, login, name in ((mine.pk, "x", "x"), (other.pk, mine.login, mine.name), (mine.pk, other.login, other.name)):
        Person.objects.filter(pk=pk).update(login=login, name=name)
    posts = {pk: list(Post.objects.filter(person=pk).values_list("pk", flat=True)) for pk in (mine.pk, other.pk)}
    Post.objects.filter(pk__in=posts[mine.pk]).update(person=other.pk)
    Post.objects.filter(pk__in=posts[other.pk]).update(person=mine.pk)


def another_role(mine: Person, _: Person) -> None:
    Post.objects.filter(person=mine).update(role=StaffRole.CHECKER)


def a_further_post(mine: Person, _: Person) -> None:
    post = Post.objects.get(person=mine)
    post.pk, post.role = None, StaffRole.CHECKER
    post.save(force_insert=True)


def more_items(mine: Person, _: Person) -> None:
    Post.objects.filter(person=mine).update(items=["admin_penalty", "admin_licence"])


def another_region(mine: Person, _: Person) -> None:
    post = Post.objects.select_related("unit").get(person=mine)
    Unit.objects.filter(pk=post.unit_id).update(name="云泽市信用办公室")


@pytest.mark.parametrize(
    "forgery", [other_name, change_places, another_role, a_further_post, more_items, another_region]
)
def test_no_act_is_done(both: tuple[AtDesk, AtDesk], forgery: Callable[[Person, Person], None]) -> None:
    mine, other = both
    assert mine.client.post("/desk/mine/password/", {}).status_code == 200, "as it stands, acts are heard"
    people, posts = list(Person.objects.values()), list(Post.objects.values())
    units = list(Unit.objects.values())
    forgery(mine.person, other.person)
    entries = Entry.objects.count()
    for _ in range(2):
        answer = mine.client.post("/desk/mine/password/", {})
        assert (answer.status_code, "与操作日志的最后一次记载不符" in answer.content.decode()) == (403, True)
    assert Entry.objects.count() == entries + 1, "it is said once"
    Post.objects.exclude(pk__in=[row["id"] for row in posts]).delete()
    for model, rows in ((Post, posts), (Unit, units)):
        for row in rows:
            model.objects.filter(pk=row["id"]).update(**row)
    for row in people:
        Person.objects.filter(pk=row["id"]).update(login=f"x{row['id']}")
    for row in people:
        Person.objects.filter(pk=row["id"]).update(**row)
    assert mine.client.post("/desk/mine/password/", {}).status_code == 200, "put back, the work goes on"
