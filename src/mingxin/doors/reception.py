"""Takes each request in whole before a thread of the server works on it, and hands each answer out after the thread is
done: a client that sends or reads slowly holds a connection, never a thread, however much he sends.

What is more than `IN_MEMORY` lies in a file without a name, which only this process can read and which is gone with the
request, or with the process. Before the first byte of it is taken the application is asked who sends it and how much he
may (`Allowance`).
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Protocol
from urllib.parse import unquote_to_bytes

from mingxin.doors.pace import Least, Pace
from mingxin.doors.room import Room

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Scope = Mapping[str, Any]
Environ = dict[str, Any]

THREADS: Final = 8  # of each server process; each keeps a connection to the database
PIECE: Final = 256 * 1024
SENT_PIECE: Final = 64 * 1024
IN_MEMORY: Final = 256 * 1024  # bytes of a body or an answer; what is larger goes to the disk
RECEIVING: Final = Least(span=30.0, size=30_000)
# the system takes off our hands what its buffers hold, up to some MB, and then nothing until a third of that is read:
# a client that reads steadily seems to stand still meanwhile
SENDING: Final = Least(span=300.0, size=300_000)
AGAIN: Final = 5  # seconds
_BODILESS: Final = (204, 304)
_UNHELD: Final = 64 * 1024  # bytes: the system takes so much off our hands however slowly it is read
_SLOW: Final = (408, "网络太慢或者中断，没有收完，什么也没有保存。请检查网络后重新提交。")
_LARGE: Final = (413, "发送的内容太大，什么也没有保存。")
_CROWDED: Final = (503, "现在同时上传的内容太多，没有收下，什么也没有保存。请稍后重新提交。")
_FULL: Final = (507, "平台现在存不下上传的内容，什么也没有保存。请稍后重新提交；仍然这样的，请联系管理员检查磁盘。")


@dataclass(frozen=True)
class Allowance:
    """How many bytes may come with a request, and on whose account (`Room.enter`); of a colleague's the platform knows
    whose they are.
    """

    most: int
    owner: str
    is_colleague: bool


@dataclass(frozen=True)
class Rooms:
    """`Room` for each kind of sender, in each server process."""

    strangers: Room
    colleagues: Room


class Application(Protocol):
    def __call__(self, environ: Environ, start_response: Any, /) -> Iterable[bytes]: ...


class TooSlowError(Exception):
    """The client holds its connection without reading enough."""


@dataclass
class _Answer:
    """What the application said. `file` is its own where it handed one over, else what it wrote, laid aside; `whole` is
    all of that where it is small.
    """

    status: int = 500
    whole: bytes | None = None
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    file: IO[bytes] = field(default_factory=io.BytesIO)

    def begin(
        self,
        status: str,
        headers: Iterable[tuple[str, str]],
        exc_info: tuple[type[BaseException], BaseException, TracebackType] | None = None,
    ) -> Callable[[bytes], object]:
        """`start_response` of WSGI."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        return self.file.write

    def measure(self) -> None:
        """What was written is told by its length, so that an answer that breaks off on its way is known to."""
        size = self.file.tell()
        if self.status not in _BODILESS and not any(name == b"content-length" for name, _ in self.headers):
            self.headers.append((b"content-length", str(size).encode()))
        self.file.seek(0)
        if size <= IN_MEMORY:
            self.whole = self.file.read()
            self.file.close()


class _Handed:
    """`wsgi.file_wrapper`: a finished file, to be sent without a thread."""

    def __init__(self, file: IO[bytes], _block_size: int = PIECE) -> None:
        self.file = file

    def __iter__(self) -> "_Handed":
        return self

    def __next__(self) -> bytes:
        if piece := self.file.read(PIECE):
            return piece
        raise StopIteration


class Reception:
    """An ASGI application before a WSGI one. `threads`: how many requests are worked on at the same time.

    `asks` is called in one of them, with a request's head alone, about each body of more than `IN_MEMORY`.
    """

    def __init__(
        self,
        application: Application,
        *,
        asks: Callable[[Environ], Allowance],
        rooms: Rooms,
        threads: int = THREADS,
        folder: Path | None = None,
    ) -> None:
        self._application, self._asks, self._rooms = application, asks, rooms
        self._folder = str(folder) if folder else None
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        said = _headers(scope)
        length = _length(said)
        if length == 0:
            await self._serve(scope, said | {"content-length": "0"}, io.BytesIO(), send)
            return
        room, most, owner = None, IN_MEMORY, ""
        loop = asyncio.get_running_loop()
        if length is None or length > IN_MEMORY:
            head = environ_of(scope, said, io.BytesIO())
            allowed = await loop.run_in_executor(self._threads, self._asks, head)
            if length is not None and length > allowed.most:
                # it refuses what it said that it would, in its own words, and reads nothing
                await self._serve(scope, said, io.BytesIO(), send)
                return
            room = self._rooms.colleagues if allowed.is_colleague else self._rooms.strangers
            most, owner = allowed.most, allowed.owner
        body = _Body(tempfile.SpooledTemporaryFile(IN_MEMORY, dir=self._folder), room, owner)  # noqa: SIM115 - let go
        try:
            size = await body.take_in(receive, most)
            if size is not None:
                await self._serve(scope, said | {"content-length": str(size)}, body.file, send)
        except _RefusedError as refused:
            await _say(send, refused.status, refused.headers, refused.sentence.encode())
        finally:
            await body.let_go()

    async def _serve(self, scope: Scope, said: Mapping[str, str], body: Any, send: Send) -> None:
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._work, environ_of(scope, said, body))
        is_head = scope["method"] == "HEAD"
        if answer.whole is not None:
            await _say(send, answer.status, answer.headers, b"" if is_head else answer.whole)
            return
        try:
            await _hand_out(answer, send, is_head=is_head)
        finally:
            await loop.run_in_executor(None, answer.file.close)

    def _work(self, environ: Environ) -> _Answer:
        """In a thread: what is not a finished file is written down whole."""
        answer = _Answer(file=tempfile.SpooledTemporaryFile(IN_MEMORY, dir=self._folder))  # noqa: SIM115 - sent first
        pieces = self._application(environ, answer.begin)
        if isinstance(pieces, _Handed):
            answer.file.close()
            answer.file = pieces.file
            return answer
        try:
            for piece in pieces:
                answer.file.write(piece)
        except Exception:
            answer.file.close()
            raise
        finally:
            if close := getattr(pieces, "close", None):
                close()
        answer.measure()
        return answer


class _RefusedError(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        self.status, self.sentence = status, sentence
        self.headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(sentence.encode())).encode()),
            (b"connection", b"close"),
        ]
        if status == _CROWDED[0]:
            self.headers.append((b"retry-after", str(AGAIN).encode()))
        super().__init__(status)


class _Body:
    """A body as it is taken in. What of it stands in a room is counted there until the request has ended."""

    def __init__(self, file: IO[bytes], room: Room | None, owner: str) -> None:
        self.file, self._room = file, room
        self._loop = asyncio.get_running_loop()
        self._is_cut: asyncio.Future[Any] = self._loop.create_future()
        self._pace = Pace(RECEIVING, self._loop.time())
        self._place = room.enter(owner, self._pace, lambda: self._is_cut.set_result(None)) if room else None

    async def take_in(self, receive: Receive, most: int) -> int | None:
        """How many bytes came; None if the client has left. Raises _RefusedError: too slow, too much, no room."""
        size, unwritten = 0, bytearray()
        while True:
            message = await self._next(receive)
            if message["type"] != "http.request":
                return None
            piece, at = message.get("body", b""), self._loop.time()
            self._pace.moved(len(piece), at)
            size += len(piece)
            if size > most:
                raise _RefusedError(*_LARGE)
            if self._room and self._place and not self._room.grow(self._place, len(piece), at):
                raise _RefusedError(*_CROWDED)
            unwritten += piece
            is_last = not message.get("more_body")
            if is_last or len(unwritten) >= PIECE:
                await self._write(bytes(unwritten), at)
                unwritten.clear()
            if is_last:
                self.file.seek(0)
                if self._place:
                    self._place.cut = None
                return size

    async def _next(self, receive: Receive) -> Message:
        coming: asyncio.Future[Any] = asyncio.ensure_future(receive())
        try:
            left = max(0.0, self._pace.left(self._loop.time()))
            await asyncio.wait({coming, self._is_cut}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if self._is_cut.done():
                raise _RefusedError(*_CROWDED)
            if not coming.done():
                raise _RefusedError(*_SLOW)
            message: Message = coming.result()
            return message
        finally:
            coming.cancel()

    async def _write(self, piece: bytes, at: float) -> None:
        """Not by the loop, for a disk may be slow as well; the client is not blamed for it."""
        if self._room:
            try:
                await self._loop.run_in_executor(None, self.file.write, piece)
            except OSError:
                raise _RefusedError(*_FULL) from None
            self._pace.excuse(self._loop.time() - at)
        else:
            self.file.write(piece)
        if self._is_cut.done():
            raise _RefusedError(*_CROWDED)

    async def let_go(self) -> None:
        if self._room and self._place:
            self._place.cut = None
            self._room.leave(self._place)
            await self._loop.run_in_executor(None, self.file.close)
        else:
            self.file.close()


def environ_of(scope: Scope, said: Mapping[str, str], body: Any) -> Environ:
    """The environment of PEP 3333. A header whose name has an underscore is left out: it would pass for another."""
    name, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": _path(scope),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(name),
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _Handed,
    }
    for header, value in said.items():
        word = header.upper().replace("-", "_")
        environ[word if word in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{word}"] = value
    return environ


def _path(scope: Scope) -> str:
    raw = scope.get("raw_path")
    return unquote_to_bytes(raw).decode("latin-1") if raw else scope["path"].encode().decode("latin-1")


def _headers(scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        word, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if "_" in word:
            continue
        between = "; " if word == "cookie" else ","
        found[word] = f"{found[word]}{between}{text}" if word in found else text
    return found


def _length(said: Mapping[str, str]) -> int | None:
    """Of the body, as its sender tells it; None where he sends one without telling."""
    if "transfer-encoding" in said:
        return None
    text = said.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() else 0


async def _hand_out(answer: _Answer, send: Send, *, is_head: bool) -> None:
    """Raises where the file cannot be read or the client is too slow, and then the connection breaks off."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    loop = asyncio.get_running_loop()
    pace = Pace(SENDING, loop.time())
    while not is_head:
        before = loop.time()
        if not (piece := await loop.run_in_executor(None, answer.file.read, SENT_PIECE)):
            break
        pace.excuse(loop.time() - before)
        await _within(pace.left(loop.time()), send({"type": "http.response.body", "body": piece, "more_body": True}))
        pace.moved(len(piece), loop.time())
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    last = send({"type": "http.response.body", "body": body, "more_body": False})
    await (_within(SENDING.span, last) if len(body) > _UNHELD else last)


async def _within(seconds: float, what: Awaitable[None]) -> None:
    """Raises TooSlowError once it has taken longer."""
    try:
        await asyncio.wait_for(what, max(0.0, seconds))
    except TimeoutError:
        raise TooSlowError from None
