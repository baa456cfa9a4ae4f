"""A provider that accepts and says nothing: few wait for it, others are told so at once, then it is left alone."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from mingxin.doors.desk.pages.signing import provider
from mingxin.doors.desk.pages.signing.line import AwayError, Line
from mingxin.kernel.clock import CHINA

AT = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
ONE = timedelta(seconds=1)
START, AWAY = "/desk/sign-in/oidc/", "/desk/sign-in/?reason=government_away"


class Silent:
    """It accepts whoever comes and says nothing, until it hangs up on all."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.open: list[socket.socket] = []
        self.accepted = 0
        self._changed = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self.server.accept()
            except OSError:
                return
            with self._changed:
                self.open.append(caller)
                self.accepted += 1
                self._changed.notify_all()

    def wait_for(self, calls: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.accepted >= calls)

    def hang_up(self) -> None:
        with self._changed:
            for caller in self.open:
                caller.close()
            self.open.clear()


@pytest.fixture
def silent(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Silent]:
    """Nobody who waits for it gives up by himself here: the test says when it ends."""
    monkeypatch.setattr(provider, "SECONDS", None)
    made = Silent()
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = made.issuer, "desk", "a secret"
    yield made
    made.server.close()
    made.hang_up()


def waiting(silent: Silent, calls: int, ended: list[str]) -> list[threading.Thread]:
    def ask() -> None:
        try:
            provider.address(provider.new_attempt(), back="http://desk/back/", at=AT)
        except provider.ProviderAwayError as away:
            ended.append(str(away))

    before = silent.accepted
    threads = [threading.Thread(target=ask, daemon=True) for _ in range(calls)]
    for thread in threads:
        thread.start()
    silent.wait_for(before + calls)
    return threads


def test_a_hundred_who_sign_in_hold_few_threads(client: Client, db: None, silent: Silent) -> None:
    ended: list[str] = []
    threads = waiting(silent, provider.AT_ONCE, ended)
    with freeze_time(AT):
        for _ in range(100):
            assert client.get(START)["Location"] == AWAY, "at once: nothing that waits here would ever come back"
    assert silent.accepted == provider.AT_ONCE
    told = client.get(AWAY).content.decode()
    assert "现在联系不上政务统一身份认证" in told and "用账户名和口令登录" in told
    silent.hang_up()
    for thread in threads:
        thread.join()
    assert len(ended) == provider.AT_ONCE, "whose call ended without an answer is told the same"


def test_it_is_left_alone_for_a_while_then_asked_by_one(client: Client, db: None, silent: Silent) -> None:
    asked = 0
    while asked < provider.PATIENCE:
        (thread,) = waiting(silent, 1, [])
        silent.hang_up()
        thread.join()
        asked += 1
    for after in (timedelta(), provider.PAUSE - ONE):
        with freeze_time(AT + after):
            assert client.get(START)["Location"] == AWAY
    assert silent.accepted == asked, "nobody asked it"
    late: list[str] = []

    def ask_late() -> None:
        try:
            provider.address(provider.new_attempt(), back="http://desk/back/", at=AT + provider.PAUSE)
        except provider.ProviderAwayError as away:
            late.append(str(away))

    thread = threading.Thread(target=ask_late, daemon=True)
    thread.start()
    silent.wait_for(asked + 1)
    with freeze_time(AT + provider.PAUSE):
        assert client.get(START)["Location"] == AWAY, "one alone tries whether it is back"
    assert silent.accepted == asked + 1
    silent.hang_up()
    thread.join()
    assert late


def test_who_waits_gives_up(client: Client, db: None, silent: Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "SECONDS", 0.05)
    assert client.get(START)["Location"] == AWAY
    assert silent.accepted == 1


# ---- the line by itself

FAILED: list[tuple[str, list[bool], timedelta, bool]] = [
    ("nothing failed", [], timedelta(), True),
    ("two of three failures", [True, True], timedelta(), True),
    ("three failures", [True, True, True], timedelta(), False),
    ("the last moment of the pause", [True, True, True], provider.PAUSE - ONE, False),
    ("the pause is over", [True, True, True], provider.PAUSE, True),
    ("an answer between them", [True, True, False, True, True], timedelta(), True),
    ("the clock was set back a little", [True, True, True], -ONE, False),
    ("the clock was set back by a day", [True, True, True], timedelta(days=-1), True),
]


@pytest.mark.parametrize(("failures", "after", "is_asked"), [row[1:] for row in FAILED], ids=[row[0] for row in FAILED])
def test_when_it_is_asked(failures: list[bool], after: timedelta, is_asked: bool) -> None:
    line = Line(2, 3, provider.PAUSE)

    def call(at: datetime, *, fails: bool) -> bool:
        begun = False
        try:
            with line.call(at=at):
                begun = True
                if fails:
                    raise AwayError("away")
        except AwayError:
            pass
        return begun

    for fails in failures:
        assert call(AT, fails=fails)
    assert call(AT + after, fails=False) == is_asked


def test_another_fault_is_an_answer() -> None:
    line = Line(2, 1, provider.PAUSE)

    def refuse() -> None:
        with line.call(at=AT):
            raise ValueError("not believed")

    for _ in range(2):
        with pytest.raises(ValueError, match="not believed"):
            refuse()
    assert (line.within, line.failures) == (0, 0)


class Endless(BaseHTTPRequestHandler):
    """An answer that never ends."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b" " * 4096)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()


def test_keys_without_an_end_are_read_to_a_length(endless: str) -> None:
    with pytest.raises(provider.ProviderError):
        provider._Keys(endless).get_jwk_set()


def test_nor_is_anything_read_for_ever(endless: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "WHOLE_SECONDS", -1)
    with pytest.raises(AwayError):
        provider._Keys(endless).get_jwk_set()
