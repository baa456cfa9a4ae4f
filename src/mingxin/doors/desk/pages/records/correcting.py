"""Correcting a record: the form, what would change, and the act."""

import json
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mingxin.access.queries.holders import place_of
from mingxin.archive.actions.amend import current
from mingxin.archive.models import Record
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.amending import CHECKER_TOLD, STEP, address_of, amendable, carried
from mingxin.doors.desk.pages.records.forms import CorrectionForm
from mingxin.doors.desk.pages.records.history import Difference, differences
from mingxin.doors.desk.pages.records.purposes import CORRECTING, keep_purpose, note_read
from mingxin.doors.desk.pages.records.rulings import running_on
from mingxin.doors.desk.pages.records.sheet import Standing, standing_of, title_of
from mingxin.intake.actions.carrying_out import open_ruling
from mingxin.intake.actions.correct import remarks_on
from mingxin.intake.actions.withdrawing import Amended, correct_and_tell, rehearsed
from mingxin.intake.rules.rulings import correction_carries_out
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.queries import calendar

CHANGED = "correction.changed"


@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, thread: str) -> HttpResponse:
    record, _ = amendable(request, thread)
    book = rulebook_in_force()
    card = book.cards[record.item]
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(
        card,
        book.code_sets,
        json.loads(record.payload),
        seen=record.change_id,
        no_end=book.publicity.no_end.get(card.publicity),
        data=data,
        asks_ruling=_can_carry_out(thread),
    )
    step = request.POST.get(STEP, "")
    if data is None or step == "edit" or not form.is_valid():
        return _form_page(request, record, card, form, is_wrong=data is not None and step != "edit")
    try:
        if step == "confirm":
            return _confirmed(request, record, card, form)
        return _preview(request, record, card, form)
    except Refusal as refusal:
        if refusal.code in (CHANGED, "correction.crossed"):
            raise
        form.blame(refusal)
        return _form_page(request, record, card, form, is_wrong=True)


def _can_carry_out(thread: str) -> bool:
    found = open_ruling(thread)
    return found is not None and correction_carries_out(found.reason_type)


def _act(request: DeskRequest, record: Record, form: CorrectionForm) -> Amended:
    return correct_and_tell(
        record.thread,
        form.changed(),
        seen=form.cleaned_data["seen"],
        reason=form.cleaned_data["reason"],
        link=address_of(record),
        by=request.holder.actor(request.act, place=place_of(record.unit)),
        at=now(),
        carries_out_ruling=_carries_out(form),
    )


def _carries_out(form: CorrectionForm) -> bool:
    return form.cleaned_data.get("carries_out") == "yes"


def _preview(request: DeskRequest, record: Record, card: ItemCard, form: CorrectionForm) -> HttpResponse:
    """What the correction would do, found out by doing it and taking it back."""
    on = today()
    remarks = remarks_on(record.thread, form.changed(), at=now())
    with rehearsed():
        amended = _act(request, record, form)
        after = current(record.thread)
        changes, standing = differences(card, record, after), standing_of(after, on)
    note_read(request, record, matter=CORRECTING, fields=[one.name for one in changes])
    context = {
        "record": record,
        "title": title_of(record, card),
        "differences": changes,
        "remarks": remarks,
        "reason": form.cleaned_data["reason"],
        "effect": _effect(after, standing),
        "checker_told": amended.checker_told,
        "carries_out": _carries_out(form),
        "carried": carried(form),
    }
    return render(request, "desk/records/correct_preview.html", context)


def _confirmed(request: DeskRequest, record: Record, card: ItemCard, form: CorrectionForm) -> HttpResponse:
    amended = _act(request, record, form)
    keep_purpose(request, CORRECTING)
    after = current(record.thread)
    changes = differences(card, record, after)
    names = [card.field(code).name for code in form.changed()]
    words = f"已更正 {len(names)} 个栏目：{'、'.join(names)}。{_follows(changes, names)}"
    words += _effect(after, standing_of(after, today()))
    words += "已登记的裁决随之办结。" if _carries_out(form) else ""
    tell(request, words + (CHECKER_TOLD if amended.checker_told else ""))
    return see_other(address_of(record))


def _follows(changes: Sequence[Difference], names: Sequence[str]) -> str:
    """What followed from the correction without being typed."""
    others = [f"{c.name}由“{c.was or '空'}”变为“{c.now or '空'}”" for c in changes if c.name not in names]
    return f"随之变化：{'；'.join(others)}。" if others else ""


def _effect(after: Record, standing: Standing) -> str:
    """From when it shows, in one sentence."""
    if standing.is_public:
        return "更正即时生效，公众从现在起看到更正后的内容。"
    if standing.state == "awaiting":
        return f"更正即时生效，{after.shown_from} 起按更正后的内容公示。"
    return f"更正即时生效；这条信息{standing.words}，公众看不到。"


def _form_page(
    request: DeskRequest, record: Record, card: ItemCard, form: CorrectionForm, *, is_wrong: bool
) -> HttpResponse:
    said = json.loads(record.payload)
    note_read(request, record, matter=CORRECTING, fields=[f.name for f in card.fields if said.get(f.code)])
    context = {
        "record": record,
        "title": title_of(record, card),
        "locked": [(f.name, said.get(f.code, "")) for f in card.fields if f.code in card.record_key],
        "running": running_on(record.thread, on=today(), worked=calendar()),
        "form": form,
    }
    return render(request, "desk/records/correct.html", context, status=400 if is_wrong else 200)
