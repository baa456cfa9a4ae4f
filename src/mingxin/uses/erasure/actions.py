"""Lawful erasure of one record, everywhere the platform holds its content: archive, batches, reports."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from mingxin.archive.actions import amend
from mingxin.intake.actions.forgetting import forget
from mingxin.intake.carriers import find_carriers
from mingxin.ledger.actor import Actor
from mingxin.uses.reports.actions import destroy_reports_with


@dataclass(frozen=True)
class Erased:
    """The change that emptied the record, and how much else went: originals, working files, reports."""

    change: int
    originals: int
    files: int
    reports: int


def erase_everywhere(thread: str, *, ground: str, by: Actor, at: datetime) -> Erased:
    """Empty the record, destroy the originals and let go of the files that hold it, destroy the reports that show it.

    All of it or nothing. Batches are forgotten first, for what identifies the record is read from the record.
    """
    amend.current(thread)  # refuses what is not there before any file is opened
    found = find_carriers(thread)
    with transaction.atomic():
        forgotten = forget(thread, by=by, at=at, found=found)
        change = amend.erase(thread=thread, ground=ground, by=by, at=at)
        reports = destroy_reports_with(thread, by=by, at=at)
    return Erased(change, forgotten.originals, forgotten.files, reports)
