"""Posts: given, stood in for, ended."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from mingxin.access.actions import accounts
from mingxin.access.keeping import posts_open, require_fit
from mingxin.access.models import Person, Post, StaffRole
from mingxin.access.permits import KEPT_ROLES, Act
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.forms import EndForm, PostForm, StandInForm, next_day
from mingxin.doors.desk.pages.accounts.office_post import ask_first
from mingxin.doors.desk.pages.accounts.sides import opened, side_of, told_in
from mingxin.doors.desk.pages.accounts.words import item_names, items_of, post_in_words
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: DeskRequest, number: int) -> HttpResponse:
    found, side = opened(request, number), side_of(request)
    form = PostForm(
        request.POST if request.method == "POST" else None,
        roles=side.roles,
        items=items_of([found.unit], today()) if request.act is Act.KEEP_COLLEAGUES else {},
        initial={"from_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with told_in(
            form,
            post_past="from_on",
            post_no_days="last_on",
            post_already="role",
            post_contract_staff="role",
            account_not_organ="role",
        ):
            require_fit(StaffRole(given["role"]), found.unit)
            back = side.address("", number)
            if asked := ask_first(request, form, [given["role"]], name=found.name, unit=found.unit, back=back):
                return asked
            post = accounts.give(
                person=found,
                role=StaffRole(given["role"]),
                items=given.get("items", []),
                from_on=given["from_on"],
                until_on=next_day(given["last_on"]),
                by=request.holder,
                at=now(),
            )
            tell(request, f"已安排{found.name}担任{StaffRole(post.role).label}。")
            return see_other(side.address("", number))
    words = {"title": f"安排{found.name}的岗位", "question": f"单位：{found.unit.name}", "action": "安排岗位"}
    return render(request, "desk/confirm.html", words | {"form": form, "back": side.address("", number)})


@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: DeskRequest, number: int) -> HttpResponse:
    """B岗: a colleague stands in for this person until a day."""
    found, side, on = opened(request, number), side_of(request), today()
    posts = posts_to_stand_in_for(request, found)
    if not posts:
        raise Refusal("post.none", f"{found.name}没有可以由他人代理的岗位。", "请先安排岗位。")
    colleagues = colleagues_of(request, found)
    if not colleagues.exists():
        raise Refusal("post.alone", "本单位没有其他可以代理的同事。", "请先建立同事的账户。")
    names = item_names()
    form = StandInForm(
        request.POST if request.method == "POST" else None,
        posts=[(post, post_in_words(post, names, on)) for post in posts],
        colleagues=colleagues,
        initial={"from_on": on, "post": posts[0].pk},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        post = next(one for one in posts if one.pk == given["post"])
        with told_in(form, post_past="from_on", post_no_days="last_on", post_contract_staff="colleague"):
            deputy = colleagues.get(pk=given["colleague"])
            accounts.give(
                person=deputy,
                role=StaffRole(post.role),
                items=post.items,
                from_on=given["from_on"],
                until_on=next_day(given["last_on"]),
                stands_in_for=found,
                by=request.holder,
                at=now(),
            )
            tell(request, f"已安排{deputy.name}代理{found.name}，{given['last_on']} 后自动结束。")
            return see_other(side.address("", number))
    words = {
        "title": f"安排代理：{found.name}",
        "question": "休假、出差期间由同事代理。代理人用自己的账户办理，账上记代理人的名字；不要借用账户。",
        "action": "安排代理",
    }
    return render(request, "desk/confirm.html", words | {"form": form, "back": side.address("", number)})


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: DeskRequest, number: int, post: int) -> HttpResponse:
    found, side = opened(request, number), side_of(request)
    ending = Post.objects.filter(pk=post, person=found).select_related("person", "unit", "stands_in_for").first()
    if ending is None:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        with told_in(form, post_past="on", post_already="on"):
            accounts.end(post=ending, on=form.cleaned_data["on"], by=request.holder, at=now())
            tell(request, f"{found.name}的{StaffRole(ending.role).label}岗位从 {form.cleaned_data['on']} 起结束。")
            return see_other(side.address("", number))
    lines = ["没有办完的批次不会跟着转走，需要的请另行办理工作交接。"]
    if posts_open(found, on=today()).count() == 1:
        lines.append("这是最后一个岗位。结束后本人登录只能看到自己的账户；调离的请停用账户。")
    words = {
        "title": "结束岗位",
        "question": f"{found.name}：{post_in_words(ending, item_names(), today())}",
        "lines": lines,
        "action": "结束岗位",
        "danger": True,
    }
    return render(request, "desk/confirm.html", words | {"form": form, "back": side.address("", number)})


def posts_to_stand_in_for(request: DeskRequest, found: Any) -> list[Post]:
    """The person's own posts that the asker keeps; a B post is nobody's to hand on."""
    kept = KEPT_ROLES[side_of(request).act]
    return [post for post in found.held if post.role in kept and post.stands_in_for_id is None]


def colleagues_of(request: DeskRequest, found: Person) -> "QuerySet[Person]":
    """Of the same unit, active; neither the person nor the asker, who gives himself no post."""
    return (
        Person.objects.filter(unit=found.unit, is_active=True)
        .exclude(pk__in=[found.pk, request.holder.person])
        .order_by("name", "login")
    )
