"""From a file to what would become of each of its rows; nothing is written.

What was sent is read, sieved and checked in the reading room (ADR 0022): here the database is asked, by exact keys.
"""

from collections.abc import Callable, Mapping, Sequence
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
from mingxin.intake.actions.barring import barred
from mingxin.intake.actions.criteria import criteria_of
from mingxin.intake.checks.check import Surroundings
from mingxin.intake.checks.frame import gather
from mingxin.intake.reading import room
from mingxin.intake.reading.asked import Bounds, Rules, Share
from mingxin.intake.reading.children import Limits
from mingxin.intake.rules.laying_over import Cell
from mingxin.intake.rules.preparing import Preparing
from mingxin.intake.table import ROW, Sieved
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
    """What became of a file's rows, and what its headers speak for among the cards that were asked about."""

    judged: Judged
    likely: Sequence[Share]


def bounds() -> Bounds:
    """How much of a sent file is read."""
    return Bounds(settings.INTAKE_FILE_MAX_BYTES, settings.INTAKE_BATCH_MAX_ROWS)


def examine(
    path: Path,
    folder: Path,
    *,
    card: ItemCard,
    unit: Unit,
    received_at: datetime,
    progress: Progress,
    held: Sequence[ItemCard] = (),
) -> Examined:
    """Read, sieve, check and compare. Raises Refusal where the file as a whole cannot be taken.

    What was read is left in `folder` (`room.handed_over`), for the copy that is kept and the workbook that goes back.
    """
    asked = _asked(unit, received_at.astimezone(CHINA).date())
    progress(STEPS[0], 0, len(STEPS))
    likely = room.examine(
        path,
        folder,
        bounds(),
        card,
        asked.rules,
        held=held,
        told=lambda done: progress(STEPS[done], done, len(STEPS)),
    )
    progress(STEPS[3], 3, len(STEPS))
    judged = _compared(folder, card, asked, unit=unit, received_at=received_at, limits=None)
    progress(STEPS[3], 4, len(STEPS))
    return Examined(judged, likely)


def judge_again(
    sieved: Sieved,
    values: Mapping[Cell, str],
    *,
    unit: Unit,
    as_of: date,
    received_at: datetime,
) -> Judged:
    """Check a sieved table once more with these cells laid over it, and compare it with the archive of this moment.

    Somebody waits for it: where it takes more than a request may, it is refused.
    """
    asked, limits = _asked(unit, as_of), room.within_a_request()
    with room.handed_over() as folder:
        room.inspect_again(folder, sieved, asked.rules, values, limits=limits)
        return _compared(folder, sieved.table.card, asked, unit=unit, received_at=received_at, limits=limits)


@dataclass(frozen=True)
class _Asked:
    """By what a table is judged."""

    book: Rulebook
    rules: Rules
    worked: Calendar


def _asked(unit: Unit, as_of: date) -> _Asked:
    book, worked = rulebook_in_force(), calendar()
    return _Asked(book, Rules(book.forbidden, surroundings(unit, book, worked, as_of)), worked)


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
        no_end=book.publicity.no_end,
        longest_term_months=max((terms.shown_months for terms in book.terms), default=None),
    )


def _compared(
    folder: Path, card: ItemCard, asked: _Asked, *, unit: Unit, received_at: datetime, limits: Limits | None
) -> Judged:
    """What was inspected in the folder, compared with the archive."""
    sieved, rows, told, standing = room.inspected(folder, card)
    letters = sieved.table.letters
    of_names, prepared = room.prepare(
        folder,
        _register(rows.filter(standing["is_good"]), card),
        letters,
        Preparing(
            card=card,
            publicity=asked.book.publicity,
            criteria=criteria_of(unit, card.code, asked.rules.around.as_of),
            calendar=asked.worked,
            as_of=asked.rules.around.as_of,
        ),
        tuple(Region.objects.values_list("name", flat=True)),
        limits=limits,
    )
    comparison = compare_now(prepared, unit_id=unit.pk, received_at=received_at)
    findings = gather([told, of_names, barred(comparison.rows, card, letters)])
    admissible = comparison.rows.filter(pl.col("verdict").is_in(["new", "changed", "unchanged"]))
    unlinked = int(standing["is_unlinked"].sum())
    is_behind = ~rows[ROW].is_in(set(admissible[ROW]))
    reported = rows.height + sieved.refused.height
    return Judged(
        sieved=sieved,
        findings=findings,
        comparison=Comparison(admissible, comparison.seen, received_at),
        kept=rows.with_columns(standing["is_unlinked"]).filter(is_behind),
        reported=reported,
        questioned=reported - admissible.height - unlinked,
        unlinked=unlinked,
    )


def _register(good: pl.DataFrame, card: ItemCard) -> pl.DataFrame:
    """What is on file under the codes of these rows."""
    code = card.by_role(Role.USCC)
    if code is None or card.effect == "registration":  # the register itself: nothing is held against it
        return register_of(pl.Series("uscc", [], dtype=pl.String))
    return register_of(good[code.code].unique())
