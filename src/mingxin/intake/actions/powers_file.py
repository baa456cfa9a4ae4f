"""A 权责清单 as people send it, read into the lines that `access` plans and enters."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
from django.conf import settings

from mingxin.access.queries.power_plans import PowerLine
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.reading import room
from mingxin.intake.reading.headers import fold
from mingxin.intake.reading.layout import require_rows, require_unmerged
from mingxin.intake.reading.quoted import as_sent
from mingxin.intake.table import ROW, Sheet
from mingxin.kernel import uscc as credit_code
from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut

HEADERS: Final = ("单位代码", "单位名称", "事项代码或名称", "依据", "起始日期", "终止日期")
_REQUIRED: Final = ("单位代码", "事项代码或名称", "依据", "起始日期")
_HEADER_WITHIN: Final = 15  # rows
_NO_DAY: Final = date(1, 1, 1)
MOST_LINES: Final = 20_000


def lines_of(path: Path) -> list[PowerLine]:
    """The lines of a CSV or workbook with the columns of HEADERS, in any order, further columns ignored."""
    sheet = room.read_sheet(
        path, max_bytes=settings.INTAKE_FILE_MAX_BYTES, max_rows=MOST_LINES, limits=room.within_a_request()
    )
    header_row, letters = _header(sheet)
    rows = sheet.cells.filter(pl.col(ROW) > header_row).get_column(ROW)
    require_rows(len(rows), MOST_LINES)
    require_unmerged(sheet, rows, letters.values())
    items = {
        fold(spelling): card.code for card in rulebook_in_force().cards.values() for spelling in (card.name, card.code)
    }
    lines = []
    for cells in sheet.cells.iter_rows(named=True):
        said = {name: cut(as_sent((cells[letter] or "").strip()))[0] for name, letter in letters.items()}
        if cells[ROW] > header_row and any(said.values()):
            lines.append(_line(cells[ROW], said, items))
    if not lines:
        raise Refusal("powers.empty", "清单中没有任何职权。", "请在表头下面逐行填写后重新上传。")
    return lines


def _header(sheet: Sheet) -> tuple[int, dict[str, str]]:
    wanted = {fold(name): name for name in HEADERS}
    for cells in sheet.cells.head(_HEADER_WITHIN).iter_rows(named=True):
        letters = {
            wanted[fold(text)]: letter
            for letter, text in cells.items()
            if isinstance(text, str) and fold(text) in wanted
        }
        if set(_REQUIRED) <= set(letters):
            return int(cells[ROW]), letters
    raise Refusal(
        "powers.header",
        f"没有找到清单的表头，必须有：{'、'.join(_REQUIRED)}。",
        f"请按这些列填写：{'、'.join(HEADERS)}。",
    )


def _line(row: int, said: Mapping[str, str], items: Mapping[str, str]) -> PowerLine:
    verdict = credit_code.examine(said["单位代码"])
    held_from, held_until, fault = _NO_DAY, None, ""
    try:
        held_from = parse_date(said["起始日期"])
        held_until = parse_date(said["终止日期"]) if said.get("终止日期") else None
    except DateProblem as problem:
        fault = f"日期有误：{problem.detail}"
    if verdict.problem:
        fault = f"单位代码有误：{verdict.detail}"
    wanted = said["事项代码或名称"]
    return PowerLine(
        row=row,
        uscc=verdict.code,
        unit_name=said.get("单位名称", ""),
        item=items.get(fold(wanted), ""),
        said_item=wanted[:60],
        ground=said["依据"][:1000],
        held_from=held_from,
        held_until=held_until,
        fault=fault,
    )
