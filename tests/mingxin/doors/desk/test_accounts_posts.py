"""Posts of a unit: stood in for, ended on their day, and the review that an item goes through."""

from datetime import timedelta

import pytest

from mingxin.access.models import Post, Unit
from mingxin.kernel.clock import today
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, administrator, text_of
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["administrator"]


def test_standing_in_ends_by_itself(administrator: AtDesk, in_force: InForce, desk_client: DeskClient) -> None:
    absent = desk_client(ROLE.STEWARD, unit=in_force.unit, items=["admin_penalty"], name="甲").person
    deputy = desk_client(ROLE.STEWARD, unit=in_force.unit, items=["admin_licence"], name="乙").person
    last = today() + timedelta(days=5)
    data = {"post": absent.posts.get().pk, "colleague": deputy.pk, "from_on": str(today()), "last_on": str(last)}
    answer = administrator.client.post(f"/desk/colleagues/{absent.pk}/posts/stand-in/", data)
    assert answer.status_code == 303
    b_post = deputy.posts.get(stands_in_for=absent)
    assert (b_post.role, b_post.items, b_post.until_on) == ("steward", ["admin_penalty"], last + timedelta(days=1))
    page = text_of(administrator.client.get(f"/desk/colleagues/{deputy.pk}/"))
    assert "B 岗，代理甲" in page and str(last) in page


@pytest.mark.parametrize(
    ("field", "days_on", "words"),
    [
        pytest.param("last_on", None, "必填", id="without end"),
        pytest.param("last_on", -2, "晚于", id="ends before it begins"),
        pytest.param("from_on", -1, "已经过去", id="from yesterday"),
    ],
)
def test_standing_in_needs_an_end_ahead(
    administrator: AtDesk, in_force: InForce, desk_client: DeskClient, field: str, days_on: int | None, words: str
) -> None:
    absent = desk_client(ROLE.STEWARD, unit=in_force.unit).person
    deputy = desk_client(ROLE.CHECKER, unit=in_force.unit).person
    data = {
        "post": absent.posts.get().pk,
        "colleague": deputy.pk,
        "from_on": str(today()),
        "last_on": str(today() + timedelta(days=3)),
    }
    value = "" if days_on is None else str(today() + timedelta(days=days_on))
    answer = administrator.client.post(f"/desk/colleagues/{absent.pk}/posts/stand-in/", data | {field: value})
    assert words in text_of(answer)
    assert deputy.posts.count() == 1


def test_a_post_ends_on_the_day_that_is_said(administrator: AtDesk, in_force: InForce, desk_client: DeskClient) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit)
    post = steward.person.posts.get()
    address = f"/desk/colleagues/{steward.person.pk}/posts/{post.pk}/end/"
    assert "已经过去" in text_of(administrator.client.post(address, {"on": str(today() - timedelta(days=1))}))
    assert administrator.client.post(address, {"on": str(today())}).status_code == 303
    assert Post.objects.get(pk=post.pk).until_on == today()
    assert steward.client.get("/desk/").status_code == 403, "without a post there is nothing to enter for"


def test_an_administrator_may_not_end_what_he_may_not_give(
    administrator: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    fellow = desk_client(ROLE.UNIT_ADMINISTRATOR, unit=in_force.unit).person
    post = fellow.posts.get()
    answer = administrator.client.post(f"/desk/colleagues/{fellow.pk}/posts/{post.pk}/end/", {"on": str(today())})
    assert "您不能安排" in text_of(answer)
    assert Post.objects.get(pk=post.pk).until_on is None


def test_the_review_of_an_item_is_switched_with_a_reason(administrator: AtDesk, in_force: InForce) -> None:
    unit = Unit.objects.get(uscc=in_force.unit)
    address = f"/desk/colleagues/review/{unit.pk}/admin_penalty/"
    assert "失信类信息须审核" in text_of(administrator.client.get("/desk/colleagues/review/"))
    without = administrator.client.post(address, {"is_on": "no", "reason": ""})
    assert without.status_code == 200
    done = administrator.client.post(address, {"is_on": "no", "reason": "办公会议定"})
    assert done.status_code == 303
    assert "梁有则于" in text_of(administrator.client.get("/desk/colleagues/review/"))
    assert Entry.objects.get(action="intake.set_review").matter == "办公会议定"
    other = Unit.objects.get(uscc=in_force.other_unit)
    assert administrator.client.get(f"/desk/colleagues/review/{other.pk}/admin_penalty/").status_code == 404
    assert administrator.client.get(f"/desk/colleagues/review/{unit.pk}/nothing/").status_code == 404
