"""What was altered only while a report was made is found afterwards, or no report is made."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from mingxin.access.models import Power, Unit
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.actions.merging import merge
from mingxin.archive.models import Change, Mark, Name, Record, Shown, Subject
from mingxin.archive.queries.proving import prove_records
from mingxin.archive.rules.digests import public_id_of, thread_of
from mingxin.intake.actions.correct import correct
from mingxin.intake.models import Batch, ZeroReport
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.rules import canonical
from mingxin.oversight.stock import take_stock
from mingxin.uses.erasure.actions import erase_everywhere
from mingxin.uses.reports.actions import ABOUT, CORRECTED, ISSUED, issue
from mingxin.uses.reports.proving import prove_papers
from tests.mingxin.archive.forging import forge_content, object_to
from tests.mingxin.archive.sending import (
    UNIT,
    Sender,
    firm,
    penalty,
    registration,
    sole_trader_penalty,
    thread,
    trader,
)

pytestmark = [pytest.mark.django_db, pytest.mark.forges]
THREAD = thread(penalty(1))


@pytest.fixture
def filed(  # in a home of its own: others' papers have no row here
    sender: Sender, signing_key: Path, ledger_key: Path, actor: Actor, now: datetime, tmp_path: Path, settings: Any
) -> Sender:
    settings.HOME = tmp_path
    sender.registrations(registration(1), registration(2))
    sender.penalties(penalty(1), penalty(2), penalty(3))
    object_to(sender, penalty(1))
    return sender


def hide() -> None:
    Record.objects.filter(thread=THREAD).update(publicity="not_public")
    Shown.objects.filter(thread=THREAD).delete()


FORGERIES = [
    pytest.param(lambda: forge_content(penalty(1), digest=True), id="content with its digest"),
    pytest.param(hide, id="a penalty hidden"),
    pytest.param(lambda: Mark.objects.all().delete(), id="an objection taken away"),
    pytest.param(lambda: Name.objects.update(name="云泽市别家有限公司"), id="the name"),
    pytest.param(lambda: Record.objects.filter(thread=THREAD).update(repairable_from="2020-01-01"), id="a day"),
]


def as_an_enterprise() -> None:
    """The sole trader, with its shown record: the report would print what is never shown of one."""
    Subject.objects.update(kind="enterprise")
    Shown.objects.update(is_sole_trader=False)


def test_a_sole_trader_that_was_an_enterprise_meanwhile_is_named(filed: Sender, actor: Actor, now: datetime) -> None:
    filed.penalties(sole_trader_penalty(7, CF_SFGK="是", CF_LY="情节严重"))
    kept = {model: list(model.objects.all()) for model in (Subject, Shown)}
    as_an_enterprise()
    with pytest.raises(Refusal):
        issue(trader(7), by=actor, at=now)
    Subject.objects.filter(public_id=public_id_of(firm(1))).update(kind="organisation")
    Shown.objects.all().delete()
    for row in kept[Shown]:
        row.save()
    with pytest.raises(Refusal):
        issue(firm(1), by=actor, at=now)  # the register says otherwise
    Subject.objects.filter(public_id=public_id_of(firm(3))).update(kind="organisation")
    issue(firm(3), by=actor, at=now)
    for row in kept[Subject]:
        row.save()
    assert prove_records().broken is None, "nothing of it is left in the archive"
    assert "出具时所依据的信息与档案当时的记载不符" in prove_papers().broken


def other_name() -> None:
    Unit.objects.filter(uscc=UNIT).update(name="云泽市虚构监管局")


def another_day() -> None:
    Batch.objects.update(received_at=datetime(2026, 11, 1, 9, tzinfo=CHINA))


def a_declaration() -> None:
    unit = Unit.objects.get(uscc=UNIT)
    ZeroReport.objects.create(
        unit=unit, item="honour", month=date(2026, 11, 1), declared_at=datetime(2026, 11, 2, tzinfo=CHINA)
    )


def a_power_less() -> None:
    Power.objects.filter(unit__uscc=UNIT, item="honour").update(item="admin_licence", held_from="2021-01-01")


@pytest.mark.both
@pytest.mark.parametrize("forgery", [other_name, another_day, a_declaration, a_power_less])
def test_no_report_names_sources_that_the_ledger_does_not_tell(
    filed: Sender, actor: Actor, now: datetime, forgery: Callable[[], None]
) -> None:
    take_stock(by=actor, at=now)
    issue(firm(1), by=actor, at=now)
    forgery()
    with pytest.raises(Refusal) as caught:
        issue(firm(2), by=actor, at=now)
    assert caught.value.code == "report.altered"


@pytest.mark.parametrize("later", [{ABOUT, CORRECTED}, {CORRECTED}])
def test_an_entry_from_before_it_told_all_of_it_still_proves(
    filed: Sender, actor: Actor, now: datetime, later: set[str]
) -> None:
    correct(THREAD, {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    issue(firm(1), by=actor, at=now)
    entry = Entry.objects.get(action=ISSUED)
    entry.detail = canonical({key: value for key, value in json.loads(entry.detail).items() if key not in later})
    entry.save()
    assert prove_papers().broken == ""


def test_a_correction_hidden_while_a_report_was_made_is_found(filed: Sender, actor: Actor, now: datetime) -> None:
    """A later file stands over it, so that the version that shows says nothing of the correction."""
    correct(THREAD, {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    filed.penalties(penalty(1, CF_SY="补充的事实。"), at=now + timedelta(minutes=5))
    Change.objects.filter(kind="correction").update(kind="admission")
    issue(firm(1), by=actor, at=now)
    Change.objects.filter(reason="笔误").update(kind="correction")
    assert prove_records().broken is None, "nothing of it is left in the archive"
    assert "出具时所依据的信息与档案当时的记载不符" in prove_papers().broken


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_report_made_meanwhile_is_named_after_all_was_put_back(
    filed: Sender, actor: Actor, now: datetime, forgery: Callable[[], None]
) -> None:
    kept = {model: list(model.objects.all()) for model in (Record, Mark, Name, Shown)}
    forgery()
    issue(firm(1), by=actor, at=now)
    for model, rows in kept.items():
        model.objects.exclude(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            row.save()
    assert prove_records().broken is None, "nothing of it is left in the archive"
    assert "出具时所依据的信息与档案当时的记载不符" in prove_papers().broken


def copied(row: Model, **other: object) -> Any:
    """Another row like this one but for what is said."""
    row.pk = type(row).objects.latest("pk").pk + 1
    row._state.adding = True
    for name, value in other.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def an_invented_version() -> None:
    """Beside the real one, closed and not public by itself, and shown in its place."""
    real = Record.objects.get(thread=THREAD)
    said = json.loads(real.payload) | {"CF_NR": "吊销营业执照"}
    other = copied(
        Record.objects.get(thread=THREAD),
        payload=canonical(said),
        known_until_id=real.change_id,
        publicity="not_public",
    )
    Shown.objects.filter(thread=THREAD).update(record=other)


def an_invented_entry_of_the_register() -> None:
    """The newest by its number, and shown at some time to come."""
    real = Record.objects.get(item="org_registration", subject__public_id=public_id_of(firm(1)))
    copied(real, thread="f" * len(real.thread), shown_from=date(2099, 1, 1))


def another_firms_objection() -> None:
    other = Subject.objects.get(public_id=public_id_of(firm(2)))
    copied(Mark.objects.get(thread=THREAD), subject=other)


@pytest.mark.parametrize(
    "forgery",
    [
        pytest.param(lambda: Record.objects.filter(thread=THREAD).update(payload="{}"), id="content alone"),
        an_invented_version,
        an_invented_entry_of_the_register,
        another_firms_objection,
        pytest.param(lambda: Shown.objects.filter(thread=THREAD).delete(), id="not shown though it is public"),
        pytest.param(
            lambda: Shown.objects.filter(thread=thread(penalty(2))).update(
                subject_id=Record.objects.get(thread=THREAD).subject_id
            ),
            id="another's penalty",
        ),
    ],
)
def test_no_report_is_made_of_what_does_not_fit(
    filed: Sender, actor: Actor, now: datetime, forgery: Callable[[], None]
) -> None:
    forgery()
    with pytest.raises(Refusal) as caught:
        issue(firm(1), by=actor, at=now)
    assert caught.value.code == "report.altered"


def test_no_report_bears_a_name_that_no_change_known_to_it_wrote(filed: Sender, actor: Actor, now: datetime) -> None:
    name = copied(
        Name.objects.get(subject__public_id=public_id_of(firm(1))), name="云泽市虚构公司", known_from_id=9_999
    )
    with pytest.raises(Refusal) as caught:
        issue(firm(1), by=actor, at=now)
    assert caught.value.code == "report.altered"
    name.delete()
    assert issue(firm(1), by=actor, at=now).is_new


def test_what_lawfully_came_afterwards_leaves_a_report_true(filed: Sender, actor: Actor, now: datetime) -> None:
    for number in (1, 2, 3):
        issue(firm(number), by=actor, at=now)
    correct(THREAD, {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    withdraw(
        thread=thread(penalty(2)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=now
    )
    erase_everywhere(thread(penalty(3)), ground="个人信息保护法第四十七条", by=actor, at=now)
    assert prove_papers().broken == ""
    withdraw(
        thread=thread_of("org_registration", [firm(1)]),
        reason_type="决定被撤销",
        case="换码",
        note_months=3,
        by=actor,
        at=now,
    )
    merge(gone=firm(1), into=firm(2), reason="换码", by=actor, at=now)
    issue(firm(2), by=actor, at=now)
    assert prove_papers().broken == ""
