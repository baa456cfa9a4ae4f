"""The sieve: what may not be kept is taken out of a table before anything is stored (charter 2.4 to 2.6)."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from mingxin.intake.sifting.columns import findings_of_columns
from mingxin.intake.sifting.findings import findings_at, together
from mingxin.intake.sifting.identity import apply, columns_to_search, cuts_in, judge_of
from mingxin.intake.sifting.leftovers import cleaned_grid, original_is_clean
from mingxin.intake.sifting.parties import refused_rows
from mingxin.intake.sifting.tables import findings_of_table
from mingxin.intake.table import ROW, Sheet, Sieved, Table
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import is_blank_word
from mingxin.rulebook.cards import FieldCard, FieldType
from mingxin.rulebook.forbidden import Forbidden

CUT_SCHEMA: Final = pl.Schema({ROW: pl.UInt32(), "column": pl.String(), "field": pl.String()})


def sieve(table: Table, *, forbidden: Forbidden, as_of: date) -> Sieved:
    """The table without refused rows, identity numbers and foreign columns; its raw grid stays behind."""
    refused, row_findings = refused_rows(table, forbidden=forbidden, as_of=as_of)
    cells = table.cells.filter(~pl.col(ROW).is_in(refused.get_column(ROW).implode()))
    findings = [row_findings, *findings_of_columns(table, forbidden), *findings_of_table(table)]
    cuts = [pl.DataFrame(schema=CUT_SCHEMA)]
    searched = columns_to_search(cells, [f.code for f in table.card.fields if f.code in table.letters and not f.cut])
    for field in table.card.fields:
        letter = table.letters.get(field.code)
        if letter is None:
            continue
        if field.cut:
            cells, rows = _empty(cells, field)
            findings.append(_emptied(table, field, letter, len(rows)))
        elif field.code in searched:
            cells, rows = apply(cells, field.code, cuts_in(cells.get_column(field.code), judge_of(field)))
            findings.append(_cut(field, letter, rows))
        else:
            continue
        if len(rows):
            cuts.append(_places(rows, letter, field.code))
    clean_sheet = replace(table.sheet, name=clean_name(table.sheet.name), cells=table.sheet.cells.clear(), unread=())
    unknown = tuple((letter, clean_name(header)) for letter, header in table.unknown)
    return Sieved(
        table=replace(table, sheet=clean_sheet, cells=cells, unknown=unknown),
        refused=refused,
        cut=pl.concat(cuts),
        findings=together(findings),
    )


def clean_name(file_name: str) -> str:
    """The name of a file or a sheet without identity numbers."""
    return cut(file_name)[0]


def kept_copy(path: Path, sheet: Sheet, sieved: Sieved) -> bytes | None:
    """What is kept in place of the original; None where the original may be kept as it is.

    The copy is a CSV (UTF-8 with mark) in which every kept row and column stands where it stood: refused rows, foreign
    columns, titles and notes leave blanks. An original of the legacy XLS form is never kept, for what is hidden in it
    cannot be searched. The copy is evidence and is not defused: its cells are as sent.
    """
    is_whole = sieved.refused.is_empty() and sieved.cut.is_empty() and not sieved.table.unknown
    if is_whole and original_is_clean(path, sheet):
        return None
    grid = cleaned_grid(sheet, sieved, only_table=True)
    rows = pl.int_range(1, grid.select(pl.col(ROW).max().fill_null(0) + 1).item(), dtype=pl.UInt32, eager=True)
    spread = rows.alias(ROW).to_frame().join(grid, on=ROW, how="left", maintain_order="left").drop(ROW)
    return spread.write_csv(include_bom=True, include_header=False).encode()


def _empty(cells: pl.DataFrame, field: FieldCard) -> tuple[pl.DataFrame, pl.Series]:
    """A field that is never kept, emptied; the rows that held more than a word for nothing."""
    held = cells.select(ROW, field.code).drop_nulls()
    words = [text for text in held.get_column(field.code).unique().to_list() if is_blank_word(text)]
    rows = held.filter(~pl.col(field.code).is_in(words)).get_column(ROW)
    return cells.with_columns(pl.lit(None, dtype=pl.String).alias(field.code)), rows


def _emptied(table: Table, field: FieldCard, letter: str, count: int) -> pl.DataFrame:
    return findings_at(
        [table.header_row] if count else [],
        column=letter,
        field=field.code,
        code="identity.cut",
        severity="note",
        message=f"“{field.name}”列的 {count} 个单元格已清空：平台不保存证件号码。",
        remedy="不必处理；以后报送时这一列可以不填。",
    )


def _cut(field: FieldCard, letter: str, rows: pl.Series) -> pl.DataFrame:
    if field.type is FieldType.USCC:
        return findings_at(
            rows,
            column=letter,
            field=field.code,
            code="uscc.resident_id",
            severity="error",
            message="代码栏中填写的是居民身份证号，已删除，未保存。",
            remedy="请填写该主体的 18 位统一社会信用代码。",
            example=field.example,
        )
    return findings_at(
        rows,
        column=letter,
        field=field.code,
        code="identity.in_text",
        severity="warning",
        message=f"“{field.name}”中有居民身份证号，已删除，其余内容照常保存。",
        remedy="请核对删除后的内容是否完整；以后报送时请不要填写身份证号。",
    )


def _places(rows: pl.Series, letter: str, field: str) -> pl.DataFrame:
    frame = pl.DataFrame({ROW: rows}).with_columns(pl.lit(letter).alias("column"), pl.lit(field).alias("field"))
    return frame.cast(CUT_SCHEMA)
