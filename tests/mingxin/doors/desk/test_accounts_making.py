"""A colleague's account within a minute: made, its password shown once, reset, or refused at its field."""

import pytest
from django.test import Client

from mingxin.access.models import Person, SignIn
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, administrator, password_on, text_of
from tests.mingxin.doors.desk.conftest import PASSWORD, AtDesk, DeskClient

__all__ = ["administrator"]


def new_colleague(**changes: object) -> dict[str, object]:
    return {
        "name": "周明远",
        "login": "zhoumingyuan",
        "staff": "regular",
        "roles": ["steward"],
        "items": ["admin_penalty"],
    } | changes


def test_a_colleague_is_made_and_signs_in_with_a_password_of_his_own(administrator: AtDesk) -> None:
    made = administrator.client.post("/desk/colleagues/add/", new_colleague())
    assert made.status_code == 200
    temporary = password_on(text_of(made))
    person = Person.objects.get(login="zhoumingyuan")
    assert (person.unit, person.must_change_password) == (administrator.person.unit, True)
    assert [(p.role, p.items, p.until_on) for p in person.posts.all()] == [("steward", ["admin_penalty"], None)]
    browser = Client()
    entered = browser.post("/desk/sign-in/", {"login": "zhoumingyuan", "password": temporary})
    assert entered.status_code == 303
    stopped = browser.get("/desk/")
    assert stopped["Location"] == "/desk/mine/password/"
    new = "云泽-自己的口令-2026"
    browser.post("/desk/mine/password/", {"present": temporary, "new": new, "again": new})
    assert not Person.objects.get(pk=person.pk).must_change_password


def test_the_password_is_shown_once_and_stands_nowhere(administrator: AtDesk) -> None:
    temporary = password_on(text_of(administrator.client.post("/desk/colleagues/add/", new_colleague())))
    person = Person.objects.get(login="zhoumingyuan")
    assert temporary not in text_of(administrator.client.get(f"/desk/colleagues/{person.pk}/"))
    assert not Entry.objects.filter(detail__contains=temporary).exists()


def test_a_password_is_reset_in_two_clicks(administrator: AtDesk, in_force: InForce, desk_client: DeskClient) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit)
    assert "一次性口令" in text_of(administrator.client.get(f"/desk/colleagues/{steward.person.pk}/password/"))
    assert Person.objects.get(pk=steward.person.pk).check_password(PASSWORD), "asking changes nothing"
    slip = text_of(administrator.client.post(f"/desk/colleagues/{steward.person.pk}/password/"))
    after = Person.objects.get(pk=steward.person.pk)
    assert after.check_password(password_on(slip))
    assert after.must_change_password
    assert steward.client.get("/desk/").status_code == 303, "the open sign-in ended"


def test_a_second_factor_is_reset(administrator: AtDesk, in_force: InForce, desk_client: DeskClient) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit)
    administrator.client.post(f"/desk/colleagues/{steward.person.pk}/code/")
    assert not hasattr(Person.objects.get(pk=steward.person.pk), "second_factor")
    assert not SignIn.objects.filter(person=steward.person, ended_at=None).exists()
    told = Client().get(steward.client.get("/desk/")["Location"])
    assert "动态验证码已经重置" in text_of(told)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"login": "ab"}, "3 至 32", id="too short"),
        pytest.param({"login": "周明远"}, "3 至 32", id="not letters"),
        pytest.param({"login": "110101199003074514"}, "身份证", id="an identity number as login"),
        pytest.param({"roles": []}, "这个字段是必填项", id="no post"),
        pytest.param({"roles": ["unit_administrator"]}, "不在可用的选项中", id="a post that is not his to give"),
        pytest.param({"roles": ["officer"]}, "不在可用的选项中", id="nor the office's"),
        pytest.param({"roles": ["checker"], "staff": "contract"}, "合同制人员只能担任经办人", id="contract staff"),
        pytest.param({"login": "taken"}, "已经有人使用", id="a login that is taken"),
    ],
)
def test_what_cannot_be_made_is_told_at_its_field(
    administrator: AtDesk, in_force: InForce, desk_client: DeskClient, changes: dict[str, object], words: str
) -> None:
    desk_client(ROLE.STEWARD, unit=in_force.unit, login="taken")
    before = Person.objects.count()
    answer = administrator.client.post("/desk/colleagues/add/", new_colleague(**changes))
    assert answer.status_code == 200
    assert words in text_of(answer)
    assert Person.objects.count() == before
