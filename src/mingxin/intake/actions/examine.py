"""From a file to what would become of each of its rows; nothing is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
from django.conf import settings

from mingxin.access.models import ActsFor, Region, Unit
from mingxin.access.queries.standing import acting_stands_as_told, require_units_as_told, units_altered
from mingxin.access.queries.unit_names import former_names
from mingxin.access.rules.succession import heirs_of
from mingxin.archive.actions.admit import compare_now
from mingxin.archive.queries.comparing import Comparison, register_of
from mingxin.archive.queries.moment import one_moment
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.barring import barred, place_of
from mingxin.intake.actions.criteria import criteria_of
from mingxin.intake.checks.check import Surroundings
from mingxin.intake.checks.frame import found, gather
from mingxin.intake.checks.run import check
from mingxin.intake.reading import room
from mingxin.intake.reading.layout import recognise, require_rows
from mingxin.intake.rules.duplicates import duplicates_in_file
from mingxin.intake.rules.names import compare_with_register
from mingxin.intake.rules.preparing import Preparing, prepare
from mingxin.intake.sieve import sieve
from mingxin.intake.table import ROW, Checked, Sheet, Sieved, Table
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.queries import calendar

Progress = Callable[[str, int, int], None]
STEPS = ("读取文件", "剔除不得收集的内容", "逐格检查", "与档案比对")


@dataclass(frozen=True)
class Judged:
    """`comparison` holds the rows that may be admitted; `kept` the normalised rows that stay behind.

    Every data row of the sheet is counted once: reported = comparison + questioned + unlinked.
    """

    sieved: Sieved
    findings: pl.DataFrame
    comparison: Comparison
    kept: pl.DataFrame
    reported: int
    questioned: int
    unlinked: int


@dataclass(frozen=True)
class Examined:
    """A file as it was read, and what became of its rows."""

    sheet: Sheet
    table: Table
    judged: Judged


def examine(path: Path, *, card: ItemCard, unit: Unit, received_at: datetime, progress: Progress) -> Examined:
    """Read, sieve, check and compare. Raises Refusal where the file as a whole cannot be taken."""
    book, as_of = rulebook_in_force(), received_at.astimezone(CHINA).date()
    progress(STEPS[0], 0, len(STEPS))
    sheet = room.read_sheet(
        path,
        max_bytes=settings.INTAKE_FILE_MAX_BYTES,
        max_rows=settings.INTAKE_BATCH_MAX_ROWS,
        cards=(card,),
    )
    table = recognise(sheet, card)
    require_rows(table.cells.height, settings.INTAKE_BATCH_MAX_ROWS)
    progress(STEPS[1], 1, len(STEPS))
    sieved = sieve(table, forbidden=book.forbidden, as_of=as_of)
    return Examined(
        sheet, table, judge(sieved, unit=unit, as_of=as_of, received_at=received_at, progress=progress, book=book)
    )


def judge(
    sieved: Sieved, *, unit: Unit, as_of: date, received_at: datetime, progress: Progress, book: Rulebook
) -> Judged:
    """Check what the sieve left, and compare it with the archive of this moment."""
    progress(STEPS[2], 2, len(STEPS))
    worked = calendar()
    checked = check(sieved, around=surroundings(unit, book, worked, as_of))
    progress(STEPS[3], 3, len(STEPS))
    card = sieved.table.card
    given = Preparing(
        card=card,
        publicity=book.publicity,
        criteria=criteria_of(unit, card.code, as_of),
        calendar=worked,
        as_of=as_of,
    )
    judged = _compare(sieved, checked, given=given, unit=unit, received_at=received_at)
    progress(STEPS[3], 4, len(STEPS))
    return judged


def surroundings(unit: Unit, book: Rulebook, worked: Calendar, as_of: date) -> Surroundings:
    """What the checks must know beyond the sheet, for this unit on this day. Raises Refusal("unit.altered")."""
    with one_moment():
        units = list(Unit.objects.order_by("pk"))
        links = list(ActsFor.objects.filter(unit=unit))
        former = former_names()
        require_units_as_told(units)
        stand = acting_stands_as_told(unit, links)
    if not stand:
        raise units_altered()
    codes = {one.pk: one.uscc for one in units}
    principals = {link.principal_id for link in links}
    # what a unit decided before its end its heir reports, and whoever the heir acts through
    ended = {one.pk: one.successor_id for one in units if one.valid_until is not None and one.valid_until <= as_of}
    inherited = [gone for gone, heir in heirs_of(ended).items() if heir == unit.pk or heir in principals]
    return Surroundings(
        as_of=as_of,
        received_on=as_of,
        code_sets=book.code_sets,
        calendar=worked,
        unit_uscc=unit.uscc,
        organ_names={one.uscc: (one.name,) for one in units},
        former_names=former,
        entitled_organs=frozenset({unit.uscc, *(codes[principal] for principal in (*principals, *inherited))}),
        matters=book.forbidden.matters,
        longest_term_months=max((terms.shown_months for terms in book.terms), default=None),
    )


def _compare(sieved: Sieved, checked: Checked, *, given: Preparing, unit: Unit, received_at: datetime) -> Judged:
    card, letters, rows = given.card, sieved.table.letters, checked.rows
    unlinked, bad = _unlinked(checked, card)
    findings = [checked.findings.join(unlinked, on=[ROW, "field", "code"], how="anti", maintain_order="left")]
    findings.append(found("subject.unlinked", unlinked.select(ROW), **place_of(card, Role.USCC, letters)))
    findings.append(duplicates_in_file(rows.filter(~pl.col(ROW).is_in(bad | set(unlinked[ROW]))), card, letters))
    good = rows.filter(~pl.col(ROW).is_in(_errors(findings) | bad | set(unlinked[ROW])))
    if card.effect != "registration":
        findings.append(_names(good, card, letters))
        good = good.filter(~pl.col(ROW).is_in(_errors(findings)))
    comparison = compare_now(prepare(good, given), unit_id=unit.pk, received_at=received_at)
    findings.append(barred(comparison.rows, card, letters))
    admissible = comparison.rows.filter(pl.col("verdict").is_in(["new", "changed", "unchanged"]))
    behind = rows.filter(~pl.col(ROW).is_in(set(admissible[ROW])))
    reported = rows.height + sieved.refused.height
    return Judged(
        sieved=sieved,
        findings=gather(findings),
        comparison=Comparison(admissible, comparison.seen, received_at),
        kept=behind.with_columns(is_unlinked=pl.col(ROW).is_in(set(unlinked[ROW]))),
        reported=reported,
        questioned=reported - admissible.height - unlinked.height,
        unlinked=unlinked.height,
    )


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


def _names(good: pl.DataFrame, card: ItemCard, letters: Mapping[str, str]) -> pl.DataFrame:
    code, name = card.by_role(Role.USCC), card.by_role(Role.NAME)
    if code is None or name is None:
        return gather([])
    sent = good.select(ROW, uscc=pl.col(code.code), name=pl.col(name.code))
    places = tuple(Region.objects.values_list("name", flat=True))
    register = register_of(sent["uscc"].unique())
    return compare_with_register(sent, register, places=places, **place_of(card, Role.NAME, letters))
