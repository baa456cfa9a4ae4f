"""Scripts, styles and fonts come out of the program, with the headers of a page; nothing comes out of the home."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.test import Client

from mingxin.doors.parts.policy import HEADERS


def test_each_has_the_headers_of_a_page_and_is_for_this_site_alone() -> None:
    client, found = Client(), 0
    for finder in get_finders():
        for path, _ in finder.list(None):
            answer = client.get(f"/static/{path}")
            assert answer.status_code == 200, path
            assert {name: answer[name] for name in HEADERS} == HEADERS, path
            assert "Access-Control-Allow-Origin" not in answer, path
            found += 1
    assert found > 10


@pytest.mark.parametrize("folder", ["static", "", "files"])
def test_what_lies_in_the_home_is_served_by_nobody(home: Path, folder: str) -> None:
    page = Path(settings.HOME) / folder / "hello.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text("<script>alert(1)</script>")
    try:
        client = Client()  # a server that starts after it was laid there
        assert client.get("/static/hello.html").status_code == 404
        assert client.get("/hello.html").status_code == 404
    finally:
        page.unlink()
