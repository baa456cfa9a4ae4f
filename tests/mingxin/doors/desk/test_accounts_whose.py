"""Whose account it is to keep: one's unit's or the platform's, never one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.kernel.clock import today
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, administrator, password_on, system, text_of
from tests.mingxin.doors.desk.conftest import PASSWORD, AtDesk, DeskClient

__all__ = ["administrator", "system"]


def test_a_unit_administrator_sees_his_unit_alone(
    administrator: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    other = desk_client(ROLE.STEWARD, unit=in_force.other_unit, name="别家人")
    assert "别家人" not in text_of(administrator.client.get("/desk/colleagues/"))
    for page in ("", "password/", "code/", "contract/", "deactivate/", "posts/give/", "posts/stand-in/", "hand-over/"):
        assert administrator.client.get(f"/desk/colleagues/{other.person.pk}/{page}").status_code == 404, page
        assert administrator.client.post(f"/desk/colleagues/{other.person.pk}/{page}").status_code in (404, 405), page


@pytest.mark.parametrize(
    ("keeper", "role", "allowed"),
    [
        pytest.param("administrator", ROLE.STEWARD, True, id="unit administrator: steward"),
        pytest.param("administrator", ROLE.CHECKER, True, id="unit administrator: checker"),
        pytest.param("administrator", ROLE.UNIT_ADMINISTRATOR, False, id="unit administrator: another administrator"),
        pytest.param("administrator", ROLE.OFFICER, False, id="unit administrator: an officer of the same unit"),
        pytest.param("system", ROLE.STEWARD, False, id="system administrator: steward"),
        pytest.param("system", ROLE.CHECKER, False, id="system administrator: checker"),
        pytest.param("system", ROLE.UNIT_ADMINISTRATOR, True, id="system administrator: unit administrator"),
        pytest.param("system", ROLE.OFFICER, True, id="system administrator: officer"),
    ],
)
def test_whose_account_it_is(
    request: pytest.FixtureRequest,
    in_force: InForce,
    desk_client: DeskClient,
    keeper: str,
    role: StaffRole,
    allowed: bool,
) -> None:
    at_desk: AtDesk = request.getfixturevalue(keeper)
    side = "colleagues" if keeper == "administrator" else "accounts"
    person = desk_client(role, unit=in_force.unit, name="当事人").person
    reset = at_desk.client.post(f"/desk/{side}/{person.pk}/password/")
    closed = at_desk.client.post(f"/desk/{side}/{person.pk}/deactivate/", {"reason": "调离"})
    after = Person.objects.get(pk=person.pk)
    assert after.check_password(PASSWORD) is not allowed
    assert after.is_active is not allowed
    assert (reset.status_code, closed.status_code) == ((200, 303) if allowed else (400, 200))
    if not allowed:
        assert "不由您维护" in text_of(reset)
        assert "重置口令" not in text_of(at_desk.client.get(f"/desk/{side}/{person.pk}/"))


@pytest.mark.parametrize("role", [ROLE.SECURITY_ADMINISTRATOR, ROLE.AUDITOR, ROLE.SYSTEM_ADMINISTRATOR])
def test_the_three_do_not_keep_each_other(system: AtDesk, desk_client: DeskClient, role: StaffRole) -> None:
    person = desk_client(role, name="平台的人").person
    assert "平台的人" not in text_of(system.client.get("/desk/accounts/"))
    assert system.client.post(f"/desk/accounts/{person.pk}/password/").status_code == 404
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)


def test_nobody_changes_his_own_posts_or_account(administrator: AtDesk) -> None:
    me = administrator.person.pk
    post = administrator.person.posts.get()
    asked = {"role": "checker", "from_on": str(today())}
    for page, data in {
        "posts/give/": asked,
        f"posts/{post.pk}/end/": {"on": str(today())},
        "password/": {},
        "code/": {},
        "contract/": {"becomes": "yes"},
        "deactivate/": {"reason": "试试"},
    }.items():
        answer = administrator.client.post(f"/desk/colleagues/{me}/{page}", data)
        assert "本人" in text_of(answer) or "您不能安排" in text_of(answer), page
    after = Person.objects.get(pk=me)
    assert list(after.posts.values_list("role", "until_on")) == [("unit_administrator", None)]
    assert after.is_active and after.check_password(PASSWORD) and not after.is_contract_staff


def test_the_system_administrator_makes_an_administrator_of_any_unit(system: AtDesk, in_force: InForce) -> None:
    unit = Unit.objects.get(uscc=in_force.other_unit)
    data = {"name": "何为先", "login": "heweixian", "unit": unit.pk, "roles": ["unit_administrator"]}
    slip = system.client.post("/desk/accounts/add/", data)
    assert password_on(text_of(slip))
    assert Post.objects.get(person__login="heweixian").unit == unit
    refused = system.client.post("/desk/accounts/add/", data | {"login": "other", "roles": ["steward"]})
    assert "不在可用的选项中" in text_of(refused)


@pytest.mark.parametrize("page", ["/desk/batches/", "/desk/batches/none/", "/desk/audit/", "/desk/security/accounts/"])
def test_the_system_administrator_sees_neither_batches_nor_the_ledger(system: AtDesk, page: str) -> None:
    assert system.client.get(page).status_code == 403


PAGES = {
    ROLE.UNIT_ADMINISTRATOR: ("colleagues/", "colleagues/add/", "colleagues/review/", "colleagues/handovers/"),
    ROLE.SYSTEM_ADMINISTRATOR: ("accounts/", "accounts/add/"),
    ROLE.SECURITY_ADMINISTRATOR: (
        "security/accounts/",
        "security/sign-ins/",
        "security/failures/",
        "security/permits/",
    ),
}


@pytest.mark.parametrize("role", list(StaffRole), ids=lambda role: role.value)
def test_role_by_page(in_force: InForce, desk_client: DeskClient, role: StaffRole) -> None:
    at_desk = desk_client(role, unit=in_force.unit)
    for owner, pages in PAGES.items():
        for page in pages:
            answer = at_desk.client.get(f"/desk/{page}")
            assert answer.status_code == (200 if owner is role else 403), page


def test_a_list_of_many_people_asks_as_often_as_one_of_few(
    administrator: AtDesk,
    in_force: InForce,
    desk_client: DeskClient,
    django_assert_max_num_queries: Callable[..., Path],
) -> None:
    for _ in range(4):
        desk_client(ROLE.STEWARD, unit=in_force.unit)
    with django_assert_max_num_queries(18):
        administrator.client.get("/desk/colleagues/")
