"""What was known at a change stays the answer for ever: a random history against a small model.

The model is a dictionary of facts per record, copied at every change. Only lawful erasure may reach back.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mingxin.archive.actions.amend import erase, lift_mark, put_mark, withdraw
from mingxin.archive.models import Mark, MarkKind
from mingxin.archive.queries.versions import RecordView, read_subject
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.questions import answer, list_questions
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import seal
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import Row, Sender, counts, firm, last_change, penalty, require_sound, thread

ACTOR = Actor(login="operator", name="命令行操作员")
NUMBERS = st.integers(1, 4)  # decisions 1 to 4; 3 and 4 are about the parties 1 and 2 again
FACTS = st.sampled_from(["甲事实。", "乙事实。", "丙事实。"])
KINDS = st.sampled_from([MarkKind.OBJECTION, MarkKind.APPEAL, MarkKind.SHIELDED, MarkKind.REPAIRED])
SPANS = st.tuples(st.integers(-3, 3), st.none() | st.integers(4, 9))


def row(number: int, facts: str, *, is_open: bool) -> Row:
    return penalty(number, 2 - number % 2, CF_SY=facts, CF_SXCD="" if is_open else "一般")


@dataclass
class Known:
    """What the model knows of one record."""

    facts: str
    publicity: str
    is_open: bool  # whether the sheet left it open how grave it is
    marks: set[tuple[str, str]] = field(default_factory=set)


@dataclass
class Model:
    records: dict[str, Known] = field(default_factory=dict)
    history: dict[int, dict[str, Known]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    party: dict[str, int] = field(default_factory=dict)
    earlier: dict[str, set[tuple[str, bool]]] = field(default_factory=dict)  # contents that newer ones replaced

    def changed(self) -> None:
        """The next change came: remember what is known at it."""
        self.history[len(self.history) + 1] = deepcopy(self.records)


class History(RuleBasedStateMachine):
    place: Sender  # given by the test that runs the machine

    def __init__(self) -> None:
        super().__init__()
        self.model, self.cases = Model(), count(1)
        self._undone = transaction.atomic()
        self._undone.__enter__()

    def teardown(self) -> None:
        try:
            connection.check_constraints()
        finally:
            transaction.set_rollback(True)
            self._undone.__exit__(None, None, None)

    @rule(sent=st.lists(st.tuples(NUMBERS, FACTS, st.booleans()), min_size=1, max_size=3, unique_by=lambda s: s[0]))
    def send(self, sent: list[tuple[int, str, bool]]) -> None:
        model, expected = self.model, {"new": 0, "changed": 0, "unchanged": 0, "questioned": 0}
        for number, facts, is_open in sent:
            name = thread(row(number, facts, is_open=is_open))
            now = Known(facts, "held" if is_open else "public", is_open)
            old = model.records.get(name)
            model.party[name] = 2 - number % 2
            if name in model.withdrawn | model.erased:
                expected["questioned"] += 1
            elif old is None:
                expected["new"] += 1
                model.records[name], model.earlier[name] = now, set()
            elif (old.facts, old.is_open) == (facts, is_open):
                expected["unchanged"] += 1
            elif (facts, is_open) in model.earlier[name]:
                expected["questioned"] += 1  # an old file does not undo what came after it
            else:
                expected["changed"] += 1
                model.earlier[name].add((old.facts, old.is_open))
                publicity = old.publicity if is_open and old.is_open else now.publicity  # an answer stays
                model.records[name] = replace(now, marks=old.marks, publicity=publicity)
        outcome = self.place.penalties(*(row(n, f, is_open=o) for n, f, o in sent))
        assert counts(outcome) == (
            len(sent), expected["questioned"], expected["changed"], expected["new"], 0, expected["unchanged"],
        )  # fmt: skip
        if expected["new"] or expected["changed"]:
            model.changed()

    @rule(number=NUMBERS, facts=FACTS)
    def correct(self, number: int, facts: str) -> None:
        name = thread(row(number, facts, is_open=False))
        known = self.model.records.get(name)
        may = known is not None and name not in self.model.withdrawn | self.model.erased and known.facts != facts
        if self._did(may, lambda: correct(name, {"CF_SY": facts}, reason="更正", by=ACTOR, at=self.place.at)) and known:
            self.model.earlier[name].add((known.facts, known.is_open))
            known.facts = facts
            self.model.changed()

    @rule(number=NUMBERS)
    def withdraw(self, number: int) -> None:
        name = thread(row(number, "", is_open=False))
        may = name in self.model.records and name not in self.model.withdrawn | self.model.erased
        case = f"云复决〔2026〕{next(self.cases)}号"
        if self._did(
            may,
            lambda: withdraw(
                thread=name, reason_type="决定被撤销", case=case, note_months=3, by=ACTOR, at=self.place.at
            ),
        ):
            self.model.withdrawn.add(name)
            self.model.records[name].marks.add(("withdrawn", case))
            self.model.changed()

    @rule(number=NUMBERS, kind=KINDS, span=SPANS)
    def mark(self, number: int, kind: MarkKind, span: tuple[int, int | None]) -> None:
        name = thread(row(number, "", is_open=False))
        case, today = f"案〔2026〕{next(self.cases)}号", self.place.at.date()
        begin, end = today + timedelta(days=span[0]), None if span[1] is None else today + timedelta(days=span[1])
        may = name in self.model.records and name not in self.model.erased
        if self._did(
            may,
            lambda: put_mark(
                thread=name, kind=kind, case=case, from_on=begin, until_on=end, by=ACTOR, at=self.place.at
            ),
        ):
            self.model.records[name].marks.add((kind.value, case))
            self.model.changed()

    @rule(pick=st.integers(0, 50))
    def lift(self, pick: int) -> None:
        standing = list(Mark.objects.filter(known_until__isnull=True).order_by("id"))
        if not standing:
            return
        mark = standing[pick % len(standing)]
        may = mark.kind != "withdrawn"
        if self._did(may, lambda: lift_mark(mark_id=mark.pk, case="已办结", by=ACTOR, at=self.place.at)):
            self.model.records[mark.thread].marks.discard((mark.kind, mark.case))
            self.model.changed()

    @rule(number=NUMBERS)
    def erase(self, number: int) -> None:
        name = thread(row(number, "", is_open=False))
        may = name in self.model.records and name not in self.model.erased
        if self._did(may, lambda: erase(thread=name, ground="个人信息保护法第四十七条", by=ACTOR, at=self.place.at)):
            self.model.erased.add(name)
            self.model.changed()

    @rule(is_public=st.booleans())
    def answer_all(self, is_public: bool) -> None:
        for question in list_questions():
            settled = answer(
                question.id, severity="一般", is_public=is_public, reason="裁量基准", by=ACTOR, at=self.place.at
            )
            if settled:
                view = {r.thread: r for party in (1, 2) for r in self._records(party, None)}
                for name, known in self.model.records.items():
                    if known.publicity == "held" and name not in self.model.erased and view[name].publicity != "held":
                        known.publicity = "public" if is_public else "not_public"
                self.model.changed()
        still = [n for n, k in self.model.records.items() if k.publicity == "held" and n not in self.model.erased]
        assert not still, "every question is answered, so nothing may be held for ever"

    def _did(self, may: bool, act: Callable[[], int]) -> bool:
        """Do it, if the model says that it may be done; else it must be refused and leave no change."""
        before = last_change()
        if may:
            assert act() == before + 1
            return True
        with pytest.raises(Refusal):
            act()
        assert last_change() == before
        return False

    def _records(self, party: int, at: int | None) -> tuple[RecordView, ...]:
        try:
            return read_subject(firm(party), known_at=at).records
        except Refusal:
            return ()

    @invariant()
    def every_change_is_answered_as_it_was(self) -> None:
        assert last_change() == len(self.model.history)
        for at, then in [*self.model.history.items(), (None, self.model.records)]:
            for party in (1, 2):
                told = {r.thread: r for r in self._records(party, at)}
                assert set(told) == {name for name in then if self.model.party[name] == party}
                for name, record in told.items():
                    known = then[name]
                    assert {(m.kind, m.case) for m in record.marks} == known.marks
                    assert record.publicity == known.publicity
                    assert record.is_erased == (name in self.model.erased)
                    assert record.values.get("CF_SY") == (None if record.is_erased else known.facts)

    @invariant()
    def everything_proves(self) -> None:
        require_sound()
        seal(at=self.place.at)


def test_as_of_answers_never_change(
    in_force: InForce, tmp_path: Path, now: datetime, actor: Actor, sender: Sender
) -> None:
    is_sqlite = connection.vendor == "sqlite"
    History.place = sender
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        History,
        settings=settings(
            max_examples=15 if is_sqlite else 4,
            stateful_step_count=30,
            deadline=None,
            phases=(Phase.generate,),  # shrinking a history of thirty steps takes minutes
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert last_change() == 0, "every history was played in a transaction of its own and undone"
