"""Requests taken in whole, answers handed out whole: what the application and the client get, and who holds what."""

import asyncio
import io
import os
import stat
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from mingxin.doors import reception
from mingxin.doors.pace import Least
from mingxin.doors.reception import Allowance, Application, Environ, Reception, Rooms, TooSlowError
from mingxin.doors.room import Room

MB = 1024 * 1024
PAPER = 13 * MB
Told = list[dict[str, Any]]


def before(application: Application, *, threads: int = 8, room: Room | None = None, **kept: Any) -> Reception:
    """Strangers may send a paper, to `/upload` colleagues send much more."""

    def asks(environ: Environ) -> Allowance:
        is_colleague = environ["PATH_INFO"] == "/upload"
        return Allowance(64 * MB if is_colleague else PAPER, environ["REMOTE_ADDR"], is_colleague)

    rooms = Rooms(strangers=room or Room(64 * MB, 64 * MB), colleagues=Room(128 * MB, 64 * MB))
    return Reception(application, asks=asks, rooms=rooms, threads=threads, **kept)


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
    told = ask(before(kept), scope("POST", b"/%E4%BF%A1%ff/", b"q=%E4", headers), pieces(b"ab", b"", b"c"))
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
    told = ask(before(kept), scope("POST"), pieces(*[b"x" * MB] * 3))
    assert kept.bodies == [b"x" * 3 * MB]
    assert body_of(told) == b"y" * 3 * MB


def test_who_leaves_is_not_worked_for() -> None:
    kept, left = Kept(), iter([{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> dict[str, Any]:
        return next(left)

    assert (ask(before(kept), scope("POST"), receive), kept.asked) == ([], [])


@pytest.mark.parametrize("much", [1, MB])
def test_who_falls_silent_is_sent_away(much: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much came before."""
    monkeypatch.setattr(reception, "RECEIVING", Least(0.05, 30_000))
    kept = Kept()
    told = ask(before(kept), scope("POST"), pieces(b"a" * much, b"b", ends=False))
    assert (told[0]["status"], "网络太慢" in body_of(told).decode(), kept.asked) == (408, True, [])


def test_who_reads_too_slowly_is_cut_off_and_the_file_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "SENDING", Least(0.05, 30_000))
    file = io.BytesIO(b"x" * 3 * MB)

    def application(environ: Environ, start_response: Any, /) -> Any:
        start_response("200 OK", [("Content-Length", str(3 * MB))])
        return environ["wsgi.file_wrapper"](file)

    with pytest.raises(TooSlowError):
        ask(before(application), scope(), pieces(b""), reads=3)
    assert file.closed


def test_a_finished_file_holds_no_thread() -> None:
    """Of two clients and one thread: the one reads nothing, the other is answered."""
    file = io.BytesIO(b"x" * MB)

    def application(environ: Environ, start_response: Any, /) -> Any:
        start_response("200 OK", [("Content-Length", str(MB))])
        return environ["wsgi.file_wrapper"](file) if environ["PATH_INFO"] == "/file" else [b"x" * MB]

    async def both() -> int:
        desk, begun, taken = before(application, threads=1), asyncio.Event(), 0

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


def told_length(size: int) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", str(size).encode())]


def test_an_upload_comes_whole() -> None:
    kept, sent = Kept(), [bytes([n]) * MB for n in range(20)]
    told = ask(before(kept), scope("POST", b"/upload", headers=told_length(20 * MB)), pieces(*sent))
    assert kept.bodies == [b"".join(sent)]
    assert told[0]["status"] == 200


@pytest.mark.parametrize(("path", "size"), [(b"/upload", 200), (b"/heyan", 20)])
def test_what_may_not_come_is_not_read(path: bytes, size: int) -> None:
    """The application says so, in its own words."""

    def application(environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        start_response("413 Content Too Large", [])
        return [environ["CONTENT_LENGTH"].encode()]

    async def never() -> dict[str, Any]:
        raise AssertionError("nobody may ask for the body")

    told = ask(before(application), scope("POST", path, headers=told_length(size * MB)), never)
    assert (told[0]["status"], body_of(told)) == (413, str(size * MB).encode())


def test_the_application_is_asked_once_and_of_large_bodies_alone() -> None:
    asked: list[str] = []

    def asks(environ: Environ) -> Allowance:
        asked.append(environ["PATH_INFO"])
        return Allowance(MB, "", is_colleague=False)

    desk = Reception(Kept(), asks=asks, rooms=Rooms(Room(MB, MB), Room(MB, MB)))
    for path, size in ((b"/small", reception.IN_MEMORY), (b"/large", reception.IN_MEMORY + 1)):
        sent = pieces(b"x" * 1000, b"x" * (size - 1000))
        assert ask(desk, scope("POST", path, headers=told_length(size)), sent)[0]["status"] == 200
    ask(desk, scope("POST", b"/untold"), pieces(b"x"))
    assert asked == ["/large", "/untold"]


@pytest.mark.parametrize("path", [b"/", b"/upload"])
def test_who_sends_nothing_more_holds_no_thread_however_much_he_announced(path: bytes) -> None:
    """Of several clients and one thread: all but one are silent."""
    kept = Kept()

    async def all_of_them() -> list[int]:
        desk, told = before(kept, threads=1), Told()

        async def send(message: Any) -> None:
            told.append(message)

        headers = told_length(12 * MB if path == b"/" else 60 * MB)
        silent = [
            asyncio.ensure_future(desk(scope("POST", path, headers=headers), pieces(b"x" * MB, b"x", ends=False), send))
            for _ in range(5)
        ]
        await asyncio.sleep(0)
        await desk(scope("POST", b"/page"), pieces(b"x" * MB), send)
        for one in silent:
            one.cancel()
        await asyncio.gather(*silent, return_exceptions=True)
        return [message["status"] for message in told if "status" in message]

    assert asyncio.run(all_of_them()) == [200]
    assert [environ["PATH_INFO"] for environ in kept.asked] == ["/page"]


def test_a_body_without_a_length_has_a_limit() -> None:
    kept = Kept()
    told = ask(before(kept), scope("POST"), pieces(*[b"x" * MB] * 14))
    assert (told[0]["status"], kept.asked) == (413, [])


def test_there_is_room_for_so_much_and_it_is_given_back() -> None:
    kept, room = Kept(), Room(most=3 * MB, share=3 * MB)
    desk = before(kept, room=room)
    for _ in range(3):
        assert ask(desk, scope("POST"), pieces(b"x" * 3 * MB))[0]["status"] == 200
    told = ask(desk, scope("POST"), pieces(b"x" * 4 * MB))
    assert told[0]["status"] == 503
    assert (b"retry-after", b"5") in told[0]["headers"]
    assert ask(desk, scope("POST"), pieces(b"x" * 3 * MB))[0]["status"] == 200
    assert room.held == 0


def test_room_is_given_back_however_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        raise OSError(5, "Input/output error")

    def leaves() -> Callable[[], Awaitable[dict[str, Any]]]:
        left = iter([{"type": "http.request", "body": b"a" * MB, "more_body": True}, {"type": "http.disconnect"}])

        async def receive() -> dict[str, Any]:
            return next(left)

        return receive

    monkeypatch.setattr(reception, "RECEIVING", Least(0.05, 30_000))
    room = Room(most=3 * MB, share=3 * MB)
    assert ask(before(Kept(), room=room), scope("POST"), leaves()) == []
    assert ask(before(Kept(), room=room), scope("POST"), pieces(b"x" * MB, b"", ends=False))[0]["status"] == 408
    with pytest.raises(OSError, match="Input/output"):
        ask(before(failing, room=room), scope("POST"), pieces(b"x" * MB))
    assert room.held == 0


def test_who_holds_the_most_makes_room_for_who_holds_less() -> None:
    kept, room = Kept(), Room(most=3 * MB, share=3 * MB, is_levelled=True)

    async def both() -> list[int]:
        desk, statuses, is_full = before(kept, room=room), [], asyncio.Event()

        async def send(message: Any) -> None:
            statuses.append(message.get("status"))

        left = [b"x" * MB] * 3

        async def silent() -> dict[str, Any]:
            if not left:
                is_full.set()
                await asyncio.Event().wait()
            return {"type": "http.request", "body": left.pop(), "more_body": True}

        first = asyncio.ensure_future(desk(scope("POST"), silent, send))
        await is_full.wait()
        await desk({**scope("POST", b"/other"), "client": ("192.0.2.8", 1)}, pieces(b"x" * MB), send)
        await first
        return sorted(status for status in statuses if status)

    assert asyncio.run(both()) == [200, 503]
    assert ([environ["PATH_INFO"] for environ in kept.asked], room.held) == (["/other"], 0)


def test_what_is_sent_lies_on_the_disk_without_a_name(tmp_path: Path) -> None:
    """Only this process can read it, and it is gone with the process, however that ends."""
    seen: list[tuple[list[Path], int, int]] = []

    def application(environ: Environ, start_response: Any, /) -> Iterable[bytes]:
        kept = os.fstat(environ["wsgi.input"].fileno())
        seen.append((list(tmp_path.iterdir()), stat.S_IMODE(kept.st_mode), kept.st_dev))
        start_response("200 OK", [])
        return []

    ask(before(application, folder=tmp_path), scope("POST"), pieces(b"x" * MB))
    assert seen == [([], 0o600, tmp_path.stat().st_dev)]


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    kept, room = Kept(), Room(3 * MB, 3 * MB)
    told = ask(before(kept, room=room, folder=tmp_path / "gone"), scope("POST"), pieces(b"x" * MB))
    assert (told[0]["status"], "检查磁盘" in body_of(told).decode(), kept.asked, room.held) == (507, True, [], 0)


def test_a_head_is_answered_with_the_length_alone() -> None:
    told = ask(before(Kept()), scope("HEAD"), pieces(b""))
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
        asyncio.run(before(Kept(failing()))(scope(), pieces(b""), send))
    assert told == []
