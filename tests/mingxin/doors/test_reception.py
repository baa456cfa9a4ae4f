"""Requests taken in whole, answers handed out whole: what the application and the client get, and who holds what."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import pytest

from mingxin.doors import reception
from mingxin.doors.reception import Environ, Reception, TooSlowError

MB = 1024 * 1024
Told = list[dict[str, Any]]


def scope(
    method: str = "GET", path: bytes = b"/", query: bytes = b"", headers: Sequence[tuple[bytes, bytes]] = ()
) -> Any:
    if method == "POST" and not any(name == b"content-length" for name, _ in headers):
        headers = [*headers, (b"transfer-encoding", b"chunked")]
    return {
        "type": "http", "method": method, "path": path.decode(errors="replace"), "raw_path": path,
        "query_string": query, "headers": headers, "http_version": "1.1", "scheme": "http",
        "client": ("192.0.2.7", 4711), "server": ("127.0.0.1", 8000),
    }  # fmt: skip


def pieces(*sent: bytes, ends: bool = True) -> Callable[[], Awaitable[dict[str, Any]]]:
    """A client that sends so much and then, unless the last piece is its last, nothing any more."""
    left = list(sent)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left) or not ends}

    return receive


def ask(
    desk: Reception, asked: Any, receive: Callable[[], Awaitable[dict[str, Any]]], *, reads: int | None = None
) -> Told:
    """What is sent to a client that takes so many messages and then no more."""
    told: Told = []

    async def send(message: Any) -> None:
        if reads is not None and len(told) >= reads:
            await asyncio.Event().wait()
        told.append(dict(message))

    asyncio.run(desk(asked, receive, send))
    return told


def body_of(told: Told) -> bytes:
    return b"".join(message.get("body", b"") for message in told)


class Kept:
    """An application that keeps what it was asked."""

    def __init__(self, answer: Iterable[bytes] = (b"ok",)) -> None:
        self.asked: list[Environ] = []
        self.bodies: list[bytes] = []
        self.answer = answer

    def __call__(self, environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        self.asked.append(environ)
        self.bodies.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self.answer


def test_what_the_application_is_told() -> None:
    kept = Kept()
    headers = [
        (b"host", b"credit.example"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-forwarded-for", b"192.0.2.1"),
        (b"x_forwarded_for", b"203.0.113.9"), (b"accept", b"text/html"), (b"accept", b"*/*"),
        (b"content-type", b"text/csv"),
    ]  # fmt: skip
    told = ask(Reception(kept), scope("POST", b"/%E4%BF%A1%ff/", b"q=%E4", headers), pieces(b"ab", b"", b"c"))
    environ = kept.asked[0]
    assert environ["PATH_INFO"] == "/信".encode().decode("latin-1") + "\xff/"
    assert (environ["QUERY_STRING"], environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == (
        "q=%E4",
        "a=1; b=2",
        "text/html,*/*",
    )
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.1", "a header spelled with underscores is not taken for another"
    assert (environ["REMOTE_ADDR"], environ["CONTENT_TYPE"], environ["CONTENT_LENGTH"]) == (
        "192.0.2.7",
        "text/csv",
        "3",
    )
    assert kept.bodies == [b"abc"]
    assert told[0]["status"] == 200
    assert (b"content-length", b"2") in told[0]["headers"]
    assert body_of(told) == b"ok"


def test_a_large_body_and_a_large_answer_come_whole() -> None:
    kept = Kept([b"y" * MB] * 3)
    told = ask(Reception(kept), scope("POST"), pieces(*[b"x" * MB] * 3))
    assert kept.bodies == [b"x" * 3 * MB]
    assert body_of(told) == b"y" * 3 * MB


def test_who_leaves_is_not_worked_for() -> None:
    kept, left = Kept(), iter([{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(left)

    assert (ask(Reception(kept), scope("POST"), receive), kept.asked) == ([], [])


def test_who_sends_too_slowly_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "GRACE", 0.05)
    kept = Kept()
    told = ask(Reception(kept), scope("POST"), pieces(b"a", b"b", ends=False))
    assert ([message.get("status") for message in told], kept.asked) == ([408, None], [])


def test_who_reads_too_slowly_is_cut_off_and_the_file_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "GRACE", 0.05)
    monkeypatch.setattr(reception, "SLOWEST", 10**9)
    file = io.BytesIO(b"x" * 3 * MB)

    def application(environ: Environ, start_response: Any, /) -> Any:
        start_response("200 OK", [("Content-Length", str(3 * MB))])
        return environ["wsgi.file_wrapper"](file)

    with pytest.raises(TooSlowError):
        ask(Reception(application), scope(), pieces(b""), reads=3)
    assert file.closed


def test_a_finished_file_holds_no_thread() -> None:
    """Of two clients and one thread: the one reads nothing, the other is answered."""
    file = io.BytesIO(b"x" * MB)

    def application(environ: Environ, start_response: Any, /) -> Any:
        start_response("200 OK", [("Content-Length", str(MB))])
        return environ["wsgi.file_wrapper"](file) if environ["PATH_INFO"] == "/file" else [b"x" * MB]

    async def both() -> int:
        desk, begun, taken = Reception(application, threads=1), asyncio.Event(), 0

        async def never(message: Any) -> None:
            begun.set()
            await asyncio.Event().wait()

        async def count(message: Any) -> None:
            nonlocal taken
            taken += len(message.get("body", b""))

        holding = asyncio.ensure_future(desk(scope(path=b"/file"), pieces(b""), never))
        await begun.wait()
        await desk(scope(path=b"/page"), pieces(b""), count)
        holding.cancel()
        return taken

    assert asyncio.run(both()) == MB


def test_an_upload_is_read_as_it_comes() -> None:
    kept, sent = Kept(), [bytes([n]) * MB for n in range(20)]
    told = ask(Reception(kept), scope("POST", headers=[(b"content-length", str(20 * MB).encode())]), pieces(*sent))
    assert kept.bodies == [b"".join(sent)]
    assert told[0]["status"] == 200


def test_an_upload_that_is_not_wanted_is_not_read() -> None:
    def application(environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        start_response("413 Content Too Large", [])
        return [b"too large"]

    length = [(b"content-length", str(200 * MB).encode())]
    told = ask(Reception(application), scope("POST", headers=length), pieces(b"a", ends=False))
    assert (told[0]["status"], body_of(told)) == (413, b"too large")


@pytest.mark.parametrize("how", ["leaves", "is too slow"])
def test_an_upload_that_breaks_off_is_an_error_where_it_is_read(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "GRACE", 0.05)
    monkeypatch.setattr(reception, "SLOWEST", 10**9)
    left = [{"type": "http.request", "body": b"a" * MB, "more_body": True}]

    async def receive() -> dict[str, Any]:
        if left:
            return left.pop()
        if how == "leaves":
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(OSError, match="left" if how == "leaves" else "slowly"):
        ask(Reception(Kept()), scope("POST", headers=[(b"content-length", str(20 * MB).encode())]), receive)


def test_a_body_without_a_length_has_a_limit() -> None:
    kept = Kept()
    told = ask(Reception(kept), scope("POST"), pieces(*[b"x" * MB] * 14))
    assert ([message.get("status") for message in told], kept.asked) == ([413, None], [])


def test_there_is_room_for_so_much_and_it_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "MOST_AT_ONCE", 3 * MB)
    kept = Kept()
    desk = Reception(kept)
    for _ in range(3):
        assert ask(desk, scope("POST"), pieces(b"x" * 3 * MB))[0]["status"] == 200
    told = ask(desk, scope("POST"), pieces(b"x" * 4 * MB))
    assert told[0]["status"] == 503
    assert (b"retry-after", b"5") in told[0]["headers"]
    assert ask(desk, scope("POST"), pieces(b"x" * 3 * MB))[0]["status"] == 200


def test_a_head_is_answered_with_the_length_alone() -> None:
    told = ask(Reception(Kept()), scope("HEAD"), pieces(b""))
    assert (b"content-length", b"2") in told[0]["headers"]
    assert body_of(told) == b""


def test_an_answer_that_fails_while_it_is_made_is_not_begun() -> None:
    def failing() -> Iterable[bytes]:
        yield b"half"
        raise OSError(5, "Input/output error")

    told: Told = []

    async def send(message: Any) -> None:
        told.append(message)

    with pytest.raises(OSError, match="Input/output"):
        asyncio.run(Reception(Kept(failing()))(scope(), pieces(b""), send))
    assert told == []
