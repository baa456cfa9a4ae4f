"""What is done with a sender's bytes, each by name. Runs in the reading room's child alone, which has limits.

What comes out is plain: numbers, words, and tables as files that hold nothing but columns (`reading.handed`). A task
that is a generator yields how many of its steps are done, and returns its value.
"""

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from mingxin.intake.checks.check import Surroundings
from mingxin.intake.reading.asked import Bounds, Rules, Share
from mingxin.intake.reading.handed import (
    frame_of,
    has_sheet,
    put_frame,
    put_sheet,
    put_sieved,
    sheet_of,
    sieved_of,
)
from mingxin.intake.reading.layout import guess_item, recognise, require_rows
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.reading.searching import holds_key
from mingxin.intake.rules.inspecting import against_register, inspect
from mingxin.intake.rules.laying_over import Overlay, laid_over, typed
from mingxin.intake.rules.preparing import Preparing
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.kept_copy import kept_copy
from mingxin.intake.table import Sheet, Sieved
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import CodeSet, FieldCard, ItemCard


def sheet(path: Path, folder: Path, bounds: Bounds, cards: Sequence[ItemCard]) -> None:
    """The sheet of a file is left in `folder`."""
    put_sheet(folder, _opened(path, bounds, cards))


def likely(path: Path, bounds: Bounds, held: Sequence[ItemCard], others: Sequence[ItemCard]) -> list[Share]:
    """What the headers speak for among the cards that are `held`, or, where they speak for none of these, the others;
    the likeliest first.
    """
    read = _opened(path, bounds, (*held, *others))
    return guess_item(read, held) or guess_item(read, others)


def examine(
    path: Path, folder: Path, bounds: Bounds, card: ItemCard, rules: Rules, held: Sequence[ItemCard]
) -> Generator[int, None, list[Share]]:
    """Read, sieve and check. Sheet, sieved table and what was found are left in `folder`; the value is what the headers
    speak for among the cards that are `held`.
    """
    read = _opened(path, bounds, (card,))
    table = recognise(read, card)
    require_rows(table.cells.height, bounds.max_rows)
    put_sheet(folder, read)
    yield 1
    sieved = sieve(table, forbidden=rules.forbidden, as_of=rules.around.as_of)
    yield 2
    _leave_inspected(folder, sieved, rules.around)
    return guess_item(read, held)


def inspect_again(folder: Path, card: ItemCard, rules: Rules, values: Mapping[tuple[int, str], str]) -> None:
    """The sieved table that lies in `folder`, with cells laid over it, checked: left there in its place."""
    overlay = Overlay(values, rules.forbidden, rules.around.as_of)
    _leave_inspected(folder, laid_over(sieved_of(folder, card), overlay), rules.around)


def prepare(folder: Path, letters: Mapping[str, str], given: Preparing, places: Collection[str]) -> None:
    """`inspecting.against_register` of the good rows that lie in `folder`, with the register beside them."""
    rows = frame_of(folder, "rows").filter(frame_of(folder, "standing")["is_good"])
    told = against_register(rows, frame_of(folder, "register"), given=given, letters=letters, places=places)
    put_frame(folder, "of_names", told.findings)
    put_frame(folder, "prepared", told.prepared)


def copy(path: Path | None, folder: Path, card: ItemCard) -> bool:
    """`kept_copy.kept_copy` as the file `copy` in `folder`; False where the original may be kept."""
    made = kept_copy(path, sheet_of(folder), sieved_of(folder, card))
    if made is not None:
        (folder / "copy").write_bytes(made)
    return made is not None


def marked(
    original: Path,
    folder: Path,
    bounds: Bounds,
    card: ItemCard,
    overlay: Overlay,
    code_sets: Mapping[str, CodeSet],
    out: Path,
    keeps_formats: bool,
) -> None:
    """The marked workbook, written to `out`. The sieved table and the findings lie in `folder`, and the sheet of the
    original, where it was read before. What was typed over it goes back sieved, as it was checked.
    """
    from mingxin.intake.workbook import (  # most files are checked before any workbook is written
        with_mends,
        write_marked,
    )

    if not has_sheet(folder):
        put_sheet(folder, _opened(original, bounds, (card,)))
    read, first = sheet_of(folder), sieved_of(folder, card)
    laid = laid_over(first, overlay)
    write_marked(
        original,
        with_mends(read, first.table, overlay.values),
        first.table,
        # a column that the sheet lacks has no place to go back to
        replace(laid, table=replace(laid.table, letters=first.table.letters)),
        frame_of(folder, "findings"),
        out,
        code_sets=code_sets,
        keeps_formats=keeps_formats,
    )


def failed_rows(folder: Path, card: ItemCard, book: Rulebook, rows: Collection[int], out: Path) -> int:
    """`failed_rows.write_failed_rows` of the sieved table and the findings that lie in `folder`."""
    from mingxin.intake.failed_rows import write_failed_rows

    return write_failed_rows(sieved_of(folder, card), frame_of(folder, "findings"), out, book=book, rows=rows)


def typed_cells(cells: Sequence[tuple[int, str, FieldCard]]) -> list[str]:
    """What was typed into each cell (row, text, field), as a sheet would hold it."""
    return [typed(*cell) for cell in cells]


def _opened(path: Path, bounds: Bounds, cards: Sequence[ItemCard]) -> Sheet:
    return open_sheet(path, max_bytes=bounds.max_bytes, max_rows=bounds.max_rows, cards=cards)


def _leave_inspected(folder: Path, sieved: Sieved, around: Surroundings) -> None:
    told = inspect(sieved, around)
    put_sieved(folder, sieved)
    for name in ("rows", "findings", "standing"):
        put_frame(folder, name, getattr(told, name))


TASKS: Final[Mapping[str, Callable[..., object]]] = {
    "sheet": sheet,
    "likely": likely,
    "examine": examine,
    "inspect_again": inspect_again,
    "prepare": prepare,
    "copy": copy,
    "marked": marked,
    "failed_rows": failed_rows,
    "typed_cells": typed_cells,
    "holds_key": holds_key,
}
