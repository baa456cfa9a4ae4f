"""What the credit office proposes for rows without a subject; the unit adopts it, or says why not."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.permits import Act
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.batches.acts import ReasonForm
from mingxin.doors.desk.pages.batches.opening import actor_upon, may_upon
from mingxin.intake.actions.linking import adopt_proposal, decline_proposal
from mingxin.intake.models import Batch, LinkProposal
from mingxin.intake.queries.linking import ProposalView, proposals_of
from mingxin.kernel.clock import now


def proposals_upon(batch: Batch) -> tuple[tuple[int, ProposalView], ...]:
    """(row, proposal) for every row of the batch for which the office proposed something."""
    return tuple(sorted(((row, view) for (_, row), view in proposals_of([batch]).items()), key=lambda one: one[0]))


@require_POST
def adopt(request: DeskRequest, proposal_id: int) -> HttpResponse:
    found = _opened(request, proposal_id)
    batch = adopt_proposal(proposal_id, by=actor_upon(request, found.batch), at=now())
    tell(request, f"第 {found.row} 行已采用代码 {found.uscc}，并已重新检查；提交后入库。")
    return see_other(f"{reverse('desk:batch', args=[batch.number])}")


@require_http_methods(["GET", "POST"])
def decline(request: DeskRequest, proposal_id: int) -> HttpResponse:
    found = _opened(request, proposal_id)
    form = ReasonForm(request.POST if request.method == "POST" else None, hint="例如：同名企业，与决定书上的地址不符。")
    back = reverse("desk:batch", args=[found.batch_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        decline_proposal(proposal_id, reason=reason, by=actor_upon(request, found.batch), at=now())
        tell(request, f"第 {found.row} 行没有采用信用办的建议，理由已告知信用办。")
        return see_other(back)
    context = {
        "title": f"第 {found.row} 行不采用信用办的建议",
        "question": f"信用办建议：{found.name}（{found.uscc}）。{found.reason}",
        "form": form,
        "action": "不采用",
        "back": back,
    }
    return render(request, "desk/confirm.html", context)


def _opened(request: DeskRequest, proposal_id: int) -> LinkProposal:
    found = LinkProposal.objects.select_related("batch__unit").filter(pk=proposal_id, undone_at__isnull=True).first()
    if found is None or not may_upon(request, Act.AMEND, found.batch):
        raise Http404
    return found
