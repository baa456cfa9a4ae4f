"""The faulty files written, and faults.json, which says what is wrong with each and where."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from mingxin.kernel.resident_id import cut
from seed import layouts, writing
from seed.city import City
from seed.fault_files import FAULTY_FILES, write_broken
from seed.faults import Fault, FaultyFile, Row, clean_rows
from seed.layouts import Table


def write_faulty(city: City, folder: Path) -> list[dict[str, Any]]:
    """Write the faulty files and faults.json; returns what the plan says of them."""
    listed: list[dict[str, Any]] = []
    told: list[dict[str, Any]] = []
    for place, one in enumerate(FAULTY_FILES, start=1):
        path = f"faulty/{place:02}_{one.name}.{one.style.format}"
        rows, faults = _rows_of(city, one, place)
        told += _written(folder / path, city, one, rows, faults, path)
        listed.append({"file": path, "item": one.item, "unit": city.unit(one.sent_by).uscc, "rows": len(rows)})
    broken = write_broken(city, folder, len(FAULTY_FILES))
    writing.write_json(folder / "faults.json", told + [fault for _, fault in broken])
    return listed + [entry for entry, _ in broken]


def _rows_of(city: City, one: FaultyFile, place: int) -> tuple[list[Row], list[tuple[int, Fault]]]:
    """The rows of a file and, for each fault, the place of its row."""
    first = 9000 + place * 50
    rows = [scene.row for scene in clean_rows(city, one.item, one.unit, one.clean, first=first)]
    faults = []
    for fault in one.faults:
        scenes = clean_rows(city, one.item, one.unit, 1, party=fault.party, first=first + len(rows))
        if not scenes:
            continue  # a very small city may lack such a subject
        scene = scenes[0]
        if fault.twice:
            rows.append(scene.row)
            if fault.code == "duplicate.differs_in_file":
                faults.append((len(rows) - 1, replace(fault, what=f"{fault.what}（第一行）")))
        rows.append(scene.row | dict(fault.change(scene)))
        faults.append((len(rows) - 1, fault))
    return rows, faults


def _written(
    path: Path, city: City, one: FaultyFile, rows: list[Row], faults: list[tuple[int, Fault]], name: str
) -> list[dict[str, Any]]:
    table = layouts.table_of(one.item, one.style, rows)
    width = len(table.headers)
    for header, (value, _) in one.added_columns.items():
        table = Table(
            (*table.codes, ""),
            (*table.headers, header),
            (*table.types, "text"),
            tuple((*row, value) for row in table.rows),
        )
    numbers = frozenset((index, table.codes.index(fault.field)) for index, fault in faults if fault.as_number)
    title = f"{city.unit(one.unit).name}{layouts.item_name(one.item)}信息表"
    writing.write_table(path, table, one.style, title, numbers)
    return _told(one, table, width, rows, faults, name)


def _told(
    one: FaultyFile, table: Table, width: int, rows: list[Row], faults: list[tuple[int, Fault]], name: str
) -> list[dict[str, Any]]:
    """What faults.json says of a file. `width` is the number of columns before the added ones."""
    head = one.style.header_row
    told = [
        {
            "file": name,
            "row": head + 1 + index,
            "column": layouts.letter(table.codes.index(fault.field)),
            "field": fault.field,
            "code": fault.code,
            "found_on_row": head + (0 if fault.told_at_header else 1 + index),
            "value": cut(layouts.spell_date(rows[index].get(fault.field, ""), one.style.dates))[0],
            "what": fault.what,
        }
        for index, fault in faults
    ]
    for place, (header, (_, code)) in enumerate(one.added_columns.items(), start=width):
        column: dict[str, Any] = {"file": name, "row": head, "column": layouts.letter(place), "field": "", "code": code}
        told.append({**column, "found_on_row": head, "value": header, "what": f"多出的列“{header}”"})
    return told
