"""What is set for a role or a database by its owner changes no answer: each connection is told what it relies upon."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from mingxin.config.postgresql import RELIED_UPON, options

ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="these are settings of PostgreSQL")
OTHERWISE = {
    "gin_fuzzy_search_limit": "1",
    "row_security": "on",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "standard_conforming_strings": "off",
    "DateStyle": "SQL, DMY",
    "IntervalStyle": "iso_8601",
    "bytea_output": "escape",
    "extra_float_digits": "-15",
    "quote_all_identifiers": "on",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "default_transaction_deferrable": "on",
}


def test_ours_stand_after_what_the_address_asks_for() -> None:
    told = options("-c search_path=city -c row_security=on")
    assert told.startswith("-c search_path=city -c row_security=on -c ")
    assert told.endswith("-c default_transaction_deferrable=off")
    assert r"-c default_transaction_isolation=read\ committed -c" in told
    assert options().startswith("-c ")


@ON_POSTGRESQL
@pytest.mark.django_db
def test_no_setting_of_the_database_holds_against_ours() -> None:
    assert OTHERWISE.keys() == RELIED_UPON.keys()
    with _set_for_the_database(OTHERWISE), _connected_anew() as cursor:
        held = {}
        for name in RELIED_UPON:
            cursor.execute("SELECT current_setting(%s)", [name])
            (held[name],) = cursor.fetchone()
    assert held == RELIED_UPON


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_search_by_words_answers_with_every_hit() -> None:
    with _set_for_the_database({"gin_fuzzy_search_limit": "1"}), _connected_anew() as cursor:
        cursor.execute("CREATE TEMP TABLE names AS SELECT ARRAY['有限', '公司'] AS grams FROM generate_series(1, 5000)")
        cursor.execute("CREATE INDEX ON names USING gin (grams)")
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SELECT count(*) FROM names WHERE grams @> ARRAY['有限']")
        assert cursor.fetchone() == (5000,)


@contextmanager
def _set_for_the_database(given: dict[str, str]) -> Iterator[None]:
    """As its owner sets it, from outside, in the database of this test alone."""
    held = connection.settings_dict
    place = sql.Identifier(held["NAME"])
    address = {"host": held["HOST"], "port": held["PORT"] or None, "user": held["USER"]}
    with psycopg.connect(**address, password=held["PASSWORD"] or None, dbname="postgres", autocommit=True) as owner:
        try:
            for name, value in given.items():
                owner.execute(
                    sql.SQL("ALTER DATABASE {} SET {} = {}").format(place, sql.Identifier(name), sql.Literal(value))
                )
            yield
        finally:
            owner.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(place))


@contextmanager
def _connected_anew() -> Iterator[CursorWrapper]:
    """Another connection, made as each of the platform's is."""
    another = connection.copy()
    try:
        with another.cursor() as cursor:
            yield cursor
    finally:
        another.close()
