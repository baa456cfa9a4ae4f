"""Whose mergers are whose: an office joins and parts what lies in its own division, both sides of it."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from mingxin.access.models import Unit
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.models import Merger
from mingxin.archive.queries.sides import public_ids
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, Row, Sender, firm
from tests.mingxin.doors.desk.conftest import AtDesk
from tests.mingxin.doors.desk.office_city import (
    COUNTY_OFFICE,
    COUNTY_UNIT,
    asked_again,
    county,
    county_officer,
    desk,
    do,
    officer,
    recent,
)

__all__ = ["county", "county_officer", "desk", "officer"]

pytestmark = pytest.mark.django_db
NEW = "/desk/office/mergers/new/"
ACTORS = {"city": OTHER_UNIT, "county": COUNTY_OFFICE, "no unit of this city": "119999990000000000", "operator": ""}

# gone, into: who reported what is on file of the two; then who may merge them, and part them again
CASES = {
    "both of the county": ("county", "county", {"city", "county", "operator"}),
    "the one that goes is another's": ("city", "county", {"city", "operator"}),
    "the one that stays is another's": ("county", "city", {"city", "operator"}),
    "both are others'": ("city", "city", {"city", "operator"}),
    "the one that stays is another's in part": ("county", "both", {"city", "operator"}),
    "the one that goes is another's in part": ("both", "county", {"city", "operator"}),
}
WHO = {"city": (UNIT,), "county": (COUNTY_UNIT,), "both": (COUNTY_UNIT, UNIT)}


def of_county(number: int, party: int) -> Row:
    name = Unit.objects.get(uscc=COUNTY_UNIT).name
    row = recent(number, **dict.fromkeys(("CF_CFJGDM", "CF_SJLYDM"), COUNTY_UNIT))
    row |= dict.fromkeys(("CF_CFJG", "CF_SJLY"), name)
    return row | {"CF_XDR_MC": recent(party)["CF_XDR_MC"], "CF_XDR_SHXYM": firm(party)}


def of_city(number: int, party: int) -> Row:
    return recent(number) | {"CF_XDR_MC": recent(party)["CF_XDR_MC"], "CF_XDR_SHXYM": firm(party)}


@pytest.fixture
def filed(county: Unit, in_force: InForce, tmp_path: Path, actor: Actor) -> Callable[[str, str], None]:
    sender = Sender(tmp_path, actor, clock_now(), count(1))

    def file(gone: str, into: str) -> None:
        numbers = count(1)
        for party, who in ((1, gone), (2, into)):
            for unit in WHO[who]:
                made = of_county if unit == COUNTY_UNIT else of_city
                sender.penalties(made(next(numbers), party), unit=unit)

    return file


def acting(who: str) -> Actor:
    return Actor(login=who, name="经办", unit=ACTORS[who], unit_name="")


def is_done(act: Callable[[], object]) -> bool:
    try:
        act()
    except Refusal as refused:
        assert refused.code == "merge.region"
        return False
    return True


@pytest.mark.both
@pytest.mark.parametrize(("gone", "into", "who_may"), CASES.values(), ids=CASES)
def test_the_verb_asks_for_both_sides(
    filed: Callable[[str, str], None], gone: str, into: str, who_may: set[str]
) -> None:
    filed(gone, into)
    for who in ACTORS:
        done = is_done(lambda: merge(gone=firm(1), into=firm(2), reason="换码", by=acting(who), at=clock_now()))  # noqa: B023
        assert done == (who in who_may), f"{who} merges"
        assert Merger.objects.filter(known_until=None).exists() == done
        if not done:
            continue
        change = Merger.objects.get(known_until=None).known_from_id
        for other in ACTORS:
            if other not in who_may:
                assert not is_done(lambda: undo_merge(change, reason="错了", by=acting(other), at=clock_now()))  # noqa: B023
        assert is_done(lambda: undo_merge(change, reason="错了", by=acting(who), at=clock_now()))  # noqa: B023


@pytest.mark.parametrize(("gone", "into", "who_may"), CASES.values(), ids=CASES)
def test_so_does_the_page(
    filed: Callable[[str, str], None],
    officer: AtDesk,
    county_officer: AtDesk,
    gone: str,
    into: str,
    who_may: set[str],
) -> None:
    filed(gone, into)
    ids = public_ids([firm(1), firm(2)])
    asked = {"bing": ids[firm(1)], "liu": ids[firm(2)], "reason": "换码证明"}
    if "county" in who_may:
        assert "已归并" in do(county_officer.client, NEW, **asked)
    else:
        assert "其他区域" in asked_again(county_officer.client, NEW, **asked)
        assert not Merger.objects.exists()
        do(officer.client, NEW, **asked)
    undo = f"/desk/office/mergers/{Merger.objects.get().known_from_id}/undo/"
    assert (undo in county_officer.client.get("/desk/office/mergers/").content.decode()) == ("county" in who_may)
    assert undo in officer.client.get("/desk/office/mergers/").content.decode()
    if "county" in who_may:
        assert "已撤销归并" in do(county_officer.client, undo, reason="不是同一主体")
    else:
        assert "其他区域" in asked_again(county_officer.client, undo, reason="不是同一主体")
        assert "已撤销归并" in do(officer.client, undo, reason="不是同一主体")
