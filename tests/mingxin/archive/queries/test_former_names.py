"""A former name is one that was borne or stated: what a row said for a moment is found later."""

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
INVENTED = {
    "another's name": {"name": "云泽市失信老赖有限公司", "normal": "云泽市失信老赖有限公司"},
    "another day": {"valid_from": date(1999, 1, 1)},
}


def former() -> list[str]:
    rows = Name.objects.filter(known_until__isnull=True, valid_until__isnull=False)
    return sorted(rows.values_list("name", flat=True))


@pytest.mark.parametrize("invented", INVENTED.values(), ids=INVENTED)
def test_a_name_that_was_another_for_a_moment_is_found(sender: Sender, invented: dict[str, object]) -> None:
    sender.registrations(registration(1))
    row = Name.objects.filter(name=firm_name(1))
    kept = row.values().get()
    row.update(**invented)
    sender.registrations(registration(1, ZTMC=NEW))
    Name.objects.filter(pk=kept["id"]).update(**{name: kept[name] for name in invented})
    fault = prove_records().broken
    assert fault is not None
    assert fault.reason == "主体的一个曾用名既不是它当时的名称，也不是登记信息所载的曾用名"


def test_names_borne_and_stated_hold(sender: Sender, actor: Actor, now: datetime) -> None:
    stated = "云泽市甲厂；云泽市“乙”厂、云泽市丙厂"
    sender.registrations(registration(1, CYM=stated))
    sender.penalties(penalty(2))
    sender.registrations(registration(1, ZTMC=NEW, CYM=stated))
    sender.registrations(registration(1, ZTMC=firm_name(1)))
    assert former() == sorted(["云泽市甲厂", "云泽市“乙”厂", "云泽市丙厂", firm_name(1), NEW])
    require_sound()
    change = merge(gone=firm(2), into=firm(1), reason="换码", by=actor, at=now)
    require_sound()
    undo_merge(change, reason="查无换码", by=actor, at=now)
    require_sound()


def test_what_a_registration_said_that_was_erased_is_passed_over(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.registrations(registration(1, CYM="云泽市甲厂"))
    erase(thread=Record.objects.get().thread, ground="个人信息保护法第四十七条，决定书1号", by=actor, at=now)
    assert former() == ["云泽市甲厂"]
    require_sound()
