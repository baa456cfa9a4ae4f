"""What the platform's own checks say of the files: nothing of the clean ones, the planted code of the faulty."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mingxin.intake.checks.check import Surroundings
from mingxin.intake.checks.run import check
from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.rules.duplicates import duplicates_in_file
from mingxin.intake.rules.names import REGISTER_SCHEMA, compare_with_register
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import Role
from mingxin.rulebook.loader import packaged_rulebook
from seed.city import City
from seed.parties import is_workday

Found = set[tuple[int, str, str, str]]  # row, field, code, severity


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return packaged_rulebook()


@pytest.fixture(scope="module")
def faults(folder: Path) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    return told


def test_clean_files_have_no_error(small_city: City, folder: Path, plan: dict[str, Any], rulebook: Rulebook) -> None:
    """The newest file of every item and every fifth of all."""
    newest = {entry["item"]: entry for entry in plan["files"]}
    for entry in [*newest.values(), *plan["files"][::5]]:
        found = findings(entry, folder, small_city, rulebook)
        assert {one for one in found if one[3] == "error"} == set(), entry["file"]
        assert {code for _, _, code, _ in found} <= {"deadline.late", "term.never_used", "table.rows_skipped"}, entry[
            "file"
        ]


def test_every_planted_fault_is_found(
    small_city: City, folder: Path, plan: dict[str, Any], faults: list[dict[str, Any]], rulebook: Rulebook
) -> None:
    missed = []
    for entry in plan["faulty"]:
        found = findings(entry, folder, small_city, rulebook)
        here = {(row, code) for row, _, code, _ in found}
        missed += [
            fault
            for fault in faults
            if fault["file"] == entry["file"] and fault["code"] and (fault["found_on_row"], fault["code"]) not in here
        ]
    assert missed == []


def test_nothing_but_the_planted_faults_is_an_error(
    small_city: City, folder: Path, plan: dict[str, Any], faults: list[dict[str, Any]], rulebook: Rulebook
) -> None:
    told = {(fault["file"], fault["found_on_row"]) for fault in faults}
    for entry in plan["faulty"]:
        errors = {row for row, _, _, severity in findings(entry, folder, small_city, rulebook) if severity == "error"}
        assert {row for row in errors if (entry["file"], row) not in told} == set(), entry["file"]


def findings(entry: dict[str, Any], folder: Path, city: City, rulebook: Rulebook) -> Found:
    """All that reading, sieve, checks and comparisons say; a refused file says its refusal on row 0."""
    card = rulebook.cards[entry["item"]]
    try:
        sheet = open_sheet(folder / entry["file"], max_bytes=10**8, max_rows=10**6, cards=[card])
        table = recognise(sheet, card)
    except Refusal as refusal:
        return {(0, "", refusal.code, "error")}
    sieved = sieve(table, forbidden=rulebook.forbidden, as_of=city.as_of)
    checked = check(sieved, around=surroundings(entry["unit"], city, rulebook))
    name, code = card.by_role(Role.NAME), card.by_role(Role.USCC)
    assert name is not None
    assert code is not None
    named = checked.rows.select(ROW, uscc=pl.col(code.code), name=pl.col(name.code))
    frames = [
        checked.findings,
        duplicates_in_file(checked.rows, card, table.letters),
        compare_with_register(named, register(city), field=name.code),
    ]
    return {row for frame in frames for row in frame.select("row", "field", "code", "severity").iter_rows()}


def surroundings(unit: str, city: City, rulebook: Rulebook) -> Surroundings:
    first = city.as_of - timedelta(days=400)
    days = {first + timedelta(days=step): is_workday(first + timedelta(days=step)) for step in range(420)}
    return Surroundings(
        as_of=city.as_of,
        received_on=city.as_of,
        code_sets=rulebook.code_sets,
        calendar=Calendar(days, city.as_of, "test"),
        unit_uscc=unit,
        organ_names={one.uscc: [one.name] for one in city.units},
        entitled_organs=[unit],
        longest_term_months=36,
    )


def register(city: City) -> pl.DataFrame:
    rows = [(one.uscc, one.name, [one.former_name] if one.former_name else []) for one in city.organisations]
    return pl.DataFrame(rows, schema=REGISTER_SCHEMA, orient="row")
