"""A catalogue that was altered is not used: not for a moment, and not for as long as a process remembers it."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from mingxin.catalogue import queries
from mingxin.catalogue.models import Edition
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.rulebook.book import digest_of

pytestmark = pytest.mark.forges


@pytest.fixture(autouse=True)
def new_process(laid: None, db: None) -> Iterator[None]:
    queries.rulebook_with.cache_clear()
    yield
    queries.rulebook_with.cache_clear()


def newest() -> Edition:
    found = Edition.objects.order_by("-number").first()
    assert found is not None
    return found


def content() -> None:
    edition = newest()
    Edition.objects.filter(pk=edition.pk).update(content=edition.content.replace("行政处罚", "黑名单"))


def content_and_digest() -> None:
    content()
    edition = newest()
    Edition.objects.filter(pk=edition.pk).update(digest=digest_of(edition.content))


def content_digest_and_entry() -> None:
    """The entry's own digest too; its stamp wants the key."""
    was = newest().digest
    content_and_digest()
    for entry in Entry.objects.filter(action=queries.PUT):
        Entry.objects.filter(pk=entry.pk).update(detail=entry.detail.replace(was, newest().digest))


def an_older_one_again() -> None:
    """Its content is genuine, its number is not."""
    edition = newest()
    edition.number += 1
    edition.save(force_insert=True)


@pytest.mark.parametrize("forgery", [content, content_and_digest, content_digest_and_entry, an_older_one_again])
def test_an_edition_that_was_altered_is_not_used(forgery: Callable[[], None]) -> None:
    was = list(Edition.objects.values())
    queries.rulebook_in_force()
    queries.rulebook_with.cache_clear()
    forgery()
    with pytest.raises(Refusal) as caught:
        queries.rulebook_in_force()
    assert caught.value.code == "catalogue.altered"
    Edition.objects.exclude(pk__in=[row["number"] for row in was]).delete()
    for row in was:
        Edition.objects.filter(pk=row["number"]).update(**row)
    if forgery is not content_digest_and_entry:
        assert queries.rulebook_in_force().digest == newest().digest, "put back, it serves again"


PAGES = [
    "/", "/shuanggongshi/", "/shuanggongshi/chufa/", "/shuanggongshi/chufa/xiazai.csv",
    "/shuanggongshi/chufa/xiazai.xlsx", "/shuanggongshi/chufa/tingzhi.csv", "/mulu/", "/mulu/xuke/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_the_site_says_that_it_shows_nothing(client: Client, address: str) -> None:
    content()
    answer = client.get(address)
    assert (answer.status_code, "不能据此展示任何信息" in answer.content.decode()) == (503, True)
