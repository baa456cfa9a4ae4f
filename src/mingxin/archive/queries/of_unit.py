"""What a unit has on record: the rows of its own list on the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingxin.archive import search
from mingxin.archive.models import Identifier, Name, Record, Scheme
from mingxin.archive.public_numbers import threads_meant
from mingxin.archive.queries.state_case import necessary_for, state_case
from mingxin.kernel import docnumber, uscc


@dataclass(frozen=True)
class Wanted:
    """Which records: "" and () ask for any. Decided in [decided_from, decided_until).

    `text`: a record's public number, part of a document number, a whole code, a whole name, or part of one (never of a
    sole trader's).
    """

    units: Sequence[int]
    items: Sequence[str] = ()
    state: str = ""
    decided_from: date | None = None
    decided_until: date | None = None
    text: str = ""


def records_of(wanted: Wanted, *, as_of: date) -> QuerySet[Record]:
    """The current versions that are wanted, lazily and unordered: to count, or to make a query of one's own."""
    found = Record.objects.filter(_place(wanted), known_until__isnull=True)
    if wanted.decided_from is not None:
        found = found.filter(decided_on__gte=wanted.decided_from)
    if wanted.decided_until is not None:
        found = found.filter(decided_on__lt=wanted.decided_until)
    if wanted.text.strip():
        found = found.filter(_text(wanted.text.strip()))
    if wanted.state:
        narrowed = found.filter(necessary_for(wanted.state, as_of))
        found = narrowed.annotate(state=state_case(as_of)).filter(state=wanted.state)
    return found


def _place(wanted: Wanted) -> Q:
    place = Q(unit__in=list(wanted.units))
    return place & Q(item__in=list(wanted.items)) if wanted.items else place


def _text(text: str) -> Q:
    """By public number, document number, code or name; sole traders by a whole name, not part of it (charter 2.7)."""
    current = Q(known_until__isnull=True)
    coded = Identifier.objects.filter(current, scheme=Scheme.USCC, value=uscc.fold(text)).values("subject")
    folded = search.fold(text)
    named = Name.objects.filter(current, normal__in=(folded, folded.upper())).values("subject")
    found = Q(document_number__contains=docnumber.normalise(text)) | Q(subject__in=coded) | Q(subject__in=named)
    if len(folded) > 1:
        found |= Q(subject__in=search.subjects_named(text))
    if threads := threads_meant(text.lower()):
        found |= Q(thread__in=threads)
    return found
