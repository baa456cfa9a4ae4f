"""A sign-in that ended while somebody wrote: the loss is said, the reason too, and the way back is kept."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from mingxin.access.actions import sessions
from mingxin.access.actions.passwords import reset_password
from mingxin.kernel.clock import now
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import words

FORM = "/desk/batches/?zhuangtai=ready"


@pytest.fixture
def steward(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client("steward", unit=in_force.unit, login="zhang", name="张经办")


def led(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 303
    return parse_qs(urlsplit(answer["Location"]).query)


@pytest.mark.parametrize(
    ("came", "onward"),
    [
        pytest.param(f"http://testserver{FORM}", [FORM], id="the page where the form stood"),
        pytest.param(f"http://elsewhere.example{FORM}", None, id="another site"),
        pytest.param("http://testserver/xinxi/1/", None, id="the public site"),
        pytest.param("http://testserver.example/desk/", None, id="a host that begins alike"),
        pytest.param("", None, id="nobody says"),
        pytest.param("not an address", None, id="no address"),
    ],
)
def test_after_a_form_the_loss_is_said(db: None, client: Client, came: str, onward: list[str] | None) -> None:
    answer = client.post("/desk/batches/none/", {"item": "x"}, headers={"referer": came} if came else {})
    asked = led(answer)
    assert (asked["lost"], asked.get("next")) == (["yes"], onward)
    shown = words(client.get(answer["Location"]))  # type: ignore[arg-type]
    assert "登录已结束，刚才填写的内容没有保存。" in shown
    assert ("登录后会回到原来的页面" in shown) is bool(onward)


def test_a_page_that_was_only_asked_for_lost_nothing(db: None, client: Client) -> None:
    assert led(client.get(FORM)) == {"next": [FORM]}


def test_whose_password_was_reset_is_told_so(steward: AtDesk) -> None:
    reset_password(person=steward.person, by=Actor("keeper", "管理员"), at=now())
    answer = steward.client.post("/desk/batches/none/", {}, headers={"referer": f"http://testserver{FORM}"})
    assert led(answer) == {"reason": ["password"], "next": [FORM], "lost": ["yes"]}
    assert "口令已经修改或重置" in words(steward.client.get(answer["Location"]))  # type: ignore[arg-type]


def test_who_signed_in_elsewhere_is_told_so(steward: AtDesk) -> None:
    sessions.begin(person=steward.person, session_key="another", method="password", address=None, at=now())
    assert led(steward.client.post("/desk/batches/none/", {}))["reason"] == ["elsewhere"]


def test_who_left_on_purpose_is_told_nothing(steward: AtDesk) -> None:
    steward.client.post("/desk/sign-out/")
    assert led(steward.client.get("/desk/")) == {"next": ["/desk/"]}
