"""The values of a sheet made what its reader sees of them; where that cannot be told, the cells are named."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from mingxin.intake.reading.container import unreadable
from mingxin.intake.reading.letters import letter_of
from mingxin.intake.reading.looks import Look
from mingxin.intake.reading.shown import UNCOMPUTED, Shown
from mingxin.intake.table import UNLIKE_SCHEMA, Box, Unlike

_Unlike = tuple[int, int, Unlike]


def lay_over(
    rows: list[list[Any]], shown: Shown, merged: Sequence[Box], spell: Callable[[object], str]
) -> pl.DataFrame:
    """Put into the rows of values what is seen in their place; the cells that may be seen otherwise, UNLIKE_SCHEMA.

    All rows are as long as the first. A faulty cell may lie outside of all that have a value: the rows grow to it.
    """
    height = max(len(rows), *(row for row, _ in shown.faults), 0)
    width = max(len(rows[0]) if rows else 0, *(column for _, column in shown.faults), 0)
    if shown.faults:
        for cells in rows:
            cells.extend([""] * (width - len(cells)))
        rows.extend([""] * width for _ in range(height - len(rows)))
    found = [*_styled(rows, shown.looks, height, width, spell), *_covered(rows, _within(merged, height, width))]
    found += [(row, column, Unlike.RUNS) for row, column in shown.runs if row <= height and column <= width]
    if shown.hides_zeros:
        for cells in rows:
            cells[:] = ["" if value == 0 and type(value) in (int, float) else value for value in cells]
    for top, left, bottom, right in _within(shown.formulas, height, width):
        for row in range(top, bottom + 1):
            if shown.is_stale:
                rows[row - 1][left - 1 : right] = [UNCOMPUTED] * (right - left + 1)
            else:
                found += [(row, column, Unlike.FORMULA) for column in range(left, right + 1)]
    for (row, column), text in shown.faults.items():
        rows[row - 1][column - 1] = text
    places = [(row, letter_of(column - 1), why) for row, column, why in found if (row, column) not in shown.faults]
    return pl.DataFrame(places, schema=UNLIKE_SCHEMA, orient="row")


def _within(boxes: Sequence[Box], height: int, width: int) -> Iterator[Box]:
    """The boxes as far as the sheet reaches. No program writes such as overlap; each would be walked again."""
    left_over = height * width
    for top, left, bottom, right in boxes:
        bottom, right = min(bottom, height), min(right, width)
        if top <= bottom and left <= right:
            left_over -= (bottom - top + 1) * (right - left + 1)
            if left_over < 0:
                raise unreadable("工作表中的合并单元格或者数组公式互相重叠，无法确定单元格显示的是什么。")
            yield top, left, bottom, right


def _styled(
    rows: list[list[Any]],
    looks: Mapping[tuple[int, int], Look],
    height: int,
    width: int,
    spell: Callable[[object], str],
) -> Iterator[_Unlike]:
    for (row, column), look in looks.items():
        if row > height or column > width or (value := rows[row - 1][column - 1]) == "":
            continue
        if look.is_unseen:
            yield row, column, Unlike.COLOUR
        elif look.format is not None:
            seen = look.format.seen(value, spell)
            if seen is None:
                yield row, column, Unlike.FORMAT
            elif seen != spell(value):
                rows[row - 1][column - 1] = seen


def _covered(rows: Sequence[Sequence[Any]], boxes: Iterator[Box]) -> Iterator[_Unlike]:
    """What stands in merged cells and not in their first one."""
    for top, left, bottom, right in boxes:
        for row in range(top, bottom + 1):
            begin = left + (row == top)
            cells = rows[row - 1][begin - 1 : right]
            if cells.count("") < len(cells):
                yield from ((row, begin + at, Unlike.COVERED) for at, value in enumerate(cells) if value != "")
