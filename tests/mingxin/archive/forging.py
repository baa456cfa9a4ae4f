"""What somebody with the database in hand alters, and what stands there to be altered."""

from collections.abc import Callable, Mapping
from datetime import date

from django.db.models import Model

from mingxin.archive.actions.amend import put_mark
from mingxin.archive.models import MarkKind, Record
from mingxin.archive.rules.digests import content_digest
from tests.mingxin.archive.sending import Row, Sender, current_version, thread


def object_to(sender: Sender, row: Row, *, until: date | None = None) -> None:
    """An objection beside the record, from today."""
    put_mark(
        thread=thread(row),
        kind=MarkKind.OBJECTION,
        case="云异〔2026〕1号",
        from_on=sender.at.date(),
        until_on=until,
        by=sender.by,
        at=sender.at,
    )


def forge_content(row: Row, *, digest: bool) -> None:
    """Other facts; with `digest` the version's own fits them, as anybody can compute it."""
    version = current_version(row)
    payload = version.payload.replace("未在经营场所明码标价", "守法经营")
    assert payload != version.payload
    columns = [version.document_number, version.decided_on, version.filter_1, version.filter_2, version.filter_3]
    said = content_digest(payload, columns) if digest else version.content_digest
    Record.objects.filter(pk=version.pk).update(payload=payload, content_digest=said)


def altered(model: type[Model], which: Mapping[str, object], **forged: object) -> Callable[[], None]:
    """One row reads otherwise; putting it back is what is given."""
    kept = model._default_manager.filter(**which).values("pk", *forged).get()
    row = model._default_manager.filter(pk=kept.pop("pk"))
    row.update(**forged)
    return lambda: row.update(**kept) and None
