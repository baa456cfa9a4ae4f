"""未关联数据: rows whose subject is not known, over the region; several are proposed or sent back at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.models import Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.fields import said
from mingxin.intake.actions import linking
from mingxin.intake.models import LinkProposal
from mingxin.intake.queries.linking import ProposalView, UnlinkedRow, unlinked_rows
from mingxin.kernel.clock import now, today

MATTER: Final = "未关联数据办理"
KINDS: Final = {"link": "建议关联", "create": "建议按代码建档", "return": "已退回单位"}


class ProposeForm(DeskForm):
    uscc = forms.CharField(label="统一社会信用代码", max_length=18)
    name = forms.CharField(label="主体名称", help_text="代码还没有建档时须填写全称。", max_length=200, required=False)
    reason = said("理由", "按决定书所附营业执照核对", longest=300)


class ReturnForm(DeskForm):
    reason = said("退回的理由", "决定书上没有代码，请向当事人核实后补报", longest=300)


@require_http_methods(["GET", "HEAD", "POST"])
def unlinked(request: DeskRequest) -> HttpResponseBase:
    rows = unlinked_rows(units_for(request.holder, request.act), today=today())
    if request.method == "POST":
        rows = rows.of_keys({key.partition("/")[0] for key in request.POST.getlist("chosen")})
    return listing.show(
        request,
        listing.Listing(
            title="未关联数据",
            rows=rows,
            row_key=lambda r: f"{r.batch}/{r.row}",
            columns=_COLUMNS,
            filters=_filters(),
            empty="没有等待办理的未关联数据。",
            unit="行",
            reading=listing.Reading(lambda r: f"{r.batch}/{r.row}", MATTER, told_as="rows"),
            bulk=(
                listing.BulkAct("propose", "建议同一主体", Act.LINK, _preview, _propose, ProposeForm),
                listing.BulkAct("return", "退回单位", Act.LINK, _preview, _return, ReturnForm),
            ),
        ),
        template="desk/office/unlinked.html",
    )


@require_POST
def undo(request: DeskRequest, ids: str) -> HttpResponse:
    """Take back proposals that the unit has not decided; "12-13-14"."""
    numbers = {int(one) for one in ids.split("-") if one.isascii() and one.isdecimal() and len(one) < 19}
    found = list(LinkProposal.objects.filter(pk__in=numbers).select_related("batch__unit"))
    if not found or len(found) != len(numbers):
        raise Http404
    if any(not request.holder.may(request.act, place=place_of(one.batch.unit)) for one in found):
        raise Http404
    linking.undo_proposals(numbers, by=actor_of(request, [one.batch.unit for one in found]), at=now())
    tell(request, f"已撤销 {len(found)} 条意见，这些行重新等待办理。")
    return see_other(reverse("desk:unlinked"))


def undo_address(made: Sequence[LinkProposal]) -> str:
    return reverse("desk:proposals_undo", args=["-".join(str(one.pk) for one in made)])


def actor_of(request: DeskRequest, units: Sequence[Unit]) -> Any:
    return request.holder.actor(request.act, place=place_of(units[0]))


def row_address(row: UnlinkedRow) -> str:
    return reverse("desk:unlinked_row", args=[row.batch, row.row])


def state_of(row: UnlinkedRow) -> listing.Tag:
    proposal = row.proposal
    if proposal is None:
        return listing.Tag("待办", "warn")
    if proposal.state == "declined":
        return listing.Tag("单位没有采用", "bad")
    if proposal.state == "adopted":
        return listing.Tag("单位已采用", "ok")
    return listing.Tag(KINDS[proposal.kind], "blue")


_COLUMNS: Final = (
    listing.Column("name", "主体名称", lambda r: r.name or "（没有名称）", kind="link", link=row_address),
    listing.Column("state", "办理", state_of, kind="tag"),
    listing.Column("unit", "报送单位", lambda r: r.unit_name),
    listing.Column("item", "事项", lambda r: r.item_name),
    listing.Column("document", "文号", lambda r: r.document_number),
    listing.Column("days", "已等待天数", lambda r: r.waiting_days, kind="number"),
    listing.Column("due", "报送期限", lambda r: r.due_on, kind="date"),
    listing.Column("proposal", "信用办意见", lambda r: _words(r)),
    listing.Column("declined", "单位的理由", lambda r: r.proposal.declined_reason if r.proposal else ""),
    listing.Column("row", "原表行", lambda r: r.row, kind="number"),
    listing.Column("batch", "批次", lambda r: r.batch, kind="code"),
)


def _words(row: UnlinkedRow) -> str:
    proposal = row.proposal
    if proposal is None:
        return ""
    whom = f"{proposal.name}（{proposal.uscc}）" if proposal.uscc else "退回"
    return f"{whom}：{proposal.reason}（{proposal.proposed_by}）"


def _filters() -> list[listing.Filter]:
    """Those by unit, item and state come first: they read no file, and what comes after them reads fewer."""
    return [
        listing.Filter(
            "danwei", "报送单位", "text", lambda rows, text: rows.of_batches(lambda batch: text in batch.unit.name)
        ),
        listing.Filter(
            "shixiang",
            "事项",
            "choice",
            lambda rows, item: rows.of_batches(lambda batch: batch.item == item),
            choices=sorted(item_names().items(), key=lambda one: one[1]),
        ),
        listing.Filter(
            "zhuangtai",
            "办理",
            "choice",
            lambda rows, state: rows.by_proposal(_STATES[state]),
            choices=[("todo", "待信用办办理"), ("asked", "待单位决定"), ("declined", "单位没有采用")],
        ),
        listing.Filter("mingcheng", "主体名称", "text", lambda rows, text: [r for r in rows if text in r.name]),
        listing.Filter(
            "qixian", "期限不晚于", "day", lambda rows, day: [r for r in rows if r.due_on and r.due_on <= day]
        ),
    ]


_STATES: Final[Mapping[str, Callable[[ProposalView | None], bool]]] = {
    "todo": lambda proposal: proposal is None or proposal.state == "declined",
    "asked": lambda proposal: proposal is not None and proposal.state == "open",
    "declined": lambda proposal: proposal is not None and proposal.state == "declined",
}


def _preview(request: DeskRequest, rows: list[UnlinkedRow]) -> list[listing.Line]:
    return [
        listing.Line(
            f"{row.name or '（没有名称）'}，{row.unit_name}，{row.item_name} {row.document_number}",
            "已有意见，等待单位决定" if _is_taken(row) else "",
        )
        for row in rows
    ]


def _is_taken(row: UnlinkedRow) -> bool:
    return row.proposal is not None and row.proposal.state != "declined"


def _propose(request: DeskRequest, rows: list[UnlinkedRow]) -> listing.Done:
    form = ProposeForm(request.POST)
    form.is_valid()
    return _carry_out(
        request, rows, lambda places, by: linking.propose_links(places, **form.cleaned_data, by=by, at=now())
    )


def _return(request: DeskRequest, rows: list[UnlinkedRow]) -> listing.Done:
    form = ReturnForm(request.POST)
    form.is_valid()
    return _carry_out(
        request, rows, lambda places, by: linking.return_rows(places, **form.cleaned_data, by=by, at=now())
    )


def _carry_out(
    request: DeskRequest, rows: list[UnlinkedRow], act: Callable[[list[linking.Place], Any], list[LinkProposal]]
) -> listing.Done:
    places = [(row.batch, row.row) for row in rows if not _is_taken(row)]
    units = list(Unit.objects.filter(pk__in={row.unit_id for row in rows}))
    made = act(places, actor_of(request, units))
    return listing.Done(f"已对 {len(made)} 行提出意见，等待报送单位决定。", undo=undo_address(made))
