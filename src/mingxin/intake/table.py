"""The shapes that a sent file takes on its way: sheet, table, findings. All pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import polars as pl

from mingxin.rulebook.cards import ItemCard

ROW = "row"  # UInt32: the row as Excel shows it, the sheet's first row is 1

FINDINGS_SCHEMA = pl.Schema(
    {
        ROW: pl.UInt32(),  # 0: about the sheet as a whole
        "column": pl.String(),  # Excel's letter, "" where the finding is about the whole row
        "field": pl.String(),  # field code, "" likewise
        "code": pl.String(),  # stable: kind.reason
        "severity": pl.String(),  # error | warning | note
        "value": pl.String(),  # as sent, identity numbers cut, at most 200 characters
        "message": pl.String(),
        "remedy": pl.String(),
        "example": pl.String(),
    }
)

_NO_FINDINGS: Final = pl.DataFrame(schema=FINDINGS_SCHEMA)


def no_findings() -> pl.DataFrame:
    """A clone of the one empty frame: most checks of most files find nothing, and making a frame costs far more."""
    return _NO_FINDINGS.clone()


class Unlike(StrEnum):
    """Why a cell that was read may be seen otherwise, or not at all, by whoever opens the file."""

    FORMULA = "formula"  # programs calculate it anew; what was read is what the file keeps of an earlier time
    COVERED = "covered"  # it lies under a merged box, and another cell is seen in its place
    FORMAT = "format"  # its number format shows something else, or nothing
    COLOUR = "colour"  # written in the colour of its ground, or too small to be seen
    RUNS = "runs"  # a part of its text is, or is struck out, or raised behind a figure


UNLIKE_SCHEMA = pl.Schema({ROW: pl.UInt32(), "column": pl.String(), "why": pl.String()})  # why: an Unlike

Box = tuple[int, int, int, int]
"""Merged cells: first row, first column, last row, last column, all counted from 1."""


@dataclass(frozen=True)
class Sheet:
    """A grid as it was sent. `cells` has ROW and one String column per Excel letter; empty cells are null.

    Numbers are spelled as a person would (no exponent, no trailing .0), dates as 2026-11-05 or with a time behind.
    `number_cells` has (ROW, column) of cells that the file stored as numbers, `date_cells` of those stored as dates.
    `unlike_cells`, in UNLIKE_SCHEMA, are cells that may be seen otherwise than they were read.
    `merged` are the boxes over several rows; what one says stands in its first cell alone. `unread` are the visible
    sheets beside it that hold something, `hidden_rows` and `hidden_columns` what the sheet holds and does not show.
    """

    name: str
    format: str  # csv | xlsx | xls
    encoding: str  # of a csv; "" otherwise
    cells: pl.DataFrame
    number_cells: pl.DataFrame
    date_cells: pl.DataFrame
    header_is_merged: bool = False
    merged: tuple[Box, ...] = ()
    unread: tuple[str, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    unlike_cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNLIKE_SCHEMA))


class Beside(StrEnum):
    """Why a row that holds something is not read as data; the value is what its sender reads."""

    TITLE = "标题"
    ABOVE = "在表头之上"
    NOTE = "填表说明或落款"
    TOTAL = "合计"
    HEADER = "重复的表头"
    FOREIGN = "只在认不出的列中有内容"


@dataclass(frozen=True)
class Table:
    """The data rows of a sheet under the fields of a card.

    `cells` has ROW and one String column per *recognised* field code (as sent, only stripped; empty is null).
    `letters` maps field code → Excel letter. `unknown` lists (letter, header) that no field claims; `missing` the codes
    of fields whose column is absent. `beside` has every row with something in it that is no data, and why, by row.
    """

    sheet: Sheet
    card: ItemCard
    header_row: int
    cells: pl.DataFrame
    letters: Mapping[str, str]
    unknown: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    beside: tuple[tuple[int, Beside], ...] = ()


@dataclass(frozen=True)
class Sieved:
    """A table from which all that may not be kept is gone, before anything is stored.

    `refused` has ROW, code (why the whole row is refused); those rows are no longer in `table`.
    `cut` has ROW, column, field: cells from which an identity number was cut.
    `findings` say both, in FINDINGS_SCHEMA, without the content. `minor`/identity facts that later checks need
    (is the cut number valid?) are among them already.
    """

    table: Table
    refused: pl.DataFrame
    cut: pl.DataFrame
    findings: pl.DataFrame


@dataclass(frozen=True)
class Checked:
    """What the checks made of a sieved table.

    `rows` has ROW and, per field of the card, the *normalised* value as String (codes folded, dates ISO, numbers
    plain, blank words null), for every row still in the table. `errors` is the set of rows with an error.
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    error_rows: frozenset[int] = field(default_factory=frozenset)
