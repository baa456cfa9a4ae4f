"""One prepared row, for tests of admission by itself."""

from datetime import date

import polars as pl

from mingxin.access.models import Unit
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.rules.preparing import Preparing, prepare
from mingxin.intake.table import ROW
from mingxin.rulebook.queries import calendar
from tests.mingxin.archive.sending import penalty


def prepared_penalty(unit: Unit, *, as_of: date, **cells: str) -> pl.DataFrame:
    """The first penalty as checking leaves it."""
    book = rulebook_in_force()
    card = book.cards["admin_penalty"]
    said = dict(penalty(1, unit=unit.uscc)) | {"CF_JDRQ": "2026-11-16", "CF_YXQ": "2027-11-16"} | cells
    rows = pl.DataFrame({ROW: [2], **{f.code: [said.get(f.code) or None] for f in card.fields}})
    rows = rows.with_columns(pl.col(ROW).cast(pl.UInt32), pl.exclude(ROW).cast(pl.String))
    given = Preparing(card=card, publicity=book.publicity, criteria=(), calendar=calendar(), as_of=as_of)
    return prepare(rows, given)
