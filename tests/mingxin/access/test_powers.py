"""Powers never share a day, an end never moves on, and an import is taken back only where nothing changed since."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mingxin.access.actions import powers
from mingxin.access.actions.power_lines import LINES_TOLD
from mingxin.access.actions.units import add_region, add_unit
from mingxin.access.models import ActsFor, Power, PowerImport, PowerImportLine, Unit
from mingxin.access.queries.power_plans import PowerLine
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry

pytestmark = pytest.mark.django_db
CODE, OTHER = "11429913000000019L", "11429913000000027F"
ITEM = "admin_penalty"
ONE_DAY = timedelta(days=1)
JAN, JUN, DEC = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)


@pytest.fixture
def by(actor: Actor, now: datetime) -> dict[str, Any]:
    """Two units without powers; who acts, and when."""
    add_region(code="429913", name="云泽市", by=actor, at=now)
    for code, name in ((CODE, "云泽市交通运输局"), (OTHER, "云泽市港航事业发展中心")):
        added(code, name, {"by": actor, "at": now})
    return {"by": actor, "at": now}


def added(code: str, name: str, by: dict[str, Any], **given: Any) -> None:
    values = {"items": (), "region": "429913", "ground": "权责清单", "held_from": JAN}
    add_unit(uscc=code, name=name, **(values | given), **by)


def unit() -> Unit:
    return Unit.objects.get(uscc=CODE)


def give(since: date, by: dict[str, Any]) -> None:
    assert powers.give_power(unit=unit(), item=ITEM, held_from=since, ground="权责清单", **by)


def end(since: date, on: date, by: dict[str, Any]) -> None:
    powers.end_power(Power.objects.get(held_from=since).pk, on=on, ground="机构改革", **by)


def spans() -> list[tuple[date, date | None]]:
    return list(Power.objects.order_by("held_from").values_list("held_from", "held_until"))


# ---- an end


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        pytest.param(JUN - ONE_DAY, "", id="earlier than the end on file"),
        pytest.param(JUN, "power.has_ended", id="the same day"),
        pytest.param(JUN + ONE_DAY, "power.has_ended", id="later: it would live again"),
        pytest.param(DEC + ONE_DAY, "power.has_ended", id="into the next power"),
    ],
)
def test_an_end_on_file_only_comes_earlier(by: dict[str, Any], on: date, refused: str) -> None:
    give(JAN, by)
    end(JAN, JUN, by)
    give(DEC, by)
    if not refused:
        end(JAN, on, by)
        assert spans() == [(JAN, on), (DEC, None)]
        return
    with pytest.raises(Refusal, match="只能提前") as said:
        end(JAN, on, by)
    assert said.value.code == refused
    assert spans() == [(JAN, JUN), (DEC, None)]


@pytest.mark.parametrize(("on", "fits"), [(DEC - ONE_DAY, True), (DEC, True), (DEC + ONE_DAY, False)])
def test_an_end_is_not_beyond_the_next_begin(by: dict[str, Any], on: date, fits: bool) -> None:
    """Open spans before a later one were made by earlier releases; their ends must not keep the overlap."""
    give(DEC, by)
    Power.objects.create(unit=unit(), item=ITEM, held_from=JAN, ground="权责清单")
    if fits:
        end(JAN, on, by)
        assert spans() == [(JAN, on), (DEC, None)]
        return
    with pytest.raises(Refusal) as said:
        end(JAN, on, by)
    assert said.value.code == "power.crosses"


# ---- `mingxin unit add`


def test_a_unit_added_again_with_an_earlier_day_gets_no_second_power_over_the_first(by: dict[str, Any]) -> None:
    give(JUN, by)
    added(CODE, "云泽市交通运输局", by, items=[ITEM], held_from=JAN)
    assert spans() == [(JAN, JUN), (JUN, None)]


def test_acting_for_another_is_in_the_ledger_once(by: dict[str, Any]) -> None:
    for _ in range(2):
        added(CODE, "云泽市交通运输局", by, acts_for=OTHER, ground="委托协议")
    entry = Entry.objects.get(action="access.let_act_for")
    told = json.loads(entry.detail)
    assert (entry.object_key, entry.matter, told["principal"]) == (CODE, "委托协议", OTHER)
    assert ActsFor.objects.count() == 1


# ---- an import taken back


LINE = PowerLine(2, CODE, "", ITEM, "", "权责清单（2026年版）", JAN)


def take_in(by: dict[str, Any], *lines: PowerLine) -> PowerImport:
    return powers.import_powers(lines, file_name="清单.csv", digest="0" * 64, **by)


def refused_undo(made: PowerImport, by: dict[str, Any]) -> Refusal:
    before = spans()
    with pytest.raises(Refusal) as said:
        powers.undo_import(made.pk, **by)
    assert said.value.remedy
    assert spans() == before
    made.refresh_from_db()
    assert made.undone_at is None
    return said.value


@pytest.mark.parametrize("is_new", [True, False], ids=["entered by it", "changed by it"])
def test_a_power_ended_since_is_not_revived(by: dict[str, Any], is_new: bool) -> None:
    if not is_new:
        give(JAN, by)
    made = take_in(by, LINE)
    end(JAN, JUN, by)
    assert refused_undo(made, by).code == "powers.line.changed"
    assert spans() == [(JAN, JUN)]


def test_a_ground_changed_since_bars_it_too(by: dict[str, Any]) -> None:
    made = take_in(by, LINE)
    Power.objects.update(ground="另一依据")
    assert refused_undo(made, by).code == "powers.line.changed"


def test_a_later_power_in_the_way_bars_it(by: dict[str, Any]) -> None:
    give(JAN, by)
    made = take_in(by, replace(LINE, held_until=JUN))
    give(JUN, by)
    refused = refused_undo(made, by)
    assert (refused.code, f"自 {JUN} 起" in refused.message) == ("powers.line.taken", True)


def test_an_import_of_an_earlier_release_says_it_cannot_tell(by: dict[str, Any]) -> None:
    give(JAN, by)
    made = take_in(by, LINE)
    PowerImportLine.objects.update(after_until=None, after_ground="")
    assert refused_undo(made, by).code == "powers.line.changed"


def test_the_ledger_names_the_powers_of_an_import_and_of_its_undoing(by: dict[str, Any]) -> None:
    give(JAN, by)
    made = take_in(by, replace(LINE, held_until=JUN), replace(LINE, row=3, item="honour"))
    powers.undo_import(made.pk, **by)
    assert spans() == [(JAN, None)]
    told = [
        {"unit": CODE, "item": ITEM, "from": f"{JAN}", "until": f"{JUN}", "is_new": False, "until_before": None},
        {"unit": CODE, "item": "honour", "from": f"{JAN}", "until": None, "is_new": True, "until_before": None},
    ]
    for action in ("access.import_powers", "access.undo_import"):
        detail = json.loads(Entry.objects.get(action=action).detail)
        assert (detail["count"], detail["lines"]) == (2, told)


def test_a_long_import_is_told_in_part_and_counted_whole(by: dict[str, Any]) -> None:
    made = take_in(by, *(replace(LINE, row=2 + n, item=f"item_{n}") for n in range(LINES_TOLD + 1)))
    powers.undo_import(made.pk, **by)
    for action in ("access.import_powers", "access.undo_import"):
        detail = json.loads(Entry.objects.get(action=action).detail)
        assert (detail["count"], len(detail["lines"])) == (LINES_TOLD + 1, LINES_TOLD)
