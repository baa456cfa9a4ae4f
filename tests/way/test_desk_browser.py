"""A steward's and a checker's day in a real browser, with the real server and the worker beside it.

From the drop to the release by mouse; the same by keyboard alone; on a small phone; and no page with a violation.
"""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from tests.mingxin.cli.test_serving import free_port
from tests.waiting import answers, until
from tests.way.desk_people import PASSWORD
from tests.way.places import ROOT, place
from tests.way.windows import launched, window

pytestmark = pytest.mark.browser

WIDTHS = {"phone": 360, "desktop": 1280}


@dataclass(frozen=True)
class Served:
    address: str
    files: tuple[str, ...]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A home of its own, its people and files, `mingxin serve` with the worker beside it."""
    folder = tmp_path_factory.mktemp("desk")
    with place(folder, "desk_in_browser") as env:
        env |= {"MINGXIN_SECOND_FACTOR": "offered"}
        made = subprocess.run(
            [sys.executable, "-m", "tests.way.desk_people", str(folder)],
            check=False, env=env, cwd=ROOT, capture_output=True, text=True,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr[-3000:]
        files = json.loads(made.stdout.strip().splitlines()[-1])["files"]
        port = free_port()
        with _server(env, port):
            yield Served(f"http://127.0.0.1:{port}", tuple(files))


@contextmanager
def _server(env: dict[str, str], port: int) -> Iterator[None]:
    words = [sys.executable, "-m", "mingxin.cli.main", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(words, env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/desk/sign-in/"), alive=lambda: _require_running(server))
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()


def _require_running(server: "subprocess.Popen[str]") -> None:
    assert server.poll() is None, "the server ended"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched("the desk was NOT walked through") as started:
        yield started


def at_desk(browser: Browser, served: Served, login: str, *, width: int = 1280) -> Page:
    """A window of somebody's own, signed in."""
    page = window(browser, viewport={"width": width, "height": 800})
    page.goto(f"{served.address}/desk/sign-in/")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("h1:has-text('今日待办')")
    return page


def test_from_the_drop_to_the_release(browser: Browser, served: Served) -> None:
    page = at_desk(browser, served, "zhang")
    page.set_input_files("#files", served.files[0])
    page.click("text=上传并检查")
    page.wait_for_selector("text=可入库 141 行，需修改 9 行")
    while (offers := page.locator("button.adopt")).count():
        row = _row_of(offers.first)
        offers.first.click()
        page.wait_for_selector(f"#said:has-text('第 {row} 行')")
    _type(page, "处罚决定日期", "2026/11/05")
    _type(page, "行政处罚决定书文号", "云市监罚〔2026〕3999号")
    page.click("text=保存并重新检查")
    page.wait_for_selector("text=可入库 150 行，没有需要修改的行")
    page.fill("#doubts input[name=reason]", "本周集中办理同类案件")
    page.click("#doubts button")
    page.click("text=提交审核 150 行（新增 150）")
    page.wait_for_selector("h1 .tag:has-text('待审核')")
    number = _number(page)
    _released_on_a_phone(browser, served, number)
    page.reload()
    page.wait_for_selector("h1 .tag:has-text('已入库')")
    assert "已入库 150 行；公示依据 3 项待答复。" in page.inner_text("main")


def _released_on_a_phone(browser: Browser, served: Served, number: str) -> None:
    page = at_desk(browser, served, "wang", width=360)
    page.click(f"a[href='/desk/review/{number}/']")
    page.wait_for_selector("text=新增 150 行")
    page.check("input[name=secrecy]")
    page.click("text=放行，入库 150 行")
    page.wait_for_selector("text=已放行")
    page.goto(f"{served.address}/desk/batches/{number}/")
    page.wait_for_selector("h1 .tag:has-text('已入库')")
    page.context.close()


def test_the_same_by_keyboard_alone(browser: Browser, served: Served) -> None:
    page = at_desk(browser, served, "li")
    # The browser learns here who answers its dialogue; told with the key press, the key may overtake it
    page.on("filechooser", lambda _: None)
    _tab_to(page, "e => e.id === 'files'")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(served.files[1])
    _press(page, "上传并检查")
    page.wait_for_selector("text=可入库 141 行，需修改 9 行")
    while (offers := page.locator("button.adopt")).count():
        row = _row_of(offers.first)
        _tab_to(page, "e => e.classList.contains('adopt')")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#said:has-text('第 {row} 行')")
    for label, text in (("处罚决定日期", "2026/11/05"), ("行政处罚决定书文号", "云市监罚〔2026〕5999号")):
        _tab_to(page, f"e => e.tagName === 'INPUT' && (e.getAttribute('aria-label') || '').endsWith('{label}')")
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=可入库 150 行，没有需要修改的行")
    _tab_to(page, "e => e.name === 'reason'")
    page.keyboard.type("本周集中办理同类案件")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=提交审核 150 行")
    _press(page, "提交审核 150 行")
    page.wait_for_selector("h1 .tag:has-text('待审核')")
    number = _number(page)
    checker = at_desk(browser, served, "wang")
    _tab_to(checker, f"e => (e.getAttribute('href') || '') === '/desk/review/{number}/'")
    checker.keyboard.press("Enter")
    checker.wait_for_selector("text=新增 150 行")
    _tab_to(checker, "e => e.name === 'secrecy'")
    checker.keyboard.press("Space")
    _press(checker, "放行，入库 150 行")
    checker.wait_for_selector("text=已放行")
    page.reload()
    page.wait_for_selector("h1 .tag:has-text('已入库')")


def test_dropping_files_sends_them(browser: Browser, served: Served) -> None:
    page = at_desk(browser, served, "zhang")
    files = page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.items.add(new File([''], '空的.csv', {type: 'text/csv'})); return t; }"
    )
    page.dispatch_event("form[data-drop]", "drop", {"dataTransfer": files})
    page.wait_for_selector("text=这是一个空文件（0 字节）")
    assert page.url == f"{served.address}/desk/batches/upload/"
    assert page.inner_text("main .notice.error").startswith("空的.csv：这是一个空文件（0 字节）。")


def test_without_scripts_a_file_arrives(browser: Browser, served: Served) -> None:
    page = window(browser, java_script_enabled=False)
    page.goto(f"{served.address}/desk/sign-in/")
    page.fill("input[name=login]", "li")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.set_input_files("#files", {"name": "空的.csv", "mimeType": "text/csv", "buffer": b""})
    page.click("text=上传并检查")
    assert "这是一个空文件（0 字节）" in page.inner_text("main")
    page.context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_no_page_has_a_violation(browser: Browser, served: Served, width: int) -> None:
    """Also: nothing is wider than the window, also with text twice as large; nothing to press is too small."""
    faults: list[str] = []
    sheets = served.files[2::2] if width == WIDTHS["phone"] else served.files[3::2]
    for login, addresses, sheet in (("zhang", _stewards_pages, sheets[0]), ("wang", _checkers_pages, sheets[1])):
        page = at_desk(browser, served, login, width=width)
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        for address in addresses(page, served, sheet):
            page.goto(served.address + address)
            faults += [f"{address}: {fault}" for fault in _faults_of(page)]
        faults += [f"{login}: {one}" for one in said]
        page.context.close()
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("width", [360, 320])
def test_a_folded_menu_says_how_much_waits(browser: Browser, served: Served, width: int) -> None:
    page = at_desk(browser, served, "wang", width=width)
    summary = page.locator("details.narrow summary")
    if not summary.locator("em").count():
        _checkers_pages(page, served, served.files[-1])
        page.goto(f"{served.address}/desk/")
    assert summary.is_visible()
    told = summary.inner_text()
    assert re.fullmatch(r"菜单\s*，待办共\s*\d+ 件", told), told
    faults = _faults_of(page)
    summary.click()
    counts = [int(re.findall(r"\d+", text)[0]) for text in page.locator("details.narrow li em").all_inner_texts()]
    assert sum(counts) == int(re.findall(r"\d+", told)[0])
    assert not faults, faults
    page.context.close()


def _stewards_pages(page: Page, served: Served, sheet: str) -> list[str]:
    """Among them a batch with faults that waits to be submitted, made for this."""
    page.set_input_files("#files", sheet)
    page.click("text=上传并检查")
    page.wait_for_selector("h1 .tag:has-text('待提交')")
    batch = f"/desk/batches/{_number(page)}/"
    page.goto(f"{served.address}/desk/batches/?zhuangtai=admitted")
    admitted = [str(a.get_attribute("href")) for a in page.locator("td a").all()][:1]
    page.goto(f"{served.address}/desk/questions/")
    questions = [str(a.get_attribute("href")) for a in page.locator("td a[href*='/questions/']").all()][:1]
    own = [batch, f"{batch}rows/", f"{batch}item/", f"{batch}withdraw/"]
    lists = ["/desk/", "/desk/batches/", "/desk/batches/questioned/", "/desk/batches/upload/", "/desk/questions/"]
    return [*lists, *own, *admitted, *questions]


def _checkers_pages(page: Page, served: Served, sheet: str) -> list[str]:
    """A batch that a steward submits now is reviewed."""
    steward = at_desk(page.context.browser, served, "li")  # type: ignore[arg-type]
    steward.set_input_files("#files", sheet)
    steward.click("text=上传并检查")
    steward.wait_for_selector("h1 .tag:has-text('待提交')")
    review = f"/desk/review/{_number(steward)}/"
    if steward.locator("main .acts.main form button.primary").count():
        steward.click("main .acts.main form button.primary")
        steward.wait_for_selector("h1 .tag:has-text('待审核')")
    steward.context.close()
    return ["/desk/", "/desk/review/", review, f"{review}rows/new/", f"{review}return/"]


def _faults_of(page: Page) -> list[str]:
    found = [f"{v['id']} {v['nodes'][0]['html'][:140]}" for v in Axe().run(page).response["violations"]]
    found += [f"target {words} is only {size}" for words, size in _too_small(page)]
    for size in ("100%", "200%"):
        page.evaluate(f"document.documentElement.style.fontSize='{size}'")
        inner, whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if whole > inner:
            found.append(f"{whole} px wide in a window of {inner}, text {size}")
    return found


def _too_small(page: Page) -> list[tuple[str, str]]:
    """What is pressed under 24 px and does not stand in a line of text; a box is pressed by its label too."""
    return [
        (words, size)
        for words, size in page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
                .map(e => e.closest('label') || e)
                .filter(e => e.offsetParent && !e.closest('p, dd, li.more, .lead') && !e.classList.contains('skip')
                             && e.type !== 'hidden')
                .map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
                .filter(([, r]) => r.height && (r.height < 24 || r.width < 24))
                .map(([t, r]) => [t, `${Math.round(r.width)}x${Math.round(r.height)}`])"""
        )
    ]


def _tab_to(page: Page, is_there: str, most: int = 150) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(f"({is_there})(document.activeElement)"):
            return
    raise AssertionError(f"{is_there} was not reached by {most} tabs")


def _press(page: Page, words: str) -> None:
    _tab_to(page, f"e => e.tagName === 'BUTTON' && e.textContent.includes('{words}')")
    page.keyboard.press("Enter")


def _type(page: Page, column: str, text: str) -> None:
    page.fill(f"tbody input[aria-label$='{column}']", text)


def _row_of(button: Locator) -> int:
    found = re.search(r"第 (\d+) 行", button.get_attribute("aria-label") or "")
    assert found is not None
    return int(found[1])


def _number(page: Page) -> str:
    found = re.search(r"/batches/([\d-]+)/", page.url)
    assert found is not None
    return found[1]
