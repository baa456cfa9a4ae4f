"""No page of the desk without a permit, and the table in the manual says which."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mingxin.access.models import StaffRole
from mingxin.access.permits import GRANTS, Act
from mingxin.doors.desk.permit_table import permit_table
from mingxin.doors.desk.routing import Permit, registered
from mingxin.doors.desk.urls import urlpatterns
from mingxin.doors.parts.side import DESK_PATH
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient

TABLE = Path(__file__).parents[4] / "docs/manual/quanxian.md"
BEFORE_SIGN_IN = {"sign_in", "sign_in_code", "sign_out", "oidc_start", "oidc_back"}
PLAIN = [one for one in registered(urlpatterns) if "<" not in one.pattern]


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for one in resolver.url_patterns:
        found += patterns(one) if isinstance(one, URLResolver) else [one]
    return found


def test_every_address_has_a_permit() -> None:
    desk = next(one for one in get_resolver().url_patterns if str(one.pattern) == "desk/")
    bare = [p for p in patterns(desk) if not isinstance(getattr(p.callback, "permit", None), Permit)]
    assert not bare


def test_only_the_pages_of_signing_in_need_no_act() -> None:
    assert {one.name for one in registered(urlpatterns) if one.act is None} <= BEFORE_SIGN_IN


def test_every_act_with_a_page_is_granted_to_somebody() -> None:
    granted = frozenset[Act]().union(*GRANTS.values())
    assert {one.act for one in registered(urlpatterns) if one.act} <= granted


def test_the_table_in_the_manual_is_what_the_code_says() -> None:
    assert TABLE.read_text("utf-8") == permit_table(), "run make docs"


@pytest.mark.parametrize("one", [p for p in PLAIN if p.act], ids=lambda p: p.name)
def test_nobody_signed_in_is_led_to_the_sign_in_page(client: Client, db: None, one) -> None:
    answer = client.get(f"{DESK_PATH}{one.pattern}")
    assert answer.status_code == 303
    assert answer["Location"].startswith("/desk/sign-in/")


@pytest.mark.parametrize("role", list(StaffRole), ids=lambda r: r.value)
def test_a_role_gets_its_pages_and_a_refusal_in_words_elsewhere(
    in_force: InForce, desk_client: DeskClient, role: StaffRole
) -> None:
    """An officer of the city here; what an officer of a county may not do is in the permits' own tests."""
    at_desk = desk_client(role, unit=in_force.unit)
    for one in PLAIN:
        if one.act is None or one.act in GRANTS[role]:
            continue
        answer = at_desk.client.get(f"{DESK_PATH}{one.pattern}")
        assert answer.status_code == 403, one.name
        assert "您的岗位不能办理这项工作" in answer.content.decode()
