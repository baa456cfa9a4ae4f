"""What the sieve left of a file, kept as one working file, so that it can be checked again after a cell was mended."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from mingxin.intake.table import UNLIKE_SCHEMA, Beside, Sheet, Sieved, Table
from mingxin.rulebook.cards import ItemCard

_META: Final = "shape.json"
_UNLIKE: Final = "unlike_cells"  # earlier ones lack it
FRAMES: Final = ("cells", "number_cells", "date_cells", _UNLIKE, "refused", "cut", "findings")


def pack(sieved: Sieved) -> bytes:
    """All that a Sieved holds but the card; nothing in it was not sieved."""
    frames, shape = parts_of(sieved), shape_of(sieved)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:  # small frames are not packed by Parquet itself
        for name in FRAMES:
            part = io.BytesIO()
            frames[name].write_parquet(part)
            archive.writestr(zipfile.ZipInfo(name), part.getvalue(), zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(_META), json.dumps(shape, ensure_ascii=False), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(data: bytes, card: ItemCard) -> Sieved:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        frames = {name: pl.read_parquet(io.BytesIO(archive.read(name))) for name in archive.namelist() if name != _META}
        return from_parts(json.loads(archive.read(_META)), frames, card)


def parts_of(sieved: Sieved) -> Mapping[str, pl.DataFrame]:
    """Its tables, by the names of FRAMES."""
    table, sheet = sieved.table, sieved.table.sheet
    return {
        "cells": table.cells,
        "number_cells": sheet.number_cells,
        "date_cells": sheet.date_cells,
        _UNLIKE: sheet.unlike_cells,
        "refused": sieved.refused,
        "cut": sieved.cut,
        "findings": sieved.findings,
    }


def shape_of(sieved: Sieved) -> Mapping[str, object]:
    """What else a Sieved holds, as JSON can say it."""
    table, sheet = sieved.table, sieved.table.sheet
    return {
        "name": sheet.name,
        "format": sheet.format,
        "encoding": sheet.encoding,
        "columns": sheet.cells.columns,
        "header_is_merged": sheet.header_is_merged,
        "header_row": table.header_row,
        "letters": dict(table.letters),
        "unknown": table.unknown,
        "missing": table.missing,
        "beside": table.beside,
    }


def from_parts(shape: Mapping[str, Any], frames: Mapping[str, pl.DataFrame], card: ItemCard) -> Sieved:
    sheet = Sheet(
        name=shape["name"],
        format=shape["format"],
        encoding=shape["encoding"],
        cells=pl.DataFrame(schema={name: pl.UInt32 if name == "row" else pl.String for name in shape["columns"]}),
        number_cells=frames["number_cells"],
        date_cells=frames["date_cells"],
        header_is_merged=shape["header_is_merged"],
        unlike_cells=frames.get(_UNLIKE, pl.DataFrame(schema=UNLIKE_SCHEMA)),
    )
    table = Table(
        sheet=sheet,
        card=card,
        header_row=shape["header_row"],
        cells=frames["cells"],
        letters=shape["letters"],
        unknown=tuple((letter, header) for letter, header in shape["unknown"]),
        missing=tuple(shape["missing"]),
        beside=tuple((row, Beside(why)) for row, why in shape.get("beside", ())),  # earlier ones lack it
    )
    return Sieved(table=table, refused=frames["refused"], cut=frames["cut"], findings=frames["findings"])


def cells_of(data: bytes) -> pl.DataFrame:
    """The cells alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return pl.read_parquet(io.BytesIO(archive.read("cells")))
