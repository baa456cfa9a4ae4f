"""Why somebody looks at what is not public: said once, kept for the time of the sign-in, written down at every look."""

from collections.abc import Iterable
from typing import Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.access.models import StaffRole
from mingxin.access.queries.holders import place_of
from mingxin.archive.models import Record
from mingxin.catalogue.queries import by_authorisation_alone
from mingxin.doors.desk.answers import onward_within, see_other
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.kernel.clock import now
from mingxin.ledger.actions import write

CORRECTING: Final = "更正核对"
WITHDRAWING: Final = "撤回办理"
PURPOSES: Final = (CORRECTING, WITHDRAWING, "答复咨询", "审核")
_KEPT_AS: Final = "records.purpose"


class PurposeForm(DeskForm):
    purpose = forms.ChoiceField(
        label="查阅事由",
        choices=[(words, words) for words in PURPOSES],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择一个查阅事由。"},
    )


@require_http_methods(["GET", "POST"])
def purpose(request: DeskRequest) -> HttpResponse:
    """Choose, or choose anew, and go on to where one was going."""
    onward = _onward(request)
    chosen = purpose_of(request)
    form = PurposeForm(request.POST or None, initial={"purpose": chosen} if chosen else None)
    if request.method == "POST" and form.is_valid():
        request.session[_KEPT_AS] = form.cleaned_data["purpose"]
        return see_other(onward)
    return ask(request, onward, form)


def ask(request: DeskRequest, onward: str, form: PurposeForm | None = None) -> HttpResponse:
    context = {"form": form or PurposeForm(), "onward": onward, "is_first": not purpose_of(request)}
    status = 400 if form is not None and form.is_bound else 200
    return render(request, "desk/records/purpose.html", context, status=status)


def purpose_of(request: DeskRequest) -> str:
    kept = request.session.get(_KEPT_AS, "")
    return kept if kept in PURPOSES else ""


def keep_purpose(request: DeskRequest, purpose: str) -> None:
    """Whoever has corrected or withdrawn has said why; a purpose chosen before stays."""
    if not purpose_of(request):
        request.session[_KEPT_AS] = purpose


def note_read(request: DeskRequest, record: Record, *, matter: str, fields: Iterable[str]) -> None:
    """Write down a look at a record, in such words that its subject can be told (charter 1.7)."""
    place = place_of(record.unit)
    by = request.holder.actor(request.act, place=place)
    posts = (p for p in request.holder.posts if p.grants(request.act, place, record.item))
    write(
        action="record.read",
        object_type="record",
        object_key=record.thread,
        by=by,
        at=now(),
        matter=matter,
        detail={
            "subject": record.subject.public_id,
            "item": record.item,
            "change": record.change_id,
            "unit": by.unit,
            "unit_name": by.unit_name,
            "post": next((StaffRole(post.role).label for post in posts), ""),
            "fields": list(fields),
        },
    )


def opened(request: DeskRequest, thread: str) -> Record:
    """The current version, if the act of this page is permitted upon it; another unit's does not exist here."""
    found = Record.objects.filter(thread=thread, known_until__isnull=True).select_related("unit", "subject", "change")
    record = found.first()
    if record is None:
        raise Http404
    posts = [post for post in request.holder.posts if post.grants(request.act, place_of(record.unit), record.item)]
    if record.item in by_authorisation_alone():
        posts = [post for post in posts if post.keeps_what_needs_authorisation]
    if not posts:
        raise Http404
    return record


def _onward(request: DeskRequest) -> str:
    """Within these pages alone."""
    home = reverse("desk:records")
    return onward_within(request, home) or home
