"""Locks, open sign-ins, unused accounts and old passwords: seen, ended, and told on the first page."""

from datetime import timedelta

import pytest
from django.test import Client

from mingxin.access.actions.passwords import reset_password
from mingxin.access.actions.people import add_person
from mingxin.access.models import FailedTries, Person, SecondFactor, SignIn
from mingxin.access.queries.account_lists import listed
from mingxin.access.queries.account_states import SHUT, STATES, in_state, is_shut, state_of
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.doors.desk.account_keepers import ROLE, security, text_of
from tests.mingxin.doors.desk.conftest import PASSWORD, AtDesk, DeskClient, sign_in

__all__ = ["security"]


def test_a_way_that_failures_closed_is_called_that_everywhere_and_opened(
    security: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit, name="输错人", login="wrong")
    for _ in range(5):
        Client().post("/desk/sign-in/", {"login": "wrong", "password": "错的口令错的口令"})
    keeper = desk_client("unit_administrator", unit=in_force.unit)
    own, kept = f"/desk/security/accounts/{steward.person.pk}/", f"/desk/colleagues/{steward.person.pk}/"
    file = b"".join(keeper.client.get("/desk/colleagues/?export=csv")).decode()  # type: ignore[arg-type]
    told = {
        "its page": text_of(security.client.get(own)),
        "its page at its keeper's": text_of(keeper.client.get(kept)),
        "the list": text_of(security.client.get("/desk/security/accounts/?wenti=partly")),
        "the keeper's list": text_of(keeper.client.get("/desk/colleagues/?zhuangtai=partly")),
        "the keeper's file": file,
        "what failed": text_of(security.client.get("/desk/security/failures/?zhanghu=wrong")),
        "the first page": text_of(security.client.get("/desk/")),
    }
    for place, page in told.items():
        assert "部分地址暂停登录" in page, place
    assert '">已锁定</span>' not in "".join(told.values()) and "账户锁定</span>" not in told["what failed"]
    for page in ("its page", "its page at its keeper's"):
        assert "从别处仍可以登录；到时自动恢复" in told[page]
    assert "输错人" not in text_of(security.client.get("/desk/security/accounts/?wenti=locked"))
    assert "<dt>连续输错</dt><dd>5 次" in told["its page"] and "恢复登录</a>" in told["its page"]
    assert '<td data-name="连续输错" class="n">5</td>' in told["the list"]
    assert "恢复登录：输错人" in text_of(security.client.get(f"{own}unlock/"))
    assert "1 个账户锁定或者暂停登录" in text_of(keeper.client.get("/desk/"))
    assert security.client.post(f"{own}unlock/").status_code == 303
    opened = text_of(security.client.get(own))
    assert "已恢复登录：输错人" in opened and "<dt>连续输错</dt><dd>0 次" in opened
    assert not FailedTries.objects.filter(person=steward.person).exists()


def test_an_altered_account_lets_nobody_in_and_is_seen(
    security: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit, name="被改人", login="altered")
    assert "被改人" not in text_of(security.client.get("/desk/security/accounts/?wenti=altered"))
    SecondFactor.objects.filter(person=steward.person).delete()
    for _ in range(2):
        answer = Client().post("/desk/sign-in/", {"login": "altered", "password": PASSWORD})
        assert answer.status_code == 403 and "请立即联系安全管理员" in text_of(answer)
    assert "被改人" in text_of(security.client.get("/desk/security/accounts/?wenti=altered"))
    assert "与操作日志不符" in text_of(security.client.get("/desk/"))
    assert "与操作日志不符" in text_of(security.client.get(f"/desk/security/accounts/{steward.person.pk}/"))
    assert "账户与记载不符" in text_of(security.client.get("/desk/security/failures/?zhanghu=altered"))
    reset_password(person=steward.person, by=Actor("keeper", "管理员"), at=clock_now())
    assert "被改人" not in text_of(security.client.get("/desk/security/accounts/?wenti=altered"))


def test_each_account_is_in_one_state_as_its_word_says(in_force: InForce, desk_client: DeskClient) -> None:
    at = clock_now()
    later, steward = at + timedelta(minutes=5), desk_client(ROLE.STEWARD, unit=in_force.unit, login="zt").person
    rows = Person.objects.filter(pk=steward.pk)
    steps = (
        ("normal", lambda: rows.update(must_change_password=False)),
        ("waiting", lambda: rows.update(must_change_password=True)),
        ("guarded", lambda: rows.update(guarded_until=later)),
        ("partly", lambda: FailedTries.objects.create(
            place="203.0.113.9", login="x", person=steward, locked_until=later, hour_since=at, last_at=at)),
        ("locked", lambda: rows.update(locked_until=later)),
        ("off", lambda: rows.update(is_active=False)),
    )  # fmt: skip
    for state, step in steps:
        step()
        assert state_of(listed(rows, on=at.date()).get(), at) == state
        assert [one for one in STATES if rows.filter(in_state(one, at)).exists()] == [state]
        assert rows.filter(is_shut(at)).exists() is (state in SHUT)


def test_a_closed_address_is_seen_and_let_in_again(security: AtDesk, settings) -> None:
    settings.TRIES_BY_ADDRESS = 3
    somebody = Client(REMOTE_ADDR="203.0.113.9")
    for login in ("a", "b", "MyPassw0rd-typed-here"):
        answer = somebody.post("/desk/sign-in/", {"login": login, "password": "x"})
    assert answer.status_code == 200, "the last one that is looked at"
    turned = somebody.post("/desk/sign-in/", {"login": "c", "password": "x"})
    assert turned.status_code == 429 and int(turned["Retry-After"]) <= 3600
    assert "登录不成功的次数过多" in text_of(turned)
    failures = text_of(security.client.get("/desk/security/failures/"))
    assert "地址暂停登录" in failures and "1 个已暂停登录" in failures
    assert "My…（21 个字符）" in failures and "Passw0rd" not in failures
    assert "203.0.113.9" in text_of(security.client.get("/desk/security/places/"))
    number = FailedTries.objects.get(login="").pk
    assert "203.0.113.9" in text_of(security.client.get(f"/desk/security/places/{number}/"))
    assert security.client.post(f"/desk/security/places/{number}/").status_code == 303
    assert somebody.post("/desk/sign-in/", {"login": "c", "password": "x"}).status_code == 200
    assert security.client.post(f"/desk/security/places/{number}/").status_code == 404, "gone already"


def test_failures_without_an_address_are_listed_as_such_and_not_denied(security: AtDesk, in_force: InForce) -> None:
    """From the machine itself, or through a proxy that is not named: counted for the account, closed whole never."""
    nothing = text_of(security.client.get("/desk/security/places/"))
    assert "一小时内没有登录失败。" in nothing and "本机" not in nothing
    for _ in range(6):
        Client(REMOTE_ADDR="127.0.0.1").post("/desk/sign-in/", {"login": "a", "password": "x"})
    Client(REMOTE_ADDR="203.0.113.9").post("/desk/sign-in/", {"login": "b", "password": "x"})
    listed = text_of(security.client.get("/desk/security/places/"))
    assert "一小时内没有登录失败" not in listed
    assert "本机（来源地址不明）</td>" in listed and "不整个暂停" in listed and "MINGXIN_PROXIES" in listed
    local = FailedTries.objects.get(login="", place="").pk
    assert f"/desk/security/places/{local}/" not in listed, "there is nothing to let in again"
    failures = text_of(security.client.get("/desk/security/failures/"))
    assert failures.count("本机（来源地址不明）") == 7, "and that the way closed"
    assert failures.count("203.0.113.9") == 1


def test_an_open_sign_in_is_ended_and_the_other_browser_is_told(
    security: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit, name="在线人")
    assert "在线人" in text_of(security.client.get("/desk/security/sign-ins/"))
    address = f"/desk/security/accounts/{steward.person.pk}/end/"
    assert security.client.post(address).status_code == 303
    assert "reason=ended" in steward.client.get("/desk/")["Location"]
    security.client.get("/desk/")  # which shows the notice with the name
    assert "在线人" not in text_of(security.client.get("/desk/security/sign-ins/"))
    assert security.client.post(address).status_code == 409


@pytest.mark.parametrize("page", ["unlock/", "end/", "code/"])
def test_the_security_administrator_leaves_his_own_account_alone(security: AtDesk, page: str) -> None:
    answer = security.client.post(f"/desk/security/accounts/{security.person.pk}/{page}")
    assert answer.status_code == 400
    assert "本人" in text_of(answer)
    assert SignIn.objects.filter(person=security.person, ended_at=None).exists()


@pytest.mark.parametrize(
    ("days", "fault", "found"),
    [
        pytest.param(89, "unused", False, id="89 days ago"),
        pytest.param(90, "unused", True, id="90 days ago"),
        pytest.param(91, "unused", True, id="91 days ago"),
        pytest.param(89, "too_old", False, id="a password of 89 days"),
        pytest.param(90, "too_old", True, id="a password of 90 days"),
    ],
)
def test_accounts_that_nobody_uses_and_old_passwords_are_found(
    security: AtDesk, in_force: InForce, desk_client: DeskClient, days: int, fault: str, found: bool
) -> None:
    person = desk_client(ROLE.STEWARD, unit=in_force.unit, name="很久没来").person
    then = clock_now() - timedelta(days=days)
    SignIn.objects.filter(person=person).update(at=then, seen_at=then, ended_at=then, end_reason="left")
    Person.objects.filter(pk=person.pk).update(password_changed_at=then)
    page = text_of(security.client.get(f"/desk/security/accounts/?wenti={fault}"))
    assert ("很久没来" in page) is found


@pytest.mark.parametrize(
    ("days", "password", "found"),
    [
        pytest.param(0, True, False, id="opened just now"),
        pytest.param(89, True, False, id="opened 89 days ago"),
        pytest.param(90, True, True, id="opened 90 days ago"),
        pytest.param(90, False, False, id="nobody can sign in to it"),
    ],
)
def test_an_account_that_nobody_ever_used_counts_from_its_opening(
    security: AtDesk, actor: Actor, days: int, password: bool, found: bool
) -> None:
    then = clock_now() - timedelta(days=days)
    add_person(login="never", name="没来过", by=actor, at=then)
    if password:
        person = Person.objects.get(login="never")
        person.set_password(PASSWORD)
        person.save()
    unused, without_code = (
        text_of(security.client.get(f"/desk/security/accounts/?wenti={fault}")) for fault in ("unused", "without_code")
    )
    assert ("没来过" in unused) is found
    assert ("没来过" in without_code) is password


def test_the_table_of_permits_is_that_of_the_routes(security: AtDesk) -> None:
    page = text_of(security.client.get("/desk/security/permits/?gangwei=auditor"))
    assert "/desk/audit/" in page and "/desk/batches/upload/" not in page


def test_the_person_is_signed_in_anew_after_the_second_browser(in_force: InForce, desk_client: DeskClient) -> None:
    """The list of open sign-ins has each person once."""
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit)
    sign_in(Client(), steward.person)
    assert SignIn.objects.filter(person=steward.person, ended_at=None).count() == 1


def test_the_first_page_says_what_waits_for_the_security_administrator(
    security: AtDesk, in_force: InForce, desk_client: DeskClient
) -> None:
    assert "没有需要处理的账户" in text_of(security.client.get("/desk/"))
    steward = desk_client(ROLE.STEWARD, unit=in_force.unit).person
    Person.objects.filter(pk=steward.pk).update(locked_until=clock_now() + timedelta(minutes=5))
    assert "1 个账户已锁定" in text_of(security.client.get("/desk/"))


def test_the_first_page_tells_whoever_keeps_accounts_what_wants_a_hand(in_force, desk_client):
    keeper = desk_client("unit_administrator", unit=in_force.unit)
    desk_client("steward", unit=in_force.unit, login="suo")
    Person.objects.filter(login="suo").update(locked_until=clock_now() + timedelta(minutes=5))
    page = keeper.client.get("/desk/").content.decode()
    assert "1 个账户锁定或者暂停登录" in page
    other = desk_client("unit_administrator", unit=in_force.other_unit, login="bieren")
    assert "锁定或者暂停登录" not in other.client.get("/desk/").content.decode(), (
        "another unit's is nobody's business here"
    )
