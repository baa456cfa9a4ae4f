"""What the catalogue has closed is shown at no door: one answer of page, search, file, report, desk and command."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Record, Subject
from mingxin.archive.public import show_code, show_search
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries import showing
from mingxin.archive.queries.of_unit import Wanted, records_of
from mingxin.archive.queries.versions import find_subject, read_subject
from mingxin.catalogue.actions import put_in_force
from mingxin.catalogue.models import Edition
from mingxin.catalogue.queries import rulebook_in_force, rulebook_with
from mingxin.cli.subjects import as_json
from mingxin.doors.desk.pages.records.sheet import standing_of
from mingxin.intake.models import Batch
from mingxin.intake.queries.outcomes import outcome_of
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.oversight.stock import take_stock
from mingxin.rulebook.book import digest_of
from mingxin.uses.publicity import public, queries, subjects
from mingxin.uses.publicity.public_book import book_on
from mingxin.uses.publicity.removals import state_of
from mingxin.uses.reports import actions, ground
from mingxin.uses.reports.actions import issue
from mingxin.uses.reports.content import content_of
from mingxin.uses.reports.models import Report
from mingxin.uses.reports.proving import prove_papers
from mingxin.uses.reports.public import ReportFacts, find_report
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import Sender, firm, firm_name, licence, registration, thread

__all__ = ["sender"]

TODAY = date(2026, 11, 20)
ONE = timedelta(days=1)
LICENCE = licence(1)
THREAD = thread(LICENCE)

# What the card of the item says, and whether what is on record of it is shown today
STATES: Mapping[str, tuple[dict[str, Any], bool]] = {
    "in force": ({}, True),
    "its last day in force": ({"in_force_until": TODAY + ONE}, True),
    "the first day it is no more": ({"in_force_until": TODAY}, False),
    "in force since today": ({"in_force_from": TODAY}, True),
    "in force from tomorrow": ({"in_force_from": TODAY + ONE}, False),
    "shared among authorities alone": ({"disclosure": "government"}, False),
    "read with authorisation alone": ({"disclosure": "authorised", "publicity": "authorised_only"}, False),
    "a rule that publishes nothing": ({"publicity": "not_public"}, False),
}


def change_card(item: str, changes: dict[str, Any], *, by: Actor, at: datetime) -> None:
    book = rulebook_in_force()
    changed = replace(book, cards={**book.cards, item: replace(book.cards[item], **changes)})
    put_in_force(replace(changed, digest=digest_of(changed.content())), by=by, at=at, in_force_on=TODAY, again=True)


def column() -> bool:
    try:
        page = public.show_column("admin_licence", public.Filters(), as_of=TODAY)
    except Refusal:
        return False
    return page.column.count == "1" and len(page.lines) == 1


def file() -> bool:
    try:
        return public.export_csv("admin_licence", public.Filters(), as_of=TODAY).rows == 1
    except Refusal:
        return False


def home() -> bool:
    page = public.show_home(as_of=TODAY, item="admin_licence")
    counted = next(figure.value for figure in page.figures if figure.caption == "公示中的行政许可")
    listed = [one.number for one in page.lines] == [public_number(THREAD)]
    assert (counted == "1") == listed
    return listed


def counts() -> bool:
    return queries.counts_of_items(TODAY).get("admin_licence", 0) == 1


def subject_page() -> bool:
    page = public.show_subject(Subject.objects.get().public_id, as_of=TODAY)
    return page is not None and [card.number for card in page.records] == [public_number(THREAD)]


def record_page() -> bool:
    return isinstance(public.show_record(public_number(THREAD), as_of=TODAY), public.RecordPage)


def old_address() -> bool:
    """By its thread, as addresses were spelled once: of what is not public nothing is said."""
    return isinstance(public.show_record(THREAD, as_of=TODAY), public.Moved)


def standing() -> bool:
    """What a withdrawal of it would be told to change."""
    return state_of(THREAD, TODAY) == "shown"


def by_code() -> bool:
    """Nothing else is public of the subject, so nobody may learn that it is on file."""
    return show_code(firm(1), as_of=TODAY) is not None


def by_name() -> bool:
    return show_search(firm_name(1), as_of=TODAY).count == "1"


def by_part_of_a_name() -> bool:
    return show_search(firm_name(1)[2:8], as_of=TODAY).count == "1"


def report() -> bool:
    made = content_of(find_subject(firm(1)), as_of=TODAY)
    printed = [
        record for section in made.data["sections"] for group in section["groups"] for record in group["records"]
    ]
    counted = sum(one["count"] for one in made.data["counts"])
    assert len(printed) == counted == len(made.threads)
    return made.threads == (THREAD,)


def sources_of_a_report() -> bool:
    """A source of what a report may not hold is none of it."""
    made = content_of(find_subject(firm(1)), as_of=TODAY)
    return "行政许可" in [one["item"] for one in made.data["sources"]]


def desk() -> bool:
    return standing_of(Record.objects.get(), TODAY).state == "shown"


def list_at_the_desk() -> bool:
    units = [Record.objects.get().unit_id]
    return records_of(Wanted(units, state="shown"), as_of=TODAY).exists()


def command() -> bool:
    whole: dict[str, Any] = as_json(read_subject(firm(1)), TODAY, rulebook_in_force().cards, {})
    return [one["state"] for one in whole["records"]] == ["shown"]


def outcome_of_its_batch() -> bool:
    outcome = outcome_of(Batch.objects.get(), on=TODAY)
    assert outcome is not None
    assert outcome.counts["shown"] == len(outcome.samples)
    assert sum(outcome.counts.values()) == 1, "whatever became of it, it is counted once"
    return outcome.counts["shown"] == 1


DOORS: tuple[Callable[[], bool], ...] = (
    column,
    file,
    home,
    counts,
    subject_page,
    record_page,
    old_address,
    standing,
    by_code,
    by_name,
    by_part_of_a_name,
    report,
    sources_of_a_report,
    desk,
    list_at_the_desk,
    command,
    outcome_of_its_batch,
)


@pytest.mark.both
@pytest.mark.parametrize(("changes", "is_shown"), STATES.values(), ids=STATES)
def test_every_door_gives_the_same_answer(
    sender: Sender, actor: Actor, now: datetime, changes: dict[str, Any], is_shown: bool
) -> None:
    assert now.date() == TODAY
    sender.licences(LICENCE)
    if changes:
        change_card("admin_licence", changes, by=actor, at=now)
    assert {door.__name__: door() for door in DOORS} == {door.__name__: is_shown for door in DOORS}


def test_what_is_remembered_is_of_the_catalogue_in_force(sender: Sender, actor: Actor, now: datetime) -> None:
    """A count that a process remembers ends with the edition, though no record changed."""
    sender.licences(LICENCE)
    asked = {"home": home, "counts": counts, "names": by_part_of_a_name}
    assert all(door() for door in asked.values())
    change_card("admin_licence", {"in_force_until": TODAY}, by=actor, at=now)
    assert not any(door() for door in asked.values())


REGISTERED: tuple[Callable[[], bool], ...] = (
    lambda: public.show_subject(Subject.objects.get().public_id, as_of=TODAY) is not None,
    by_code,
    by_name,
    by_part_of_a_name,
    lambda: bool(queries.registered_subjects(list(book_on(TODAY).registrations), TODAY)),
    lambda: content_of(find_subject(firm(1)), as_of=TODAY).data["subject"]["status"] == "存续",
    lambda: standing_of(Record.objects.get(), TODAY).state == "shown",
)


@pytest.mark.both
@pytest.mark.parametrize("is_closed", [False, True])
def test_an_entry_of_the_register(sender: Sender, actor: Actor, now: datetime, *, is_closed: bool) -> None:
    sender.registrations(registration(1))
    if is_closed:
        change_card("org_registration", {"in_force_until": TODAY}, by=actor, at=now)
    assert [door() for door in REGISTERED] == [not is_closed] * len(REGISTERED)


def test_a_note_of_withdrawal_goes_with_its_item(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.licences(LICENCE)
    withdraw(thread=THREAD, reason_type="决定被撤销", case="云复决〔2026〕9号", note_months=3, by=actor, at=now)
    found = find_subject(firm(1))

    def noted() -> tuple[bool, ...]:
        advice = content_of(found, as_of=TODAY).data["advice"]
        return (
            bool(subjects.withdrawals_of(found, TODAY)),
            any("撤回" in one for one in advice),
            by_code(),
            public.show_record(public_number(THREAD), as_of=TODAY) != public.Ended(""),
        )

    assert noted() == (True, True, True, True)
    change_card("admin_licence", {"in_force_until": TODAY}, by=actor, at=now)
    assert noted() == (False, False, False, False)


@pytest.fixture
def papers(  # in a home of its own: others' papers have no row here
    sender: Sender, signing_key: Path, ledger_key: Path, actor: Actor, now: datetime, tmp_path: Path, settings: Any
) -> Sender:
    settings.HOME = tmp_path
    sender.registrations(registration(1))
    sender.licences(LICENCE)
    take_stock(by=actor, at=now)
    return sender


def facts_now(at: datetime) -> ReportFacts:
    report = Report.objects.order_by("number")[0]
    found = find_report(report.number, report.verification_code, at=at)
    assert found is not None
    return found


@pytest.mark.both
def test_reports_are_proved_by_the_catalogue_of_their_moment(papers: Sender, actor: Actor, now: datetime) -> None:
    """Closing an item, and opening it again, leaves the proof of every report true, whichever it showed."""
    issue(firm(1), by=actor, at=now)
    assert facts_now(now).is_current
    for changes in ({"in_force_until": TODAY}, {"in_force_until": None}, {"disclosure": "government"}):
        change_card("admin_licence", changes, by=actor, at=now)
        issue(firm(1), by=actor, at=now)
        assert prove_papers().broken == ""
    assert [len(json.loads(one.threads)) for one in Report.objects.order_by("number")] == [1, 0]
    assert not facts_now(now).is_current, "what the first one shows is public no more"
    assert "停止公示" in facts_now(now).changed


def test_a_report_from_before_entries_told_their_edition(
    papers: Sender, actor: Actor, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was made without regard to what is closed, and is proved in the same way."""
    change_card("admin_licence", {"in_force_until": TODAY}, by=actor, at=now)
    with monkeypatch.context() as patched:
        for module in (ground, showing):
            patched.setattr(module, "closed_items", lambda *_, **__: frozenset())
        patched.setattr(actions, "EDITION", "told_later")
        issue(firm(1), by=actor, at=now)
    assert json.loads(Report.objects.get().threads) == [THREAD]
    assert prove_papers().broken == ""


def test_a_report_of_an_edition_that_is_not_as_told(papers: Sender, actor: Actor, now: datetime) -> None:
    issue(firm(1), by=actor, at=now)
    Edition.objects.update(content="{}")
    rulebook_with.cache_clear()
    assert "目录第 1 版与账本的记载不符" in prove_papers().broken
