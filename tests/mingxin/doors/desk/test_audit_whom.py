"""The auditor asks about somebody by the name or code that people know, and reads items by name."""

from datetime import datetime

import pytest
from django.test import Client

from mingxin.access.models import StaffRole, Unit
from mingxin.archive.models import Record
from mingxin.archive.queries.sides import public_ids
from mingxin.doors.desk.pages.audit.words import ACTS, OBJECTS
from mingxin.kernel.clock import now as clock_now
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.conftest import InForce
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import UNIT, Sender, firm, firm_name, penalty
from tests.mingxin.doors.desk.conftest import DeskClient

pytestmark = pytest.mark.both

__all__ = ["sender"]

LOOKER = Actor("chen", "陈细看", "11429913000000027F", "云泽市住房和城乡建设局")


@pytest.fixture
def auditor(in_force: InForce, desk_client: DeskClient) -> Client:
    return desk_client(StaffRole.AUDITOR, name="严查账").client


def told(action: str, kind: str, key: str, at: datetime, **detail: object) -> Entry:
    return write(action=action, object_type=kind, object_key=key, by=LOOKER, at=at, detail=detail)


@pytest.fixture
def looked(sender: Sender) -> None:
    """Somebody looked at firm 1 and its record, at firm 2, and something happened to a unit."""
    sender.penalties(penalty(1), penalty(2), at=clock_now())
    for number in (1, 2):
        told("subject.read", "subject", public_ids([firm(number)])[firm(number)], clock_now())
    told("record.read", "record", Record.objects.get(document_number="云市监罚〔2026〕1号").thread, clock_now())
    told("intake.declare_none", "unit", UNIT, clock_now(), item="admin_licence", month="2026-11-01")


ASKED = [
    ("a subject's code", firm(1), 2),
    ("in small letters", firm(1).lower(), 2),
    ("its whole name", firm_name(1), 2),
    ("a part of its name is none", firm_name(1)[:-4], 0),
    ("another subject", firm(2), 1),
    ("a unit's code", UNIT, 1),
    ("a part of a unit's name", "市场监督", 1),
    ("nobody", "没有这个单位", 0),
]


@pytest.mark.parametrize(("reason", "asked", "count"), ASKED, ids=[case[0] for case in ASKED])
def test_about_whom(looked: None, auditor: Client, reason: str, asked: str, count: int) -> None:
    page = auditor.get("/desk/audit/", {"guanyu": asked, "ren": "chen"}).content.decode()
    assert f"符合条件 <b>{count}</b> 条" in page


def test_items_are_read_by_name(looked: None, auditor: Client) -> None:
    entry = Entry.objects.get(action="intake.declare_none")
    page = auditor.get(f"/desk/audit/entries/{entry.pk}/").content.decode()
    assert "行政许可" in page and "admin_licence" not in page
    assert Unit.objects.filter(uscc=UNIT).exists()


def test_one_word_for_one_thing(auditor: Client) -> None:
    said = " ".join([*ACTS.values(), *OBJECTS.values(), auditor.get("/desk/audit/seals/compare/").content.decode()])
    assert "草案" not in said and "放弃" not in said
    assert said.count("封签") == 1, "only as the print of older reports"
