"""A 权责清单: what it would do is shown line by line, it is entered whole, and it can be taken back."""

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from mingxin.access.actions.powers import end_power, give_power, import_powers, undo_import
from mingxin.access.models import Power, PowerImport, Unit
from mingxin.access.queries.power_plans import Plan, plan_of
from mingxin.intake.actions.powers_file import HEADERS, lines_of
from mingxin.ledger.models import Entry
from mingxin.vault.actions import digest_of
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, UNIT_NAMES, penalty
from tests.mingxin.intake.actions.desk import OFFICER, PENALTY, Desk, refusal_of

GROUND = "权责清单（2026年版）"
Line = tuple[str, ...]


def line(
    item: str = "honour",
    unit: str = UNIT,
    name: str = "",
    since: str = "2026/1/1",
    until: str = "",
    ground: str = GROUND,
) -> Line:
    return (unit, name or UNIT_NAMES.get(unit, ""), item, ground, since, until)


def listed(desk: Desk, *lines: Line, name: str = "list.csv") -> Path:
    path = desk.folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows([HEADERS, *lines])
    return path


def previewed(path: Path) -> Plan:
    return plan_of(lines_of(path), today=date(2026, 11, 20))


def applied(path: Path, *, at: datetime, expected: Plan | None = None) -> PowerImport:
    return import_powers(
        lines_of(path), file_name=path.name, digest=digest_of(path), by=OFFICER, at=at, expected=expected
    )


@pytest.fixture
def bare(desk: Desk) -> Desk:
    """Penalties since 2020 are on file, and nothing else."""
    Power.objects.exclude(item=PENALTY).delete()
    return desk


def powers(unit: str = UNIT) -> list[tuple[str, str, str | None]]:
    return [
        (p.item, str(p.held_from), str(p.held_until) if p.held_until else None)
        for p in Power.objects.filter(unit__uscc=unit).order_by("item", "held_from")
    ]


KINDS: list[tuple[str, Line, str]] = [
    ("a new power", line(), "new"),
    ("by the item's name", line("行政许可"), "new"),
    ("one with an end", line(until="2027/1/1"), "new"),
    ("what is on file", line(PENALTY, since="2020-01-01", ground="权责清单"), "same"),
    ("what is on file since longer", line(PENALTY, since="2021-01-01"), "same"),
    ("an end for what had none", line(PENALTY, since="2020-01-01", until="2026-12-01"), "ended"),
    ("another ground", line(PENALTY, since="2020-01-01"), "changed"),
    ("a unit that nobody registered", line(unit="11429913000000035C"), "faulty"),
    ("another name than on file", line(name="云泽市交通局"), "faulty"),
    ("no such item", line("行政处罚决定"), "unknown_item"),
    ("no ground", line(ground=""), "faulty"),
    ("no day", line(since=""), "faulty"),
    ("a day that there is not", line(since="2026/2/30"), "faulty"),
    ("an end on the first day", line(since="2026/1/1", until="2026/1/1"), "faulty"),
    ("an end on the day after", line(since="2026/1/1", until="2026/1/2"), "new"),
    ("a day before the register's first", line(since="1948/12/31"), "faulty"),
    ("the register's first day", line(since="1949/1/1"), "new"),
    ("ten years ahead", line(until="2036/11/20"), "new"),
    ("a day more", line(until="2036/11/21"), "faulty"),
    ("a ground as long as may be", line(ground="据" * 200), "new"),
    ("a ground too long", line(ground="据" * 201), "faulty"),
    ("over what is on file", line(PENALTY, since="2019-01-01"), "faulty"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "kind"), [pytest.param(*case[1:], id=case[0]) for case in KINDS])
def test_what_a_line_would_do(bare: Desk, one: Line, kind: str) -> None:
    before = powers()
    [planned] = previewed(listed(bare, one)).lines
    assert (planned.kind, planned.line.row) == (kind, 2)
    assert planned.sentence.endswith("。")
    assert powers() == before, "a preview enters nothing"


def test_a_known_code_of_no_unit(bare: Desk) -> None:
    Unit.objects.filter(uscc=OTHER_UNIT).update(uscc="11429913000000093X")
    [planned] = previewed(listed(bare, line(unit=OTHER_UNIT))).lines
    assert planned.kind == "unknown_unit"


def test_two_lines_of_one_list_that_cross(bare: Desk) -> None:
    plan = previewed(listed(bare, line(until="2026/6/1"), line(since="2026/5/31"), line(since="2026/6/1")))
    assert [planned.kind for planned in plan.lines] == ["new", "faulty", "faulty"]
    plan = previewed(listed(bare, line(until="2026/6/1"), line(since="2026/6/1")))
    assert [planned.kind for planned in plan.lines] == ["new", "new"]


def test_entered_whole_and_taken_back(bare: Desk) -> None:
    before = powers()
    path = listed(
        bare, line(), line(PENALTY, since="2020-01-01", until="2026-12-01"), line("admin_licence", OTHER_UNIT)
    )
    plan = previewed(path)
    done = applied(path, at=bare.at, expected=plan)
    assert powers() == [(PENALTY, "2020-01-01", "2026-12-01"), ("honour", "2026-01-01", None)]
    assert ("admin_licence", "2026-01-01", None) in powers(OTHER_UNIT)
    again = refusal_of(applied, path, at=bare.at)
    assert again.code == "powers.nothing"
    undo_import(done.pk, by=OFFICER, at=bare.at)
    assert powers() == before
    assert refusal_of(undo_import, done.pk, by=OFFICER, at=bare.at).code == "powers.undone"
    assert Entry.objects.filter(action__in=("access.import_powers", "access.undo_import")).count() == 2


def test_one_faulty_line_and_nothing_is_entered(bare: Desk) -> None:
    refused = refusal_of(applied, listed(bare, line(), line("没有的事项")), at=bare.at)
    assert (refused.code, "第 3 行" in refused.message) == ("powers.faulty", True)
    assert not PowerImport.objects.exists()


def test_what_changed_since_the_preview_is_looked_at_again(bare: Desk) -> None:
    path = listed(bare, line(), line("admin_licence"))
    plan = previewed(path)
    unit = Unit.objects.get(uscc=UNIT)
    give_power(unit=unit, item="honour", held_from=date(2026, 1, 1), ground=GROUND, by=OFFICER, at=bare.at)
    refused = refusal_of(applied, path, at=bare.at, expected=plan)
    assert refused.code == "powers.crossed"


def test_not_taken_back_where_a_change_rests_on_it(bare: Desk) -> None:
    Power.objects.filter(unit__uscc=UNIT).delete()
    done = applied(listed(bare, line(PENALTY), line()), at=bare.at)
    bare.admitted(penalty(1))
    refused = refusal_of(undo_import, done.pk, by=OFFICER, at=bare.at)
    assert refused.code == "powers.rested_on"
    assert len(powers()) == 2, "all of it stays"


def test_the_last_import_is_taken_back_first(bare: Desk) -> None:
    first = applied(listed(bare, line()), at=bare.at)
    second = applied(listed(bare, line(until="2027-01-01")), at=bare.at)
    assert refusal_of(undo_import, first.pk, by=OFFICER, at=bare.at).code == "powers.later"
    undo_import(second.pk, by=OFFICER, at=bare.at)
    undo_import(first.pk, by=OFFICER, at=bare.at)
    assert powers() == [(PENALTY, "2020-01-01", None)]


def test_a_workbook_with_a_title_and_further_columns(bare: Desk) -> None:
    book = openpyxl.Workbook()
    book.active.append(["云泽市权责清单"])
    book.active.append(["序号", *HEADERS, "备注"])
    book.active.append([1, *line()[:4], date(2026, 1, 1), None, "甲"])
    path = bare.folder / "list.xlsx"
    book.save(path)
    [planned] = previewed(path).lines
    assert (planned.kind, planned.line.row, planned.line.held_from) == ("new", 3, date(2026, 1, 1))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        pytest.param([("甲", "乙", "丙"), ("1", "2", "3")], "powers.header", id="another sheet"),
        pytest.param([HEADERS], "powers.empty", id="the header alone"),
    ],
)
def test_what_is_no_list(bare: Desk, rows: list[Line], code: str) -> None:
    path = bare.folder / "other.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(rows)
    assert refusal_of(previewed, path).code == code


def test_a_power_given_before_a_later_one_ends_where_that_begins(bare: Desk) -> None:
    unit = Unit.objects.get(uscc=UNIT)
    given = {"unit": unit, "item": "honour", "ground": GROUND, "by": OFFICER, "at": bare.at}
    assert give_power(held_from=date(2026, 6, 1), **given)
    assert give_power(held_from=date(2026, 1, 1), **given)
    assert not give_power(held_from=date(2026, 3, 1), **given)
    assert ("honour", "2026-01-01", "2026-06-01") in powers()
    assert refusal_of(give_power, held_from=date(2020, 1, 1), **(given | {"ground": " "})).code == "power.no_ground"


def test_a_power_ends_with_a_ground(bare: Desk) -> None:
    power = Power.objects.get(unit__uscc=UNIT)
    given = {"by": OFFICER, "at": bare.at}
    assert refusal_of(end_power, power.pk, on=date(2020, 1, 1), ground=GROUND, **given).code == "power.ends_before"
    assert refusal_of(end_power, power.pk, on=date(2026, 1, 1), ground="", **given).code == "power.no_ground"
    assert refusal_of(end_power, 999_999, on=date(2026, 1, 1), ground=GROUND, **given).code == "power.unknown"
    end_power(power.pk, on=date(2026, 12, 1), ground=GROUND, **given)
    assert powers() == [(PENALTY, "2020-01-01", "2026-12-01")]


def test_the_limit_is_on_lines_and_not_on_what_stands_above_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mingxin.intake.actions.powers_file.MOST_LINES", 2)
    lines = [line(item) for item in ("honour", "admin_penalty", "admin_licence")]
    assert len(lines_of(listed(desk, *lines[:2]))) == 2, "on it, with its header"
    title = desk.folder / "titled.csv"
    title.write_text("某市权责清单\n" + listed(desk, *lines[:2]).read_text("utf-8-sig"), encoding="utf-8-sig")
    assert len(lines_of(title)) == 2, "on it, with a title too"
    refusal = refusal_of(lines_of, listed(desk, *lines))
    assert (refusal.code, "3 行数据" in refusal.message) == ("file.too_many_rows", True)


def test_an_end_that_is_merged_over_several_lines_is_no_guess(bare: Desk) -> None:
    book = openpyxl.Workbook()
    for cells in (HEADERS, line(until="2026/12/31"), line(PENALTY)):
        book.active.append(cells)
    book.active.merge_cells("F2:F3")
    book.save(bare.folder / "list.xlsx")
    assert refusal_of(lines_of, bare.folder / "list.xlsx").code == "file.merged_cells"
