"""Reading one subject for its public page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from mingxin.archive.models import Identifier, Mark, Name, Record, Scheme, Subject
from mingxin.archive.queries.merged import remaining
from mingxin.archive.queries.showing import of_open_items, shown_on
from mingxin.archive.queries.versions import known
from mingxin.archive.search import is_public_subject
from mingxin.catalogue.rules.showing import Openness
from mingxin.uses.publicity import queries


@dataclass(frozen=True)
class Withdrawal:
    item: str
    unit: str
    on: date
    reason: str


def subject_of(public_id: str, as_of: date, opened: Openness | None = None) -> Subject | None:
    """The subject, if the public may know that it is on file; the one that remains, if it was merged into another."""
    named = Subject.objects.filter(public_id=public_id).first()
    subject = remaining(named) if named else None
    return subject if subject and is_public_subject(subject.pk, as_of, opened) else None


def code_of(subject: Subject) -> str:
    code = Identifier.objects.filter(subject=subject, scheme=Scheme.USCC, known_until__isnull=True).first()
    return code.value if code else ""


def names_of(subject: Subject) -> tuple[str, list[str]]:
    """The name held now (from the register before one that only records give), and former names, newest first."""
    names = list(Name.objects.filter(subject=subject, known_until__isnull=True).order_by("-registered", "-id"))
    current = next((n.name for n in names if n.valid_until is None), names[0].name if names else "")
    former = sorted((n for n in names if n.valid_until is not None), key=lambda n: str(n.valid_until), reverse=True)
    return current, [n for n in dict.fromkeys(n.name for n in former) if n != current]


def name_borne(subject: Subject, *, known_at: int) -> str:
    """The name held as was known at a change; of a subject that was merged since the one that it had."""
    names = known(Name.objects.filter(subject=subject), known_at, begin="known_from").order_by("-registered", "-id")
    return next((one.name for one in names if one.valid_until is None), names[0].name if names else "")


def registration_of(
    subject: Subject, items: list[str], as_of: date, opened: Openness | None = None
) -> tuple[Record, Mapping[str, str]] | None:
    """The entry of the register and what it says; None where nothing public is on file or a mark hides it that day."""
    record = queries.standing_registrations(items, as_of, opened).filter(subject=subject).order_by("-id").first()
    return (record, json.loads(record.payload)) if record else None


def counts_by_item(subject: Subject, as_of: date, opened: Openness | None = None) -> dict[str, int]:
    rows = shown_on(as_of, opened).filter(subject=subject).values("item").annotate(n=Count("pk"))
    return dict(rows.values_list("item", "n"))


def withdrawals(as_of: date, opened: Openness | None = None) -> QuerySet[Mark]:
    """Notes of withdrawal that still show: reason and day, none of the record's facts."""
    return Mark.objects.filter(
        of_open_items(as_of, opened),
        kind="withdrawn",
        known_until__isnull=True,
        from_on__lte=as_of,
        note_until__gt=as_of,
    )


def withdrawals_of(subject: Subject, as_of: date, opened: Openness | None = None) -> list[Withdrawal]:
    marks = withdrawals(as_of, opened).filter(subject=subject).select_related("unit").order_by("-from_on", "-id")
    return [Withdrawal(m.item, m.unit.name, m.from_on, m.reason_type) for m in marks]
