"""What the reading room and its child hand each other in a folder: tables as files that hold nothing but columns, and
the few words beside them as JSON. Neither side takes more from the other than data.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl

from mingxin.intake.kept_sieved import FRAMES as OF_SIEVED
from mingxin.intake.kept_sieved import from_parts, parts_of, shape_of
from mingxin.intake.table import Sheet, Sieved
from mingxin.rulebook.cards import ItemCard

_OF_SHEET: Final = ("cells", "number_cells", "date_cells", "unlike_cells")
_LISTS: Final = ("unread", "hidden_rows", "hidden_columns")
_SHEET: Final = "sheet"
_SIEVED: Final = "sieved"


def put_frame(folder: Path, name: str, frame: pl.DataFrame) -> None:
    with (folder / name).open("wb") as out:
        frame.write_ipc_stream(out, compression="lz4")


def frame_of(folder: Path, name: str) -> pl.DataFrame:
    with (folder / name).open("rb") as file:  # from the file three times as fast as from its bytes
        return pl.read_ipc_stream(file)


def put_sheet(folder: Path, sheet: Sheet) -> None:
    said = {
        "name": sheet.name,
        "format": sheet.format,
        "encoding": sheet.encoding,
        "header_is_merged": sheet.header_is_merged,
        "merged": sheet.merged,
        **{name: getattr(sheet, name) for name in _LISTS},
    }
    _put(folder, _SHEET, said, {name: getattr(sheet, name) for name in _OF_SHEET})


def has_sheet(folder: Path) -> bool:
    return (folder / f"{_SHEET}.json").exists()


def sheet_of(folder: Path) -> Sheet:
    said = _said(folder, _SHEET)
    said |= {name: tuple(said[name]) for name in _LISTS}
    said["merged"] = tuple(map(tuple, said["merged"]))
    said |= {name: frame_of(folder, f"{_SHEET}.{name}") for name in _OF_SHEET}
    return Sheet(**said)


def put_sieved(folder: Path, sieved: Sieved) -> None:
    _put(folder, _SIEVED, shape_of(sieved), parts_of(sieved))


def sieved_of(folder: Path, card: ItemCard) -> Sieved:
    return from_parts(_said(folder, _SIEVED), {name: frame_of(folder, f"{_SIEVED}.{name}") for name in OF_SIEVED}, card)


def _put(folder: Path, name: str, said: Mapping[str, object], frames: Mapping[str, pl.DataFrame]) -> None:
    for part, frame in frames.items():
        put_frame(folder, f"{name}.{part}", frame)
    (folder / f"{name}.json").write_text(json.dumps(said, ensure_ascii=False))


def _said(folder: Path, name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return said
