"""Every address of both doors × every method that no page has: 405, with those that it may have."""

from collections.abc import Iterator

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND")
GIVEN = {"item": "admin_penalty", "form": "csv", "number": "429913-20261120-00001", "month": "2026-10"}


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


def address(name: str, pattern: URLPattern) -> str:
    asked = pattern.pattern.converters.items()
    kwargs = {key: 1 if isinstance(kind, IntConverter) else GIVEN.get(key, "x") for key, kind in asked}
    return reverse(name, kwargs=kwargs)


def test_no_page_has_other_methods() -> None:
    client, wrong = Client(), []
    found = list(routes(get_resolver().url_patterns))
    for name, pattern in found:
        at = address(name, pattern)
        for method in METHODS:
            answer = client.generic(method, at)
            if (answer.status_code, answer.get("Allow")) != (405, "GET, HEAD, POST"):
                wrong.append((method, at, answer.status_code))
    assert len(found) > 150
    assert wrong == []
    assert client.put("/no-such-page/").status_code == 405
