"""Digests: one spelling for one thing, whatever zone or order it came in."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mingxin.kernel.clock import CHINA
from mingxin.kernel.resident_id import CUT_MARK
from mingxin.ledger.rules import GENESIS, canonical, entry_digest, moment, seal_digest, without_numbers
from tests.spec.spellings import PLAIN

AT = datetime(2026, 11, 20, 10, 0, 0, 123456, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="the order of keys says nothing"),
        pytest.param({"名": "云泽"}, {"名": "云泽"}, id="Chinese stays as it is"),
    ],
)
def test_canonical_is_one_spelling(left, right):
    assert canonical(left) == canonical(right)


def test_canonical_keeps_characters_and_no_spaces():
    assert canonical({"b": "二", "a": [1, None]}) == '{"a":[1,null],"b":"二"}'


def test_a_detail_is_written_without_identity_numbers_and_with_its_digests():
    digest = "4299131990010100" * 4  # by chance digits alone
    detail = {"reason": f"经办人{PLAIN}", "cells": [[3, {"typed": PLAIN}], (digest, 5)], "count": 7, "on": None}
    assert without_numbers(detail) == {
        "reason": f"经办人{CUT_MARK}",
        "cells": [[3, {"typed": CUT_MARK}], [digest, 5]],
        "count": 7,
        "on": None,
    }


def test_moment_is_the_same_instant_in_every_zone():
    assert moment(AT) == moment(AT.astimezone(UTC)) == "2026-11-20T02:00:00.123456Z"
    assert moment(AT) != moment(AT + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(["ab", "c"], ["a", "bc"], id="columns do not run together"),
        pytest.param(["a", ""], ["", "a"], id="an empty column has its place"),
        pytest.param(['a","b'], ["a", "b"], id="a quote in a column is no border"),
    ],
)
def test_two_lists_never_share_a_digest(one, other):
    assert entry_digest(AT, one) != entry_digest(AT, other)


def test_entry_digest_counts_the_instant_not_its_zone():
    there = AT.astimezone(timezone(timedelta(hours=-3)))
    assert entry_digest(AT, ["a"]) == entry_digest(there, ["a"])


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"number": 2}, id="number"),
        pytest.param({"at": AT + timedelta(microseconds=1)}, id="instant"),
        pytest.param({"previous": "1" * 64}, id="previous seal"),
        pytest.param({"entries": [(2, "b"), (1, "a")]}, id="order of entries"),
        pytest.param({"entries": [(2, "a"), (1, "b")]}, id="numbers of entries"),
        pytest.param({"entries": [(1, "a")]}, id="an entry gone"),
        pytest.param({"entries": [(1, "a"), (2, "b"), (3, "c")]}, id="an entry more"),
    ],
)
def test_a_seal_covers_everything_in_it(changed):
    values = {"number": 1, "at": AT, "previous": GENESIS, "entries": [(1, "a"), (2, "b")]}
    assert seal_digest(**values) != seal_digest(**(values | changed))
