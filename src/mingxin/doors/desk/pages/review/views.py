"""The checker's pages: what a batch would change on file, released or returned under one's own name."""

from collections.abc import Sequence
from typing import Final

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingxin.access.permits import Act, Holder
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_records
from mingxin.doors.desk.pages.batches.opening import actor_upon, opened, require_rows, row_number
from mingxin.intake.actions.reviewing import hands_of
from mingxin.intake.actions.submitting import release, send_back
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.batches import sentence_of
from mingxin.intake.queries.differences import Ready, ReadyPage, ready_of
from mingxin.intake.queries.findings import FindingKind, finding_kinds
from mingxin.intake.queries.history import mends_of, steps_of
from mingxin.intake.queries.home import ForReview, awaiting_review, for_review
from mingxin.intake.queries.working import Working, working_of
from mingxin.intake.rules.due_spans import first_due
from mingxin.intake.rules.review_clock import clock_of
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.queries import calendar

_MATTER: Final = "审核"


class ReturnForm(DeskForm):
    reason = forms.CharField(
        label="退回理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪些行、哪里需要修改，例如：第 21 行罚款金额与决定书不一致。",
    )


def waiting_count(holder: Holder) -> int:
    return awaiting_review(holder).count()


@require_http_methods(["GET", "POST"])
def reviews(request: DeskRequest) -> HttpResponseBase:
    waiting = for_review(request.holder, at=now())
    return listing.show(
        request,
        listing.Listing(
            title="待审核",
            rows=waiting,
            columns=[
                listing.Column("title", "文件", lambda r: r.title, kind="link", link=lambda r: _address(r.batch)),
                listing.Column("item", "事项", lambda r: r.item),
                listing.Column("rows", "行数", lambda r: r.rows, kind="number"),
                listing.Column("clock", "时限", lambda r: listing.Tag(r.tag, r.tone) if r.tag else None, kind="tag"),
                listing.Column("sender", "提交人", lambda r: r.sent_by),
                listing.Column("handler", "现经办人", lambda r: r.handler),
                listing.Column("submitted", "提交时间", lambda r: r.submitted_at, kind="time"),
                listing.Column("unit", "报送单位", lambda r: r.unit),
            ],
            filters=[
                listing.Filter("wenjian", "文件名", "text", lambda rows, text: [r for r in rows if text in r.title]),
                listing.Filter(
                    "shixiang",
                    "事项",
                    "choice",
                    lambda rows, item: [r for r in rows if r.item == item],
                    choices=[(name, name) for name in sorted({r.item for r in waiting})],
                ),
            ],
            empty="没有等待审核的批次。",
            bulk=(
                listing.BulkAct("release", "放行所选（已作保密审查）", Act.RELEASE, preview=_preview, do=_release_all),
            ),
            row_key=lambda r: r.batch,
            unit="批",
        ),
        template="desk/review/reviews.html",
    )


@require_GET
def review(request: DeskRequest, number: str) -> HttpResponse:
    batch, at = opened(request, number), now()
    if batch.state != BatchState.SUBMITTED:
        return see_other(reverse("desk:batch", args=[number]))
    ready, working, worked = ready_of(batch), working_of(batch), calendar()
    card = ready.card if ready else None
    workdays, tag, tone = clock_of(batch.oldest_decided_on, first_due(batch.dues), today=at.date(), worked=worked)
    changed = ready.page("changed", limit=20) if ready else ReadyPage((), 0, 0)
    _note_read(request, batch, changed)
    context = {
        "batch": batch,
        "seen": ready.seal if ready else "",
        "late": ready.late if ready else 0,
        "item_name": card.name if card else "",
        "sentence": sentence_of(batch, today=at.date(), worked=worked),
        "workdays": workdays,
        "clock": tag,
        "clock_tone": tone,
        "changed": changed,
        "new": ready.page("new", limit=10) if ready else ReadyPage((), 0, 0),
        "held": ready.held() if ready else (),
        "publicity": ready.publicity() if ready else (),
        "doubts": list(batch.doubts.order_by("id")),
        "mends": mends_of(batch, working),
        "hints": _hints(working, ready, number) if working else (),
        "steps": (steps := steps_of(batch)),
        "submitted": next((step for step in steps if step.state == BatchState.SUBMITTED), None),
        "returned": next((step for step in steps if step.state == BatchState.RETURNED), None),
        "is_own": request.holder.login in hands_of(batch),
    }
    return render(request, "desk/review/review.html", context)


@require_GET
def rows(request: DeskRequest, number: str, verdict: str) -> HttpResponse:
    """The new or the changed rows of a batch, narrowed and page by page."""
    batch = opened(request, number)
    require_rows(request, batch)
    ready = ready_of(batch)
    if ready is None or verdict not in ("new", "changed"):
        raise Refusal("ready.gone", "这一批没有等待入库的行。", "请返回待审核列表。")
    after, text = row_number(request.GET.get("after", "")), request.GET.get("chaxun", "").strip()[:60]
    only = row_number(request.GET.get("hang", ""))
    page = ready.page(verdict, after=after, text=text, only=only)
    _note_read(request, batch, page)
    return render(
        request,
        "desk/review/rows.html",
        {"batch": batch, "page": page, "verdict": verdict, "text": text, "after": after, "only": only},
    )


def _note_read(request: DeskRequest, batch: Batch, page: ReadyPage) -> None:
    """What is on file stands beside what a changed row would make of it; a new row is the unit's own work alone."""
    looked_at = [row for row in page.rows if row.thread]
    fields = sorted({change.name for row in looked_at for change in row.changes})
    threads = [row.thread for row in looked_at]
    note_records(request, threads, title="与现有内容的差别", fields=fields, matter=_MATTER, batch=batch.number)


def _hints(working: Working, ready: Ready | None, number: str) -> list[tuple[FindingKind, list[tuple[int, str]]]]:
    """What the check remarked, with the rows by number and where each is seen; "" for what would not be admitted."""
    verdicts = ready.verdicts() if ready else {}
    behind = {*working.behind, *working.refused}
    kinds = finding_kinds(working.findings, header_row=working.header_row, behind=behind)
    return [(kind, [(row, _seen_at(number, row, verdicts.get(row, ""))) for row in kind.first]) for kind in kinds]


def _seen_at(number: str, row: int, verdict: str) -> str:
    if verdict not in ("new", "changed"):
        return ""
    return f"{reverse('desk:review_rows', args=[number, verdict])}?hang={row}"


@require_POST
def let_go(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    ticked = request.POST.get("secrecy") == "yes"
    seen = request.POST.get("seen", "")
    release(number, secrecy_reviewed=ticked, seen=seen, by=actor_upon(request, batch), at=now())
    tell(request, f"已放行“{batch.file_name}”，正在入库。")
    return see_other(reverse("desk:reviews"))


@require_http_methods(["GET", "POST"])
def turn_back(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        send_back(number, reason=form.cleaned_data["reason"], by=actor_upon(request, batch), at=now())
        tell(request, f"已退回“{batch.file_name}”，报送人会看到理由。")
        return see_other(reverse("desk:reviews"))
    context = {
        "title": f"退回“{batch.file_name}”",
        "question": "退回后由报送人修改，再次提交审核；时限继续计算。",
        "form": form,
        "action": "退回",
        "back": _address(number),
    }
    return render(request, "desk/confirm.html", context)


def _address(number: str) -> str:
    return reverse("desk:review", args=[number])


def _preview(request: DeskRequest, chosen: list[ForReview]) -> Sequence[listing.Line]:
    found = {b.pk: b for b in awaiting_review(request.holder).filter(pk__in=[r.batch for r in chosen])}
    return [
        listing.Line(
            f"{row.title}（{row.item}）：入库或者更新 {row.rows} 行{f'，{row.tag}' if row.tag else ''}",
            _why_not(request, found.get(row.batch)),
            row.rows,
        )
        for row in chosen
    ]


def _why_not(request: DeskRequest, batch: Batch | None) -> str:
    if batch is None:
        return "已经不在待审核之列"
    return "本人报送、修改或者提交的，须由另一位审核人放行" if request.holder.login in hands_of(batch) else ""


def _release_all(request: DeskRequest, chosen: list[ForReview]) -> listing.Done:
    """Each by itself: what may not be released stays, and the rest goes. The preview named the secrecy review."""
    done, stayed = 0, 0
    for row in chosen:
        batch = awaiting_review(request.holder).filter(pk=row.batch).first()
        try:
            if batch is None:
                raise Refusal("release.state", "", "")
            release(batch.number, secrecy_reviewed=True, by=actor_upon(request, batch), at=now())
            done += 1
        except Refusal:
            stayed += 1
    return listing.Done(f"已放行 {done} 批。{f'{stayed} 批没有放行，请逐批查看。' if stayed else ''}")
