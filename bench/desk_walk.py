"""Stewards and checkers at a served desk, each with her own session over real HTTP; how long each answer took."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO, Final
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

PATIENCE: Final = 600.0  # seconds for anything that is waited for
POLL: Final = 1.0  # as the page does it
_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_BATCH: Final = re.compile(r"/desk/batches/((?:\d{6}-)?\d{8}-\d{5,7})/")
_WAITING: Final = re.compile(r'href="/desk/review/((?:\d{6}-)?\d{8}-\d{5,7})/"')


class FaultError(Exception):
    """An answer that nobody should ever see."""


@dataclass
class Watch:
    """What all of them measured, and what went wrong."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float) -> None:
        with self._lock:
            self.waits.setdefault(what, []).append(seconds)

    def blame(self, fault: str) -> None:
        with self._lock:
            self.faults.append(fault)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


class _Stay(HTTPRedirectHandler):
    """A redirection is an answer of its own, measured for itself."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Browser:
    """One session. Every answer is timed under the name of what was asked."""

    def __init__(self, site: str, watch: Watch) -> None:
        self._site, self._watch = site, watch
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), _Stay)
        self._token = ""

    def get(self, what: str, path: str, **headers: str) -> Answer:
        answer = self._ask(what, path, None, headers)
        found = _TOKEN.search(answer.text)
        self._token = found.group(1) if found else self._token
        return answer

    def post(self, what: str, path: str, **values: str) -> Answer:
        return self._ask(what, path, urlencode({"csrfmiddlewaretoken": self._token} | values).encode(), {})

    def send(self, what: str, path: str, file: Path, **values: str) -> Answer:
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in ({"csrfmiddlewaretoken": self._token} | values).items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{file.name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, file.read_bytes(), f"\r\n--{mark}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._ask(what, path, body, kind)

    def _ask(self, what: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        request = Request(urljoin(self._site, path), data=body, headers=dict(headers))  # noqa: S310 - our own server
        began = time.perf_counter()
        try:
            with self._opener.open(request, timeout=PATIENCE) as given:
                answer = Answer(given.status, given.headers, given.read().decode(errors="replace"))
        except HTTPError as other:
            with other:
                answer = Answer(other.code, other.headers, other.read().decode(errors="replace"))
        self._watch.note(what, time.perf_counter() - began)
        is_asked_again_later = answer.status == 503 and "Retry-After" in answer.headers
        if (answer.status >= 400 and not is_asked_again_later) or "database is locked" in answer.text:
            raise FaultError(f"{what}: {request.full_url} answered {answer.status}\n{_plain(answer.text)[:600]}")
        return answer


@dataclass
class Sent:
    """A batch as its stewards share it."""

    file: Path
    number: str = ""
    is_checked: threading.Event = field(default_factory=threading.Event)
    is_mended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


def sign_in(browser: Browser, watch: Watch, login: str, password: str) -> None:
    """As somebody does who is told that many are signing in just now: again after the seconds that the page names."""
    browser.get("sign-in page", "/desk/sign-in/")
    began = time.perf_counter()
    entered = browser.post("sign in", "/desk/sign-in/", login=login, password=password)
    while entered.status == 503 and time.perf_counter() - began < PATIENCE:
        time.sleep(float(entered.headers["Retry-After"]))
        entered = browser.post("sign in", "/desk/sign-in/", login=login, password=password)
    watch.note("sign-in page → let in", time.perf_counter() - began)
    if entered.status not in (302, 303):
        raise FaultError(f"{login} was not let in: {_plain(entered.text)[:300]}")
    browser.get("home", "/desk/")


def steward(browser: Browser, watch: Watch, own: Sent, neighbours: Sent) -> None:
    """Sends her file, waits for the check, mends a cell of it and one of her neighbour's, submits, sees it admitted."""
    browser.get("upload page", "/desk/batches/upload/")
    began = time.perf_counter()
    taken = browser.send("upload", "/desk/batches/upload/", own.file)
    found = _BATCH.search(taken.headers.get("Location") or "")
    if found is None:
        raise FaultError(f"the upload led nowhere: {_plain(taken.text)[:300]}")
    own.number = found.group(1)
    _wait(lambda: _is_over(browser, own.number), f"the check of {own.number}")
    watch.note("upload → checked", time.perf_counter() - began)
    own.is_checked.set()
    if not neighbours.is_checked.wait(PATIENCE):
        raise FaultError(f"{neighbours.number} was never checked")
    _mend(browser, own, place=0)
    _mend(browser, neighbours, place=-1)
    for _ in range(2):
        if not own.is_mended.acquire(timeout=PATIENCE):
            raise FaultError(f"{own.number} was not mended by both")
    browser.get("batch page", f"/desk/batches/{own.number}/")
    browser.post("submit", f"/desk/batches/{own.number}/submit/")
    _wait(lambda: "已入库" in browser.get("batch page", f"/desk/batches/{own.number}/").text, f"{own.number} on record")


def checker(browser: Browser, count: int) -> None:
    """Releases so many batches of the unit as they come in."""
    done: set[str] = set()

    def releases_all() -> bool:
        listed = browser.get("review list", "/desk/review/")
        for number in sorted(set(_WAITING.findall(listed.text)) - done):
            browser.get("review page", f"/desk/review/{number}/")
            browser.post("release", f"/desk/review/{number}/release/", secrecy="yes")
            done.add(number)
        return len(done) >= count

    _wait(releases_all, f"{count} batches to release")


def _mend(browser: Browser, batch: Sent, *, place: int) -> None:
    """Fill in the first or the last of the empty cells that the page asks about."""
    path = f"/desk/batches/{batch.number}/"
    page = browser.get("batch page", path)
    empty = re.findall(r'name="w\.(\d+)\.(CF_YJ)" value="([^"]*)"', page.text)
    if not empty:
        raise FaultError(f"{batch.number} shows no cell to mend")
    row, code, was = empty[place]
    cell = f"{row}.{code}"
    browser.post("mend", f"{path}mend/", **{f"w.{cell}": was, f"c.{cell}": "《中华人民共和国价格法》第四十二条"})
    batch.is_mended.release()


def _is_over(browser: Browser, number: str) -> bool:
    told = browser.get("progress", f"/desk/batches/{number}/progress/", **{"HX-Request": "true"})
    return told.headers.get("HX-Refresh") == "true"


def _wait(is_done: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not is_done():
        if time.monotonic() > until:
            raise FaultError(f"waited too long for {what}")
        time.sleep(POLL)


def _plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).strip()
