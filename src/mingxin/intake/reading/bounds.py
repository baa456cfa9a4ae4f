"""How far a table may reach, measured on what was read: whatever the format, whatever the file says of itself."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from mingxin.kernel.refusal import Refusal

MOST_CELLS: Final = 60_000_000  # of the rectangle from A1 to the last row and column
MOST_COLUMNS: Final = 16_384  # as Excel has them, before blank ones are dropped
MOST_FILLED_COLUMNS: Final = 1_000  # the widest national table has some sixty
MOST_TEXT_BYTES: Final = 600_000_000
MOST_CELL_CHARACTERS: Final = 200_000  # Excel holds 32,767

_COPY_OUT: Final = "请只把要报送的数据复制到新的空白工作表，从第 1 行第 A 列开始，保存后重新上传。"


def require_rectangle(rows: int, columns: int) -> None:
    """Refuse a rectangle that would fill the memory once it is laid out."""
    if columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise Refusal(
            "file.too_many_cells",
            f"表格铺开有 {rows:,} 行 × {columns:,} 列，超过单个文件 {MOST_COLUMNS:,} 列、"
            f"{MOST_CELLS // 10_000:,} 万个单元格的上限。",
            _COPY_OUT,
            rows=rows,
            columns=columns,
        )


def require_few(cells: int) -> None:
    """Refuse while counting, before the rectangle is known."""
    if cells > MOST_CELLS:
        raise Refusal(
            "file.too_many_cells",
            f"表中的单元格超过单个文件 {MOST_CELLS // 10_000:,} 万个的上限。",
            _COPY_OUT,
        )


def require_bearable(columns: Sequence[pl.Series]) -> None:
    """Refuse columns (as text) that hold more than any table to be reported: in number, in all, or in one cell."""
    if len(columns) > MOST_FILLED_COLUMNS:
        raise Refusal(
            "file.too_many_cells",
            f"表中有 {len(columns):,} 列填有内容，超过单个文件 {MOST_FILLED_COLUMNS:,} 列的上限。",
            "请删除与报送无关的列后重新上传。",
            columns=len(columns),
        )
    if any((column.str.len_chars() > MOST_CELL_CHARACTERS).any() for column in columns):
        raise Refusal(
            "file.too_many_cells",
            f"表中有一个单元格超过 {MOST_CELL_CHARACTERS // 10_000} 万字。",
            "请缩短这个单元格；CSV 文件请检查英文双引号是否配对。",
        )
    if sum(int(column.str.len_bytes().sum() or 0) for column in columns) > MOST_TEXT_BYTES:
        raise Refusal(
            "file.too_many_cells",
            f"表中的文字合计超过 {MOST_TEXT_BYTES // 1_000_000} MB。",
            "请分成几个文件上传。",
        )
