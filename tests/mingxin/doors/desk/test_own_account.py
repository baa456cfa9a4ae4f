"""One's own account at the desk: the password before the second factor, and guessing that locks."""

from datetime import date

import pytest
from django.test import Client

from mingxin.access.actions import second_factors, signing
from mingxin.access.actions.passwords import reset_password
from mingxin.access.actions.people import add_person, give_post
from mingxin.access.models import Person, SecondFactor, SignIn, StaffRole, Unit
from mingxin.access.queries.accounts import has_second_factor
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import PLATFORM
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import PASSWORD, AtDesk, DeskClient
from tests.mingxin.doors.desk.conftest import sign_in as open_sign_in

NEW = "另一个足够长的口令，2026"
PICTURE = "/desk/mine/second-factor/qr.svg"
ENROLMENT = "/desk/mine/second-factor/"


@pytest.fixture
def slip(in_force: InForce) -> tuple[Person, str]:
    """A steward who has just been given an account, and the temporary password on the slip."""
    at, unit = clock_now(), Unit.objects.get(uscc=in_force.unit)
    add_person(login="lin", name="林知微", unit=unit, by=PLATFORM, at=at)
    person = Person.objects.get(login="lin")
    give_post(person=person, role=StaffRole.STEWARD, unit=unit, from_on=date(2020, 1, 1), by=PLATFORM, at=at)
    return person, reset_password(person=person, by=PLATFORM, at=at)


def sign_in(client: Client, password: str) -> None:
    assert client.post("/desk/sign-in/", {"login": "lin", "password": password}).status_code == 303


def test_who_has_the_slip_sees_no_secret(client: Client, slip: tuple[Person, str]) -> None:
    sign_in(client, slip[1])
    for address in (ENROLMENT, PICTURE):
        assert client.get(address)["Location"] == "/desk/mine/password/"
    assert client.post(ENROLMENT, {"code": "123456"})["Location"] == "/desk/mine/password/"
    assert not SecondFactor.objects.exists()


def test_after_the_password_comes_the_second_factor(client: Client, slip: tuple[Person, str]) -> None:
    person, temporary = slip
    sign_in(client, temporary)
    client.post("/desk/mine/password/", {"present": temporary, "new": NEW, "again": NEW})
    assert client.get("/desk/")["Location"] == ENROLMENT
    assert client.get(ENROLMENT).status_code == client.get(PICTURE).status_code == 200
    seen = second_factors.begin_enrolment(person=person, at=clock_now())
    client.get(ENROLMENT)
    assert second_factors.begin_enrolment(person=person, at=clock_now()) == seen, "one sign-in shows one secret"
    sign_in(Client(), NEW)
    assert second_factors.begin_enrolment(person=person, at=clock_now()) != seen


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client(StaffRole.STEWARD, unit=in_force.unit)


@pytest.mark.parametrize(
    ("address", "given"),
    [
        pytest.param("/desk/mine/second-factor/off/", {"password": "x"}, id="giving the second factor up"),
        pytest.param("/desk/mine/second-factor/codes/", {"password": "x"}, id="new recovery codes"),
        pytest.param("/desk/mine/password/", {"present": "x", "new": NEW, "again": NEW}, id="a new password"),
    ],
)
def test_five_wrong_passwords_end_the_sign_in(steward: AtDesk, address: str, given: dict[str, str]) -> None:
    for _ in range(4):
        answer = steward.client.post(address, given)
        assert answer.status_code == 200
        assert "本次登录也随之结束" in answer.content.decode(), "said beforehand"
    answer = steward.client.post(address, given)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/sign-in/")
    page = steward.client.get("/desk/sign-in/").content.decode()
    assert "口令连续 5 次不正确，账户锁定 15 分钟，本次登录已结束。" in page
    assert steward.client.get("/desk/mine/").status_code == 303
    steward.person.refresh_from_db()
    assert steward.person.locked_until is not None
    assert SignIn.objects.get(person=steward.person).end_reason == "locked"
    assert has_second_factor(steward.person)


def test_wrong_guesses_on_different_pages_are_one_count(steward: AtDesk) -> None:
    for _ in range(2):
        steward.client.post("/desk/mine/second-factor/off/", {"password": "x"})
        steward.client.post("/desk/mine/second-factor/codes/", {"password": "x"})
    answer = steward.client.post("/desk/mine/password/", {"present": "x", "new": NEW, "again": NEW})
    assert answer["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize("address", ["/desk/mine/second-factor/off/", "/desk/mine/password/"])
def test_locked_by_somebody_who_has_the_password(steward: AtDesk, address: str) -> None:
    """The owner stays signed in, but the password is not looked at until the lock is over."""
    for _ in range(5):
        signing.check_code(person=steward.person, code="x", at=clock_now())
    answer = steward.client.post(address, {"password": PASSWORD, "present": PASSWORD, "new": NEW, "again": NEW})
    assert "账户暂时锁定" in answer.content.decode()
    assert steward.client.get("/desk/mine/").status_code == 200
    assert has_second_factor(steward.person)
    steward.person.refresh_from_db()
    assert steward.person.check_password(PASSWORD)


def test_the_list_of_sign_ins_names_the_lock(steward: AtDesk) -> None:
    for _ in range(5):
        steward.client.post("/desk/mine/second-factor/off/", {"password": "x"})
    Person.objects.update(locked_until=None, failed_sign_ins=0)
    open_sign_in(steward.client, steward.person)
    assert "口令多次不正确" in steward.client.get("/desk/mine/").content.decode()


def test_a_colleagues_login_in_other_letters_is_taken(in_force: InForce, desk_client: DeskClient) -> None:
    administrator = desk_client(StaffRole.UNIT_ADMINISTRATOR, unit=in_force.unit)
    desk_client(StaffRole.STEWARD, unit=in_force.unit, login="linzhiwei")
    given = {"name": "林知薇", "login": "LinZhiwei", "staff": "regular", "roles": "checker"}
    page = administrator.client.post("/desk/colleagues/add/", given).content.decode()
    assert "这个账户名已经有人使用" in page
    assert Person.objects.filter(login__iexact="linzhiwei").count() == 1


@pytest.mark.parametrize(
    ("role", "keepers"),
    [
        ("steward", "本单位管理员"),
        ("officer", "系统管理员"),
        ("unit_administrator", "系统管理员"),
        ("auditor", "平台维护人员"),
    ],
)
def test_whose_affair_the_own_post_is(in_force: InForce, desk_client: DeskClient, role: str, keepers: str) -> None:
    shown = desk_client(role, unit=in_force.unit).client.get("/desk/mine/").content.decode()
    assert f"岗位由{keepers}维护" in shown
