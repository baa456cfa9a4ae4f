"""主体归并: two codes of one organisation, looked at side by side, merged, and taken apart again."""

from collections.abc import Collection
from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.models import StaffRole, Unit
from mingxin.access.queries.holders import place_of, units_for
from mingxin.archive.actions.merging import merge, undo_merge
from mingxin.archive.queries.merged import MergerView, mergers
from mingxin.archive.queries.sides import Side, public_ids, side_of, units_parted
from mingxin.archive.queries.subject_names import candidates
from mingxin.catalogue.rules.words import KIND_WORDS
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.sides import told_in
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.office.fields import said
from mingxin.kernel import uscc as credit_code
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import SubjectKind

MATTER: Final = "主体归并核对"
GONE: Final = "bing"
INTO: Final = "liu"
ASKED: Final = "chaxun"


class MergeForm(DeskForm):
    reason = said("理由", "登记机关2026年3月换发统一社会信用代码的证明", longest=200)


class UndoForm(DeskForm):
    reason = said("撤销的理由", "经核对，两者不是同一主体", longest=200)


@require_safe
def merged(request: DeskRequest) -> HttpResponseBase:
    own = set(units_for(request.holder, request.act).values_list("pk", flat=True))
    return listing.show(
        request,
        listing.Listing(
            title="主体归并",
            rows=mergers(),
            row_key=lambda m: str(m.change),
            columns=[
                listing.Column("at", "归并时间", lambda m: m.at, kind="time"),
                listing.Column("gone", "并走的代码", lambda m: m.gone, kind="code"),
                listing.Column("into", "保留的代码", lambda m: m.into, kind="code"),
                listing.Column("state", "状态", _state, kind="tag"),
                listing.Column("by", "办理人", lambda m: m.by),
                listing.Column("reason", "理由", lambda m: m.reason),
                listing.Column(
                    "undo",
                    "办理",
                    lambda m: "撤销" if _may_undo(m, own) else "",
                    kind="link",
                    link=lambda m: reverse("desk:merger_undo", args=[m.change]) if _may_undo(m, own) else None,
                ),
            ],
            filters=[
                listing.Filter(
                    "daima", "代码", "text", lambda rows, text: [m for m in rows if text in (m.gone, m.into)]
                ),
                listing.Filter(
                    "zhuangtai",
                    "状态",
                    "choice",
                    lambda rows, state: [m for m in rows if (m.undone_at is None) == (state == "standing")],
                    choices=[("standing", "已归并"), ("undone", "已撤销")],
                ),
            ],
            empty="还没有归并过主体。",
        ),
        template="desk/office/mergers.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: DeskRequest) -> HttpResponse:
    """Search two subjects, see them side by side, and merge one into the other."""
    given = request.POST if request.method == "POST" else request.GET
    gone, into = (side_of(given.get(name, "")[:16]) for name in (GONE, INTO))
    form = MergeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if gone is None or into is None:
            raise Refusal("merge.sides", "没有选择要归并的两个主体。", "请先查找并选择两个主体。")
        if form.is_valid():
            with told_in(form):
                by = _acting(request, gone.units | into.units)
                change = merge(gone=gone.uscc, into=into.uscc, **form.cleaned_data, by=by, at=now())
                tell(
                    request,
                    f"已将“{gone.name}”并入“{into.name}”，{gone.count} 条信息随之转移。",
                    undo=reverse("desk:merger_undo", args=[change]),
                )
                return see_other(reverse("desk:mergers"))
    for side in {one.public_id: one for one in (gone, into) if one is not None}.values():
        _note_read(request, side)
    text = cut(request.GET.get(ASKED, "").replace("\x00", "").strip())[0][:100]
    names = item_names()
    context = {
        "asked": text,
        "found": _search(text, gone, into),
        "sides": [
            (words, side, [(names.get(r.item, r.item), r.unit_name, r.count) for r in side.records] if side else ())
            for words, side in (("并走的一方", gone), ("保留的一方", into))
        ],
        "gone": gone,
        "into": into,
        "swap": f"?{GONE}={into.public_id}&{INTO}={gone.public_id}" if gone and into else "",
        "form": form,
        "kinds": {kind.value: words for kind, words in KIND_WORDS.items()},
    }
    return render(request, "desk/office/merge.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: DeskRequest, change: int) -> HttpResponse:
    found = next((one for one in mergers() if one.change == change), None)
    if found is None:
        raise Http404
    form = UndoForm(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        with told_in(form):
            by = _acting(request, units_parted(change))
            done = undo_merge(change, **form.cleaned_data, by=by, at=now())
            stayed = f"{len(done.stayed)} 条在归并以后报送的信息留在原处。" if done.stayed else ""
            tell(request, f"已撤销归并，{done.moved} 条信息转回。{stayed}")
            return see_other(reverse("desk:mergers"))
    words = {
        "title": "撤销归并",
        "question": f"{found.gone} 于 {found.at:%Y-%m-%d} 并入 {found.into}。理由：{found.reason}",
        "lines": ("随归并转移的信息回到原来的代码，名称和代码也恢复。", "归并以后以原代码报送的信息留在保留的一方。"),
        "action": "撤销归并",
        "danger": True,
        "back": reverse("desk:mergers"),
    }
    return render(request, "desk/confirm.html", words | {"form": form})


def _search(text: str, gone: Side | None, into: Side | None) -> list[dict[str, object]]:
    """By whole code, or by a part of the name or its initials.

    Each comes with the addresses that choose it for a side and keep the other.
    """
    if not text:
        return []
    verdict = credit_code.examine(text)
    if verdict.problem:
        likely = candidates(text, most=_MOST_FOUND, least=0)
        ids = public_ids(one.uscc for one in likely)
        rows = [(ids[c.uscc], c.uscc, c.name, c.kind, c.is_registered) for c in likely if c.uscc in ids]
    else:
        sides = [side_of(public_id) for public_id in public_ids([verdict.code]).values()]
        rows = [(s.public_id, verdict.code, s.name, s.kind, s.is_registered) for s in sides if s is not None]
    kept = {GONE: gone.public_id if gone else "", INTO: into.public_id if into else ""}
    return [
        {
            "code": code,
            "name": name,
            "kind": KIND_WORDS[SubjectKind(kind)],
            "is_registered": is_registered,
            "choices": [(words, _query({**kept, key: public_id})) for key, words in _SIDES],
        }
        for public_id, code, name, kind, is_registered in rows
    ]


_MOST_FOUND: Final = 20
_SIDES: Final = ((GONE, "作为并走的一方"), (INTO, "作为保留的一方"))


def _query(chosen: dict[str, str]) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in chosen.items() if value)


def _acting(request: DeskRequest, units: Collection[int]) -> Actor:
    places = [place_of(unit) for unit in Unit.objects.filter(pk__in=units)]
    return request.holder.actor_over(request.act, places)


def _may_undo(one: MergerView, own: Collection[int]) -> bool:
    return one.undone_at is None and units_parted(one.change) <= set(own)


def _note_read(request: DeskRequest, side: Side) -> None:
    """Who looked at a subject, and why, is written down (charter 1.7)."""
    by = request.holder.actor(request.act)
    post = next((StaffRole(post.role).label for post in request.holder.posts_for(request.act)), "")
    write(
        action="subject.read",
        object_type="subject",
        object_key=side.public_id,
        by=by,
        at=now(),
        matter=MATTER,
        detail={"unit": by.unit, "unit_name": by.unit_name, "post": str(post), "records": side.count},
    )


def _state(one: MergerView) -> listing.Tag:
    return listing.Tag("已撤销") if one.undone_at else listing.Tag("已归并", "ok")
