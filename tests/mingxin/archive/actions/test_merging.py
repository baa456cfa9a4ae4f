"""One organisation under two codes: what goes over, what stays as it was known, and the way back."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from mingxin.access.models import Unit
from mingxin.archive.actions.admit import compare_now
from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Change, Identifier, Mark, MarkKind, Merger, Name, Record, Shown, Subject
from mingxin.archive.public import show_code
from mingxin.archive.queries.merged import mergers, remaining
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.queries.versions import SubjectView, find_subject, read_subject
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.subjects import subject_of
from tests.mingxin.archive.preparing import prepared_penalty
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    Sender,
    counts,
    firm,
    firm_name,
    last_change,
    licence,
    penalty,
    registration,
    require_sound,
    sole_trader_penalty,
    thread,
    trader,
)

GONE, INTO, THIRD = firm(1), firm(2), firm(3)
CASE = "云复决〔2026〕1号"


@pytest.fixture
def two(sender: Sender) -> Sender:
    """The one that is to go has records of two items and two units; the one that remains is registered."""
    sender.registrations(registration(2))
    sender.penalties(penalty(1))
    sender.penalties(penalty(11, 1, unit=OTHER_UNIT), unit=OTHER_UNIT)
    sender.licences(licence(1))
    sender.penalties(penalty(2))
    return sender


def do(sender: Sender, gone: str = GONE, into: str = INTO) -> int:
    return merge(gone=gone, into=into, reason="登记机关换码证明", by=sender.by, at=sender.at)


def facts(view: SubjectView) -> tuple[object, ...]:
    """What a file says, without which version says it."""
    return (
        view.uscc,
        view.name,
        sorted((r.thread, r.publicity, r.document_number, str(r.values), r.marks) for r in view.records),
    )


def spans() -> set[tuple[object, ...]]:
    return set(Shown.objects.values_list("thread", "subject_id", "shown_from", "hidden_from", "is_sole_trader"))


def test_everything_goes_over_and_each_item_and_unit_has_its_change(two: Sender) -> None:
    before = last_change()
    first = do(two)

    merger = Merger.objects.get()
    assert (first, merger.known_from_id, merger.last) == (before + 1, before + 1, last_change())
    made = Change.objects.filter(number__gte=first).values_list("kind", "item", "unit__uscc")
    assert sorted(made) == [
        ("merge", "admin_licence", penalty(1)["CF_CFJGDM"]),
        ("merge", "admin_penalty", penalty(1)["CF_CFJGDM"]),
        ("merge", "admin_penalty", OTHER_UNIT),
    ]
    remains = read_subject(INTO)
    assert {r.thread for r in remains.records} == {
        thread(penalty(1)), thread(penalty(11, 1)), thread(licence(1)), thread(penalty(2)),
    }  # fmt: skip
    assert read_subject(GONE) == remains, "either code gives the one file, under the code of the one that remains"
    assert (remains.uscc, remains.name) == (INTO, firm_name(2))
    assert not Record.objects.filter(subject=merger.gone, known_until__isnull=True).exists()
    assert set(Shown.objects.values_list("subject", flat=True)) == {merger.into_id}
    require_sound()


def test_what_was_known_before_stays_the_answer(two: Sender) -> None:
    before = last_change()
    then = {code: read_subject(code, known_at=before) for code in (GONE, INTO)}
    first = do(two)
    assert {code: read_subject(code, known_at=before) for code in (GONE, INTO)} == then
    undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)
    assert {code: read_subject(code, known_at=before) for code in (GONE, INTO)} == then


def test_undoing_restores_both_files(two: Sender) -> None:
    then, shown = {code: facts(read_subject(code)) for code in (GONE, INTO)}, spans()
    first = do(two)
    done = undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)

    assert {code: facts(read_subject(code)) for code in (GONE, INTO)} == then
    assert spans() == shown
    assert (done.moved, done.stayed) == (3, ())
    view = mergers()[0]
    assert (view.change, view.gone, view.into, view.undone_at is not None) == (first, GONE, INTO, True)
    with pytest.raises(Refusal) as refused:
        undo_merge(first, reason="再撤一次", by=two.by, at=two.at)
    assert refused.value.code == "merge.undone"
    require_sound()


def test_marks_go_with_their_records_and_come_back(two: Sender) -> None:
    today = two.at.date()
    withdraw(thread=thread(penalty(1)), reason_type="决定被撤销", case=CASE, note_months=3, by=two.by, at=two.at)
    put_mark(
        thread=thread(licence(1)), kind=MarkKind.SHIELDED, case=CASE, from_on=today, until_on=None, by=two.by, at=two.at
    )
    gone = find_subject(GONE)
    first = do(two)
    standing = Mark.objects.filter(known_until__isnull=True)
    assert {m.subject_id for m in standing} == {find_subject(INTO).pk}
    assert set(Shown.objects.values_list("thread", flat=True)) >= {thread(penalty(2))}
    assert not Shown.objects.filter(thread=thread(penalty(1)), hidden_from__gt=today).exists()

    undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)
    assert {m.subject_id for m in Mark.objects.filter(known_until__isnull=True)} == {gone.pk}
    require_sound()


def test_what_came_afterwards_stays_and_is_named(two: Sender) -> None:
    first = do(two)
    two.penalties(penalty(21, 1), penalty(22, 2))
    assert counts(two.penalties(penalty(1))) == (1, 0, 0, 0, 0, 1), "sent again it says nothing new"
    done = undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)

    assert done.stayed == (thread(penalty(21, 1)),)
    assert thread(penalty(21, 1)) in {r.thread for r in read_subject(INTO).records}
    assert thread(penalty(21, 1)) not in {r.thread for r in read_subject(GONE).records}
    require_sound()


def test_a_corrected_record_goes_back_as_it_is_now(two: Sender) -> None:
    first = do(two)
    two.penalties(penalty(1, CF_SY="归并之后的说法。"))
    undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)
    told = {r.thread: r.values for r in read_subject(GONE).records}
    assert told[thread(penalty(1))]["CF_SY"] == "归并之后的说法。"
    require_sound()


def test_an_erased_record_stays_and_its_erasure_still_proves(two: Sender) -> None:
    erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条", by=two.by, at=two.at)
    first = do(two)
    erase(thread=thread(licence(1)), ground="个人信息保护法第四十七条", by=two.by, at=two.at)
    assert {r.thread for r in read_subject(INTO).records} == {
        thread(penalty(11, 1)), thread(licence(1)), thread(penalty(2)),
    }  # fmt: skip
    undo_merge(first, reason="两家不是同一主体", by=two.by, at=two.at)
    assert not Record.objects.filter(thread=thread(licence(1))).exclude(payload="").exists()
    require_sound()


def test_a_subject_whose_records_are_all_erased_can_still_be_merged(sender: Sender) -> None:
    sender.penalties(penalty(1), penalty(2))
    erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条", by=sender.by, at=sender.at)
    first = do(sender)
    change = Change.objects.get(number=first)
    assert (change.item, Merger.objects.get().last) == ("admin_penalty", first)
    assert find_subject(GONE).pk == find_subject(INTO).pk
    undo_merge(first, reason="两家不是同一主体", by=sender.by, at=sender.at)
    assert find_subject(GONE).pk != find_subject(INTO).pk
    require_sound()


def test_mergers_in_a_row_are_undone_in_turn(two: Sender) -> None:
    two.registrations(registration(3))
    then = {code: facts(read_subject(code)) for code in (GONE, INTO, THIRD)}
    withdraw_entry(two)
    first = do(two)
    second = do(two, INTO, THIRD)
    assert find_subject(GONE).pk == find_subject(INTO).pk == find_subject(THIRD).pk
    assert remaining(Merger.objects.get(known_from=first).gone).pk == find_subject(THIRD).pk
    with pytest.raises(Refusal) as refused:
        undo_merge(first, reason="次序不对", by=two.by, at=two.at)
    assert refused.value.code == "merge.later"

    undo_merge(second, reason="撤销", by=two.by, at=two.at)
    undo_merge(first, reason="撤销", by=two.by, at=two.at)
    assert facts(read_subject(GONE)) == then[GONE]
    assert {n.name for n in Name.objects.filter(subject=find_subject(INTO), known_until__isnull=True)} == {firm_name(2)}
    assert [read_subject(code).uscc for code in (GONE, INTO, THIRD)] == [GONE, INTO, THIRD]
    require_sound()


def withdraw_entry(sender: Sender) -> None:
    """The register takes back the entry of the second firm."""
    entry = Record.objects.get(item="org_registration", subject=find_subject(INTO), known_until__isnull=True)
    withdraw(thread=entry.thread, reason_type="决定被撤销", case=CASE, note_months=3, by=sender.by, at=sender.at)


def test_the_public_page_of_the_one_that_is_gone_answers_with_the_other(two: Sender) -> None:
    today = two.at.date() + timedelta(days=7)
    old = find_subject(GONE).public_id
    do(two)
    assert subject_of(old, today) == find_subject(INTO)
    found = show_code(GONE, as_of=today)
    assert found is not None
    assert (found.public_id, found.code, found.name) == (find_subject(INTO).public_id, INTO, firm_name(2))


def test_a_batch_received_before_the_merger_is_not_outdated_by_it(two: Sender) -> None:
    later, rows = two.at + timedelta(hours=2), _prepared(CF_SY="同时在途的说法。")
    merge(gone=GONE, into=INTO, reason="换码", by=two.by, at=later)

    def verdict() -> str:
        unit = Unit.objects.get(uscc=UNIT)
        return str(compare_now(rows, unit_id=unit.pk, received_at=two.at).rows["verdict"][0])

    assert verdict() == "changed"
    two.penalties(penalty(1, CF_SY="后来的说法。"), at=later)
    assert verdict() == "outdated"


def _prepared(**cells: str) -> pl.DataFrame:
    return prepared_penalty(Unit.objects.get(uscc=UNIT), as_of=date(2026, 11, 20), **cells)


REFUSED = [
    ("the same code twice", GONE, GONE, "merge.same_code"),
    ("a code that is not on file", firm(99), INTO, "subject.not_found"),
    ("a sole trader into an enterprise", trader(5), INTO, "merge.protection"),
    ("an enterprise into a sole trader", GONE, trader(5), "merge.protection"),
    ("the registered one into the other", INTO, GONE, "merge.keep_registered"),
    ("both in the register", THIRD, INTO, "merge.both_registered"),
    ("a question of publicity waits", firm(4), INTO, "merge.unanswered"),
]


@pytest.mark.parametrize(("gone", "into", "code"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED])
def test_refusals(two: Sender, gone: str, into: str, code: str) -> None:
    two.registrations(registration(3))
    two.penalties(sole_trader_penalty(5))
    two.penalties(penalty(4, CF_SXCD=""))
    before = last_change()
    with pytest.raises(Refusal) as refused:
        do(two, gone, into)
    assert refused.value.code == code
    assert last_change() == before


def test_merged_before_and_without_a_reason(two: Sender) -> None:
    do(two)
    with pytest.raises(Refusal) as again:
        do(two)
    with pytest.raises(Refusal) as silent:
        merge(gone=GONE, into=INTO, reason=" ", by=two.by, at=two.at)
    assert (again.value.code, silent.value.code) == ("merge.merged_before", "merge.no_reason")


def test_an_identity_number_in_the_reason_is_cut(two: Sender) -> None:
    first = merge(gone=GONE, into=INTO, reason="经办人11010519491231002X提供证明", by=two.by, at=two.at)
    assert "11010519491231002X" not in Change.objects.get(number=first).reason


def _turn_round() -> None:
    merger = Merger.objects.get()
    merger.gone, merger.into = merger.into, merger.gone
    merger.save()


TAMPERING = [
    ("the merger points the other way", _turn_round),
    ("the merger is gone", lambda: Merger.objects.all().delete()),
    (
        "the code that it gave is gone",
        lambda: Identifier.objects.filter(known_from=Merger.objects.get().known_from).delete(),
    ),
]


@pytest.mark.parametrize("tamper", [pytest.param(row[1], id=row[0]) for row in TAMPERING])
def test_a_merger_that_was_tampered_with_is_named(two: Sender, tamper: object) -> None:
    first = do(two)
    assert callable(tamper)
    tamper()
    broken = prove_records().broken
    assert broken is not None
    assert broken.change == first


def test_nothing_is_named_after_the_name_that_is_gone(sender: Sender, actor: Actor, now: datetime) -> None:
    """Two that only records name: the one that remains keeps its own name, and has the other as a former one."""
    sender.penalties(penalty(1), penalty(2))
    merge(gone=GONE, into=INTO, reason="换码", by=actor, at=now)
    view = read_subject(INTO)
    assert view.name == firm_name(2)
    assert [(n.name, n.registered, n.valid_until) for n in view.names][1:] == [(firm_name(1), False, now.date())]
    assert Subject.objects.count() == 2
    require_sound()
