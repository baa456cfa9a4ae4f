"""登记撤销裁决: the clock of a record upon which a ruling is registered, registering one, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.access.models import StaffRole
from mingxin.access.permits import Act, HeldPost, Holder
from mingxin.access.queries.holders import place_of
from mingxin.archive.models import Record
from mingxin.archive.rules import withdrawal_clock
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.records.amending import address_of, amendable
from mingxin.doors.desk.pages.records.purposes import WITHDRAWING, keep_purpose, note_read, opened
from mingxin.doors.desk.pages.records.ruling_forms import DismissForm, RulingForm
from mingxin.doors.desk.pages.records.sheet import clock_words, days_of, party_of, title_of
from mingxin.intake.actions import rulings as verbs
from mingxin.intake.models import Ruling, RulingSide
from mingxin.intake.queries.rulings import rulings_of, with_clock
from mingxin.intake.rules.rulings import correction_carries_out
from mingxin.kernel.clock import CHINA, now, today
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.workdays import Calendar
from mingxin.ledger.actor import Actor
from mingxin.rulebook.queries import calendar


@dataclass(frozen=True)
class Running:
    """A ruling that waits to be carried out, as a banner says it. `tone`: of the banner (error, warning)."""

    ruling: Ruling
    words: str
    clock: str
    tone: str
    by_correction: bool


def running_on(thread: str, *, on: date, worked: Calendar) -> Running | None:
    found = next((one for one in rulings_of(thread) if one.ended_at is None), None)
    if found is None:
        return None
    told = with_clock([found], today=on, worked=worked)[0]
    year = "" if found.ruled_on.year == on.year else f"{found.ruled_on.year} 年 "
    return Running(
        ruling=found,
        words=f"{found.reason_type}：{year}{found.ruled_on:%-m 月 %-d 日}作出决定或者收到裁决",
        clock=clock_words(found.ruled_on, None, worked, on),
        tone="error" if told.tone == "bad" else "warning",
        by_correction=correction_carries_out(found.reason_type),
    )


def ended_lines(thread: str, *, worked: Calendar) -> tuple[str, ...]:
    """What was registered before and how it ended, the newest first; for who reads the whole record."""
    return tuple(_ended(one, worked) for one in rulings_of(thread) if one.ended_at is not None)


def may_note(holder: Holder, record: Record) -> bool:
    return bool(_posts(holder, record))


def may_dismiss(holder: Holder, record: Record, ruling: Ruling) -> bool:
    """Whoever's side registered it, or the office."""
    sides = {_side(post) for post in _posts(holder, record)}
    return RulingSide.OFFICE in sides or (ruling.side in sides)


@require_http_methods(["GET", "POST"])
def register(request: DeskRequest, thread: str) -> HttpResponse:
    record, _ = amendable(request, thread)
    data = request.POST if request.method == "POST" else None
    form = RulingForm(verbs.ruling_reasons(), reverse("desk:withdrawal_clock"), data)
    if data is None or not form.is_valid():
        return _register_page(request, record, form)
    side, by = _acting(request.holder, record, prefer=RulingSide.UNIT)
    try:
        made = verbs.register(thread, **form.cleaned_data, side=side, link=address_of(record), by=by, at=now())
    except Refusal as refusal:
        if refusal.code not in form.blamed:
            raise
        form.blame(refusal)
        return _register_page(request, record, form)
    keep_purpose(request, WITHDRAWING)
    told = "已通知该单位。" if side == RulingSide.OFFICE else ""
    clock = clock_words(made.ruled_on, None, calendar(), today())
    tell(request, f"已登记。撤回时限：{clock}。{told}公示没有改变，须由经办人办理。")
    return see_other(address_of(record))


@require_http_methods(["GET", "POST"])
def dismiss(request: DeskRequest, thread: str, number: int) -> HttpResponse:
    record = opened(request, thread)
    found = next((one for one in rulings_of(thread) if one.pk == number), None)
    if found is None:
        raise Http404
    form = DismissForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        side, by = _acting(request.holder, record, prefer=RulingSide(found.side))
        verbs.dismiss(number, reason=form.cleaned_data["reason"], side=side, link=address_of(record), by=by, at=now())
        tell(request, "已取消登记，撤回时限不再计算。公示没有改变。")
        return see_other(address_of(record))
    note_read(request, record, matter=WITHDRAWING, fields=["文号"])
    context = {
        "record": record,
        "title": _title(record),
        "ruling": found,
        "is_open": found.ended_at is None,
        "may_dismiss": may_dismiss(request.holder, record, found),
        "form": form,
    }
    return render(request, "desk/records/ruling_dismiss.html", context, status=400 if form.is_bound else 200)


def _posts(holder: Holder, record: Record) -> Sequence[HeldPost]:
    place = place_of(record.unit)
    return [post for post in holder.posts if post.grants(Act.NOTE_RULING, place, record.item)]


def _side(post: HeldPost) -> RulingSide:
    return RulingSide.OFFICE if post.role is StaffRole.OFFICER else RulingSide.UNIT


def _acting(holder: Holder, record: Record, *, prefer: RulingSide) -> tuple[RulingSide, Actor]:
    """For which side somebody acts here who may hold posts of both, and under which unit's name."""
    post = min(_posts(holder, record), key=lambda one: _side(one) != prefer)
    return _side(post), Actor(holder.login, holder.name, post.unit_uscc, post.unit_name)


def _ended(ruling: Ruling, worked: Calendar) -> str:
    if ruling.ended_at is None:
        return ""
    done = ruling.ended_at.astimezone(CHINA).date()
    how = f"{done} {ruling.ended_by}：{ruling.get_ended_how_display()}"
    if ruling.ended_how == "dismissed":
        stood = f"（{ruling.end_note}）"
    else:
        told = withdrawal_clock.state(ruling.ruled_on, done, worked, done)
        stood = f"，{told.words}"
    begun = f"{ruling.registered_at.astimezone(CHINA):%Y-%m-%d} {ruling.registered_by}"
    side = ruling.get_side_display()
    return f"{begun}（{side}）登记：{ruling.reason_type}，{ruling.ruled_on}，{ruling.case}。{how}{stood}。"


def _title(record: Record) -> str:
    return title_of(record, rulebook_in_force().cards[record.item])


def _register_page(request: DeskRequest, record: Record, form: RulingForm) -> HttpResponse:
    note_read(request, record, matter=WITHDRAWING, fields=["文号", "当事人", "公示期限"])
    context = {
        "record": record,
        "title": _title(record),
        "party": party_of(record),
        "days": days_of(record),
        "running": running_on(record.thread, on=today(), worked=calendar()),
        "form": form,
    }
    return render(request, "desk/records/ruling_register.html", context, status=400 if form.is_bound else 200)
