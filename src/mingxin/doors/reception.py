"""Takes each request in whole before a thread of the server works on it, and hands each answer out after the thread is
done: a client that sends or reads slowly holds a connection, never a thread.

What a colleague uploads is larger than what is taken in beforehand: a thread reads it as it comes (`doors.limits` lets
nobody else bring so much).
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

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Scope = Mapping[str, Any]
Environ = dict[str, Any]

THREADS: Final = 8  # of each server process; each keeps a connection to the database
PIECE: Final = 256 * 1024
IN_MEMORY: Final = 256 * 1024  # bytes of a body or an answer; what is larger goes to the disk
MOST_BEFOREHAND: Final = 13 * 1024 * 1024  # bytes: the public's largest paper and the form around it
MOST_AT_ONCE: Final = 512 * 1024 * 1024  # bytes beyond those in memory, of all that are being taken in
GRACE: Final = 30.0  # seconds that anybody may take
SLOWEST: Final = 1000  # bytes a second that a client must manage beyond that
AGAIN: Final = 5  # seconds
_BODILESS: Final = (204, 304)
_UNHELD: Final = 64 * 1024  # bytes: the system takes so much off our hands however slowly it is read


class Application(Protocol):
    def __call__(self, environ: Environ, start_response: Any, /) -> Iterable[bytes]: ...


class TooSlowError(Exception):
    """The client holds its connection without sending or reading enough."""


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
    """An ASGI application before a WSGI one. `threads`: how many requests are worked on at the same time."""

    def __init__(self, application: Application, *, threads: int = THREADS, folder: Path | None = None) -> None:
        self._application, self._folder = application, str(folder) if folder else None
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._on_disk = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        said = _headers(scope)
        length = _length(said.get("content-length", ""))
        if length == 0 and "transfer-encoding" not in said:
            await self._serve(scope, said | {"content-length": "0"}, io.BytesIO(), send)
            return
        with tempfile.SpooledTemporaryFile(IN_MEMORY, dir=self._folder) as body:
            if length > MOST_BEFOREHAND:
                await self._serve(scope, said, io.BufferedReader(_Straight(receive), PIECE), send)
                return
            laid = _Laid(self, body)
            try:
                size = await laid.take_in(receive)
                if size is None:
                    return
                body.seek(0)
                await self._serve(scope, said | {"content-length": str(size)}, body, send)
            except _RefusedError as refused:
                closing = [(b"content-length", b"0"), (b"connection", b"close")]
                await _say(send, refused.status, [*refused.headers, *closing])
            finally:
                laid.forget()

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

    def may_lie(self, more: int) -> bool:
        """Whether there is room on the disk for so many bytes more; they are counted then."""
        if self._on_disk + more > MOST_AT_ONCE:
            return False
        self._on_disk += more
        return True

    def forget(self, less: int) -> None:
        self._on_disk -= less


class _RefusedError(Exception):
    def __init__(self, status: int, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self.status, self.headers = status, list(headers)
        super().__init__(status)


class _Laid:
    """A body as it is taken in."""

    def __init__(self, reception: Reception, body: IO[bytes]) -> None:
        self._reception, self._body, self._counted = reception, body, 0

    async def take_in(self, receive: Receive) -> int | None:
        """How many bytes came; None if the client has left. Raises _RefusedError: too slow, too much, no room."""
        clock, size = _Clock(), 0
        while True:
            try:
                message = await clock.wait(receive(), size)
            except TooSlowError:
                raise _RefusedError(408) from None
            if message["type"] != "http.request":
                return None
            piece = message.get("body", b"")
            size += len(piece)
            if size > MOST_BEFOREHAND:
                raise _RefusedError(413)
            if size > IN_MEMORY and not self._may_lie(size - IN_MEMORY):
                raise _RefusedError(503, [(b"retry-after", str(AGAIN).encode())])
            self._body.write(piece)
            if not message.get("more_body"):
                return size

    def _may_lie(self, size: int) -> bool:
        if not self._reception.may_lie(size - self._counted):
            return False
        self._counted = size
        return True

    def forget(self) -> None:
        self._reception.forget(self._counted)


class _Straight(io.RawIOBase):
    """A body that is read as it comes, by the thread that wants it."""

    def __init__(self, receive: Receive) -> None:
        self._receive, self._loop = receive, asyncio.get_running_loop()
        self._clock, self._size = _Clock(), 0
        self._held, self._is_over = b"", False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:
        while not self._held and not self._is_over:
            self._held = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
        given, self._held = self._held[: len(into)], self._held[len(into) :]
        into[: len(given)] = given
        return len(given)

    async def _next(self) -> bytes:
        try:
            message = await self._clock.wait(self._receive(), self._size)
        except TooSlowError:
            raise OSError("the client sends too slowly") from None
        if message["type"] != "http.request":
            raise OSError("the client has left")
        self._is_over = not message.get("more_body")
        piece: bytes = message.get("body", b"")
        self._size += len(piece)
        return piece


class _Clock:
    """What a client takes in all, against what it may."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._begun = self._loop.time()

    async def wait(self, what: Awaitable[Any], size: int) -> Any:
        """Raises TooSlowError once `size` bytes have taken too long."""
        until = self._begun + GRACE + size / SLOWEST
        try:
            return await asyncio.wait_for(what, until - self._loop.time())
        except TimeoutError:
            raise TooSlowError from None


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


def _length(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0


async def _hand_out(answer: _Answer, send: Send, *, is_head: bool) -> None:
    """Raises where the file cannot be read or the client is too slow, and then the connection breaks off."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    loop, clock, size = asyncio.get_running_loop(), _Clock(), 0
    while not is_head and (piece := await loop.run_in_executor(None, answer.file.read, PIECE)):
        size += len(piece)
        await clock.wait(send({"type": "http.response.body", "body": piece, "more_body": True}), size)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes = b"") -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    last = send({"type": "http.response.body", "body": body, "more_body": False})
    await (_Clock().wait(last, len(body)) if len(body) > _UNHELD else last)
