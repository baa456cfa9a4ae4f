"""What an index leaves out, and what came past a constraint, is noticed though every definition is as it should be."""

import pytest
from django.db import connection

from mingxin.archive.models import Shown
from mingxin.oversight.consistency import prove_consistency
from mingxin.oversight.schema.proving import prove_schema
from tests.mingxin.archive.sending import Sender, penalty, registration

ON_SQLITE = connection.vendor == "sqlite"


def test_a_city_that_verbs_made_is_consistent(sender: Sender) -> None:
    sender.registrations(registration(1))
    sender.penalties(penalty(1))
    assert prove_consistency().broken == ""


@pytest.mark.skipif(not ON_SQLITE, reason="on PostgreSQL only the administrator of the server bends an index")
def test_an_index_that_hides_rows_is_noticed(sender: Sender) -> None:
    sender.registrations(registration(1))
    sender.penalties(penalty(1))
    bend_index("shown_of_subject")
    shown = list(Shown.objects.order_by("pk"))
    assert shown != []
    assert not Shown.objects.filter(subject_id=shown[0].subject_id).exists(), "else this says nothing"
    assert prove_schema().broken == ""
    assert "shown_of_subject" in prove_consistency().broken


def bend_index(name: str) -> None:
    """Its definition is as it was, and it has no entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [name])
        (sql,) = cursor.fetchone()
        cursor.execute(f"DROP INDEX {name}")
        cursor.execute(f"{sql} WHERE id < 0")
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_master SET sql = %s WHERE name = %s", [sql, name])
        cursor.execute("PRAGMA writable_schema = RESET")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_came_past_a_foreign_key_is_noticed(sender: Sender) -> None:
    sender.registrations(registration(1))
    with connection.cursor() as cursor:
        rest, wake = (
            ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
            if ON_SQLITE
            else ("SET session_replication_role = replica", "SET session_replication_role = origin")
        )
        cursor.execute(rest)
        cursor.execute("UPDATE archive_identifier SET subject_id = subject_id + 1")
        cursor.execute(wake)
    assert prove_schema().broken == ""
    assert "archive_identifier" in prove_consistency().broken
