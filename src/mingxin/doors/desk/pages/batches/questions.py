"""公示依据: one question per group of rows, answered by the unit that reported them; what it does is seen before."""

from typing import Final

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.access.permits import Act, Holder
from mingxin.archive.rules.states import CLOSED
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_records
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.batches.opening import actor_upon, may_upon
from mingxin.doors.desk.pages.records.amending import carried
from mingxin.intake.actions.questions import answer, answer_alike, held_records
from mingxin.intake.actions.withdrawing import rehearsed
from mingxin.intake.models import PublicityQuestion
from mingxin.intake.queries.asked_rows import MOST_SHOWN, asked_of, rows_now
from mingxin.intake.queries.batches import visible
from mingxin.intake.queries.outcomes import open_questions
from mingxin.kernel.clock import now, today

_FIELDS: Final = ("文书号", "当事人", "决定日期", "公示属性", "公示理由", "公示期限")


class AnswerForm(DeskForm):
    severity = forms.ChoiceField(
        label="失信程度",
        choices=[(word, word) for word in ("轻微", "一般", "严重")],
        widget=forms.RadioSelect,
        help_text="按本单位的裁量基准确定；公示多久由国家规定按失信程度计算。",
    )
    is_public = forms.ChoiceField(
        label="是否公示", choices=[("yes", "公示"), ("no", "不予公示")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="理由",
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明裁量基准、行业标准或者其他依据，例如：《云泽市市场监管行政处罚裁量基准》第八条。",
    )
    with_alike = forms.BooleanField(label="本单位其他批次中同一类的问题，也这样答复", required=False)


def waiting_for(holder: Holder) -> int:
    return open_questions(visible(holder, Act.AMEND)).count()


def questions(request: DeskRequest) -> HttpResponseBase:
    names = item_names()
    waiting = open_questions(visible(request.holder, Act.AMEND))
    return listing.show(
        request,
        listing.Listing(
            title="公示依据",
            rows=waiting,
            order=("asked_at", "id"),
            columns=[
                listing.Column("asked_at", "提出时间", lambda q: q.asked_at, kind="time"),
                listing.Column("item", "事项", lambda q: names.get(q.batch.item, q.batch.item)),
                listing.Column(
                    "sentence", "问题", lambda q: q.sentence, kind="link", link=lambda q: _address(q.pk)
                ),
                listing.Column("rows", "提出时（行）", lambda q: q.rows, kind="number"),
                listing.Column("held", "待答复（条）", lambda q: held_records(q).count(), kind="number"),
                listing.Column(
                    "batch", "批次", lambda q: q.batch.file_name, kind="link",
                    link=lambda q: reverse("desk:batch", args=[q.batch_id]),
                ),
                listing.Column("unit", "报送单位", lambda q: q.batch.unit.name),
            ],
            filters=[
                listing.Filter(
                    "shixiang", "事项", "choice", lambda rows, item: rows.filter(batch__item=item),
                    choices=sorted(names.items(), key=lambda one: one[1]),
                )
            ],
            empty="没有等待答复的公示依据问题。",
        ),
        template="desk/batches/questions.html",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def question(request: DeskRequest, question_id: int) -> HttpResponse:
    """The rows that are asked about and the form; what the answer would make of them; and the answer."""
    asked = PublicityQuestion.objects.select_related("batch__unit").filter(pk=question_id).first()
    if asked is None or not may_upon(request, Act.AMEND, asked.batch):
        raise Http404
    data, step = request.POST if request.method == "POST" else None, request.POST.get("step", "")
    held, form = asked_of(asked, on=today()), AnswerForm(data)
    if not held.others:
        del form.fields["with_alike"]
    if step == "confirm" and form.is_valid():
        return _answered(request, asked, form)
    threads = [row.thread for row in held.rows]  # whatever else comes of it, the page shows them
    note_records(request, threads, title="公示依据", fields=_FIELDS, matter="答复公示依据", question=asked.pk)
    context = {"question": asked, "form": form, "asked": held, "most": MOST_SHOWN, "closed": CLOSED}
    if data is None or step == "edit" or not form.is_valid():
        return render(request, "desk/batches/question.html", context)
    with rehearsed():
        settled = _answer(request, asked, form)
        rows = rows_now((row.thread for row in held.rows), on=today())
    context |= {"rows": rows, "settled": settled, "said": form.cleaned_data, "carried": carried(form)}
    return render(request, "desk/batches/question_preview.html", context)


def _answered(request: DeskRequest, asked: PublicityQuestion, form: AnswerForm) -> HttpResponse:
    settled, said = _answer(request, asked, form), form.cleaned_data
    shown = "公示" if said["is_public"] == "yes" else "不予公示"
    tell(request, f"已答复：{said['severity']}，{shown}，涉及 {settled} 条。")
    more = waiting_for(request.holder)
    return see_other(reverse("desk:publicity_questions") if more else reverse("desk:batch", args=[asked.batch_id]))


def _answer(request: DeskRequest, asked: PublicityQuestion, form: AnswerForm) -> int:
    said = form.cleaned_data
    act = answer_alike if said.get("with_alike") else answer
    return act(
        asked.pk,
        severity=said["severity"],
        is_public=said["is_public"] == "yes",
        reason=said["reason"],
        by=actor_upon(request, asked.batch),
        at=now(),
    )


def _address(question_id: int) -> str:
    return reverse("desk:publicity_question", args=[question_id])
