"""What is read for a file is of one moment."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from mingxin.access.models import Region
from mingxin.archive.queries.moment import one_moment

pytestmark = pytest.mark.django_db(transaction=True)


def add_region(code: str) -> None:
    Region.objects.create(code=code, name=code)


def elsewhere(act, *given: str) -> None:
    """By somebody else, committed."""

    def run() -> None:
        try:
            act(*given)
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def test_what_others_commit_meanwhile_is_not_seen() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    add_region("429913")
    with one_moment():
        before = Region.objects.count()
        elsewhere(add_region, "429914")
        assert Region.objects.count() == before == 1
    assert Region.objects.count() == 2


def test_on_sqlite_it_takes_nobodys_turn_to_write() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's readers never wait")
    with CaptureQueriesContext(connection) as captured:
        with one_moment():
            Region.objects.count()
        with transaction.atomic():
            Region.objects.count()
    begun = [query["sql"] for query in captured if query["sql"].startswith("BEGIN")]
    assert begun == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"], "and those who write take it again"


def test_within_a_transaction_it_is_that_ones_view() -> None:
    with transaction.atomic():
        add_region("429913")
        with one_moment():
            assert Region.objects.count() == 1
