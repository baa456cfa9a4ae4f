"""What a browser keeps of the accounts that it led to: bound to them, readable by nobody, void with the password."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.known_browsers import KEPT_FOR, is_known, renewed
from mingxin.access.models import Person

TICK = timedelta(seconds=1)


@pytest.fixture
def lin() -> Person:
    return Person(login="lin", password="held$salt$hash")


@pytest.fixture
def zhao() -> Person:
    return Person(login="zhao", password="held$salt$other")


def test_it_is_for_this_account_alone(lin: Person, zhao: Person, now: datetime) -> None:
    kept = renewed("", lin, now)
    assert is_known(kept, "lin", lin, now)
    assert not is_known(kept, "zhao", zhao, now)
    assert not is_known(kept, "nobody", None, now)


def test_it_says_nothing_of_the_account(lin: Person, now: datetime) -> None:
    kept = renewed("", lin, now)
    assert "lin" not in kept.lower() and "salt" not in kept and "hash" not in kept
    assert renewed("", lin, now) != kept, "no two are alike"


@pytest.mark.parametrize(
    "bent",
    [
        pytest.param(lambda kept: "", id="nothing"),
        pytest.param(lambda kept: "x", id="something else"),
        pytest.param(lambda kept: kept[:-1], id="cut"),
        pytest.param(lambda kept: "A" + kept[1:] if kept[0] != "A" else "B" + kept[1:], id="another number"),
        pytest.param(lambda kept: kept.partition(":")[0], id="without its signature"),
        pytest.param(lambda kept: kept.replace("-", "-9", 1), id="another day"),
        pytest.param(lambda kept: ".".join(["x"] * 5000 + [kept]), id="behind very many"),
        pytest.param(lambda kept: "林" + kept, id="not ASCII"),
    ],
)
def test_a_forged_one_is_none(lin: Person, now: datetime, bent) -> None:
    assert not is_known(bent(renewed("", lin, now)), "lin", lin, now)


def test_it_ends_after_its_days(lin: Person, now: datetime) -> None:
    kept = renewed("", lin, now)
    assert is_known(kept, "lin", lin, now + KEPT_FOR - TICK)
    assert not is_known(kept, "lin", lin, now + KEPT_FOR)
    assert not is_known(kept, "lin", lin, now - TICK), "given by a clock that was set back meanwhile"


def test_with_the_password_it_is_void(lin: Person, now: datetime) -> None:
    kept = renewed("", lin, now)
    lin.password = "held$salt$new"
    assert not is_known(kept, "lin", lin, now)
    assert is_known(renewed(kept, lin, now), "lin", lin, now)


def test_users_of_one_machine_do_not_put_each_other_out(lin: Person, zhao: Person, now: datetime) -> None:
    kept = renewed(renewed("", lin, now), zhao, now)
    assert is_known(kept, "lin", lin, now) and is_known(kept, "zhao", zhao, now)
    assert len(renewed(kept, lin, now)) == len(kept), "one for each account"
    for number in range(9):
        kept = renewed(kept, Person(login=f"other{number}", password="x"), now)
    assert not is_known(kept, "lin", lin, now), "the oldest make room"


def test_it_outlives_a_change_of_the_secret(lin: Person, now: datetime, settings) -> None:
    kept = renewed("", lin, now)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another secret" * 4, [settings.SECRET_KEY]
    assert is_known(kept, "lin", lin, now)
