"""What of a sieved table is told without the archive, and which of its rows may be compared with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from mingxin.intake.checks.check import Surroundings
from mingxin.intake.checks.frame import found, gather, place_of
from mingxin.intake.checks.run import check
from mingxin.intake.rules.duplicates import duplicates_in_file
from mingxin.intake.rules.names import compare_with_register
from mingxin.intake.rules.preparing import Preparing, prepare
from mingxin.intake.table import ROW, Checked, Sieved
from mingxin.rulebook.cards import ItemCard, Role


@dataclass(frozen=True)
class Inspected:
    """`rows` has ROW and one normalised String column per field of the card, `findings` are in FINDINGS_SCHEMA.

    `standing` has a row for each of `rows`: ROW, `is_unlinked` (its only error is a credit code that is not there) and
    `is_good` (it has no error at all).
    """

    rows: pl.DataFrame
    findings: pl.DataFrame
    standing: pl.DataFrame


def inspect(sieved: Sieved, around: Surroundings) -> Inspected:
    """Check what the sieve left, and look for rows that cannot be linked and rows that are one record."""
    checked = check(sieved, around=around)
    card, letters, rows = sieved.table.card, sieved.table.letters, checked.rows
    unlinked, bad = _unlinked(checked, card)
    findings = [checked.findings.join(unlinked, on=[ROW, "field", "code"], how="anti", maintain_order="left")]
    findings.append(found("subject.unlinked", unlinked.select(ROW), **place_of(card, Role.USCC, letters)))
    apart = bad | set(unlinked[ROW])
    findings.append(duplicates_in_file(rows.filter(~pl.col(ROW).is_in(apart)), card, letters))
    standing = rows.select(
        ROW,
        is_unlinked=pl.col(ROW).is_in(set(unlinked[ROW])),
        is_good=~pl.col(ROW).is_in(_errors(findings) | apart),
    )
    return Inspected(rows, gather(findings), standing)


@dataclass(frozen=True)
class AgainstRegister:
    """`findings` on names, and the rows without an error as the archive takes them, in the schema PREPARED."""

    findings: pl.DataFrame
    prepared: pl.DataFrame


def against_register(
    good: pl.DataFrame,
    register: pl.DataFrame,
    *,
    given: Preparing,
    letters: Mapping[str, str],
    places: Collection[str],
) -> AgainstRegister:
    """`good`: normalised rows without an error. `register`: what is on file under their codes; `places`: see there."""
    card, findings = given.card, gather([])
    code, name = card.by_role(Role.USCC), card.by_role(Role.NAME)
    if card.effect != "registration" and code is not None and name is not None:
        sent = good.select(ROW, uscc=pl.col(code.code), name=pl.col(name.code))
        findings = compare_with_register(sent, register, places=places, **place_of(card, Role.NAME, letters))
        good = good.filter(~pl.col(ROW).is_in(_errors([findings])))
    return AgainstRegister(findings, prepare(good, given))


def _unlinked(checked: Checked, card: ItemCard) -> tuple[pl.DataFrame, set[int]]:
    """Rows whose only error is that the credit code is not there (as findings), and the rows with any other error."""
    usccs = card.codes_of(Role.USCC)
    errors = checked.findings.filter((pl.col("severity") == "error") & (pl.col(ROW) > 0))
    lacking = errors.filter(pl.col("field").is_in(usccs) & (pl.col("code") == "required.empty"))
    others = set(errors.join(lacking, on=[ROW, "field", "code"], how="anti")[ROW])
    bare = checked.rows.filter(pl.all_horizontal(pl.col(c).is_null() for c in usccs))[ROW]
    silent = {row for row in bare if row not in checked.error_rows}
    only = lacking.filter(~pl.col(ROW).is_in(others)).select(ROW, "field", "code")
    missing_column = (checked.error_rows - set(errors[ROW])) & set(bare)
    quiet = pl.DataFrame({ROW: sorted((silent | missing_column) - others)}, schema={ROW: pl.UInt32})
    unlinked = pl.concat([only, quiet.with_columns(field=pl.lit(usccs[0]), code=pl.lit("required.empty"))])
    return unlinked, (others | checked.error_rows) - set(unlinked[ROW])


def _errors(findings: list[pl.DataFrame]) -> set[int]:
    return {row for frame in findings for row in frame.filter(pl.col("severity") == "error")[ROW] if row}
