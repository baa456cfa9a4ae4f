"""`mingxin account`: the first way in, and the way back in."""

import pytest


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
