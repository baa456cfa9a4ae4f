"""A value that no program can read: no page or file shows what is left beside it, and it is written down once.

PostgreSQL keeps days beyond every calendar, SQLite whatever it is given.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DataError, connection
from django.test import Client
from freezegun import freeze_time

from mingxin.access.models import Person, StaffRole
from mingxin.archive.models import Record, Shown
from mingxin.doors.parts.handing import DIGEST
from mingxin.doors.unreadable import LOOKED_EVERY
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.readable import is_unreadable
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient, desk_client, quick_passwords
from tests.mingxin.doors.portal.conftest import Place, place

__all__ = ["desk_client", "place", "quick_passwords"]
pytestmark = [pytest.mark.django_db, pytest.mark.both]
WORDS = "这条信息暂时读不出来"
VALUES = {"postgresql": ("infinity", "-infinity", "0044-03-15 BC"), "sqlite": ("abc", "2026-13-45", "二〇二六年")}


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(str(getattr(record, "status_code", "")))


@pytest.fixture
def kept() -> Iterator[Kept]:
    handler, log = Kept(), logging.getLogger("mingxin.database")
    log.addHandler(handler)
    yield handler
    log.removeHandler(handler)


def forge(table: str, column: str, value: str, where: str = "") -> None:
    """In every row of the table, or where it is said."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {table} SET "{column}" = %s{where}', [value])


@pytest.mark.parametrize("number", range(3))
def test_no_public_page_or_file_looks_complete(place: Place, kept: Kept, number: int) -> None:
    addresses = {
        "record": place.record("penalty"),
        "organisation": f"/zhuti/{place.firm.public_id}/",
        "column": "/shuanggongshi/admin-penalty/",
        "export": "/shuanggongshi/admin-penalty/xiazai.csv",
    }
    for address in addresses.values():
        assert Client().get(address).status_code == 200, address
    for model in (Record, Shown):
        forge(model._meta.db_table, "decided_on", VALUES[connection.vendor][number])
    client = Client()
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code == 503, name
        assert WORDS in answer.content.decode() and "什么也没有列出" in answer.content.decode()
        assert not answer.has_header(DIGEST) and not answer.has_header("Content-Disposition")
        assert answer["Cache-Control"] == "no-store" and "嘉禾" not in answer.content.decode()
    assert len(kept.told) == 1, "written once"
    assert "decided_on 一栏" in kept.told[0] and "archive_" in kept.told[0]


def test_pages_that_need_it_not_go_on(place: Place) -> None:
    forge("archive_record", "decided_on", VALUES[connection.vendor][0])
    for address in ("/mulu/", "/guize/", "/heyan/", "/desk/sign-in/"):
        assert Client().get(address).status_code == 200


def test_the_desk_says_so_too(in_force: InForce, desk_client: DeskClient) -> None:
    security = desk_client(StaffRole.SECURITY_ADMINISTRATOR)
    steward = desk_client(StaffRole.STEWARD, unit=in_force.unit)
    for address in ("/desk/security/sign-ins/", "/desk/security/sign-ins/?export=csv"):
        assert security.client.get(address).status_code == 200
    forge("access_signin", "at", VALUES[connection.vendor][0], f" WHERE person_id = {steward.person.pk}")
    for address in ("/desk/security/sign-ins/", "/desk/security/sign-ins/?export=csv"):
        answer = security.client.get(address)
        assert answer.status_code == 503 and WORDS in answer.content.decode()
        assert not answer.has_header(DIGEST)
    assert security.client.get("/desk/").status_code == 200, "other pages go on"


def test_it_is_looked_for_again_after_an_hour_and_written_only_if_it_is_another(place: Place, kept: Kept) -> None:
    address, client = place.record("penalty"), Client()
    forge("archive_record", "decided_on", VALUES[connection.vendor][0])
    start = clock_now()
    for after in (timedelta(), LOOKED_EVERY / 2, LOOKED_EVERY):
        with freeze_time(start + after):
            assert client.get(address).status_code == 503
    assert len(kept.told) == 1
    with freeze_time(start + 2 * LOOKED_EVERY):
        forge("access_power", "held_from", VALUES[connection.vendor][0])
        assert client.get(address).status_code == 503
    assert len(kept.told) == 2 and "access_power" in kept.told[1]


def test_no_public_page_without_the_key_of_its_addresses(
    place: Place, kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    columns = ("/shuanggongshi/chufa/", "/shuanggongshi/chufa/tingzhi.csv", "/shuanggongshi/chufa/xiazai.csv")
    for address in ("/", *columns, f"/zhuti/{place.firm.public_id}/", "/xinxi/" + "0" * 32 + "/"):
        answer = client.get(address)
        assert answer.status_code == 503 and "缺少一个密钥文件" in answer.content.decode(), address
    assert client.get("/bangzhu/").status_code == 200
    assert len(kept.told) == 1 and str(tmp_path) in kept.told[0]


def test_what_the_server_refuses_is_another_fault(db: None) -> None:
    with pytest.raises(Exception) as refused, connection.cursor() as cursor:
        cursor.execute("SELECT CAST('x' AS no_such_kind) FROM access_person LIMIT nothing")
    assert not is_unreadable(refused.value)
    assert not is_unreadable(DataError("too long")) and not is_unreadable(ValueError())


def test_no_day_is_none(db: None) -> None:
    """What is empty stays empty."""
    Person.objects.create(login="lin", name="林知微")
    assert Person.objects.get().password_changed_at is None
