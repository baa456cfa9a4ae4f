"""The written folder: the same bytes for the same city, planned as it stands, clean but for what is planted."""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mingxin.kernel import resident_id
from seed import files
from seed.city import City
from seed.faults import invented_identity
from seed.layouts import columns, iso_date, letter

Cells = list[list[str]]


def test_the_same_city_gives_the_same_bytes(small_city: City, folder: Path, tmp_path: Path) -> None:
    files.write(small_city, tmp_path)
    assert digests(tmp_path) == digests(folder)


def test_the_plan_names_every_file_and_its_rows(folder: Path, plan: dict[str, Any]) -> None:
    for entry in plan["files"]:
        cells = read(folder / entry["file"])
        assert len(data_rows(cells, entry["item"])) == entry["rows"], entry["file"]
    named = {entry["file"] for entry in (*plan["files"], *plan["faulty"], *plan["criteria"])}
    others = {"plan.json", "faults.json", plan["regions"], plan["units"]}
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == named | others


def test_the_register_comes_first(plan: dict[str, Any]) -> None:
    items = [entry["item"] for entry in plan["files"]]
    assert items == sorted(items, key=files.ITEMS.index)
    assert items[0] == "org_registration"


def test_the_register_has_every_organisation(small_city: City, plan: dict[str, Any]) -> None:
    rows = sum(entry["rows"] for entry in plan["files"] if entry["item"] == "org_registration")
    assert rows == len(small_city.organisations)


def test_each_utility_reports_its_payments_month_by_month(plan: dict[str, Any]) -> None:
    sent = [entry for entry in plan["files"] if entry["item"] == "utility_payment"]
    assert len({entry["unit"] for entry in sent}) == 2
    assert {entry["period"] for entry in sent} == {"2026年08月", "2026年09月", "2026年10月"}
    assert len(sent) == 6
    assert all(100 < entry["rows"] <= 320 for entry in sent)


def test_every_layout_and_encoding_is_there(folder: Path, plan: dict[str, Any]) -> None:
    kinds = Counter(kind_of(folder / entry["file"]) for entry in plan["files"])
    assert set(kinds) == {"xlsx", "gb18030", "utf-8", "utf-8-sig"}
    headers = {cell for entry in plan["files"] for row in read(folder / entry["file"])[:3] for cell in row}
    assert {"行政相对人名称", "行政相对人名称（必填）", "相对人名称", "CF_XDR", "注册资金"} <= headers


def test_clean_files_hold_no_identity_number(folder: Path, plan: dict[str, Any]) -> None:
    for entry in plan["files"]:
        found = [cell for row in read(folder / entry["file"]) for cell in row if resident_id.find_in(cell)]
        assert found == [], entry["file"]


def test_planted_identity_numbers_are_of_no_real_place(folder: Path, plan: dict[str, Any]) -> None:
    found = set()
    for entry in plan["faulty"]:
        if kind_of(folder / entry["file"]) != "xlsx":
            continue
        for row in read(folder / entry["file"]):
            found |= {cell[start:end] for cell in row for start, end in resident_id.find_in(cell)}
    assert len(found) == 2
    assert {number[:6] for number in found} == {"429913"}
    assert resident_id.find_in((folder / "faults.json").read_text(encoding="utf-8")) == []


def test_each_fault_stands_where_it_says(folder: Path) -> None:
    told = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    assert len(told) > 50
    for fault in told:
        if fault["row"] == 0:
            assert (folder / fault["file"]).exists()
            continue
        cells = read(folder / fault["file"])
        place = next(place for place in range(100) if letter(place) == fault["column"])
        value = cells[fault["row"] - 1][place]
        assert resident_id.cut(value)[0] == fault["value"] or _same_number(value, fault["value"]), fault


def test_codes_in_workbooks_are_text(folder: Path, plan: dict[str, Any]) -> None:
    book = next(entry["file"] for entry in plan["files"] if entry["file"].endswith(".xlsx"))
    sheet = openpyxl.load_workbook(folder / book)["Sheet1"]
    cells = [cell for row in sheet.iter_rows() for cell in row if re.fullmatch(r"9\w{17}", str(cell.value))]
    assert cells
    assert {(cell.data_type, cell.number_format) for cell in cells} == {("s", "@")}


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (35, "AJ")])
def test_letters(index: int, name: str) -> None:
    assert letter(index) == name


def test_invented_identity_numbers_hold() -> None:
    born = iso_date("1984-06-18")
    assert born is not None
    assert resident_id.is_resident_id(invented_identity(born, 21))


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def kind_of(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"PK"):
        return "xlsx"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def read(path: Path) -> Cells:
    """The cells of a file as texts, the first row first."""
    kind = kind_of(path)
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
        return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(path.read_bytes().decode(kind), newline="")))


def data_rows(cells: Cells, item: str) -> Cells:
    """Rows under the header that name a subject."""
    codes = re.compile(r"[0-9AN][0-9A-HJ-NP-RTUWXY]{17}")
    assert columns(item)
    return [row for row in cells if any(codes.fullmatch(cell) for cell in row)]


def _same_number(value: str, told: str) -> bool:
    """A workbook's number cell says the same amount in another spelling."""
    try:
        return float(value) == float(told)
    except ValueError:
        return False
