"""A sender's sheet in each of its forms, marked; and what may stand in no part of the answer."""

import csv
import html
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import xlwt

from mingxin.intake.reading.layout import recognise
from mingxin.intake.reading.opening import open_sheet
from mingxin.intake.sieve import sieve
from mingxin.intake.sifting.findings import together
from mingxin.intake.table import FINDINGS_SCHEMA, ROW, Sieved, Table
from mingxin.intake.workbook import write_marked
from mingxin.kernel.resident_id import find_in
from mingxin.kernel.uscc import compose
from mingxin.rulebook.loader import packaged_rulebook

BOOK = packaged_rulebook()
REGISTRATION = BOOK.cards["org_registration"]
TODAY = date(2026, 11, 20)


def with_check(first17: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first17 + "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


GROWN = with_check("42991319900101001")
HEAD = ["企业名称", "统一社会信用代码", "法定代表人证件号码", "注册日期", "注册资本", "民族"]
CODES = [compose("91", "429913", f"MA49000{last}") for last in range(4)]
GOOD = ["云泽市宏业建材有限公司", CODES[0], "", "2026/11/05", "500万元", ""]
WRONG = ["云泽市宏远商贸有限公司", "91429913MA49000014", GROWN, "2026/13/05", "=1+1", "汉"]
RED, YELLOW = "FFC7CE", "FFEB9C"


def table_of(path: Path) -> Table:
    return recognise(open_sheet(path, max_bytes=10**7, max_rows=100_000, cards=[REGISTRATION]), REGISTRATION)


def mark(path: Path, out: Path, *more: pl.DataFrame) -> tuple[Table, Sieved]:
    table = table_of(path)
    sieved = sieve(table, forbidden=BOOK.forbidden, as_of=TODAY)
    write_marked(path, table.sheet, table, sieved, together([sieved.findings, *more]), out)
    return table, sieved


def findings_at(rows: Sequence[int], **said: str) -> pl.DataFrame:
    """The same finding for each of the rows, in these words."""
    empty = dict.fromkeys(FINDINGS_SCHEMA.names(), "")
    return pl.DataFrame([empty | said | {ROW: row} for row in rows], schema=FINDINGS_SCHEMA)


def fault(row: int, column: str, severity: str = "error", message: str = "校验位不符。") -> pl.DataFrame:
    return findings_at(
        [row],
        column=column,
        field="TYSHXYDM",
        code="uscc.check_digit",
        severity=severity,
        message=message,
        remedy="请与登记证照核对。",
        example=CODES[1],
    )


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    with path.open("wb") as out:
        book.save(out)
    return path


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def write_xls(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("登记")
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            page.write(row, column, text)
    book.save(str(path))
    return path


WRITERS = {"xlsx": write_xlsx, "csv": write_csv, "xls": write_xls}


def hidden_numbers(path: Path) -> list[str]:
    """Every part of the package in which an identity number stands, tags taken for separators and for nothing."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            text = html.unescape(archive.read(name).decode("utf-8", "replace"))  # &#65289;&#65292; is no number
            if find_in(text) or find_in(re.sub("<[^>]*>", "", text)) or find_in(re.sub("<[^>]*>", "|", text)):
                found.append(name)
    return found
