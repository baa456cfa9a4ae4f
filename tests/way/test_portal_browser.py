"""The public site in a real browser: accessible, usable by keyboard alone, and whole on a small phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import InForce
from tests.mingxin.doors.portal.conftest import Place, build
from tests.way.windows import launched, window

pytestmark = pytest.mark.browser

WIDTHS = {"phone": 320, "desktop": 1280}
STILL = (
    "/", "/?lanmu=admin_penalty", "/search/", "/search/?q=云泽", "/search/?q=查无此名", "/search/?tishi=zhengjian",
    "/shuanggongshi/", "/shuanggongshi/xuke/", "/shuanggongshi/chufa/?mingcheng=嘉禾", "/mulu/", "/mulu/chufa/",
    "/heyan/", "/guize/", "/bangzhu/", "/ditu/", "/meiyou/",
)  # fmt: skip


@pytest.fixture
def place(transactional_db: None, in_force: InForce) -> Place:
    return build(in_force)


@pytest.fixture
def browser(place: Place) -> Iterator[Browser]:
    """Started after the data is written: inside, the event loop forbids the database to this thread."""
    with launched("accessibility was NOT checked") as started:
        yield started


def addresses(place: Place) -> list[str]:
    people = (place.firm, place.trader, place.bare)
    return [
        *STILL,
        *(f"/zhuti/{party.public_id}/" for party in people),
        *(place.record(key) for key in ("licence", "penalty", "disputed", "ended")),
    ]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_no_page_has_a_violation(browser: Browser, live_server: LiveServer, place: Place, width: int) -> None:
    page = window(browser, viewport={"width": width, "height": 800})
    faults = []
    for address in addresses(place):
        page.goto(live_server.url + address)
        result = Axe().run(page)
        faults += [f"{address}: {v['id']} {v['nodes'][0]['html'][:120]}" for v in result.response["violations"]]
        inner, whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        if whole > inner:
            faults.append(f"{address}: {whole} px wide in a window of {inner}")
        faults += [f"{address}: target {words} is only {size}" for words, size in _small_targets(page)]
    assert not faults, "\n".join(faults)


def test_by_keyboard_alone_to_a_subject(browser: Browser, live_server: LiveServer, place: Place) -> None:
    page = window(browser)
    page.goto(live_server.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("嘉禾")
    page.wait_for_selector("#suggest a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/zhuti/{place.firm.public_id}/")
    assert place.firm.name in page.inner_text("h1")


def test_answers_while_typing_lead_to_the_page(browser: Browser, live_server: LiveServer, place: Place) -> None:
    page = window(browser)
    page.goto(live_server.url + "/")
    page.fill("#q", "jhsp")
    page.click("#suggest a")
    page.wait_for_url(f"**/zhuti/{place.firm.public_id}/")
    assert place.firm.name in page.inner_text("h1")


def test_without_scripts_the_search_works(browser: Browser, live_server: LiveServer, place: Place) -> None:
    page = window(browser, java_script_enabled=False)
    page.goto(live_server.url + "/")
    page.fill("#q", "嘉禾")
    page.click("button[type=submit]")
    page.wait_for_url(f"**/zhuti/{place.firm.public_id}/")
    assert place.firm.name in page.inner_text("h1")


def test_the_policy_lets_every_page_work(browser: Browser, live_server: LiveServer, place: Place) -> None:
    page = window(browser)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ("/", f"/zhuti/{place.firm.public_id}/", "/heyan/"):
        page.goto(live_server.url + address)
    page.goto(live_server.url + "/")
    page.fill("#q", "嘉禾")
    page.wait_for_selector("#suggest a")
    assert not said


@pytest.mark.parametrize("address", ["/", "/shuanggongshi/chufa/", "/bangzhu/"])
def test_text_may_be_twice_as_large(browser: Browser, live_server: LiveServer, place: Place, address: str) -> None:
    """WCAG 2.2, 1.4.4."""
    page = window(browser, viewport={"width": 1280, "height": 800})
    page.goto(live_server.url + address)
    page.evaluate("document.documentElement.style.fontSize='200%'")
    inner, whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    assert whole <= inner


SCROLLS = """() => [...document.querySelectorAll('main *, footer *')]
    .filter(e => e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX))
    .map(e => {
        e.focus()
        const reached = e.querySelector('table') !== null && document.activeElement === e
        return [e.getAttribute('aria-label') || e.tagName, reached]
    })"""


# Asked by the page itself: a wait of the browser's driver compiles its words, which the site's policy forbids.
SCROLLED = """() => new Promise(scrolled => {
    const look = () => document.activeElement.scrollLeft > 0 ? scrolled() : requestAnimationFrame(look)
    look()
})"""


@pytest.mark.parametrize("width", [320, 390])
def test_wide_tables_scroll_in_boxes_that_the_keyboard_reaches(
    browser: Browser, live_server: LiveServer, place: Place, width: int
) -> None:
    """As the help says it: the page as a whole never scrolls sideways. WCAG 2.2, 1.4.10, which excepts tables."""
    page, boxes = window(browser, viewport={"width": width, "height": 800}), {}
    for address in ("/shuanggongshi/", "/mulu/chufa/", "/bangzhu/"):
        page.goto(live_server.url + address)
        inner, whole = page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        assert whole <= inner, address
        boxes[address] = dict(page.evaluate(SCROLLS))
    assert all(boxes.values()), "on each there is a table too wide for a telephone"
    assert not [(address, box) for address, found in boxes.items() for box, reached in found.items() if not reached]
    page.focus(".scroll")
    page.keyboard.press("ArrowRight")
    page.evaluate(SCROLLED)


def _small_targets(page: Page) -> list[tuple[str, str]]:
    """Links and buttons under 24 px that do not stand in a line of text. WCAG 2.2, 2.5.8."""
    return [
        (words, size)
        for words, size in page.evaluate(
            """() => [...document.querySelectorAll('a, button, input, select')]
                .filter(e => e.offsetParent && !e.closest('p, dd, li.more, .lead') && !e.classList.contains('skip')
                             && e.type !== 'hidden')
                .map(e => [e.textContent.trim().slice(0, 20), e.getBoundingClientRect()])
                .filter(([, r]) => r.height && (r.height < 24 || r.width < 24))
                .map(([t, r]) => [t, `${Math.round(r.width)}x${Math.round(r.height)}`])"""
        )
    ]
