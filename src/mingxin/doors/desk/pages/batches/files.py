"""Files that a unit takes home: the template of an item, the marked workbook, the rows to send again, the receipt."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import rulebook_in_force, rulebook_of_edition
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import EVERY_ROW, note_rows
from mingxin.doors.desk.pages.batches.opening import actor_upon, opened, require_rows
from mingxin.doors.parts.handing import attached
from mingxin.intake.actions.marked import ask_marked
from mingxin.intake.actions.mending import MOST_ROWS
from mingxin.intake.models import Batch
from mingxin.intake.queries.receipts import receipt_facts
from mingxin.intake.queries.working import working_of
from mingxin.intake.reading import room
from mingxin.intake.receipt import receipt_pdf
from mingxin.intake.template.workbook import write_template
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.vault import actions as vault

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF: Final = "application/pdf"
RECEIPT: Final = "receipt"
MARKED: Final = "marked"

Made = tuple[bytes, str]
"""A file, and what its name says besides."""


@require_GET
def template(request: DeskRequest, item: str) -> HttpResponse:
    """The empty table of an item, with the unit's own name and code in the sample."""
    unit = units_for(request.holder, Act.REPORT).order_by("name").first()
    if unit is None:
        raise Http404
    card = card_of(item, on=now().date())
    made = _written(
        lambda out: write_template(
            card, rulebook_in_force(), out, unit_name=unit.name, unit_uscc=unit.uscc, city=settings.CITY_NAME
        )
    )
    return attached(made, f"{card.name}报送模板.xlsx", _XLSX)


@require_GET
def file(request: DeskRequest, number: str, kind: str) -> HttpResponse:
    batch = opened(request, number)
    if kind not in _MADE:
        raise Http404
    if kind != RECEIPT:  # it holds counts alone
        require_rows(request, batch)
    if kind == MARKED and not batch.marked_file:
        return _being_made(request, batch)
    words, ending, made = _MADE[kind]
    (data, note), at = made(batch), now()
    with transaction.atomic():
        write(
            action="desk.download",
            object_type="batch",
            object_key=number,
            by=actor_upon(request, batch),
            at=at,
            detail={"file": kind},
        )
        if kind != RECEIPT:
            _note_rows(request, batch, kind)
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return attached(data, f"{stem}-{words}{note}.{ending}", _PDF if ending == "pdf" else _XLSX)


def _note_rows(request: DeskRequest, batch: Batch, kind: str) -> None:
    """The marked workbook holds every row that was sent, the other those that stay behind."""
    working = working_of(batch) if kind == "failed" else None
    behind = working.behind if working is not None else ()
    rows = EVERY_ROW if kind == MARKED else behind[:MOST_ROWS]
    note_rows(request, batch, rows, behind=behind, once=False, file=kind)


def _being_made(request: DeskRequest, batch: Batch) -> HttpResponse:
    """After a mend the workbook is made anew, by the worker: nobody waits for it in a request."""
    ask_marked(batch, by=actor_upon(request, batch), at=now())
    tell(request, "正在生成错误标注表，一般只需几秒；生成以后本页自动更新，请再点一次“下载错误标注表”。", tone="note")
    return see_other(reverse("desk:batch", args=[batch.number]))


def _failed(batch: Batch) -> Made:
    """So many rows as are mended at the desk; once these are sent, the rest stands in the next file."""
    working = working_of(batch)
    if working is None or not working.behind:
        raise Refusal("failed.gone", "这一批没有需要补报的行。", "请返回批次页面。")
    book = rulebook_of_edition(batch.edition_id)
    rows = working.behind[:MOST_ROWS]
    note = f"（共{len(working.behind)}行中的前{len(rows)}行）" if len(rows) < len(working.behind) else ""
    limits = room.within_a_request()
    return room.write_failed_rows(working.sieved, working.findings, rows, book, limits=limits), note


def _marked(batch: Batch) -> Made:
    return vault.read_file(batch.marked_file), ""


def _receipt(batch: Batch) -> Made:
    return receipt_pdf(receipt_facts(batch, at=now())), ""


_MADE: Final[Mapping[str, tuple[str, str, Callable[[Batch], Made]]]] = {
    MARKED: ("错误标注", "xlsx", _marked),
    "failed": ("疑问数据", "xlsx", _failed),
    RECEIPT: ("报送回执", "pdf", _receipt),
}


def _written(write_to: Callable[[Path], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.xlsx"
        write_to(out)
        return out.read_bytes()
