"""What of a sent file may outlast its reading: the cleaned grid, and whether the original hides anything."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl

from mingxin.intake.reading.container import Kind, kind_of
from mingxin.intake.reading.spreadsheet import read_workbook
from mingxin.intake.sifting.identity import clean_everywhere, holds_any, may_hold
from mingxin.intake.table import ROW, Sheet, Sieved
from mingxin.kernel.resident_id import cut, find_in

_TAG: Final = re.compile(r"<[^>]*>")
_TEXT_PARTS: Final = (".xml", ".rels", ".vml", ".txt")
_PIECE_CHARACTERS: Final = 4_000_000  # a sheet of 100 000 rows has a hundred million, most of them tags
_HARMLESS_PARTS: Final = re.compile(r"xl/printerSettings/[^/]+\.bin")


def cleaned_grid(sheet: Sheet, sieved: Sieved, *, only_table: bool) -> pl.DataFrame:
    """The raw grid without refused rows and identity numbers, with the cells of the sieved table in their places.

    only_table leaves out everything else too: titles, notes, and the columns that no field claims.
    """
    table = sieved.table
    refused = sieved.refused.get_column(ROW)
    grid = sheet.cells.filter(~pl.col(ROW).is_in(refused.implode()))
    if only_table:
        kept = sorted(_letters_of(sieved), key=lambda letter: (len(letter), letter))
        in_table = pl.col(ROW).is_in(table.cells.get_column(ROW).implode())
        grid = grid.select(ROW, *kept).filter(in_table | (pl.col(ROW) == table.header_row))
    grid = clean_everywhere(grid)
    sieved_cells = table.cells.select(ROW, *(pl.col(code).alias(f"_{at}") for code, at in _own_columns(sieved).items()))
    grid = grid.join(sieved_cells, on=ROW, how="left", maintain_order="left")
    in_table = pl.col(ROW).is_in(table.cells.get_column(ROW).implode())
    grid = grid.with_columns(
        pl.when(in_table).then(pl.col(f"_{at}")).otherwise(pl.col(at)).alias(at) for at in _own_columns(sieved).values()
    ).select(grid.columns[: grid.width - len(_own_columns(sieved))])
    return _with_field_names(grid, sieved) if only_table else grid


def _own_columns(sieved: Sieved) -> dict[str, str]:
    """Field → letter, of fields that stand in one column as they were sent."""
    joined = {field.code for field in sieved.table.card.fields if field.joined_from}
    return {code: letter for code, letter in sieved.table.letters.items() if code not in joined}


def _letters_of(sieved: Sieved) -> list[str]:
    return list(sieved.table.letters.values())


def _with_field_names(grid: pl.DataFrame, sieved: Sieved) -> pl.DataFrame:
    """A header of one row with the names of the card, which is read again to the same table."""
    table = sieved.table
    is_header = pl.col(ROW) == table.header_row
    return grid.with_columns(
        pl.when(is_header).then(pl.lit(table.card.field(code).name)).otherwise(pl.col(letter)).alias(letter)
        for code, letter in table.letters.items()
    )


def original_is_clean(path: Path, sheet: Sheet) -> bool:
    """Whether no identity number stands anywhere in the file: titles, notes, other sheets, comments, properties."""
    if holds_any(sheet.cells) or cut(sheet.name)[1]:
        return False
    data = path.read_bytes()
    kind = kind_of(data)
    if kind is Kind.XLS or kind is Kind.WEB_TABLE:
        return False
    return kind is Kind.TEXT or workbook_is_clean(data)


def workbook_is_clean(data: bytes) -> bool:
    """Whether an XLSX, the cells of whose only sheet are known to be clean, holds no identity number in any part.

    Pictures and binaries count as unclean; of several sheets all are read.
    """
    sheets = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.is_dir() or _HARMLESS_PARTS.fullmatch(part.filename):
                continue
            if find_in(part.filename) or not part.filename.lower().endswith(_TEXT_PARTS):
                return False
            if not _part_is_clean(archive.read(part).decode("utf-8", "replace")):
                return False
            sheets += part.filename.startswith("xl/worksheets/sheet")
    return sheets == 1 or not any(holds_any(sheet.cells) for sheet in read_workbook(data, with_hidden=True))


def _part_is_clean(xml: str) -> bool:
    """Each text between tags, each tag's attributes, and the texts joined where formatting runs split them."""
    if any(_holds_any(pl.Series("text", [piece]).str.split("<").explode()) for piece in _pieces(xml)):
        return False
    strings = re.split("</(?:si|comment|text|is)>", xml) if "</r>" in xml else []
    return not any(find_in(html.unescape(_TAG.sub("", text))) for text in strings if "</r>" in text)


def _holds_any(texts: pl.Series) -> bool:
    """Whether a number stands in a text of XML, whose characters may be written as &#31243; or &#x7a0b;."""
    suspects = texts.to_frame().filter(may_hold(texts.name) | pl.col(texts.name).str.contains("&#x", literal=True))
    return any(find_in(html.unescape(text)) for text in suspects.get_column(texts.name).unique())


def _pieces(xml: str) -> Iterator[str]:
    """The whole in pieces that end where a tag begins: no text and no tag is cut in two."""
    begin = 0
    while begin < len(xml):
        end = xml.find("<", begin + _PIECE_CHARACTERS)
        end = len(xml) if end < 0 else end
        yield xml[begin:end]
        begin = end
