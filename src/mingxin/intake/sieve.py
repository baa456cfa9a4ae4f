"""The sieve: what may not be kept is taken out of a table before anything is stored (charter 2.4 to 2.6)."""

from dataclasses import replace
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.checks.frame import found
from mingxin.intake.sifting.columns import findings_of_columns
from mingxin.intake.sifting.findings import together
from mingxin.intake.sifting.identity import apply, clean_name, columns_to_search, cuts_in, judge_of
from mingxin.intake.sifting.parties import refused_rows
from mingxin.intake.sifting.tables import findings_of_table
from mingxin.intake.table import ROW, Sieved, Table
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


def _empty(cells: pl.DataFrame, field: FieldCard) -> tuple[pl.DataFrame, pl.Series]:
    """A field that is never kept, emptied; the rows that held more than a word for nothing."""
    held = cells.select(ROW, field.code).drop_nulls()
    words = [text for text in held.get_column(field.code).unique().to_list() if is_blank_word(text)]
    rows = held.filter(~pl.col(field.code).is_in(words)).get_column(ROW)
    return cells.with_columns(pl.lit(None, dtype=pl.String).alias(field.code)), rows


def _emptied(table: Table, field: FieldCard, letter: str, count: int) -> pl.DataFrame:
    header = pl.Series(ROW, [table.header_row] if count else [], dtype=pl.UInt32).to_frame()
    return found("identity.cut", header, column=letter, field=field.code, name=field.name, count=str(count))


def _cut(field: FieldCard, letter: str, rows: pl.Series) -> pl.DataFrame:
    code = "uscc.resident_id" if field.type is FieldType.USCC else "identity.in_text"
    return found(code, rows.to_frame(ROW), column=letter, field=field.code, name=field.name, example=field.example)


def _places(rows: pl.Series, letter: str, field: str) -> pl.DataFrame:
    frame = pl.DataFrame({ROW: rows}).with_columns(pl.lit(letter).alias("column"), pl.lit(field).alias("field"))
    return frame.cast(CUT_SCHEMA)
