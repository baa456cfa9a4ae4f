"""A table that was sent, as text: from CSV or a workbook, with identity numbers cut before anything else is done."""

import csv
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from mingxin.intake.reading import room
from mingxin.intake.reading.layout import require_rows
from mingxin.intake.reading.quoted import as_sent, quoted
from mingxin.intake.table import ROW
from mingxin.kernel.resident_id import cut
from mingxin.vault.actions import arriving

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 20_000
_BYTE_ORDER_MARK: Final = "\ufeff"  # spreadsheets read the file as UTF-8 by it


@contextmanager
def on_disk(data: bytes) -> Iterator[Path]:
    """A file for those who read files, gone with the block."""
    with tempfile.NamedTemporaryFile(dir=arriving()) as held:
        held.write(data)
        held.flush()
        yield Path(held.name)


def text_of(file: "UploadedFile[bytes]") -> str:
    """The table as CSV, each line where it stood, the header first. Raises Refusal("file.…") where it is none."""
    with on_disk(file.read()) as path:
        sheet = room.read_sheet(path, max_bytes=MOST_BYTES, max_rows=MOST_ROWS, limits=room.within_a_request())
    require_rows(sheet.cells.height - 1, MOST_ROWS)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for cells in sheet.cells.iter_rows(named=True):
        writer.writerow([cut(as_sent((text or "").strip()))[0] for name, text in cells.items() if name != ROW])
    return out.getvalue()


def table_bytes(rows: Iterator[tuple[str, ...]]) -> bytes:
    """Safe to open in a spreadsheet: what looks like a formula has an apostrophe, taken off when it comes back."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([quoted(text) for text in row] for row in rows)
    return (_BYTE_ORDER_MARK + out.getvalue()).encode()
