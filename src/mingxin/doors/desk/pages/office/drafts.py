"""Drafts of the catalogue: opened, filled with cards, put in force today or on a day to come, or dropped."""

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingxin.catalogue.actions import drafts as verbs
from mingxin.catalogue.drafts import difference, drafted_cards
from mingxin.catalogue.models import CatalogueDraft, DraftState
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.drafts_seen import CHANGED, FIELD, held_cards, seen_changes
from mingxin.doors.desk.pages.office.fields import day, said
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.queries import names_of

TONES = {DraftState.OPEN: "blue", DraftState.SCHEDULED: "warn", DraftState.IN_FORCE: "ok", DraftState.DROPPED: ""}


class OpenForm(DeskForm):
    name = said("这次修改什么", "行政处罚增加一栏", longest=100)


class InForceForm(DeskForm):
    in_force_on = day("自哪天起施行", help_text="填今天，立即启用；填以后的日期，到那一天自动启用。")


@require_safe
def drafts(request: DeskRequest) -> HttpResponseBase:
    openers = names_of("catalogue.open_draft")
    return listing.show(
        request,
        listing.Listing(
            title="目录草稿",
            rows=CatalogueDraft.objects.all(),
            order=("-created_at", "-id"),
            columns=[
                listing.Column("name", "草稿", lambda d: d.name, kind="link", link=lambda d: draft_address("draft", d)),
                listing.Column("state", "状态", state_of, kind="tag"),
                listing.Column("on", "施行日期", lambda d: d.in_force_on, kind="date"),
                listing.Column("by", "拟订人", lambda d: openers.get(d.created_by, d.created_by)),
                listing.Column("at", "建立时间", lambda d: d.created_at, kind="time"),
                listing.Column("problem", "未能启用的原因", lambda d: d.problem),
            ],
            filters=[
                listing.Filter(
                    "zhuangtai",
                    "状态",
                    "choice",
                    lambda rows, state: rows.filter(state=state),
                    choices=DraftState.choices,
                )
            ],
            empty="没有草稿。要修改目录，请先建立一份草稿。",
        ),
        template="desk/office/drafts.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            made = verbs.open_draft(**form.cleaned_data, by=request.holder.actor(request.act), at=now())
            return see_other(draft_address("draft", made))
    words = {
        "title": "建立目录草稿",
        "question": "草稿不影响现行目录，启用以后才生效。",
        "action": "建立草稿",
        "back": reverse("desk:drafts"),
    }
    return render(request, "desk/confirm.html", words | {"form": form})


@require_safe
def draft(request: DeskRequest, number: int) -> HttpResponseBase:
    """Its cards with their faults, and everything that it changes."""
    found = opened_draft(number)
    is_open = found.state == DraftState.OPEN
    cards = drafted_cards(found)
    names, writers = item_names(), names_of(verbs.PUT_CARD)
    context = {
        "draft": found,
        "state": state_of(found),
        "is_open": is_open,
        "is_scheduled": found.state == DraftState.SCHEDULED,
        "items": sorted(names.items(), key=lambda one: one[1]),
        "cards": [
            {
                "name": one.card.name if one.card else names.get(one.row.item, one.row.item),
                "item": one.row.item,
                "faults": len(one.faults) + len(one.obstacles),
                "is_new": one.row.item not in names,
                "row": one.row,
                "by": writers.get(one.row.put_by, one.row.put_by),
                "address": reverse("desk:draft_card", args=[found.pk, one.row.item]),
            }
            for one in cards
        ],
        "is_ready": bool(cards) and all(one.is_good for one in cards),
        "at": {page: draft_address(f"draft_{page}", found) for page in ("card_add", "in_force", "drop", "reopen")},
    }
    changes = listing.Listing(
        title="草稿与现行目录的差别",
        rows=difference(found),
        row_key=lambda d: d.item,
        columns=(
            listing.Column("item", "事项", lambda d: d.item_name),
            listing.Column("field", "改动", lambda d: d.field),
            listing.Column("before", "现行", lambda d: d.before),
            listing.Column("after", "草稿", lambda d: d.after),
        ),
        empty="与现行目录没有差别。",
    )
    return listing.show(request, changes, "desk/office/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def in_force(request: DeskRequest, number: int) -> HttpResponse:
    found = opened_draft(number)
    form = InForceForm(request.POST if request.method == "POST" else None, initial={"in_force_on": today()})
    if request.method == "POST" and form.is_valid():
        with told_in(form, draft_past="in_force_on"):
            put = _put_in_force(request, found, form)
            if put.state == DraftState.SCHEDULED:
                undo = draft_address("draft_reopen", found)
                tell(request, f"已定于 {put.in_force_on} 启用。在此之前可以撤回。", undo=undo)
            else:
                tell(request, f"已启用，成为第 {put.edition_id} 版目录。")
            return see_other(draft_address("draft", found))
    changes = difference(found)
    words = {
        "title": "启用目录草稿",
        "question": f"“{found.name}”，共 {len(changes)} 处改动：",
        "lines": [f"{one.item_name}：{one.field}，由“{one.before}”改为“{one.after}”" for one in changes],
        "action": "启用",
        "back": draft_address("draft", found),
        "hidden": [(FIELD, seen_changes(found, changes))],
    }
    return render(request, "desk/confirm.html", words | {"form": form})


@transaction.atomic
def _put_in_force(request: DeskRequest, found: CatalogueDraft, form: InForceForm) -> CatalogueDraft:
    """Exactly the changes that the page listed."""
    held_cards(found)
    if seen_changes(found, difference(found)) != request.POST.get(FIELD, ""):
        raise Refusal(
            CHANGED,
            "您打开本页以后，草稿或者现行目录又有改动，还没有启用。",
            "请核对下面重新列出的改动，再点“启用”。",
        )
    return verbs.put_draft_in_force(draft=found, **form.cleaned_data, by=request.holder.actor(request.act), at=now())


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: DeskRequest, number: int) -> HttpResponse:
    found = opened_draft(number)
    if request.method == "POST":
        verbs.drop_draft(draft=found, by=request.holder.actor(request.act), at=now())
        tell(request, f"草稿“{found.name}”已作废。")
        return see_other(reverse("desk:drafts"))
    words = {
        "title": "作废草稿",
        "question": f"作废“{found.name}”？作废后可以查看，不能恢复；现行目录不受影响。",
        "action": "作废",
        "danger": True,
        "back": draft_address("draft", found),
    }
    return render(request, "desk/confirm.html", words)


@require_POST
def reopen(request: DeskRequest, number: int) -> HttpResponse:
    found = opened_draft(number)
    verbs.reopen_draft(draft=found, by=request.holder.actor(request.act), at=now())
    tell(request, "已撤回启用日期，草稿可以继续修改。")
    return see_other(draft_address("draft", found))


def opened_draft(number: int) -> CatalogueDraft:
    found = CatalogueDraft.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def draft_address(page: str, found: CatalogueDraft) -> str:
    return reverse(f"desk:{page}", args=[found.pk])


def state_of(found: CatalogueDraft) -> listing.Tag:
    state = DraftState(found.state)
    return listing.Tag(str(state.label), TONES[state])
