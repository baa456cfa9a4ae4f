"""Signing in at the page: what is said, what the browser is given, what another browser loses."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from mingxin.access.actions import second_factors, signing
from mingxin.access.actions.passwords import reset_password
from mingxin.access.models import Person, SignIn, StaffRole
from mingxin.access.queries.accounts import has_second_factor
from mingxin.access.rules import totp
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actor import PLATFORM
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import PASSWORD, DeskClient, enrol, steward_with_password
from tests.told import take_stock

WRONG = "账户名或口令不正确，或者账户暂时不能登录"
NEW = "另一个足够长的口令，2026"


@pytest.fixture
def lin(in_force: InForce) -> Person:
    """A steward with a password and no second factor."""
    return steward_with_password(in_force, "lin")


@pytest.fixture
def offered(settings: Any) -> None:
    settings.SECOND_FACTOR = "offered"


def sign_in(client: Client, login: str = "lin", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/desk/sign-in/", {"login": login, "password": password} | more)


@contextmanager
def later(**span: float) -> Iterator[None]:
    with freeze_time(clock_now() + timedelta(**span), tick=True):
        yield


def code_now(secret: bytes) -> str:
    return totp.code_at(secret, totp.step_of(clock_now()))


def test_the_page_has_no_menu_and_asks_for_two_things(client: Client, db: None) -> None:
    answer = client.get("/desk/sign-in/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'autocomplete="username"' in text and 'autocomplete="current-password"' in text
    assert "我的账户" not in text and "style=" not in text
    assert "忘记口令，请联系本单位管理员；" in text and "暂停登录、等不及自动恢复的，请联系安全管理员" in text
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "mingxin_desk" not in answer.cookies


def test_password_alone_where_the_second_factor_is_offered(client: Client, lin: Person, offered: None) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    text = client.get("/desk/").content.decode()
    assert "林知微" in text and "云泽市市场监督管理局 经办人" in text
    assert SignIn.objects.get().method == "password"


@pytest.mark.parametrize(
    ("login", "password"), [("lin", "wrong"), ("nobody", PASSWORD), ("lin", ""), ("", PASSWORD)],
    ids=["wrong password", "unknown login", "no password", "no login"],
)  # fmt: skip
def test_what_does_not_fit(client: Client, lin: Person, login: str, password: str) -> None:
    text = sign_in(client, login, password).content.decode()
    assert (WRONG in text) == bool(login and password)
    assert PASSWORD not in text and client.get("/desk/").status_code == 303


def test_unknown_wrong_and_locked_sound_the_same(client: Client, lin: Person) -> None:
    def said(login: str, password: str) -> str:
        text = sign_in(Client(), login, password).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|value="(lin|nobody)"', "", text)

    with freeze_time(clock_now()):
        for _ in range(5):
            assert said("lin", "x") == said("nobody", "x")
        closed = said("lin", PASSWORD)
        assert "连续 5 次登录不成功" in closed
        assert closed == said("nobody", PASSWORD)


def test_the_same_work_is_done_for_an_unknown_login(client: Client, lin: Person, monkeypatch: Any) -> None:
    """Counted, not timed: one password is hashed either way."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    counts = []
    for login in ("lin", "nobody"):
        hashed.clear()
        sign_in(client, login, "wrong")
        counts.append(len(hashed))
    assert counts == [1, 1]


def test_the_second_step(client: Client, lin: Person) -> None:
    secret = enrol(lin)
    answer = sign_in(client, next="/desk/mine/")
    assert answer["Location"] == "/desk/sign-in/code/?next=%2Fdesk%2Fmine%2F"
    assert client.get("/desk/").status_code == 303, "halfway is not in"
    assert "验证码不正确" in client.post("/desk/sign-in/code/", {"code": "12345"}).content.decode()
    code = code_now(secret)
    answer = client.post("/desk/sign-in/code/", {"code": code, "next": "/desk/mine/"})
    assert answer["Location"] == "/desk/mine/"
    assert "口令和动态验证码" in client.get("/desk/mine/").content.decode()
    other = Client()
    sign_in(other)
    assert "验证码不正确" in other.post("/desk/sign-in/code/", {"code": code}).content.decode(), "a replay"


def test_the_second_step_must_come_soon_and_needs_the_first(client: Client, lin: Person) -> None:
    secret = enrol(lin)
    assert client.get("/desk/sign-in/code/")["Location"] == "/desk/sign-in/?reason=slow"
    sign_in(client)
    with later(minutes=5):
        answer = client.post("/desk/sign-in/code/", {"code": code_now(secret)})
        assert answer["Location"] == "/desk/sign-in/?reason=slow"
    assert not SignIn.objects.exists()


def test_a_password_changed_halfway_ends_it(client: Client, lin: Person) -> None:
    secret = enrol(lin)
    sign_in(client)
    reset_password(person=lin, by=PLATFORM, at=clock_now())
    answer = client.post("/desk/sign-in/code/", {"code": code_now(secret)})
    assert answer["Location"] == "/desk/sign-in/?reason=slow"


def test_one_is_led_to_set_up_the_second_factor(client: Client, lin: Person) -> None:
    sign_in(client)
    assert client.get("/desk/")["Location"] == "/desk/mine/second-factor/"
    assert client.get("/desk/mine/")["Location"] == "/desk/mine/second-factor/"
    page = client.get("/desk/mine/second-factor/").content.decode()
    picture = client.get("/desk/mine/second-factor/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content
    assert picture["Cache-Control"] == "no-store"
    secret = second_factors.begin_enrolment(person=lin, at=clock_now())
    assert totp.as_text(secret)[:4] in page
    assert "验证码不正确" in client.post("/desk/mine/second-factor/", {"code": "1"}).content.decode()
    text = client.post("/desk/mine/second-factor/", {"code": code_now(secret)}).content.decode()
    codes = re.findall(r"<li>(\w{4}-\w{4}-\w{4})</li>", text)
    assert len(codes) == 10
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/mine/second-factor/qr.svg").status_code == 409, "shown no more"
    assert not [c for c in codes if c in client.get("/desk/mine/").content.decode()]


def test_recovery_codes_are_renewed_and_the_factor_given_up_by_its_owner_alone(
    in_force: InForce, desk_client: DeskClient
) -> None:
    at_desk = desk_client(StaffRole.STEWARD, unit=in_force.unit)
    for address in ("/desk/mine/second-factor/codes/", "/desk/mine/second-factor/off/"):
        assert at_desk.client.get(address).status_code == 200
        assert "口令不正确" in at_desk.client.post(address, {"password": "x"}).content.decode()
    text = at_desk.client.post("/desk/mine/second-factor/codes/", {"password": PASSWORD}).content.decode()
    assert "恢复码已更换" in text
    assert at_desk.client.post("/desk/mine/second-factor/off/", {"password": PASSWORD}).status_code == 303
    assert not has_second_factor(at_desk.person)


@pytest.mark.parametrize("reason", ["reset by an administrator", "ninety days old"])
def test_a_password_is_changed_before_anything_else(client: Client, lin: Person, offered: None, reason: str) -> None:
    password = PASSWORD
    if reason == "ninety days old":
        lin.password_changed_at = clock_now() - timedelta(days=90)
        lin.save()
        take_stock(lin, by=PLATFORM, at=clock_now())
    else:
        password = reset_password(person=lin, by=PLATFORM, at=clock_now())
    sign_in(client, password=password)
    assert client.get("/desk/")["Location"] == "/desk/mine/password/"
    page = client.get("/desk/mine/password/").content.decode()
    assert "请先修改" in page
    answer = client.post("/desk/mine/password/", {"present": password, "new": NEW, "again": NEW})
    assert answer["Location"] == "/desk/mine/"
    assert "口令已修改" in client.get("/desk/mine/").content.decode(), "still signed in, told once"
    assert "口令已修改" not in client.get("/desk/mine/").content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"present": "x", "new": NEW, "again": NEW}, "现在的口令不正确", id="present"),
        pytest.param({"present": PASSWORD, "new": NEW, "again": "y"}, "不一样", id="typed differently"),
        pytest.param({"present": PASSWORD, "new": "短", "again": "短"}, "至少要有 12 个字符", id="too short"),
        pytest.param({"present": PASSWORD}, "这个字段是必填项", id="left empty"),
    ],
)
def test_a_wrong_field_says_so_and_has_the_cursor(
    in_force: InForce, desk_client: DeskClient, given: dict[str, str], words: str
) -> None:
    text = desk_client("steward", unit=in_force.unit).client.post("/desk/mine/password/", given).content.decode()
    assert words in text
    wrong = re.findall(r"<input[^>]*aria-invalid[^>]*>", text)
    assert wrong and "autofocus" in wrong[0] and text.count("autofocus") == 1
    described = re.search(r'aria-describedby="([^"]*)"', wrong[0])
    assert described and all(f'id="{name}"' in text for name in described[1].split())
    assert PASSWORD not in text


def test_elsewhere_ends_here_and_says_so(client: Client, lin: Person, offered: None) -> None:
    sign_in(client)
    other = Client()
    sign_in(other)
    answer = client.get("/desk/mine/")
    assert answer["Location"] == "/desk/sign-in/?reason=elsewhere&next=%2Fdesk%2Fmine%2F"
    assert "在别处登录" in client.get(answer["Location"]).content.decode()
    assert other.get("/desk/").status_code == 200


@pytest.mark.parametrize(
    ("minutes", "open_"), [(29.9, True), (30, False)], ids=["a moment before half an hour", "half an hour"]
)
def test_an_idle_sign_in_ends(client: Client, lin: Person, offered: None, minutes: float, open_: bool) -> None:
    sign_in(client)
    began = SignIn.objects.get().at
    with freeze_time(began + timedelta(minutes=minutes)):
        answer = client.get("/desk/")
    assert (answer.status_code == 200) == open_
    if not open_:
        assert "reason=idle" in answer["Location"]
        assert not Session.objects.exists(), "the session is gone, not only closed"


def test_an_ended_account_is_out_at_its_next_click(client: Client, lin: Person, offered: None) -> None:
    sign_in(client)
    Person.objects.update(is_active=False)
    assert "reason=account" in client.get("/desk/")["Location"]
    assert WRONG in sign_in(client).content.decode()


def test_without_a_post_today_nothing_opens(client: Client, lin: Person, offered: None) -> None:
    lin.posts.update(until_on=clock_now().date())
    sign_in(client)
    answer = client.get("/desk/")
    assert answer.status_code == 403
    assert "退出" in answer.content.decode()


def test_signing_out(client: Client, lin: Person, offered: None) -> None:
    sign_in(client)
    assert client.get("/desk/sign-out/").status_code == 405, "a link cannot sign anybody out"
    assert client.post("/desk/sign-out/")["Location"] == "/desk/sign-in/"
    assert client.get("/desk/").status_code == 303
    assert SignIn.objects.get().end_reason == "left"
    assert client.post("/desk/sign-out/").status_code == 303, "twice does no harm"


def test_a_planted_session_key_is_not_kept(client: Client, lin: Person) -> None:
    secret = enrol(lin)
    client.session.save()
    keys = [client.session.session_key]
    sign_in(client)
    keys.append(client.session.session_key)
    client.post("/desk/sign-in/code/", {"code": code_now(secret)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert Session.objects.count() == 1, "those before it are gone"


def test_the_cookie(client: Client, lin: Person, offered: None, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = sign_in(client).cookies["mingxin_desk"]
    assert cookie["path"] == "/desk/" and cookie["samesite"] == "Lax"
    assert cookie["httponly"] and cookie["secure"]
    assert not cookie["max-age"], "gone with the browser"


def test_forms_need_their_token(lin: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = sign_in(strict)
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode() and "工作台" in answer.content.decode()
    token = strict.get("/desk/sign-in/").cookies["csrftoken"].value
    assert sign_in(strict, csrfmiddlewaretoken=token).status_code == 303
    assert strict.post("/desk/sign-out/").status_code == 403
    assert strict.cookies["csrftoken"].value != token, "signing in changes it"


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        pytest.param("/desk/mine/?a=1", "/desk/mine/?a=1", id="a page of the desk"),
        pytest.param("https://evil.example/desk/", "/desk/", id="another site"),
        pytest.param("//evil.example/desk/", "/desk/", id="another site without a scheme"),
        pytest.param("/desk/\\evil", "/desk/%5Cevil", id="odd, but ours"),
        pytest.param("/desk/云泽/?q=云", "/desk/%E4%BA%91%E6%B3%BD/?q=%E4%BA%91", id="Chinese, as addresses write it"),
        pytest.param("/desk/%E4%BA%91/", "/desk/%E4%BA%91/", id="written so already"),
        pytest.param("/desk/\nX", "/desk/", id="a line of its own"),
        pytest.param("/desk/\r\nX-A: b", "/desk/", id="a header of its own"),
        pytest.param("/desk/\x7f", "/desk/", id="a control character"),
        pytest.param("/search/", "/desk/", id="another door"),
        pytest.param("javascript:alert(1)", "/desk/", id="no address at all"),
    ],
)
def test_onward_is_never_another_site(client: Client, lin: Person, offered: None, asked: str, led: str) -> None:
    assert sign_in(client, next=asked)["Location"] == led


def test_htmx_is_led_there_as_a_whole_page(client: Client, db: None) -> None:
    answer = client.get("/desk/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/desk/sign-in/"


def test_an_identity_number_is_in_no_address_of_the_desk(in_force: InForce, desk_client: DeskClient) -> None:
    at_desk = desk_client("steward", unit=in_force.unit)
    number = "11010519491231002X"
    answer = at_desk.client.get(f"/desk/mine/?q={number}")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/mine/")
    text = at_desk.client.get("/desk/mine/").content.decode()
    assert "已被去除" in text and number not in text
    assert at_desk.client.get(f"/desk/{number}/")["Location"] == "/desk/"


def test_an_identity_number_typed_as_login_is_cut(client: Client, db: None) -> None:
    text = sign_in(client, "11010519491231002X").content.decode()
    assert "请勿填写身份证号码" in text and "11010519491231002X" not in text


def test_the_portal_knows_nothing_of_it(client: Client, lin: Person, offered: None) -> None:
    sign_in(client)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/heyan/")
    assert answer.status_code == 200
    assert not [q for q in captured if re.search("session|access_", q["sql"])]
    assert "mingxin_desk" not in answer.cookies
    assert "Cookie" not in client.get("/ditu/").get("Vary", "")


def test_pages_that_are_not_there_look_like_the_desk(in_force: InForce, desk_client: DeskClient) -> None:
    answer = desk_client("steward", unit=in_force.unit).client.get("/desk/no-such-page/")
    assert answer.status_code == 404
    assert "回到工作台首页" in answer.content.decode()


def test_a_page_of_the_desk_asks_little(in_force: InForce, desk_client: DeskClient) -> None:
    at_desk = desk_client("steward", unit=in_force.unit)
    with CaptureQueriesContext(connection) as captured:
        assert at_desk.client.get("/desk/mine/second-factor/off/").status_code == 200
    guard = [q["sql"] for q in captured if not re.search("intake|recovery|SAVEPOINT", q["sql"])]
    assert len(guard) <= 8, guard  # one of them: which units have ended, and who answers for them


def test_five_wrong_passwords_at_the_page_lock(client: Client, lin: Person, offered: None) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, password="wrong").content.decode()
    closed = sign_in(client)
    assert closed.status_code == 429 and 0 < int(closed["Retry-After"]) <= 900
    assert "从其他网络地址登录不受影响" in closed.content.decode()
    assert sign_in(Client(REMOTE_ADDR="10.1.2.3")).status_code == 303, "nobody is kept out by somebody elsewhere"
    with later(minutes=15):
        assert sign_in(client).status_code == 303
    signing.unlock(person=lin, by=PLATFORM, at=clock_now())


def test_times_are_shown_in_beijing(client: Client, lin: Person, offered: None) -> None:
    at = datetime.fromisoformat("2026-11-20T23:30:00+08:00")
    with freeze_time(at):
        sign_in(client)
        assert "2026-11-20 23:30" in client.get("/desk/mine/").content.decode()
