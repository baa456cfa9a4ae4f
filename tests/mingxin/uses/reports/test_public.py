"""At the public door: found by number and code together, and honest about what changed since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mingxin.archive.actions.amend import erase, lift_mark, put_mark, withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import Mark, MarkKind, Record
from mingxin.archive.rules.digests import public_id_of
from mingxin.intake.actions.correct import correct
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.uses.reports.public import Issued, check_pdf, find_report, request_report
from tests.mingxin.archive.sending import Sender, firm, firm_name, penalty, registration, thread

Act = Callable[[Sender, Actor, datetime], object]
CASE = "案〔2026〕1号"


@pytest.fixture
def issued(sender: Sender, signing_key: Path, now: datetime) -> Issued:
    sender.registrations(registration(1))
    sender.penalties(penalty(1), penalty(2, 1))
    return request_report(public_id_of(firm(1)), at=now)


def test_both_number_and_code_are_needed(issued: Issued, now: datetime) -> None:
    number, code = issued.number, issued.verification_code
    found = find_report(number, code, at=now)
    assert found is not None
    assert (found.subject_name, found.records, found.is_current) == (firm_name(1), 2, True)
    assert find_report(f" {number} ", code.lower(), at=now) == found, "typed from paper"
    other = ("A" if code[0] != "A" else "B") + code[1:]
    for wrong in ((number, other), (number, ""), ("", code), (number[:-1] + "9", code), ("", ""), (code, number)):
        assert find_report(*wrong, at=now) is None, wrong


def mark(kind: MarkKind) -> Act:
    return lambda _, by, at: put_mark(
        thread=thread(penalty(1)), kind=kind, case=CASE, from_on=at.date(), until_on=None, by=by, at=at
    )


CHANGES: list[tuple[str, Act, int, str | None]] = [
    ("nothing happened", lambda *_: None, 0, None),
    ("its last day", lambda *_: None, 360, None),
    ("the first day after the term", lambda *_: None, 361, "其中 2 条"),
    (
        "corrected",
        lambda _, by, at: correct(thread(penalty(1)), {"CF_SY": "更正。"}, reason="笔误", by=by, at=at),
        0,
        "其中 1 条",
    ),
    ("sent again, changed", lambda s, *_: s.penalties(penalty(1, CF_SY="改报。")), 0, "其中 1 条"),
    ("sent again, the same", lambda s, *_: s.penalties(penalty(1)), 0, None),
    ("another record came", lambda s, *_: s.penalties(penalty(3, 1)), 0, None),
    ("another's record changed", lambda s, *_: s.penalties(penalty(4, 4)), 0, None),
    (
        "withdrawn",
        lambda _, by, at: withdraw(
            thread=thread(penalty(1)), reason_type="决定被撤销", case=CASE, note_months=3, by=by, at=at
        ),
        0,
        "其中 1 条",
    ),
    (
        "erased",
        lambda _, by, at: erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条", by=by, at=at),
        0,
        "其中 1 条",
    ),
    ("repaired", mark(MarkKind.REPAIRED), 0, "其中 1 条"),
    ("disputed", mark(MarkKind.OBJECTION), 0, "其中 1 条"),
    ("a suit is pending", mark(MarkKind.APPEAL), 0, "其中 1 条"),
    ("shielded", mark(MarkKind.SHIELDED), 0, "其中 1 条"),
    (
        "the register changed what stands in its head",
        lambda s, *_: s.registrations(registration(1, FDDBR="贾新任")),
        0,
        "其中 1 条",
    ),
    (
        "the register's entry was withdrawn",
        lambda _, by, at: withdraw(
            thread=Record.objects.get(item="org_registration").thread,
            reason_type="报送错误",
            case=CASE,
            note_months=3,
            by=by,
            at=at,
        ),
        0,
        "其中 1 条",
    ),
]


@pytest.mark.parametrize(("act", "days", "said"), [pytest.param(*case[1:], id=case[0]) for case in CHANGES])
def test_what_changed_since(
    issued: Issued, sender: Sender, actor: Actor, now: datetime, act: Act, days: int, said: str | None
) -> None:
    act(sender, actor, now)
    facts = find_report(issued.number, issued.verification_code, at=now + timedelta(days=days))
    assert facts is not None
    assert facts.is_current == (said is None)
    assert (said or "没有变化") in facts.changed
    checked = check_pdf(issued.bytes, at=now + timedelta(days=days))
    assert (checked.outcome, checked.facts) == ("genuine", facts), "the file proves and tells the same"


def test_the_report_on_a_subject_that_was_merged_since_holds_no_more_and_keeps_its_name(
    issued: Issued, sender: Sender, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(5, 5))
    made = request_report(public_id_of(firm(5)), at=now)
    merge(gone=firm(5), into=firm(1), reason="换码", by=actor, at=now)
    facts = find_report(made.number, made.verification_code, at=now)
    assert facts is not None
    assert (facts.subject_name, facts.is_current, "归并" in facts.changed) == (firm_name(5), False, True)


def test_a_mark_that_was_lifted_since_is_a_change_too(
    sender: Sender, signing_key: Path, actor: Actor, now: datetime
) -> None:
    sender.penalties(penalty(1))
    mark(MarkKind.OBJECTION)(sender, actor, now)
    made = request_report(public_id_of(firm(1)), at=now)
    lift_mark(mark_id=Mark.objects.get().pk, case="异议不成立", by=actor, at=now)
    facts = find_report(made.number, made.verification_code, at=now)
    assert facts is not None
    assert not facts.is_current


def test_an_altered_file_says_nothing_of_any_report(issued: Issued, now: datetime) -> None:
    place = len(issued.bytes) // 2
    altered = issued.bytes[:place] + bytes([issued.bytes[place] ^ 1]) + issued.bytes[place + 1 :]
    checked = check_pdf(altered, at=now)
    assert checked.outcome != "genuine"
    assert checked.facts is None


@pytest.mark.parametrize("public_id", ["", "0" * 16, "nobody", "429913"])
def test_only_for_a_subject_with_a_public_page(
    sender: Sender, signing_key: Path, now: datetime, public_id: str
) -> None:
    with pytest.raises(Refusal) as refused:
        request_report(public_id, at=now)
    assert refused.value.code == "report.unknown_subject"


def test_who_has_nothing_public_has_no_report(sender: Sender, signing_key: Path, now: datetime) -> None:
    sender.penalties(penalty(1, CF_SFGK="否"))
    with pytest.raises(Refusal):
        request_report(public_id_of(firm(1)), at=now)
