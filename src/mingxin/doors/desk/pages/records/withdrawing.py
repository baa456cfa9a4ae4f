"""Withdrawing a record: the form with its clock, what the public will read afterwards, and the act."""

from collections import Counter
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from mingxin.access.queries.holders import place_of
from mingxin.archive.models import Mark, MarkKind, Record
from mingxin.archive.rules import withdrawal_clock
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.amending import CHECKER_TOLD, STEP, address_of, amendable, carried
from mingxin.doors.desk.pages.records.forms import WithdrawalForm
from mingxin.doors.desk.pages.records.purposes import WITHDRAWING, keep_purpose, note_read
from mingxin.doors.desk.pages.records.rulings import running_on
from mingxin.doors.desk.pages.records.sheet import clock_words, days_of, party_of, title_of
from mingxin.intake.actions.carrying_out import open_ruling
from mingxin.intake.actions.withdrawing import Amended, rehearsed, withdraw_and_tell, withdrawal_reasons
from mingxin.kernel.clock import now, today
from mingxin.kernel.dates import DateProblem, parse_date
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.queries import calendar
from mingxin.uses.publicity import words
from mingxin.uses.publicity.public import show_subject
from mingxin.uses.publicity.removals import state_of


@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, thread: str) -> HttpResponse:
    record, _ = amendable(request, thread)
    data = request.POST if request.method == "POST" else None
    form = WithdrawalForm(withdrawal_reasons(), reverse("desk:withdrawal_clock"), data, _as_registered(thread))
    step = request.POST.get(STEP, "")
    if data is None or step == "edit" or not form.is_valid():
        return _form_page(request, record, form, is_wrong=data is not None and step != "edit")
    try:
        if step == "confirm":
            return _confirmed(request, record, form)
        return _preview(request, record, form)
    except Refusal as refusal:
        form.blame(refusal)
        return _form_page(request, record, form, is_wrong=True)


@require_GET
def clock(request: DeskRequest) -> HttpResponse:
    """How the three days stand for the day that is being typed; a fragment."""
    written = request.GET.get("ruled_on", "")
    said, is_late = "填写日期后，这里显示还剩几个工作日。", False
    if written:
        try:
            ruled_on = parse_date(written)
        except DateProblem:
            said = "日期不完整。"
        else:
            said, is_late = _clock(ruled_on)
    return render(request, "desk/records/clock.html", {"words": said, "is_late": is_late})


def _clock(ruled_on: date) -> tuple[str, bool]:
    on, worked = today(), calendar()
    if ruled_on > on:
        return "日期晚于今天，请核对。", True
    is_late = withdrawal_clock.state(ruled_on, None, worked, on).state == "late"
    return clock_words(ruled_on, None, worked, on), is_late


def _as_registered(thread: str) -> dict[str, object]:
    """What is known of a registered ruling stands in the form already."""
    found = open_ruling(thread)
    return {"reason_type": found.reason_type, "case": found.case, "ruled_on": found.ruled_on} if found else {}


def _act(request: DeskRequest, record: Record, form: WithdrawalForm) -> Amended:
    return withdraw_and_tell(
        thread=record.thread,
        reason_type=form.cleaned_data["reason_type"],
        case=form.cleaned_data["case"],
        ruled_on=form.cleaned_data["ruled_on"],
        link=address_of(record),
        by=request.holder.actor(request.act, place=place_of(record.unit)),
        at=now(),
    )


def _preview(request: DeskRequest, record: Record, form: WithdrawalForm) -> HttpResponse:
    """What the public would read, found out by withdrawing and taking it back."""
    before = _public_notes(record)
    with rehearsed():
        amended = _act(request, record, form)
        after = _public_notes(record)
        mark = Mark.objects.get(thread=record.thread, kind=MarkKind.WITHDRAWN, known_until__isnull=True)
    note_read(request, record, matter=WITHDRAWING, fields=["文号", "当事人"])
    ruled_on = form.cleaned_data["ruled_on"]
    said, is_late = _clock(ruled_on) if ruled_on else ("", False)
    context = {
        "record": record,
        "title": _title(record),
        "party": party_of(record),
        "told": form.cleaned_data,
        "words": said,
        "is_late": is_late,
        "notes": list((after - before).elements()),
        "note_last": mark.note_until - timedelta(days=1) if mark.note_until and mark.note_until > today() else None,
        "stood": state_of(record.thread, today()),
        "checker_told": amended.checker_told,
        "carried": carried(form),
    }
    return render(request, "desk/records/withdraw_preview.html", context)


def _confirmed(request: DeskRequest, record: Record, form: WithdrawalForm) -> HttpResponse:
    before = state_of(record.thread, today())
    amended = _act(request, record, form)
    keep_purpose(request, WITHDRAWING)
    ruled_on, on = form.cleaned_data["ruled_on"], today()
    stood = f"撤回时限：{clock_words(ruled_on, on, calendar(), on)}。" if ruled_on else ""
    tell(request, f"{words.WITHDRAWN[before]}。{stood}{CHECKER_TOLD if amended.checker_told else ''}")
    return see_other(address_of(record))


def _public_notes(record: Record) -> Counter[str]:
    page = show_subject(record.subject.public_id, as_of=today())
    return Counter(page.withdrawals if page is not None else ())


def _title(record: Record) -> str:
    return title_of(record, rulebook_in_force().cards[record.item])


def _form_page(request: DeskRequest, record: Record, form: WithdrawalForm, *, is_wrong: bool) -> HttpResponse:
    note_read(request, record, matter=WITHDRAWING, fields=["文号", "当事人", "公示期限"])
    context = {
        "record": record,
        "title": _title(record),
        "party": party_of(record),
        "days": days_of(record),
        "running": running_on(record.thread, on=today(), worked=calendar()),
        "form": form,
        "stood": state_of(record.thread, today()),
    }
    return render(request, "desk/records/withdraw.html", context, status=400 if is_wrong else 200)
