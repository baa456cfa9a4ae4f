"""The marked workbook of a batch: made once after each check, and kept until the batch's working files go."""

import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction

from mingxin.catalogue.queries import rulebook_of_edition
from mingxin.intake.actions.mending import latest, mended
from mingxin.intake.actions.opened import opened
from mingxin.intake.actions.steps import locked
from mingxin.intake.actions.taking import frame, name_file
from mingxin.intake.kept_sieved import unpack
from mingxin.intake.models import Batch
from mingxin.intake.queries.as_told import told_mends
from mingxin.intake.reading import room
from mingxin.intake.reading.layout import recognise
from mingxin.intake.table import ROW, Sheet, Table
from mingxin.intake.workbook import write_marked
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM
from mingxin.vault import actions as vault


def make_marked(number: str, *, at: datetime) -> bytes:
    """The marked workbook of a batch as it was last checked; made anew where it is not kept.

    Raises Refusal where the original is gone.
    """
    batch = Batch.objects.select_related("original").get(pk=number)
    if batch.marked_file:
        return vault.read_file(batch.marked_file)
    if batch.original is None or batch.original.wrapped_key is None or not batch.sieved_file:
        raise Refusal(
            "marked.gone",
            "这一批的原始文件已不再留存，不能生成错误标注表。",
            "可以下载“疑问数据表”，其中有需要修改的行。",
        )
    card = rulebook_of_edition(batch.edition_id).cards[batch.item]
    with opened(batch) as path:
        sheet = room.read_sheet(
            path,
            max_bytes=settings.INTAKE_FILE_MAX_BYTES * 2,  # a cut copy may be longer than what was sent
            max_rows=settings.INTAKE_BATCH_MAX_ROWS * 2,
            cards=(card,),
        )
        return keep_marked(number, path=path, sheet=sheet, table=recognise(sheet, card), at=at)


def keep_marked(number: str, *, path: Path, sheet: Sheet, table: Table, at: datetime) -> bytes:
    """Write the workbook for a file that is open, and keep it with the batch; nothing where it was withdrawn."""
    batch = Batch.objects.get(pk=number)
    if not batch.sieved_file:
        return b""
    sieved = unpack(vault.read_file(batch.sieved_file), table.card)
    if newest := batch.mends.order_by("-id").first():  # what was typed goes back sieved, as it was checked
        laid = mended(sieved, batch, newest.at)
        # a column that the sheet lacks has no place to go back to
        sieved = replace(laid, table=replace(laid.table, letters=sieved.table.letters))
    findings_file = batch.findings_file
    with tempfile.TemporaryDirectory(dir=vault.arriving()) as folder:
        out = Path(folder) / "marked.xlsx"
        write_marked(
            path,
            _with_mends(batch, sheet, table),
            table,
            sieved,
            frame(findings_file),
            out,
            code_sets=rulebook_of_edition(batch.edition_id).code_sets,
        )
        made = out.read_bytes()
    kept = vault.lay_file(made)
    with transaction.atomic():
        batch = locked(number)
        if batch.findings_file == findings_file and findings_file:  # else it was checked again meanwhile, or withdrawn
            name_file(batch, "marked", kept)
            batch.save(update_fields=["marked_file"])
            ledger.write(
                action="intake.make_marked", object_type="batch", object_key=number, by=PLATFORM, at=at, rows=(batch,)
            )
    return made


def _with_mends(batch: Batch, sheet: Sheet, table: Table) -> Sheet:
    """The sheet with what was mended at the desk; then it goes back as a plain workbook, not in the sender's own."""
    values = {key: value for key, value in latest(told_mends(batch)).items() if key[1] in table.letters}
    if not values:
        return sheet
    cells = sheet.cells
    for (row, field), value in values.items():
        letter = table.letters[field]
        cells = cells.with_columns(
            pl.when(pl.col(ROW) == row).then(pl.lit(value or None, dtype=pl.String)).otherwise(letter).alias(letter)
        )
    return replace(sheet, cells=cells, format="csv")
