"""From the bytes of a sent file to one sheet of cells."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from mingxin.intake.reading import delimited, web_table
from mingxin.intake.reading.container import Kind, kind_of, require_harmless
from mingxin.intake.reading.grid import PLACES_SCHEMA, tidy
from mingxin.intake.reading.layout import ROWS_BESIDE_DATA, has_header
from mingxin.intake.reading.spreadsheet import RawSheet, read_workbook
from mingxin.intake.table import Box, Sheet
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import decode
from mingxin.rulebook.cards import ItemCard

SUMMARY_SHEET = "问题汇总"
"""The second sheet of a returned workbook; never data when the workbook is sent again."""
GUIDE_SHEET = "填写说明"
SAMPLE_SHEET = "示例（不报送）"
NEVER_DATA = frozenset({SUMMARY_SHEET, GUIDE_SHEET, SAMPLE_SHEET})
"""Sheets that stand beside the data in a template or a returned workbook."""


def open_sheet(path: Path, *, max_bytes: int, max_rows: int, cards: Sequence[ItemCard] = ()) -> Sheet:
    """Read a file by what it is, whatever its extension says.

    `max_rows` is of rows of data; which these are is judged by who knows the header (`layout.require_rows`). What no
    header could explain is refused here. Of several sheets with data the only one with the header of one of `cards` is
    taken; otherwise the file is refused, for to take the first would be a silent choice. Refusals: file.empty,
    file.too_large, file.too_many_rows, file.unreadable, file.password, file.not_a_table, file.zip_bomb, file.encoding,
    file.several_sheets.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise Refusal(
            "file.too_large",
            f"文件有 {size / 1_048_576:.1f} MB，超过单个文件 {max_bytes / 1_048_576:.0f} MB 的上限。",
            "请删除表中的图片和多余的格式，或分成几个文件上传。",
            size=size,
        )
    data = path.read_bytes()
    kind = kind_of(data)
    if kind is Kind.TEXT or kind is Kind.WEB_TABLE:
        sheet = _read_text(path.stem, data, kind)
    else:
        plain = require_harmless(data) if kind is Kind.XLSX else frozenset[str]()
        sheet = _of_workbook(kind, read_workbook(data, plain=plain), cards)
    if sheet.cells.height > max_rows + ROWS_BESIDE_DATA:
        raise Refusal(
            "file.too_many_rows",
            f"表中有 {sheet.cells.height} 行（含表头），超过单个文件 {max_rows} 行数据的上限。",
            "请分成几个文件上传。",
            rows=sheet.cells.height,
        )
    return sheet


def _read_text(name: str, data: bytes, kind: Kind) -> Sheet:
    decoded = decode(data)
    if kind is Kind.TEXT:
        columns, form = delimited.columns_of(decoded.text), "csv"
        merged: tuple[Box, ...] = ()
    else:
        (columns, merged), form = web_table.read(decoded.text), "xls"
    cells = tidy(columns)
    if cells.is_empty():
        raise _empty()
    if kind is Kind.TEXT and cells.width < 3:
        raise Refusal(
            "file.not_a_table",
            "文件中没有分列的数据：只有一列文字。",
            "请上传 xlsx、xls，或以逗号、制表符分隔的 CSV 数据表。",
        )
    no_places = pl.DataFrame(schema=PLACES_SCHEMA)
    return Sheet(name, form, decoded.encoding, cells, no_places, no_places, merged=merged)


def _of_workbook(kind: Kind, sheets: Sequence[RawSheet], cards: Sequence[ItemCard]) -> Sheet:
    filled = [sheet for sheet in sheets if not sheet.cells.is_empty()]
    if len(filled) > 1:
        filled = [sheet for sheet in filled if sheet.name not in NEVER_DATA]
    if not filled:
        raise _empty()
    having = [sheet.name for sheet in filled]
    if len(filled) > 1:
        named = [sheet for sheet in filled if any(has_header(sheet.cells, card) for card in cards)]
        if len(named) != 1:
            raise _several(named or filled)
        filled = named
    sheet = filled[0]
    return Sheet(
        sheet.name,
        kind.value,
        "",
        sheet.cells,
        sheet.number_cells,
        sheet.date_cells,
        merged=sheet.merged,
        unread=tuple(name for name in having if name != sheet.name),
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        unlike_cells=sheet.unlike_cells,
    )


def _several(sheets: Sequence[RawSheet]) -> Refusal:
    names = [cut(sheet.name)[0] for sheet in sheets]
    return Refusal(
        "file.several_sheets",
        f"文件中有 {len(names)} 张工作表有数据：{'、'.join(f'“{name}”' for name in names)}，无法判断报送哪一张。",
        "请只保留要报送的一张工作表，其余的删除或另存为单独的文件后重新上传。",
        sheets=names,
    )


def _empty() -> Refusal:
    return Refusal("file.empty", "文件中没有任何数据。", "请确认选择的文件后重新上传。")
