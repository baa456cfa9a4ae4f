"""Real registry rows, where they lie beside the checkout. They are read, never copied."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from stdnum.cn import uscc as oracle

from mingxin.kernel import resident_id, uscc

REGISTRY = Path(__file__).parents[4] / "shared" / "data" / "registry"

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not REGISTRY.is_dir(), reason="the registry data is not beside this checkout"),
]


def read(name: str) -> list[list[str]]:
    with (REGISTRY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_wrong_code_is_found_and_none_too_many() -> None:
    codes = [row[1] for row in read("huangshi_xianning.csv")[1:]]
    found = {code for code in codes if uscc.examine(code).problem}
    assert found == {code for code in codes if not oracle.is_valid(code)}
    assert found


def test_wrong_codes_with_a_right_inner_code_get_the_right_code_proposed() -> None:
    verdicts = [uscc.examine(row[1]) for row in read("huangshi_xianning.csv")[1:]]
    mended = [verdict for verdict in verdicts if verdict.suggestion]
    assert len(mended) == 8
    assert all(oracle.is_valid(verdict.suggestion) for verdict in mended)


def test_faults_of_the_national_set_are_named_by_kind() -> None:
    rows = read("dirty_rows_national.csv")
    kinds: dict[str, Counter[str | None]] = {}
    for number, reason in read("dirty_rows_reasons.csv")[1:]:
        kinds.setdefault(reason, Counter())[uscc.examine(rows[int(number) - 1][1]).problem] += 1
    assert set(kinds["InvalidLength"]) == {
        "uscc.old_registration_15",
        "uscc.old_registration_13",
        "uscc.organisation_code",
        "uscc.length",
    }
    assert set(kinds["InvalidChecksum"]) == {"uscc.check_digit"}
    assert set(kinds["InvalidFormat"]) == {"uscc.character", "uscc.length"}


@pytest.mark.parametrize("name", ["huangshi_xianning.csv", "dirty_rows_national.csv"])
def test_no_registry_cell_is_taken_for_an_identity_number(name: str) -> None:
    assert not [row for row in read(name) for cell in row if resident_id.find_in(cell)]
