"""催报: what would go out is shown first, then sent; within the day it can be taken back."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.permits import Act
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.watch.asked import address, month_in, units_seen
from mingxin.doors.desk.pages.watch.grid import chosen_cells, not_posted
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.oversight.actions import remind
from mingxin.oversight.queries.board import board
from mingxin.oversight.rules.letters import LONGEST_DAYS, answer_by_problem, contact_problem
from mingxin.rulebook.queries import calendar

ANSWER_WORKDAYS = 3


class SendForm(DeskForm):
    answer_by = forms.DateField(
        label="请于何日前办理",
        help_text=f"默认为三个工作日后；最早明天，最迟 {LONGEST_DAYS} 天内。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写日期。", "invalid": "请填写日期，例如 2026-11-25。"},
    )
    contact = forms.CharField(
        label="联系人和电话",
        help_text="写在通知书上，供单位询问。姓名和电话都要写，例如：周明远 0700-1234567。",
        max_length=100,
        error_messages={"required": "请填写联系人和电话。"},
    )

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if problem := answer_by_problem(day, today()):
            raise forms.ValidationError(problem)
        return day

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if problem := contact_problem(contact):
            raise forms.ValidationError(problem)
        return contact


def preview(request: DeskRequest) -> HttpResponseBase:
    if leave := not_posted(request):
        return leave
    initial = {
        "answer_by": calendar().add_workdays(today(), ANSWER_WORKDAYS).on,
        "contact": " ".join(part for part in (request.holder.name, settings.CITY.telephone) if part),
    }
    return _show(request, SendForm(initial=initial))


def send(request: DeskRequest) -> HttpResponseBase:
    if leave := not_posted(request):
        return leave
    form = SendForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    month = month_in(request, today=today())
    units = units_seen(request.holder, Act.WATCH)
    sent = remind.send(
        units=units,
        month=month,
        chosen=chosen_cells(request, board(units=units, month=month, today=today())),
        answer_by=form.cleaned_data["answer_by"],
        contact=form.cleaned_data["contact"],
        link=address("watch_reminders"),
        by=request.holder.actor(Act.WATCH),
        at=now(),
    )
    words = f"已向 {len(sent)} 个单位发出催报通知书（{sent[0].number}{'等' if len(sent) > 1 else ''}）。当天可以收回。"
    tell(request, words, undo=address("watch_recall", ",".join(str(one.pk) for one in sent)))
    return see_other(address("watch_reminders"))


def _show(request: DeskRequest, form: SendForm) -> HttpResponse:
    month = month_in(request, today=today())
    whole = board(units=units_seen(request.holder, Act.WATCH), month=month, today=today())
    chosen = chosen_cells(request, whole)
    drafts = remind.draft(whole, chosen)
    if not drafts:
        raise Refusal("reminder.nothing", "没有选中需要催报的单位和事项。", "请返回看板，勾选有“催报”的格子。")
    context: dict[str, Any] = {
        "drafts": drafts,
        "papers": sum(bool(one.cells) for one in drafts),
        "chosen": [f"{uscc}|{item}" for uscc, item in chosen],
        "form": form,
        "month": month,
        "back": address("watch", yue=f"{month:%Y-%m}"),
    }
    return render(request, "desk/watch/remind.html", context, status=200 if not form.is_bound else 400)
