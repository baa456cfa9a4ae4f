"""Who keeps accounts: a unit's administrator, the platform's, and its security administrator."""

import re

import pytest

from mingxin.access.models import StaffRole
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient

__all__ = ["administrator", "security", "system"]

ROLE = StaffRole
SLIP = re.compile(r'translate="no">(.*?)</dd>', re.DOTALL)


@pytest.fixture
def administrator(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client(ROLE.UNIT_ADMINISTRATOR, unit=in_force.unit, name="梁有则")


@pytest.fixture
def system(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client(ROLE.SYSTEM_ADMINISTRATOR, name="石可平")


@pytest.fixture
def security(in_force: InForce, desk_client: DeskClient) -> AtDesk:
    return desk_client(ROLE.SECURITY_ADMINISTRATOR, name="安守正")


def password_on(page: str) -> str:
    found = SLIP.search(page)
    assert found, page
    return re.sub(r"<[^>]+>", "", found.group(1))


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]
