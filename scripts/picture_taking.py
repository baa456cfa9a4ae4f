"""The machinery of `scripts.pictures`: an invented city, served and gone again, and pages cut out of it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from seed.desk_people import PASSWORD

HOST: Final = "xinyong.yunze.example"  # an address as a city would have it stands on the pages
SITE: Final = f"http://{HOST}"
WIDE, PHONE = 1180, 360
MARGIN, COLOURS = 12, 256
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
MAIN: Final = ("main > :first-child", "main > :last-child")

Step = Callable[[Page, Path], object]  # what is done on a page; with it the folder of the city's files


@dataclass(frozen=True)
class Picture:
    """`cut`: the elements that the picture spans, from above down, and no more than `height` of them."""

    name: str
    login: str
    steps: tuple[Step, ...]
    cut: tuple[str, ...] = MAIN
    width: int = WIDE
    height: int = 900


@contextmanager
def city() -> Iterator[tuple[Path, int]]:
    """The folder of its files and the port on which it is served; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="mingxin-pictures-") as folder:
        place, port = Path(folder), _free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("MINGXIN_", "DJANGO_"))} | {
            "MINGXIN_HOME": str(place / "home"),
            "MINGXIN_KEYS": str(place / "keys"),
            "MINGXIN_SITE_URL": SITE,
            "MINGXIN_ALLOWED_HOSTS": f"{HOST},127.0.0.1",
            "MINGXIN_SECOND_FACTOR": "offered",
        }
        files, mingxin = place / "files", str(Path(sys.executable).with_name("mingxin"))
        for command in (
            [sys.executable, "-m", "seed", str(files), "--organisations", "300", "--records", "900"],
            [mingxin, "init"],
            [sys.executable, "-m", "seed.load", str(files)],
        ):
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = subprocess.Popen(
            [mingxin, "serve", "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(port)
            yield files, port
        finally:
            server.terminate()
            server.wait(timeout=60)


def take_all(table: Iterable[Picture], files: Path, port: int) -> Iterator[tuple[str, bytes]]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit(f"✗ no browser: none of {', '.join(BROWSERS)} is on PATH")
    arguments = ["--no-sandbox", "--disable-gpu", "--lang=zh-CN", f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{port}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=arguments, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        pages: dict[tuple[str, int], Page] = {}
        for picture in table:
            key = (picture.login, picture.width)
            if key not in pages:
                pages[key] = _opened(browser, picture)
            yield picture.name, _taken(pages[key], picture, files)
        browser.close()


def _opened(browser: Browser, picture: Picture) -> Page:
    """A window of its own, in which the person has signed in."""
    page = browser.new_page(
        viewport={"width": picture.width, "height": 900},
        device_scale_factor=2 if picture.width == PHONE else 1,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page.set_default_timeout(20_000)
    if picture.login:
        page.goto(f"{SITE}/desk/")
        page.get_by_label("账户名").fill(picture.login)
        page.get_by_label("口令").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/desk/(?!sign)"))
    return page


def _taken(page: Page, picture: Picture, files: Path) -> bytes:
    for step in picture.steps:
        step(page, files)
        page.wait_for_load_state()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    boxes = [box for cut in picture.cut if (box := page.locator(cut).first.bounding_box())]
    if len(boxes) < len(picture.cut):
        raise SystemExit(f"✗ {picture.name}: not all of {picture.cut} is on the page")
    top = max(0, boxes[0]["y"] - MARGIN)
    left = max(0, min(box["x"] for box in boxes) - MARGIN)
    right = min(picture.width, max(box["x"] + box["width"] for box in boxes) + MARGIN)
    bottom = min(boxes[-1]["y"] + boxes[-1]["height"] + MARGIN, top + picture.height)
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return _few_colours(page.screenshot(full_page=True, clip=clip))  # type: ignore[arg-type]


def _few_colours(png: bytes) -> bytes:
    """Flat pages need few colours; the picture is a fraction of the size."""
    whole, out = Image.open(BytesIO(png)).convert("RGB"), BytesIO()
    few = whole.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)  # rare colours count too
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def _free_port() -> int:
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _await(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/desk/sign-in/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("✗ the server did not answer within a minute")
