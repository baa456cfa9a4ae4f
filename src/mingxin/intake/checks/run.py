"""All checks over one sieved table."""

from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, Surroundings
from mingxin.intake.checks.code_sets import CODE_SET_CHECKS
from mingxin.intake.checks.codes import CODE_CHECKS
from mingxin.intake.checks.credit_codes import CREDIT_CODE_CHECKS
from mingxin.intake.checks.dates import DATE_CHECKS
from mingxin.intake.checks.finding import ERROR
from mingxin.intake.checks.frame import gather
from mingxin.intake.checks.matters import MATTER_CHECKS
from mingxin.intake.checks.money import MONEY_CHECKS
from mingxin.intake.checks.names import NAME_CHECKS
from mingxin.intake.checks.normalise import normalise
from mingxin.intake.checks.numbers import NUMBER_CHECKS
from mingxin.intake.checks.organs import ORGAN_CHECKS
from mingxin.intake.checks.parties import PARTY_CHECKS
from mingxin.intake.checks.required import REQUIRED_CHECKS, rows_lacking_columns
from mingxin.intake.checks.seen import SEEN_CHECKS
from mingxin.intake.checks.texts import TEXT_CHECKS
from mingxin.intake.table import FINDINGS_SCHEMA, ROW, Checked, Sieved, Table

_OF_VALUES: Final = (
    *REQUIRED_CHECKS,
    *TEXT_CHECKS,
    *CODE_SET_CHECKS,
    *CREDIT_CODE_CHECKS,
    *CODE_CHECKS,
    *DATE_CHECKS,
    *NUMBER_CHECKS,
    *MONEY_CHECKS,
    *PARTY_CHECKS,
    *ORGAN_CHECKS,
    *NAME_CHECKS,
    *MATTER_CHECKS,
)
CHECKS: Final[tuple[Check, ...]] = (*SEEN_CHECKS, *_OF_VALUES)


def check(sieved: Sieved, *, around: Surroundings) -> Checked:
    """Normalise, then run every check that applies to the card.

    The findings include the sieve's own, by row and column. Of a cell that has no value, or is not seen as it was read,
    nothing else is said. A required column that is missing is told once, on row 0, while every row that needs it counts
    as an error row.
    """
    ctx = context_of(sieved.table, around)
    told = gather([sieved.findings.select(FINDINGS_SCHEMA.names())])
    for units in (SEEN_CHECKS, _OF_VALUES):
        own = gather(found for unit in units if unit.applies(ctx.card) for found in unit.run(ctx))
        told = gather([told, _not_yet_told(own, told)])
    findings = told
    questioned = findings.filter((pl.col("severity") == ERROR) & (pl.col(ROW) > 0))[ROW]
    in_table = frozenset(ctx.cells[ROW])
    return Checked(
        rows=_all_fields(ctx),
        findings=findings,
        error_rows=(frozenset(questioned) & in_table) | rows_lacking_columns(ctx),
    )


def context_of(table: Table, around: Surroundings) -> Context:
    """What the checks see of a table."""
    normal = normalise(table.cells, table.card, around.code_sets, no_end=around.no_end.get(table.card.publicity))
    return Context(
        card=table.card,
        raw=table.cells,
        plain=normal.plain,
        cells=normal.cells,
        judged=normal.judged,
        letters=table.letters,
        number_cells=table.sheet.number_cells,
        unlike_cells=table.sheet.unlike_cells,
        around=around,
    )


def _not_yet_told(own: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Without what concerns a cell of which an error is told already, or repeats a finding."""
    errors = told.filter((pl.col("severity") == ERROR) & (pl.col("field") != "")).select(ROW, "field").unique()
    same = told.select(ROW, "field", "code").unique()
    return own.join(errors, on=[ROW, "field"], how="anti", maintain_order="left").join(
        same, on=[ROW, "field", "code"], how="anti", maintain_order="left"
    )


def _all_fields(ctx: Context) -> pl.DataFrame:
    """Every field of the card, absent columns null, in the card's order."""
    absent = [pl.lit(None, dtype=pl.String).alias(card.code) for card in ctx.card.fields if not ctx.has(card.code)]
    return ctx.cells.with_columns(absent).select(ROW, *(card.code for card in ctx.card.fields))
