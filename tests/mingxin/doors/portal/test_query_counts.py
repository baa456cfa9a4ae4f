"""A page asks the database as often for many rows as for few."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.mingxin.doors.portal.conftest import Place

pytestmark = pytest.mark.both

PAGES = ("/", "/search/?q=云泽", "/shuanggongshi/", "/shuanggongshi/xuke/", "/shuanggongshi/chufa/", "FIRM", "RECORD")


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_queries_is_the_same(client: Client, place: Place, page: str) -> None:
    address = {
        "FIRM": f"/zhuti/{place.firm.public_id}/",
        "RECORD": place.record("licence"),
    }.get(page, page)
    asked(client, address)  # the rulebook is read once a process
    few = asked(client, address)
    parties = place.town.add_parties([f"云泽市百业第{n}商贸有限公司" for n in range(12)])
    place.town.licences([(p, f"云市监许〔2026〕9-{p.id}号", {}) for p in [*parties, place.firm]])
    place.town.licences([(place.firm, f"云市监许〔2026〕8-{n}号", {}) for n in range(15)])
    for n in range(4):
        place.town.penalty(place.firm, f"云市监处罚〔2026〕7-{n}号")
    many = asked(client, address)
    assert many == few
    assert many <= 16
