"""What correcting and withdrawing have in common: who may, upon which record, and going through the steps."""

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse

from mingxin.archive.models import Record
from mingxin.archive.queries.holding import require_held
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.purposes import opened
from mingxin.doors.desk.pages.records.sheet import Standing, standing_of
from mingxin.kernel.clock import today
from mingxin.kernel.refusal import Refusal

STEP = "step"  # what the button of a form asks for: preview, confirm, or edit again
CHECKER_TOLD = "本事项设有审核，已通知审核人。"


def amendable(request: DeskRequest, thread: str) -> tuple[Record, Standing]:
    """The record, if something of it can still be amended."""
    record = opened(request, thread)
    standing = standing_of(record, today())
    if standing.is_closed:
        raise Refusal(
            "record.gone",
            f"这条信息{standing.words}，不能再更正或者撤回。",
            "决定仍然有效的，请作为新的决定重新报送。",
        )
    require_held([record])  # what a form shows comes back with it
    return record, standing


def address_of(record: Record) -> str:
    return reverse("desk:record", args=[record.thread])


def carried(form: DeskForm) -> Iterable[tuple[str, str]]:
    """What was filled in, to go along through the preview."""
    data = form.data
    if not isinstance(data, QueryDict):
        return ()
    return [(name, value) for name in form.fields for value in data.getlist(name)]
