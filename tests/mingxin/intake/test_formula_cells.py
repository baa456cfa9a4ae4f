"""A cell in which a formula came to nothing holds its row back, whatever the field and the format."""

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from mingxin.intake.checks.run import check
from mingxin.intake.reading.shown import UNCOMPUTED
from mingxin.intake.table import ROW, Checked
from tests.mingxin.intake.marked_workbook import GOOD, HEAD, fault, mark
from tests.mingxin.intake.marked_workbook import table_of as registration_of
from tests.mingxin.intake.sieving import row_of, sieved_of, table_of, write
from tests.mingxin.intake.test_told_whole import workbook
from tests.spec.findings.sheets import around

SHOWN = {"#N/A": "cell.formula_error", '=IF(1=1,"否","是")': "cell.formula_without_value"}


def checked(path: Path) -> Checked:
    return check(sieved_of(path), around=around(entitled=None))


def faults(checked: Checked) -> list[tuple[int, str, str]]:
    return checked.findings.filter(pl.col("code").str.starts_with("cell.")).select(ROW, "field", "code").rows()


@pytest.mark.parametrize("field", ["CF_SFGK", "CF_SXCD", "CF_XDR_SHXYM", "CF_JDRQ", "CF_NR_FK", "BZ"])
@pytest.mark.parametrize("shown", SHOWN)
def test_a_row_with_such_a_cell_is_questioned(tmp_path: Path, field: str, shown: str) -> None:
    path = write(tmp_path / "a.xlsx", [row_of(**{field: shown}), row_of(CF_WSH="云市监罚〔2026〕32号")])
    found = checked(path)
    assert faults(found) == [(2, field, SHOWN[shown])]
    assert 2 in found.error_rows
    of_cell = found.findings.filter((pl.col(ROW) == 2) & (pl.col("field") == field) & (pl.col("severity") == "error"))
    assert of_cell.height == 1, "nothing else is said of it"


def test_in_text_it_is_what_the_spreadsheet_showed(tmp_path: Path) -> None:
    head = openpyxl.load_workbook(write(tmp_path / "a.xlsx", [])).active.iter_rows(values_only=True)
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(row) for row in [*head, row_of(CF_SFGK="#N/A")]), encoding="utf-8")
    assert faults(checked(path)) == [(2, "CF_SFGK", "cell.formula_error")]


def test_a_sheet_whose_rows_are_formulas_alone_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["=A1"] * 3, row_of()])
    assert table_of(path).cells[ROW].to_list() == [2, 3]
    assert len(faults(checked(path))) == 3


@pytest.mark.parametrize("value", ["#N/A", "=TODAY()"])
def test_marked_and_sent_again_it_is_as_faulty(tmp_path: Path, value: str) -> None:
    path = workbook(tmp_path / "a.xlsx", 登记=[HEAD, [*GOOD[:3], value, *GOOD[4:]], GOOD])
    table, _ = mark(path, tmp_path / "out.xlsx", fault(2, "D"))
    again = registration_of(tmp_path / "out.xlsx")
    assert again.cells.equals(table.cells)
    assert again.cells["CLRQ"].to_list()[0] in ("#N/A", UNCOMPUTED)
