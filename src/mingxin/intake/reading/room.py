"""The reading room: what a sender sent is read, sieved, checked and marked in a child process with limits, never in one
that others need.

The child is started when it is first wanted, serves file after file, and is replaced after one that was too much for
it. Threads of one process may ask at once; a few files are read at a time.
"""

import atexit
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import polars as pl
from django.conf import settings

from mingxin.intake.reading.asked import Bounds, Rules, Share
from mingxin.intake.reading.children import Limits, Room
from mingxin.intake.reading.handed import frame_of, put_frame, put_sieved, sheet_of, sieved_of
from mingxin.intake.rules.laying_over import Cell, Overlay
from mingxin.intake.rules.preparing import Preparing
from mingxin.intake.table import Sheet, Sieved
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import CodeSet, FieldCard, ItemCard


def as_set() -> Limits:
    """For files that a worker or a command reads."""
    return Limits(settings.READING_MEMORY_BYTES, settings.READING_CPU_SECONDS, settings.READING_WALL_SECONDS)


def within_a_request() -> Limits:
    """For small tables that somebody waits for."""
    whole = as_set()
    return Limits(min(whole.memory_bytes, 1 << 30), min(whole.cpu_seconds, 30), min(whole.wall_seconds, 300))


def read_sheet(
    path: Path,
    *,
    max_bytes: int,
    max_rows: int,
    cards: Sequence[ItemCard] = (),
    limits: Limits | None = None,
) -> Sheet:
    """`opening.open_sheet` in the child: what it refuses is refused here, and file.beyond_limits besides."""
    with handed_over() as folder:
        _ask("sheet", path, folder, Bounds(max_bytes, max_rows), tuple(cards), limits=limits)
        return sheet_of(folder)


def likely(path: Path, bounds: Bounds, held: Sequence[ItemCard], others: Sequence[ItemCard]) -> list[Share]:
    """`tasks.likely` in the child."""
    return [(code, share) for code, share in _ask("likely", path, bounds, tuple(held), tuple(others))]


def examine(
    path: Path,
    folder: Path,
    bounds: Bounds,
    card: ItemCard,
    rules: Rules,
    *,
    held: Sequence[ItemCard] = (),
    told: Callable[[int], None],
) -> list[Share]:
    """`tasks.examine` in the child; `told` hears how many of its steps are done, and may raise to break it off."""
    likely = _ask("examine", path, folder, bounds, card, rules, tuple(held), told=told)
    return [(code, share) for code, share in likely]


def inspect_again(
    folder: Path, sieved: Sieved, rules: Rules, values: Mapping[Cell, str], *, limits: Limits | None = None
) -> None:
    """`tasks.inspect_again` in the child, of this table."""
    put_sieved(folder, sieved)
    _ask("inspect_again", folder, sieved.table.card, rules, dict(values), limits=limits)


def inspected(folder: Path, card: ItemCard) -> tuple[Sieved, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """What `examine` or `inspect_again` left: the sieved table; rows, findings, standing of `inspecting.Inspected`."""
    rows, findings, standing = (frame_of(folder, name) for name in ("rows", "findings", "standing"))
    return sieved_of(folder, card), rows, findings, standing


def prepare(
    folder: Path,
    register: pl.DataFrame,
    letters: Mapping[str, str],
    given: Preparing,
    places: Sequence[str],
    *,
    limits: Limits | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`tasks.prepare` in the child: findings on names, and the rows as the archive takes them."""
    put_frame(folder, "register", register)
    _ask("prepare", folder, dict(letters), given, tuple(places), limits=limits)
    return frame_of(folder, "of_names"), frame_of(folder, "prepared")


def kept_copy(path: Path, folder: Path, card: ItemCard) -> bytes | None:
    """`kept_copy.kept_copy` in the child, of what `examine` left; a file that is too much for it may hide anything."""
    is_made = _bearing(lambda searched: _ask("copy", path if searched else None, folder, card))
    return (folder / "copy").read_bytes() if is_made else None


def write_marked(
    original: Path,
    folder: Path,
    bounds: Bounds,
    card: ItemCard,
    findings: pl.DataFrame,
    overlay: Overlay,
    code_sets: Mapping[str, CodeSet],
    out: Path,
) -> None:
    """`tasks.marked` in the child, of the sieved table that lies in `folder`. Where keeping the sender's formats is too
    much for it, the rows go back in a plain workbook.
    """
    put_frame(folder, "findings", findings)
    given = (original, folder, bounds, card, overlay, dict(code_sets), out)
    _bearing(lambda keeps_formats: _ask("marked", *given, keeps_formats))


def write_failed_rows(
    sieved: Sieved, findings: pl.DataFrame, rows: Sequence[int], book: Rulebook, *, limits: Limits | None = None
) -> bytes:
    """`failed_rows.write_failed_rows` in the child; the workbook."""
    with handed_over() as folder:
        put_sieved(folder, sieved)
        put_frame(folder, "findings", findings)
        out = folder / "out.xlsx"
        _ask("failed_rows", folder, sieved.table.card, book, tuple(rows), out, limits=limits)
        return out.read_bytes()


def typed_cells(cells: Sequence[tuple[int, str, FieldCard]], *, limits: Limits | None = None) -> list[str]:
    """`laying_over.typed` in the child, of each cell."""
    return list(map(str, _ask("typed_cells", tuple(cells), limits=limits)))


def holds_key(path: Path, key: str) -> bool:
    """`searching.holds_key` in the child. Raises Refusal where the file cannot be read."""
    return bool(_ask("holds_key", path, key))


@contextmanager
def handed_over() -> Iterator[Path]:
    """A folder in which the child leaves what it made, for as long as it is looked at."""
    from mingxin.vault.actions import arriving

    with tempfile.TemporaryDirectory(dir=arriving()) as folder:
        yield Path(folder)


def warm() -> None:
    """Start a child while there is other work to do."""
    _ROOM.warm()


def _ask(task: str, *arguments: object, limits: Limits | None = None, told: Callable[[int], None] | None = None) -> Any:
    return _ROOM.ask(task, arguments, limits or as_set(), told)


def _bearing(ask: Callable[[bool], Any]) -> Any:
    """What is asked with all that is wished; where that is refused, or too much for the child, with less."""
    try:
        return ask(True)
    except Refusal:
        return ask(False)


_ROOM: Final = Room()
atexit.register(_ROOM.close)
os.register_at_fork(after_in_child=_ROOM.forget)
