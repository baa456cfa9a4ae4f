"""Names are what registrations and mergers make of them: what a row said for a moment is found later."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from mingxin.archive.actions.amend import erase
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Name, Record
from mingxin.archive.queries.proving import prove_records
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import Sender, firm, firm_name, penalty, registration, require_sound

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.forges]

NEW = "云泽市新名贸易有限公司"
OTHER = "云泽市失信老赖有限公司"
BY_REGISTRATION = "主体名称的变更与登记信息所载的不符：终止的或者新记的名称、日期不是应有的"
BY_MERGER = "归并或者撤销归并时，名称的变更与两个主体当时的名称不符"
FORGED: dict[str, dict[str, object]] = {
    "another's name": {"name": OTHER, "normal": OTHER},
    "another day": {"valid_from": date(1999, 1, 1)},
    "one that ended": {"valid_until": date(2020, 1, 1)},
    "one that only records give": {"registered": False},
    "hidden": {"known_until": 1},
}


def named(name: str, /, **forged: object) -> Callable[[], None]:
    """The name's row reads otherwise; putting it back is what is given."""
    row = Name.objects.filter(name=name, known_until__isnull=True)
    kept = row.values("pk", *forged).get()
    Name.objects.filter(pk=kept["pk"]).update(**forged)
    back = {one: kept[one] for one in forged if one != "known_until" or forged[one] is not None}
    return lambda: Name.objects.filter(pk=kept["pk"]).update(**back) and None


def broken() -> str:
    fault = prove_records().broken
    return fault.reason if fault is not None else ""


def former() -> list[str]:
    rows = Name.objects.filter(known_until__isnull=True, valid_until__isnull=False)
    return sorted(rows.values_list("name", flat=True))


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_name_that_was_another_when_it_ended_is_found(sender: Sender, forged: dict[str, object]) -> None:
    sender.registrations(registration(1))
    put_back = named(firm_name(1), **forged)
    sender.registrations(registration(1, ZTMC=NEW))
    put_back()
    assert broken() == BY_REGISTRATION


def test_a_name_that_ended_in_anothers_place_is_found(sender: Sender) -> None:
    """The other goes by no name any more."""
    sender.registrations(registration(1), registration(2))
    mine = Name.objects.get(name=firm_name(1)).subject_id
    put_back = named(firm_name(2), subject_id=mine)
    sender.registrations(registration(1, ZTMC=NEW))
    put_back()
    assert not Name.objects.filter(subject__identifier__value=firm(2), known_until__isnull=True).exists()
    assert broken() == BY_REGISTRATION


def test_the_day_of_a_name_that_the_register_confirms_is_no_other(sender: Sender) -> None:
    """It came with a penalty, which states no day."""
    sender.penalties(penalty(1))
    put_back = named(firm_name(1), valid_from=date(1999, 1, 1))
    sender.registrations(registration(1))
    put_back()
    assert Name.objects.get(registered=True).valid_from == date(1999, 1, 1)
    assert broken() == BY_REGISTRATION


MERGED: dict[str, tuple[int, dict[str, object]]] = {
    "one of the leaving is hidden": (2, {"known_until": 1}),
    "one of the staying seems to be the leaving one's": (1, {"normal": firm_name(2)}),
}


@pytest.mark.parametrize(("whose", "forged"), MERGED.values(), ids=MERGED)
def test_a_merger_that_found_other_names_is_found(
    sender: Sender, actor: Actor, now: datetime, whose: int, forged: dict[str, object]
) -> None:
    sender.registrations(registration(1))
    sender.penalties(penalty(2))
    put_back = named(firm_name(whose), **forged)
    merge(gone=firm(2), into=firm(1), reason="换码", by=actor, at=now)
    put_back()
    assert broken() == BY_MERGER


def test_an_undone_merger_that_left_a_name_is_found(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.registrations(registration(1))
    sender.penalties(penalty(2))
    change = merge(gone=firm(2), into=firm(1), reason="换码", by=actor, at=now)
    put_back = named(firm_name(2), known_until=1)
    undo_merge(change, reason="查无换码", by=actor, at=now)
    put_back()
    assert broken() == BY_MERGER


def test_names_borne_and_stated_hold(sender: Sender, actor: Actor, now: datetime) -> None:
    stated = "云泽市甲厂；云泽市“乙”厂、云泽市丙厂"
    sender.registrations(registration(1, CYM=stated))
    sender.penalties(penalty(2), penalty(3))
    sender.registrations(registration(1, ZTMC=NEW, CYM=stated))
    sender.registrations(registration(1, ZTMC=firm_name(1)), registration(3, CYM="云泽市丁厂"))
    assert former() == sorted(["云泽市丁厂", "云泽市甲厂", "云泽市“乙”厂", "云泽市丙厂", firm_name(1), NEW])
    require_sound()
    change = merge(gone=firm(2), into=firm(1), reason="换码", by=actor, at=now)
    sender.registrations(registration(1, ZTMC=NEW))
    require_sound()
    undo_merge(change, reason="查无换码", by=actor, at=now)
    require_sound()


def test_what_a_registration_said_that_was_erased_is_passed_over(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    sender.registrations(registration(1, CYM="云泽市甲厂"))
    erase(
        thread=Record.objects.get(item="org_registration").thread,
        ground="个人信息保护法第四十七条，决定书1号",
        by=actor,
        at=now,
    )
    assert former() == ["云泽市甲厂"]
    require_sound()
