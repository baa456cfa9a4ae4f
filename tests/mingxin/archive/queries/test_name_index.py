"""The index behind the name search is held against the names: whatever is taken from it or laid into it is noticed."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from mingxin.archive import bulk
from mingxin.archive.models import Name
from mingxin.archive.queries.name_index import prove_name_index
from mingxin.archive.search import index_names, rebuild_index, unindex_names
from tests.mingxin.archive.sending import Sender, registration

TABLE = "archive_name_search"
ON_SQLITE = connection.vendor == "sqlite"


def one(place: int) -> tuple[int, str, str]:
    return Name.objects.order_by("id").values_list("id", "normal", "initials")[place]


def empty() -> None:
    bulk.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')" if ON_SQLITE else f"DELETE FROM {TABLE}")


def exchange() -> None:
    """Two names under each other's number: every word is there as often as before."""
    first, second = one(0), one(1)
    unindex_names([first, second])
    index_names([(first[0], *second[1:]), (second[0], *first[1:])])


def shuffle() -> None:
    """The same words in another order: part of the name is no longer a row of them."""
    number, normal, initials = one(0)
    unindex_names([one(0)])
    index_names([(number, normal[::-1], initials)])
    if not ON_SQLITE:
        bulk.execute(f"UPDATE {TABLE} SET grams = (SELECT array_agg(g ORDER BY g) FROM unnest(grams) g)")


FORGED: list[Callable[[], object]] = [
    empty,
    lambda: unindex_names([one(1)]),
    lambda: index_names([(77, "不在册的名称", "bzcdmc")]),
    exchange,
    shuffle,
]
if ON_SQLITE:
    FORGED += [
        lambda: bulk.execute(f"DELETE FROM {TABLE}_idx"),
        lambda: bulk.execute(f"UPDATE {TABLE}_data SET block = zeroblob(length(block)) WHERE id > 10"),
    ]


@pytest.fixture
def named(sender: Sender) -> Sender:
    sender.registrations(*(registration(number) for number in range(1, 60)))
    return sender


def test_an_index_that_was_kept_and_one_that_was_made_anew_both_hold(named: Sender) -> None:
    proof = prove_name_index()
    assert (proof.names, proof.broken) == (Name.objects.count(), "")
    rebuild_index()
    assert prove_name_index() == proof


@pytest.mark.parametrize("forge", FORGED)
def test_what_is_missing_or_otherwise_in_the_index_is_named(named: Sender, forge: Callable[[], object]) -> None:
    undo = transaction.savepoint()
    forge()
    assert "名称检索的索引" in prove_name_index().broken
    transaction.savepoint_rollback(undo)
