"""A real browser for tests, as patient as a machine that is busy with other things makes it need to be."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_PATIENCE = 600_000  # milliseconds


@contextmanager
def launched(without: str) -> Iterator[Browser]:
    """Skips loudly where there is none; `without`: what was then not done."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"NO BROWSER: none of {', '.join(_NAMES)} is on PATH, so {without}")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS, timeout=_PATIENCE)
        yield started
        started.close()


def window(browser: Browser, **how: Any) -> Page:
    """A page in a context of its own, which closing `page.context` ends."""
    page = browser.new_context(**how).new_page()
    page.set_default_timeout(_PATIENCE)
    return page
