"""`mingxin account`: the first way in, and the way back in."""

from argparse import Namespace
from datetime import timedelta

import pytest

from mingxin.access.actions import second_factors, signing
from mingxin.access.actions.people import add_person
from mingxin.access.models import Person, SecondFactor
from mingxin.access.rules import totp
from mingxin.cli import accounts
from mingxin.cli.telling import Telling


def test_the_administrator_that_init_made_has_no_password_until_it_is_set(mingxin):
    before = {a["login"]: a for a in mingxin("account", "list", "--json").json["accounts"]}
    assert "operator" not in before, "the command line's own account signs in nowhere"
    assert not before["administrator"]["has_password"]
    ran = mingxin("account", "reset", "administrator", "--json")
    assert len(ran.json["temporary_password"]) >= 12
    after = {a["login"]: a for a in mingxin("account", "list", "--json").json["accounts"]}
    assert after["administrator"]["has_password"]


def test_the_three_administrators_are_three_people(mingxin):
    assert mingxin("account", "add", "shenji", "沈季", "--role", "audit").code == 0
    again = mingxin("account", "add", "shenji", "沈季", "--role", "security", "--json")
    assert (again.code, again.json["refused"]["code"]) == (2, "account.login_taken")
    listed = {a["login"]: a["posts"] for a in mingxin("account", "list", "--json").json["accounts"]}
    assert listed["shenji"] == ["审计员"]


@pytest.mark.parametrize(
    ("login", "because"),
    [("nobody", "there is no such account"), ("operator", "the command line's account has no way to sign in")],
)
def test_nothing_to_reset(mingxin, login, because):
    ran = mingxin("account", "reset", login, "--json")
    assert (ran.code, ran.json["refused"]["code"]) == (2, "account.unknown"), because


def test_a_role_of_a_unit_is_not_given_here(mingxin):
    assert mingxin("account", "add", "x", "某某", "--role", "steward").code == 64


@pytest.fixture
def lin(db, actor, now):
    add_person(login="lin", name="林知微", by=actor, at=now)
    return Person.objects.get()


@pytest.mark.parametrize("is_confirmed", [False, True], ids=["begun", "confirmed"])
def test_a_reset_takes_the_second_factor_away_however_far_it_is(lin, now, is_confirmed):
    secret = second_factors.begin_enrolment(person=lin, at=now)
    if is_confirmed:
        second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(now)), at=now)
    accounts.reset(Namespace(login="lin"), Telling(as_json=True))
    assert not SecondFactor.objects.exists()


def test_the_list_tells_whose_second_factor_hangs_on_an_older_secret(lin, now, settings, capsys):
    def told():
        accounts.list_(Namespace(), Telling(as_json=False))
        return "动态验证码由旧的会话密钥封存" in capsys.readouterr().out

    secret = second_factors.begin_enrolment(person=lin, at=now)
    second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(now)), at=now)
    assert not told()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer secret", [settings.SECRET_KEY]
    assert told()
    later = now + timedelta(minutes=1)
    signing.check_code(person=lin, code=totp.code_at(secret, totp.step_of(later)), at=later)
    assert not told()
