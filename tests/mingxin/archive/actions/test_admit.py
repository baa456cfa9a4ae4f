"""Admission: once, whole, by identifier, and never again what was withdrawn or erased."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.models import Change, Identifier, Mark, MarkKind, Name, Record, Shown, Subject
from mingxin.archive.queries.versions import read_subject
from mingxin.intake.actions.correct import correct
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    Sender,
    counts,
    current_version,
    error_codes,
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
from tests.spec.spellings import PLAIN


def test_the_same_file_ten_times_is_once(sender: Sender) -> None:
    rows = [penalty(i) for i in range(1, 6)]
    assert counts(sender.penalties(*rows)) == (5, 0, 0, 5, 0, 0)
    for _ in range(9):
        assert counts(sender.penalties(*rows)) == (5, 0, 0, 0, 0, 5)
    assert Record.objects.count() == 5
    assert Change.objects.count() == 1, "a file that says nothing new is no change"
    assert Shown.objects.count() == 5
    require_sound()


def test_a_changed_row_is_a_new_version_and_the_old_one_stays_known(sender: Sender) -> None:
    sender.penalties(penalty(1), penalty(2))
    first = last_change()
    outcome = sender.penalties(penalty(1, CF_SY="当事人改称价格已明示。"), penalty(2))
    assert counts(outcome) == (2, 0, 1, 0, 0, 1)
    old = read_subject(firm(1), known_at=first).records[0]
    new = read_subject(firm(1)).records[0]
    assert (old.values["CF_SY"], new.values["CF_SY"]) == ("当事人未在经营场所明码标价。", "当事人改称价格已明示。")
    assert (old.change, new.change) == (first, first + 1)
    assert [r.thread for r in read_subject(firm(1)).records] == [thread(penalty(1))]
    require_sound()


def test_spaces_and_case_in_the_key_make_no_second_record(sender: Sender) -> None:
    sender.penalties(penalty(1))
    outcome = sender.penalties(penalty(1, CF_WSH="云市监罚 〔2026〕 1号", CF_XDR_SHXYM=firm(1).lower()))
    assert counts(outcome) == (1, 0, 0, 0, 0, 1)


def test_one_decision_with_many_parties_is_many_records(sender: Sender) -> None:
    assert counts(sender.penalties(*(penalty(7, party) for party in (1, 2, 3)))) == (3, 0, 0, 3, 0, 0)
    assert Record.objects.values("thread").distinct().count() == 3


def test_another_units_record_is_refused(sender: Sender) -> None:
    sender.penalties(penalty(1))
    outcome = sender.penalties(penalty(1, unit=OTHER_UNIT, CF_SY="别的单位的说法。"), unit=OTHER_UNIT)
    assert counts(outcome) == (1, 1, 0, 0, 0, 0)
    assert error_codes(outcome) == {"record.other_unit"}
    assert current_version(penalty(1)).unit.uscc != OTHER_UNIT


def test_a_withdrawn_record_never_comes_back(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    withdraw(
        thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=now
    )
    for row in (penalty(1), penalty(1, CF_SY="改写之后再报。")):
        outcome = sender.penalties(row)
        assert counts(outcome) == (1, 1, 0, 0, 0, 0)
        assert error_codes(outcome) == {"record.withdrawn"}
    assert not Shown.objects.exists()
    require_sound()


@pytest.mark.parametrize("is_corrected", [False, True], ids=["sent again", "corrected"])
@pytest.mark.parametrize(
    ("kind", "shows"),
    [(MarkKind.SHIELDED, False), (MarkKind.REPAIRED, False), (MarkKind.OBJECTION, True), (MarkKind.APPEAL, True)],
)
def test_a_mark_outlasts_a_change_of_the_marked_record(
    sender: Sender, actor: Actor, now: datetime, kind: MarkKind, shows: bool, is_corrected: bool
) -> None:
    sender.penalties(penalty(1), penalty(2))
    marked = thread(penalty(1))
    put_mark(
        thread=marked, kind=kind, case="云信异〔2026〕1号", from_on=date(2020, 1, 1), until_on=None, by=actor, at=now
    )
    new = "当事人改称价格已明示。"
    if is_corrected:
        correct(marked, {"CF_SY": new}, reason=f"{'错' * 390}{PLAIN}", by=actor, at=now)
        assert PLAIN[:6] not in Change.objects.order_by("-number")[0].reason, "a reason is cut off after 400"
    else:
        assert counts(sender.penalties(penalty(1, CF_SY=new), penalty(2))) == (2, 0, 1, 0, 0, 1)
    assert new in current_version(penalty(1)).payload
    assert list(Mark.objects.filter(known_until__isnull=True).values_list("thread", "kind")) == [(marked, kind)]
    assert Shown.objects.filter(thread=marked).exists() is shows
    assert Shown.objects.filter(thread=thread(penalty(2))).exists(), "the other row of the same file"
    require_sound()


def test_an_erased_record_never_comes_back(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    sender.penalties(penalty(1, CF_SY="第二个版本。"))
    erase(thread=thread(penalty(1)), ground="个人信息保护法第四十七条，云信删〔2026〕1号", by=actor, at=now)
    for row in (penalty(1), penalty(1, CF_SY="第二个版本。"), penalty(1, CF_SY="第三个版本。")):
        assert counts(sender.penalties(row)) == (1, 1, 0, 0, 0, 0)
    assert set(Record.objects.values_list("payload", "document_number")) == {("", "")}, "every version is emptied"
    assert not Shown.objects.exists()
    require_sound()


def test_a_row_without_a_code_is_unlinked_and_makes_no_subject(sender: Sender) -> None:
    outcome = sender.penalties(penalty(1, CF_XDR_SHXYM=""), penalty(2))
    assert counts(outcome) == (2, 0, 0, 1, 1, 0)
    assert Subject.objects.count() == 1, "a name alone attaches nothing"
    assert not Name.objects.filter(name=firm_name(1)).exists()


def test_a_name_that_differs_from_the_register_is_a_question(sender: Sender) -> None:
    sender.registrations(registration(1), registration(2))
    outcome = sender.penalties(penalty(1, CF_XDR_MC=firm_name(2)))
    assert counts(outcome) == (1, 1, 0, 0, 0, 0)
    assert error_codes(outcome) == {"name.differs_from_register"}


def test_a_renamed_firm_keeps_its_former_name_in_both_times(sender: Sender) -> None:
    sender.registrations(registration(1))
    before = last_change()
    sender.registrations(registration(1, ZTMC="云泽市改名之后机械有限公司", BGRQ="2026-11-10"))
    then, since = read_subject(firm(1), known_at=before), read_subject(firm(1))
    assert then.name == firm_name(1)
    assert [(n.name, n.valid_until) for n in then.names] == [(firm_name(1), None)], "nobody knew of the change then"
    assert since.name == "云泽市改名之后机械有限公司"
    assert {(n.name, str(n.valid_from), str(n.valid_until)) for n in since.names} == {
        (firm_name(1), "2018-03-01", "2026-11-10"),
        ("云泽市改名之后机械有限公司", "2026-11-10", "None"),
    }
    day_before = read_subject(firm(1), as_of=date(2026, 11, 9))
    assert day_before.name == firm_name(1), "on the day before the change the old name held"
    assert read_subject(firm(1), as_of=date(2026, 11, 10)).name == "云泽市改名之后机械有限公司"
    require_sound()


def test_renaming_back_and_forth_keeps_every_name(sender: Sender) -> None:
    sender.registrations(registration(1))
    sender.registrations(registration(1, ZTMC="云泽市乙名机械有限公司", BGRQ="2026-09-01"))
    sender.registrations(registration(1, BGRQ="2026-10-01"))
    view = read_subject(firm(1))
    assert view.name == firm_name(1)
    assert {n.name for n in view.names if n.valid_until} == {firm_name(1), "云泽市乙名机械有限公司"}
    require_sound()


def test_a_subject_known_by_its_code_is_registered_later(sender: Sender) -> None:
    sender.penalties(penalty(1))
    by_code = read_subject(firm(1))
    assert by_code.registration is None
    assert [n.registered for n in by_code.names] == [False]
    sender.registrations(registration(1))
    view = read_subject(firm(1))
    assert view.subject_id == by_code.subject_id, "the same subject, with its record"
    assert view.registration is not None
    assert len(view.records) == 1
    assert [(n.name, n.registered) for n in view.names] == [(firm_name(1), True)]
    assert read_subject(firm(1), known_at=by_code.known_at).registration is None
    assert Identifier.objects.filter(scheme="uscc").count() == 1
    require_sound()


@pytest.mark.parametrize(
    ("cells", "publicity", "ground"),
    [
        pytest.param({}, "not_public", "sole_trader", id="a sole trader's penalty is not public by itself"),
        pytest.param({"CF_SFGK": "是"}, "not_public", "sole_trader", id="nor because the unit ticks a box"),
        pytest.param(
            {"CF_SFGK": "是", "CF_LY": "涉及食品安全"}, "public", "column", id="but by a decision with a reason"
        ),
        pytest.param({"CF_SFGK": "否"}, "not_public", "column", id="the unit says no"),
    ],
)
def test_a_sole_traders_penalty(sender: Sender, cells: dict[str, str], publicity: str, ground: str) -> None:
    sender.penalties(sole_trader_penalty(1, **cells))
    record = current_version(sole_trader_penalty(1))
    assert (record.publicity, record.publicity_ground) == (publicity, ground)
    assert Shown.objects.filter(is_sole_trader=True).count() == (publicity == "public")
    assert read_subject(trader(1)).kind == "sole_trader"


@pytest.mark.parametrize("name", ["云泽市王大山家庭农场", "云泽市张小明个人独资企业"])
def test_a_firm_named_after_a_person_counts_as_a_sole_trader(sender: Sender, name: str) -> None:
    sender.licences(licence(1, XK_XDR_MC=name))
    if Subject.objects.get().is_named_after_person:
        assert Shown.objects.get().is_sole_trader
        sender.penalties(penalty(1, CF_XDR_MC=name))
        assert current_version(penalty(1)).publicity == "not_public"
    else:
        pytest.fail(f"{name} is not taken for a person's name")


def test_a_party_in_both_kinds_of_files_is_one_subject(sender: Sender) -> None:
    sender.penalties(penalty(1))
    sender.licences(licence(1))
    sender.registrations(registration(1))
    assert Subject.objects.count() == 1
    assert {r.item for r in read_subject(firm(1)).records} == {"admin_penalty", "admin_licence"}


def test_a_late_report_lengthens_nothing(sender: Sender, now: datetime) -> None:
    """Terms count from the decision: 2026-11-16 + 12 months, whether it came today or half a year later."""
    sender.penalties(penalty(1))
    sender.penalties(penalty(2), at=now + timedelta(days=180))
    ends = {str(current_version(penalty(i)).hidden_from) for i in (1, 2)}
    assert ends == {"2027-11-16"}
    assert str(current_version(penalty(2)).shown_from) == "2027-05-19", "and it shows from the day it was recorded"
