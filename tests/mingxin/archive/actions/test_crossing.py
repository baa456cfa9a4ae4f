"""Several at once on PostgreSQL: numbers in commit order, nothing doubled, nobody waits for each other.

SQLite has one writer at a time by itself; six processes at once on it are tried in tests/way/test_crash.py.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from itertools import count

import pytest
from django.db import connection, connections, transaction

from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.actions.draft import last_number
from mingxin.archive.models import Change, Mark, MarkKind, Record, Subject
from mingxin.archive.queries.versions import read_subject
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.intake.models import Batch
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import locks
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import Sender, counts, firm, last_change, penalty, require_sound, thread

pytestmark = pytest.mark.django_db(transaction=True)

PARTIES = range(1, 9)


@pytest.fixture
def many(transactional_db: None, in_force: InForce, sender: Sender) -> Sender:
    if connection.vendor != "postgresql":
        pytest.skip("threads of one SQLite in memory share their connection")
    return sender


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run them in threads of their own, all starting together; what each gave or raised."""
    gate, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            given[place] = act()  # type: ignore[call-overload]
        except Exception as error:
            given[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return list(given)


def faults(given: list[object]) -> list[object]:
    return [one for one in given if isinstance(one, Exception) and not isinstance(one, Refusal)]


def files_of(sender: Sender, name: str) -> Sender:
    folder = sender.folder / name
    folder.mkdir()
    return Sender(folder, sender.by, sender.at, count(1))


def test_two_admissions_of_the_same_decisions(many: Sender) -> None:
    rows = [penalty(i, i % 5) for i in range(1, 41)]
    senders = [files_of(many, f"sender-{i}") for i in range(4)]
    outcomes = at_once(*(lambda s=s: counts(s.penalties(*rows)) for s in senders))
    assert faults(outcomes) == []
    assert sum(o[3] for o in outcomes) == 40, "each admitted once"  # type: ignore[index]
    assert sum(o[5] for o in outcomes) == 120, "and known already to the others"  # type: ignore[index]
    assert Record.objects.count() == 40
    assert Subject.objects.count() == 5, "a party that two batches name is one subject"
    assert Batch.objects.values("number").distinct().count() == 4
    require_sound()


def test_overlapping_parties_and_decisions(many: Sender, actor: Actor) -> None:
    """Each sender changes what the others sent and adds its own; answers as known at a change stay."""
    many.penalties(*(penalty(party) for party in PARTIES))
    known: dict[int, list[tuple[str, str]]] = {}
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            number = last_number()
            if number not in known:
                known[number] = state_at(number)

    def send(name: int, sender: Sender) -> None:
        for turn in range(4):
            changed = [penalty(party, CF_SY=f"第{name}家第{turn}次所述。") for party in PARTIES]
            own = [penalty(100 * name + 10 * turn + party, party) for party in PARTIES]
            sender.penalties(*changed, *own)

    def look_and_seal() -> None:
        for _ in range(20):
            seal(at=many.at)

    senders = [files_of(many, f"sender-{i}") for i in range(3)]
    looker = threading.Thread(target=lambda: (look(), connections.close_all()))
    looker.start()
    outcomes = at_once(*(lambda n=n, s=s: send(n, s) for n, s in enumerate(senders, 1)), look_and_seal)
    stop.set()
    looker.join()
    assert faults(outcomes) == []
    assert Record.objects.filter(known_until__isnull=True).count() == len(PARTIES) * (1 + 3 * 4)
    assert {n: state_at(n) for n in known} == known, "what was known at a change is known at it still"
    numbers = list(Change.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    require_sound()


def state_at(number: int) -> list[tuple[str, str]]:
    return sorted(
        (r.thread, r.values["CF_SY"]) for party in PARTIES for r in read_subject(firm(party), known_at=number).records
    )


def test_a_number_is_not_seen_before_its_change(many: Sender) -> None:
    """Whoever holds the lock of changes keeps all others from taking a number, so numbers are in commit order."""
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            locks.hold(locks.CHANGES)
            entered.set()
            leave.wait()
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait()
    done = threading.Event()
    waiter = threading.Thread(target=lambda: (many.penalties(penalty(1)), done.set(), connections.close_all()))
    waiter.start()
    assert not done.wait(1.0)
    assert last_change() == 0
    leave.set()
    assert done.wait()
    assert last_change() == 1


def test_marks_corrections_answers_and_admissions_do_not_wait_for_each_other(
    many: Sender, actor: Actor, now: datetime
) -> None:
    """Each wants the same rows and the lock of changes: who takes a row before the lock would bring a deadlock."""
    rows = [penalty(i) for i in range(1, 201)]
    many.penalties(*rows)
    many.penalties(*(penalty(500 + i, CF_SXCD="") for i in range(30)))
    senders = [files_of(many, f"sender-{i}") for i in range(2)]

    def send(name: int, sender: Sender) -> None:
        for turn in range(3):
            sender.penalties(*(penalty(i, CF_SY=f"第{name}家第{turn}次所述。") for i in range(1, 201)))

    def mark() -> None:
        for i in range(1, 60):
            put_mark(
                thread=thread(penalty(i)), kind=MarkKind.OBJECTION, case=f"异议〔2026〕{i}号", from_on=now.date(),
                until_on=None, by=actor, at=now,
            )  # fmt: skip

    def amend() -> None:
        for i in range(60, 90):
            correct(thread(penalty(i)), {"BZ": f"更正{i}"}, reason="笔误", by=actor, at=now)
            erase(thread=thread(penalty(i + 40)), ground="个人信息保护法第四十七条", by=actor, at=now)

    def reply() -> None:
        answer(list_questions()[0].id, severity="一般", is_public=True, reason="裁量基准", by=actor, at=now)

    outcomes = at_once(lambda: send(1, senders[0]), lambda: send(2, senders[1]), mark, amend, reply)
    assert faults(outcomes) == []
    assert Mark.objects.count() == 59
    require_sound()


def test_a_record_is_withdrawn_once(many: Sender, actor: Actor, now: datetime) -> None:
    many.penalties(penalty(1))
    given = at_once(
        *(
            lambda: withdraw(
                thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor,
                at=now,
            )
            for _ in range(4)
        )
    )  # fmt: skip
    assert sum(isinstance(one, Refusal) for one in given) == 3
    assert Mark.objects.count() == 1
    require_sound()


def test_a_question_is_answered_by_one(many: Sender, actor: Actor, now: datetime) -> None:
    many.penalties(penalty(1, CF_SXCD=""))
    question = list_questions()[0].id
    given = at_once(
        *(
            lambda w=w: answer(question, severity=w, is_public=True, reason="裁量基准", by=actor, at=now)
            for w in ("一般", "严重")
        )
    )
    assert sorted(str(type(one).__name__) for one in given) == ["Refusal", "int"]
    require_sound()
