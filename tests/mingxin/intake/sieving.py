"""Tables with what may not be kept, and what the sieve leaves of them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Sieved, Table
from mingxin.kernel.resident_id import find_in
from mingxin.kernel.uscc import compose
from mingxin.rulebook.loader import packaged_rulebook

BOOK = packaged_rulebook()
PENALTY = BOOK.cards["admin_penalty"]
TODAY = date(2026, 11, 20)

CODE = compose("91", "429913", "MA490000")
ORGAN = compose("11", "429913", "01123456")


def number(born: str, place: str = "429913", order: str = "001") -> str:
    """An identity number with a right check digit, of a place that does not exist."""
    first17 = place + born + order
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


GROWN = number("19900101")
ROW_VALUES = {
    "CF_XDR_MC": "云泽市宏业建材有限公司",
    "CF_XDR_LB": "法人及非法人组织",
    "CF_XDR_SHXYM": CODE,
    "CF_WSH": "云市监罚〔2026〕31号",
    "CF_WFXW": "未按规定公示收费标准",
    "CF_SY": "未按规定公示收费标准",
    "CF_YJ": "《中华人民共和国价格法》第四十二条",
    "CF_CFLB": "警告",
    "CF_NR": "警告",
    "CF_JDRQ": "2026/11/05",
    "CF_CFJG": "云泽市市场监督管理局",
    "CF_CFJGDM": ORGAN,
}
CODES = [field.code for field in PENALTY.fields]


def row_of(**changes: str) -> list[str]:
    values = {**ROW_VALUES, **changes}
    return [values.get(code, "") for code in CODES]


def write(path: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in [[*(field.name for field in PENALTY.fields), *head], *rows]:
        book.active.append(list(row))
    book.save(path)
    return path


def table_of(path: Path) -> Table:
    return recognise(open_sheet(path, max_bytes=10**7, max_rows=10_000), PENALTY)


def sieved_of(path: Path) -> Sieved:
    return sieve(table_of(path), forbidden=BOOK.forbidden, as_of=TODAY)


def codes_of(sieved: Sieved) -> list[tuple[int, str, str, str]]:
    return sieved.findings.select(ROW, "field", "code", "severity").rows()


def leaks(sieved: Sieved) -> list[str]:
    """Every text in a sieved table that still holds an identity number."""
    frames = [sieved.table.cells, sieved.table.sheet.cells, sieved.findings, sieved.cut]
    texts = [text for frame in frames for column in frame if column.dtype == pl.String for text in column if text]
    texts += [sieved.table.sheet.name, *(text for pair in sieved.table.unknown for text in pair)]
    return [text for text in texts if find_in(text)]
