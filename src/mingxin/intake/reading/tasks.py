"""What is done with a sender's bytes, each by name. Runs in the reading room's child alone, which has limits.

What comes out is plain: numbers, words, and tables as files that hold nothing but columns.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import polars as pl

from mingxin.intake.marking.marks import Marks
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.reading.searching import holds_key
from mingxin.intake.sifting.hiding import hides_nothing
from mingxin.intake.table import Sheet, Table
from mingxin.rulebook.cards import ItemCard

FRAMES: Final = ("cells", "number_cells", "date_cells", "unlike_cells")


def sheet(path: Path, folder: Path, max_bytes: int, max_rows: int, cards: Sequence[ItemCard]) -> Mapping[str, object]:
    """The sheet of a file; its tables are left in `folder`."""
    read = open_sheet(path, max_bytes=max_bytes, max_rows=max_rows, cards=cards)
    for name in FRAMES:
        frame: pl.DataFrame = getattr(read, name)
        with (folder / name).open("wb") as out:
            frame.write_ipc_stream(out)
    return {
        "name": read.name,
        "format": read.format,
        "encoding": read.encoding,
        "header_is_merged": read.header_is_merged,
        "merged": read.merged,
        "unread": read.unread,
        "hidden_rows": read.hidden_rows,
        "hidden_columns": read.hidden_columns,
    }


def own_workbook(original: Path, read: Sheet, table: Table, grid: pl.DataFrame, marks: Marks, out: Path) -> bool:
    """The sender's own workbook marked in place; False where it cannot go back."""
    from mingxin.intake.marking import sent_back  # openpyxl takes half a second to load, and most files need it not

    return sent_back.write(original, read, table, grid, marks, out)


TASKS: Final[Mapping[str, Callable[..., object]]] = {
    "sheet": sheet,
    "hides_nothing": hides_nothing,
    "holds_key": holds_key,
    "own_workbook": own_workbook,
}
