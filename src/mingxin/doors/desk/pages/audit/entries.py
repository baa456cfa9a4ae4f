"""操作日志: searched, exported, looked at entry by entry. The auditor alone sees who looked at what."""

import json
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.audit.whom import about
from mingxin.doors.desk.pages.audit.words import ACTS, OBJECTS, act_in_words, items_in_words, object_in_words
from mingxin.ledger import searching
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import digest_of
from mingxin.ledger.rows import KEY as ROW_DIGESTS

_KINDS = (("reads", "查阅和导出"), ("changes", "办理和变更"), ("sign_ins", "登录和退出"))


@require_safe
def entries(request: DeskRequest) -> HttpResponseBase:
    return listing.show(
        request,
        listing.Listing(
            title="操作日志",
            rows=Entry.objects.all(),
            order=("-id",),
            columns=_columns(is_file="export" in request.GET),
            filters=_filters(),
            empty="还没有操作记录。",
        ),
        template="desk/audit/entries.html",
    )


@require_safe
def entry(request: DeskRequest, number: int) -> HttpResponse:
    found = Entry.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    # the digests of rows are for the proof to read
    detail = {key: said for key, said in searching.detail_of(found).items() if key != ROW_DIGESTS}
    context = {
        "entry": found,
        "act": act_in_words(found.action),
        "object": object_in_words(found.object_type, found.object_key),
        "detail": json.dumps(items_in_words(detail), ensure_ascii=False, indent=2),
        "has_detail": bool(detail),
        "place": searching.place_of(found),
        "is_waiting": searching.is_waiting(found),
        "holds": digest_of(found) == found.digest,
        "same_object": _history(found),
        "same_count": searching.history_of(found).count(),
        "same_person": f"{reverse('desk:audit')}?{urlencode({'ren': found.actor_login})}",
    }
    return render(request, "desk/audit/entry.html", context)


def _columns(*, is_file: bool) -> list[listing.Column]:
    """A file has the codes and details besides, to be worked with."""
    shown = [
        listing.Column("at", "时间", lambda e: e.at, kind="time", link=_address),
        listing.Column("name", "人员", lambda e: e.actor_name),
        listing.Column("unit", "单位", lambda e: e.actor_unit_name),
        listing.Column("act", "动作", lambda e: act_in_words(e.action)),
        listing.Column(
            "object", "对象", lambda e: object_in_words(e.object_type, e.object_key), kind="link", link=_history
        ),
        listing.Column("matter", "事由", lambda e: e.matter),
    ]
    if not is_file:
        return shown
    return [
        listing.Column("number", "编号", lambda e: e.pk, kind="number"),
        *shown,
        listing.Column("login", "账户名", lambda e: e.actor_login),
        listing.Column("uscc", "单位代码", lambda e: e.actor_unit),
        listing.Column("action", "动作代码", lambda e: e.action),
        listing.Column("type", "对象类型", lambda e: e.object_type),
        listing.Column("key", "对象编号", lambda e: e.object_key),
        listing.Column("detail", "内容", lambda e: e.detail),
        listing.Column("digest", "摘要", lambda e: e.digest),
    ]


def _filters() -> list[listing.Filter]:
    acts = sorted(ACTS.items(), key=lambda one: one[1])
    objects = sorted(OBJECTS.items(), key=lambda one: one[1])
    return [
        listing.Filter("ren", "姓名或账户名", "text", searching.by_person),
        listing.Filter("danwei", "办理人的单位（名称或代码）", "text", searching.by_unit),
        listing.Filter("lei", "类别", "choice", searching.of_kind, choices=_KINDS),
        listing.Filter("dongzuo", "动作", "choice", searching.of_action, choices=acts),
        listing.Filter("duixiang", "对象类型", "choice", searching.of_type, choices=objects),
        listing.Filter("guanyu", "关于谁（主体、单位的代码或名称）", "text", about),
        listing.Filter("bianhao", "对象编号", "text", searching.of_key),
        listing.Filter("shiyou", "事由", "text", searching.for_matter),
        listing.Filter("zi", "从哪天起", "day", searching.since),
        listing.Filter("zhi", "到哪天为止", "day", searching.until),
    ]


def _address(found: Entry) -> str:
    return reverse("desk:audit_entry", args=[found.pk])


def _history(found: Entry) -> str:
    """The same list, narrowed to one object."""
    asked = {"bianhao": found.object_key}
    if found.object_type in OBJECTS:
        asked["duixiang"] = found.object_type
    return f"{reverse('desk:audit')}?{urlencode(asked)}"
