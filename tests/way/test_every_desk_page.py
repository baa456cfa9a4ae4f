"""Every page of the desk, found by following its links as each kind of person, on the demonstration itself.

No violation that axe knows, nothing wider than a small phone, still whole with the text at 200 %, and no sentence with
a hole in it.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from seed.desk_people import PASSWORD
from tests.holes import holes
from tests.waiting import answers, until
from tests.way.windows import launched, window

pytestmark = pytest.mark.browser

PEOPLE = (
    "shijian-jingban", "chengguan-jingban", "jiaotong-shenhe", "shijian-guanli", "xinyongban", "chengjiang-xinyong",
    "xitong", "anquan", "shenji",
)  # fmt: skip
FILES = re.compile(r"\.(xlsx|csv|pdf|docx|svg|txt)$|export=|download")
ENOUGH = 60  # addresses of one kind of person; the pages are far fewer, this only ends a runaway


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small invented city, loaded and furnished as `make demo` does it, and served."""
    place = tmp_path_factory.mktemp("city")
    address = f"http://127.0.0.1:{_free_port()}"
    told = {
        "MINGXIN_HOME": str(place / "home"),
        "MINGXIN_KEYS": str(place / "keys"),
        "MINGXIN_SITE_URL": address,
        "MINGXIN_SECOND_FACTOR": "offered",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MINGXIN_")} | told
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    mingxin = str(Path(sys.executable).with_name("mingxin"))
    for command in (
        [sys.executable, "-m", "seed", str(place / "files"), "--organisations", "300", "--records", "900"],
        [mingxin, "init"],
        [sys.executable, "-m", "seed.load", str(place / "files")],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
    server = subprocess.Popen(
        [mingxin, "serve", "--port", address.rsplit(":", 1)[1]], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: answers(f"{address}/desk/"), alive=lambda: _require_running(server))
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def browser(demonstration: str) -> Iterator[Browser]:
    with launched("the desk's pages were NOT checked") as started:
        yield started


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_of(login: str, browser: Browser, demonstration: str) -> None:
    page = window(browser, viewport={"width": 1280, "height": 900})
    _sign_in(page, demonstration, login)
    faults: list[str] = []
    for address in _follow(page, demonstration, faults):
        faults += _faults(page, address)
    page.context.close()
    assert not faults, "\n".join(faults)


def _follow(page: Page, site: str, faults: list[str]) -> Iterator[str]:
    """Each kind of address that a link leads to, once; the page stands open when it is given out."""
    waiting, seen = ["/desk/"], {_kind("/desk/")}
    visited = 0
    while waiting and visited < ENOUGH:
        address = waiting.pop(0)
        visited += 1
        try:
            answer = page.goto(site + address)
        except PlaywrightError as error:
            if not any(words in str(error) for words in ("Download is starting", "ERR_ABORTED")):  # a file, either way
                raise
            continue
        if answer is None or answer.status >= 400:
            faults.append(f"{address}: answered {answer.status if answer else 'nothing'}")
            continue
        for found in page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))"):
            path = found.split("#")[0]
            if path.startswith("/desk/") and not FILES.search(path) and _kind(path) not in seen:
                seen.add(_kind(path))
                waiting.append(path)
        yield address
    assert visited > 3, "signed in, one finds pages"


def _kind(address: str) -> str:
    """Addresses that differ only in what they are about are the same page; filters and cursors are not followed."""
    path = address.split("?")[0]
    return "/".join("*" if re.search(r"\d", part) else part for part in path.split("/"))


def _faults(page: Page, address: str) -> list[str]:
    """What is wrong with the open page, in the three shapes that people use it in."""
    faults = [f"{address}: a hole: {hole}" for hole in holes(page.inner_text("main"))]
    for width, size in ((1280, "100%"), (360, "100%"), (1280, "200%")):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("size => document.documentElement.style.fontSize = size", size)
        if size == "100%":
            found = Axe().run(page).response["violations"]
            faults += [f"{address} at {width}: {v['id']}: {v['nodes'][0]['html'][:140]}" for v in found]
        inner, whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if whole > inner:
            faults.append(f"{address} at {width}, text {size}: {whole} px wide in a window of {inner}")
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.set_viewport_size({"width": 1280, "height": 900})
    return faults


def _sign_in(page: Page, site: str, login: str) -> None:
    page.goto(f"{site}/desk/")
    page.get_by_label("账户名").fill(login)
    page.get_by_label("口令").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/desk/(?!sign)"))


def _free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _require_running(server: "subprocess.Popen[bytes]") -> None:
    assert server.poll() is None, "the server ended"
