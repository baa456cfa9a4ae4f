"""What a steward does with a batch as a whole: choose its item, explain, submit, withdraw, send again, close."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.batches.opening import actor_upon, opened
from mingxin.intake.actions.doubting import explain_doubt
from mingxin.intake.actions.receiving import choose_item
from mingxin.intake.actions.submitting import submit as submit_batch
from mingxin.intake.actions.submitting import withdraw_batch
from mingxin.intake.actions.supplements import close_questions, outstanding, reopen_questions, supplement_of
from mingxin.intake.models import BatchState
from mingxin.intake.queries.duties import duties_of
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal


class ReasonForm(DeskForm):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, hint: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].help_text = hint


@require_http_methods(["GET", "POST"])
def item(request: DeskRequest, number: str) -> HttpResponse:
    """Say which item a file is of, or that it is another than was guessed."""
    batch = opened(request, number)
    duties = [duty for duty in duties_of(request.holder, at=now()) if duty.unit_id == batch.unit_id]
    if request.method == "POST":
        chosen = request.POST.get("item", "")
        if chosen not in rulebook_in_force().cards:
            raise Refusal("item.none", "请先选择一个事项。", "请返回上一页，选中一项后再提交。")
        request.holder.require(Act.REPORT, place=place_of(batch.unit), item=chosen)
        choose_item(number, chosen, by=actor_upon(request, batch), at=now())
        return see_other(reverse("desk:batch", args=[number]))
    shares = {code: round(share * 100) for code, share in batch.guesses}
    likely_first = sorted(duties, key=lambda duty: (-shares.get(duty.item, 0), duty.name))
    choices = [(duty.item, duty.name, shares.get(duty.item, 0)) for duty in likely_first]
    return render(request, "desk/batches/item.html", {"batch": batch, "choices": choices})


@require_POST
def explain(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    kind = request.POST.get("kind", "")
    explain_doubt(number, kind, reason=request.POST.get("reason", ""), by=actor_upon(request, batch), at=now())
    tell(request, "已记下说明。")
    return see_other(reverse("desk:batch", args=[number]))


@require_POST
def submit(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    moved = submit_batch(number, by=actor_upon(request, batch), at=now())
    is_reviewed = moved.state == BatchState.SUBMITTED
    tell(request, "已提交，等待审核人放行。" if is_reviewed else "已提交，正在入库；可以离开此页。")
    return see_other(reverse("desk:batch", args=[number]))


@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None, hint="例如：选错文件。")
    if request.method == "POST" and form.is_valid():
        withdraw_batch(number, reason=form.cleaned_data["reason"], by=actor_upon(request, batch), at=now())
        tell(request, "本批已撤回，没有入库，文件内容已删除。")
        return see_other(reverse("desk:batch", args=[number]))
    context = {
        "title": f"撤回“{batch.file_name}”",
        "question": "撤回后本批不再入库，留存的文件和检查结果随即删除，不能恢复；批次编号和办理过程保留。",
        "form": form,
        "action": "撤回本批",
        "danger": True,
        "back": reverse("desk:batch", args=[number]),
    }
    return render(request, "desk/confirm.html", context)


@require_POST
def supplement(request: DeskRequest, number: str) -> HttpResponse:
    """The rows that stayed behind, as a batch of their own to be mended at the desk."""
    batch = opened(request, number)
    made = supplement_of(number, by=actor_upon(request, batch), at=now())
    return see_other(f"{reverse('desk:batch', args=[made.number])}#rows")


@require_http_methods(["GET", "POST"])
def close(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    form = ReasonForm(request.POST if request.method == "POST" else None, hint="例如：该决定书已作废，不应报送。")
    if request.method == "POST" and form.is_valid():
        close_questions(number, reason=form.cleaned_data["reason"], by=actor_upon(request, batch), at=now())
        tell(request, "已注明不再补报。", undo=reverse("desk:batch_reopen", args=[number]))
        return see_other(reverse("desk:batch", args=[number]))
    context = {
        "title": f"不再补报 {outstanding(batch)} 行",
        "question": "这些行不会入库，也不再提醒；理由留在批次里，可以随时撤销。",
        "form": form,
        "action": "注明不再补报",
        "back": reverse("desk:batch", args=[number]),
    }
    return render(request, "desk/confirm.html", context)


@require_POST
def reopen(request: DeskRequest, number: str) -> HttpResponse:
    batch = opened(request, number)
    reopen_questions(number, by=actor_upon(request, batch), at=now())
    tell(request, "已恢复为待补报。")
    return see_other(reverse("desk:batch", args=[number]))
