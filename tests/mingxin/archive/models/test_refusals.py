"""What the database itself refuses, whoever writes: raw SQL past every verb, judged at the commit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Change, Record, Subject
from mingxin.archive.queries.proving import prove_records
from mingxin.intake.models import Batch, PublicityQuestion
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, penalty, require_sound, thread

pytestmark = pytest.mark.django_db(transaction=True)

Row = dict[str, Any]


@pytest.fixture
def filled(transactional_db: None, sender: Sender) -> Sender:
    """A penalty whose publicity is decided, one that is held, and a batch with its question; all committed."""
    sender.penalties(penalty(1))
    sender.penalties(penalty(2, CF_SXCD=""))
    return sender


def row_of(table: str, condition: str) -> Row:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {condition}")
        values = cursor.fetchone()
        return dict(zip([column[0] for column in cursor.description], values, strict=True))


def insert(table: str, row: Row) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values()))


def execute(sql: str, *params: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def record(**columns: object) -> Row:
    """A copy of the first penalty's version as another record of the same change."""
    known = row_of("archive_record", f"thread = '{thread(penalty(1))}'")
    return known | {"id": known["id"] + 99, "thread": "f" * 32} | columns


def test_the_copy_itself_would_be_taken(filled: Sender) -> None:
    """So that each refusal below is for its own reason."""
    insert("archive_record", record())
    assert Record.objects.filter(thread="f" * 32).exists()
    broken = prove_records().broken
    assert broken is not None, "but it belongs to no change, and the proof says so"


RECORDS: list[tuple[str, Row]] = [
    ("an item under which its change was not made", {"item": "admin_licence"}),
    ("an item that no catalogue has", {"item": "moral_score"}),
    ("a unit that did not make the change", {"unit_id": "OTHER"}),
    ("a change that is not there", {"change_id": 999_999}),
    ("a subject that is not there", {"subject_id": 999_999}),
    ("a natural person", {"subject_kind": "natural_person"}),
    ("a kind that no library keeps", {"subject_kind": "public_servant"}),
    ("a negative record whose use never ends", {"use_until": None}),
    ("a public negative record that never leaves the pages", {"hidden_from": None}),
    ("a public record that shows from no day", {"shown_from": None}),
    ("a publicity that no rule decided", {"publicity_ground": ""}),
    ("a second current version of a thread", {"thread": "SAME"}),
    ("closed by a change that is not there", {"known_until_id": 999_999}),
    ("erased by a change that is not there", {"erased_by_id": 999_999}),
]


@pytest.mark.parametrize(("columns",), [pytest.param(c, id=reason) for reason, c in RECORDS])
def test_no_record_without_basis_power_or_end(filled: Sender, in_force: InForce, columns: Row) -> None:
    if columns.get("unit_id") == "OTHER":
        columns = {"unit_id": row_of("access_unit", f"uscc = '{in_force.other_unit}'")["id"]}
    if columns.get("thread") == "SAME":
        columns = {"thread": thread(penalty(1))}
    with pytest.raises(IntegrityError):
        insert("archive_record", record(**columns))
    assert Record.objects.count() == 2
    require_sound()


def test_no_change_without_a_power_for_its_item_and_unit(filled: Sender, in_force: InForce) -> None:
    change = row_of("archive_change", "number = 1") | {"number": 50}
    other = row_of("access_unit", f"uscc = '{in_force.other_unit}'")["id"]
    powers = {
        "no such power": {"power_id": 999_999},
        "the power of another unit": {"unit_id": other},
        "the power for another item": {"item": "admin_licence"},
        "an edition that was never in force": {"edition_id": 99},
        "a kind of change that there is not": {"kind": "edit"},
    }
    for reason, columns in powers.items():
        with pytest.raises(IntegrityError):
            insert("archive_change", change | columns)
        assert not Change.objects.filter(number=50).exists(), reason


def test_a_power_that_a_change_rests_on_stays(filled: Sender) -> None:
    with pytest.raises(IntegrityError):
        execute("DELETE FROM access_power WHERE item = 'admin_penalty'")


def test_an_item_with_records_cannot_be_taken_from_force_by_hand(filled: Sender) -> None:
    with pytest.raises(IntegrityError):
        execute("DELETE FROM catalogue_itemkind WHERE code = 'admin_penalty'")


def test_the_library_of_natural_persons_is_closed(filled: Sender) -> None:
    item = row_of("catalogue_itemkind", "code = 'admin_penalty'")
    for columns in ({"kind": "natural_person", "kind_open": True}, {"kind": "natural_person", "kind_open": False}):
        with pytest.raises(IntegrityError):
            insert("catalogue_itemkind", item | {"id": 999_999} | columns)
    subject = row_of("archive_subject", "1 = 1")
    with pytest.raises(IntegrityError):
        insert("archive_subject", subject | {"id": 999_999, "public_id": "p", "kind": "natural_person"})
    assert not Subject.objects.filter(kind="natural_person").exists()


def test_one_code_belongs_to_one_subject(filled: Sender) -> None:
    identifier = row_of("archive_identifier", "scheme = 'uscc'")
    with pytest.raises(IntegrityError):
        insert("archive_identifier", identifier | {"id": 999_999})


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param("admitted = admitted + 1", id="more admitted than reported"),
        pytest.param("reported = reported + 1", id="a row that went nowhere"),
        pytest.param("questioned = questioned - 1", id="a question lost"),
        pytest.param("admitted_at = NULL", id="admitted at no time"),
        pytest.param("state = 'released'", id="waiting, with a time of admission"),
        pytest.param("change_id = 999999", id="by a change that is not there"),
        pytest.param("original_id = 999999", id="without the file that was sent"),
    ],
)
def test_a_batch_adds_up_or_is_refused(filled: Sender, assignment: str) -> None:
    with pytest.raises(IntegrityError):
        execute(f"UPDATE intake_batch SET {assignment}")
    assert {b.reported - b.questioned - b.updated - b.admitted - b.unlinked - b.unchanged for b in batches()} == {0}


def batches() -> list[Batch]:
    return list(Batch.objects.all())


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param("answered_at = asked_at", id="a time and no answer"),
        pytest.param("answered_by = '某人'", id="somebody and no time"),
        pytest.param("answer = '一般；公示'", id="an answer by nobody"),
        pytest.param("answered_at = asked_at, answered_by = '某人'", id="a time and somebody, no answer"),
        pytest.param("answered_at = asked_at, answer = '一般'", id="a time and an answer, nobody"),
    ],
)
def test_a_question_is_answered_whole_or_not_at_all(filled: Sender, assignment: str) -> None:
    assert PublicityQuestion.objects.count() == 1
    with pytest.raises(IntegrityError):
        execute(f"UPDATE intake_publicityquestion SET {assignment}")


@pytest.mark.parametrize(
    "assignment",
    [
        pytest.param("\"case\" = ''", id="a mark without a case"),
        pytest.param("reason_type = ''", id="a withdrawal without a reason"),
        pytest.param("known_from_id = 999999", id="a mark that no change put"),
        pytest.param("subject_id = 999999", id="a mark on nobody"),
    ],
)
def test_a_mark_says_what_it_rests_on(filled: Sender, actor: Actor, assignment: str) -> None:
    withdraw(
        thread=thread(penalty(1)),
        reason_type="决定被撤销",
        case="云复决〔2026〕1号",
        note_months=3,
        by=actor,
        at=filled.at,
    )
    with pytest.raises(IntegrityError):
        execute(f"UPDATE archive_mark SET {assignment}")
    require_sound()


TAMPERING: list[tuple[str, Callable[[], None], int]] = [
    (
        "a fact in a payload",
        lambda: execute(
            "UPDATE archive_record SET payload = replace(payload, '未在经营场所', '已在经营场所') WHERE change_id = 1"
        ),
        1,
    ),
    (
        "a term made shorter",
        lambda: execute("UPDATE archive_record SET hidden_from = '2026-12-01' WHERE change_id = 1"),
        1,
    ),
    ("a severity", lambda: execute("UPDATE archive_record SET severity = 'minor' WHERE change_id = 1"), 1),
    ("a filter column", lambda: execute("UPDATE archive_record SET filter_1 = '警告' WHERE change_id = 1"), 1),
    (
        "whose record it is",
        lambda: execute("UPDATE archive_record SET subject_id = subject_id + 16777216 WHERE change_id = 1"),
        1,
    ),
    ("a name", lambda: execute("UPDATE archive_name SET name = '云泽市别名有限公司' WHERE known_from_id = 2"), 2),
    (
        "a version closed by hand",
        lambda: execute("UPDATE archive_record SET known_until_id = 2 WHERE change_id = 1"),
        2,
    ),
    (
        "an erasure that nobody decided",
        lambda: execute(
            "UPDATE archive_record SET payload = '', document_number = '', filter_1 = '', erased_by_id = 2 "
            "WHERE change_id = 1"
        ),
        1,
    ),
    ("a change's digest", lambda: execute("UPDATE archive_change SET digest = %s WHERE number = 1", "0" * 64), 1),
    ("the newest change and all it wrote, gone", lambda: _forget_change(2), 2),
]


def _forget_change(number: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE intake_batch SET change_id = NULL WHERE change_id = %s", [number])
        for table, column in (
            ("archive_record", "change_id"),
            ("archive_name", "known_from_id"),
            ("archive_identifier", "known_from_id"),
            ("archive_subject", "change_id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [number])
        cursor.execute("DELETE FROM archive_change WHERE number = %s", [number])


@pytest.mark.parametrize(
    ("tamper", "change"), [pytest.param(tamper, change, id=reason) for reason, tamper, change in TAMPERING]
)
def test_what_the_database_cannot_refuse_the_proof_names(
    filled: Sender, tamper: Callable[[], None], change: int
) -> None:
    assert prove_records().broken is None
    tamper()
    broken = prove_records().broken
    assert broken is not None
    assert broken.change == change, broken
