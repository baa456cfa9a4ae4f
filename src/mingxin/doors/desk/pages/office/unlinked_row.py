"""One row without a subject: what was sent, who may be meant, and what the office says."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.archive import search
from mingxin.archive.queries.subject_names import Candidate
from mingxin.catalogue.rules.words import KIND_WORDS
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.looking import note_rows
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.batches.opening import actor_upon, opened, require_rows
from mingxin.doors.desk.pages.office.fields import choose, said
from mingxin.doors.desk.pages.office.unlinked import KINDS, MATTER, ReturnForm, undo_address
from mingxin.intake.actions import linking
from mingxin.intake.models import Batch, LinkProposal
from mingxin.intake.queries.linking import candidates_for
from mingxin.intake.queries.working import Working, working_of
from mingxin.kernel.clock import now
from mingxin.kernel.uscc import fold
from mingxin.rulebook.cards import Role, SubjectKind

_OTHER: Final = "other"
_SEEN: Final = "seen"  # the code whose registered name was shown, sent back with the form


class CandidateForm(DeskForm):
    candidate = forms.ChoiceField(label="这一行说的是", widget=forms.RadioSelect)
    uscc = forms.CharField(label="另填统一社会信用代码", max_length=18, required=False)
    name = forms.CharField(label="主体名称", help_text="代码还没有建档时须填写全称。", max_length=200, required=False)
    reason = said("理由", "按决定书所附营业执照核对", longest=300)

    def clean(self) -> dict[str, Any] | None:
        """A subject chosen from the list and another code typed beside it contradict each other."""
        given = super().clean()
        chosen, typed = self.cleaned_data.get("candidate", ""), self.cleaned_data.get("uscc", "")
        if typed and chosen and chosen != _OTHER and fold(typed) != chosen:
            self.add_error(
                "uscc",
                f"上面选的是 {chosen}，这里填的是 {fold(typed)}，两者不同。"
                "以所选的为准，请清空这里；以所填的为准，请选“都不是，另填代码”。",
            )
        return given


@require_http_methods(["GET", "HEAD", "POST"])
def row(request: DeskRequest, number: str, line: int) -> HttpResponse:
    batch = opened(request, number)
    require_rows(request, batch)
    working = working_of(batch)
    if working is None or line not in working.behind:
        raise Http404
    found = candidates_for(batch.number, line) if line in working.unlinked else ()
    answer, on_file = request.POST.get("answer", ""), dict[str, object]()
    initial = {} if found else {"candidate": _OTHER}
    linked = CandidateForm(request.POST if answer == "propose" else None, prefix="l", initial=initial)
    choose(linked, "candidate", [*((c.uscc, _words(c)) for c in found if c.uscc), (_OTHER, "都不是，另填代码")])
    returned = ReturnForm(request.POST if answer == "return" else None, prefix="r")
    if answer == "propose" and linked.is_valid():
        with told_in(linked, link_uscc="uscc", link_name="name"):
            given = dict(linked.cleaned_data)
            chosen, typed = given.pop("candidate"), given.pop("uscc")
            uscc = typed if chosen == _OTHER else chosen
            target = linking.target_of(uscc, given["name"])
            if chosen != _OTHER or target.kind != "link" or request.POST.get(_SEEN) == target.uscc:
                by = actor_upon(request, batch)
                return _told(request, linking.propose_link(batch.number, line, uscc=uscc, **given, by=by, at=now()))
            on_file = _on_file(target, [given["name"], _named(working, line)])
    if answer == "return" and returned.is_valid():
        with told_in(returned):
            return _told(
                request,
                linking.return_row(
                    batch.number, line, **returned.cleaned_data, by=actor_upon(request, batch), at=now()
                ),
            )
    note_rows(request, batch, [line], behind=working.behind, matter=MATTER, once=False)
    context = _shown(batch, working, line, found) | {"linked": linked, "returned": returned, "on_file": on_file}
    return render(request, "desk/office/unlinked_row.html", context, status=400 if answer and not on_file else 200)


def _on_file(target: linking.Target, written: Sequence[str]) -> dict[str, object]:
    """Whose the typed code is, to be looked at before it is proposed, and which of the written names differ."""
    return {
        "uscc": target.uscc,
        "name": target.name,
        "others": [name for name in dict.fromkeys(written) if name and search.fold(name) != search.fold(target.name)],
    }


def _named(working: Working, line: int) -> str:
    """The party's name as the row has it."""
    field = working.card.by_role(Role.NAME)
    return working.now([line]).get(line, {}).get(field.code, "") if field else ""


def _shown(batch: Batch, working: Working, line: int, found: Sequence[Candidate]) -> dict[str, object]:
    return {
        "batch": batch,
        "batch_address": reverse("desk:batch", args=[batch.number]),
        "line": line,
        "values": _values(working, line),
        "said": _said(working, line),
        "item_name": working.card.name,
        "candidates": [(c, _percent(c), KIND_WORDS.get(SubjectKind(c.kind), c.kind)) for c in found],
        "is_unlinked": line in working.unlinked,
        **_proposal(batch, line),
    }


def _told(request: DeskRequest, made: LinkProposal) -> HttpResponse:
    tell(request, f"第 {made.row} 行：{KINDS[made.kind]}。等待报送单位决定。", undo=undo_address([made]))
    return see_other(reverse("desk:unlinked"))


def _proposal(batch: Batch, line: int) -> dict[str, object]:
    """The newest proposal for the row, in words, and the way to take it back while it is open."""
    found = LinkProposal.objects.filter(batch=batch, row=line, undone_at__isnull=True).order_by("-id").first()
    if found is None:
        return {"proposal": None, "is_decided": False, "undo": ""}
    is_open = found.adopted_at is None and found.declined_at is None
    return {
        "proposal": found,
        "kind": KINDS[found.kind],
        "is_decided": found.adopted_at is not None,
        "is_declined": found.declined_at is not None,
        "undo": undo_address([found]) if is_open else "",
    }


def _values(working: Working, line: int) -> list[tuple[str, str]]:
    """What stands in the row now, in the order of the card; what is cut is not there."""
    values = working.now([line]).get(line, {})
    return [(field.name, values[field.code]) for field in working.card.fields if values.get(field.code)]


def _said(working: Working, line: int) -> Sequence[tuple[str, str]]:
    told = working.spoken.filter(working.spoken["row"] == line)
    return [(one["message"], one["remedy"]) for one in told.iter_rows(named=True)]


def _percent(candidate: Candidate) -> str:
    return f"{candidate.similarity:.0%}"


def _words(candidate: Candidate) -> str:
    return f"{candidate.name}（{candidate.uscc}）"
