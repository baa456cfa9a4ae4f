"""Whom entries are about: a name or code as people know it, into the keys under which the ledger keeps them."""

from collections.abc import Mapping

from mingxin.access.models import Unit
from mingxin.archive.models import Identifier, Name, Record, Subject
from mingxin.kernel import uscc as credit_code
from mingxin.ledger import searching
from mingxin.uses.reports.models import Report


def about(rows: searching.Entries, text: str) -> searching.Entries:
    """Entries about a subject or a unit. A subject by its code or its whole name, also a former one; a unit by its code
    or a part of its name. Nothing is found for anything else.
    """
    return searching.about(rows, _keys(text.strip()))


def _keys(text: str) -> Mapping[str, object]:
    code = credit_code.fold(text)
    by_code = Identifier.objects.filter(value=code).values("subject")
    by_name = Name.objects.filter(name=text).values("subject")
    subjects = Subject.objects.filter(pk__in=by_code) | Subject.objects.filter(pk__in=by_name)
    ids = list(subjects.values_list("pk", flat=True))
    units = Unit.objects.filter(uscc=code) | Unit.objects.filter(name__contains=text)
    return {
        "subject": list(subjects.values_list("public_id", flat=True)),
        "record": Record.objects.filter(subject__in=ids).values("thread"),
        "report": list(Report.objects.filter(subject__in=ids).values_list("number", flat=True)),
        "unit": list(units.values_list("uscc", flat=True)),
    }
