"""One account: who it is, what it may do, and everything its keeper can do with it."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions import accounts
from mingxin.access.permits import KEPT_ROLES, Act
from mingxin.access.queries.accounts import recent_sign_ins
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.adding import slip
from mingxin.doors.desk.pages.accounts.forms import DeactivateForm
from mingxin.doors.desk.pages.accounts.posts import colleagues_of, posts_to_stand_in_for
from mingxin.doors.desk.pages.accounts.sides import is_kept, opened, side_of, told_in
from mingxin.doors.desk.pages.accounts.words import code_of, item_names, items_in_words, last_day, shut_of, tag_of
from mingxin.doors.desk.pages.mine.views import ENDINGS, METHODS
from mingxin.intake.actions import handover
from mingxin.intake.queries.open_work import open_work
from mingxin.kernel.clock import now

SIGN_INS = 8


@require_safe
def person(request: DeskRequest, number: int) -> HttpResponse:
    found, side, at = opened(request, number), side_of(request), now()
    is_ours = request.act is Act.KEEP_COLLEAGUES
    work = open_work(found, found.unit) if is_ours else None
    context = {
        "found": found,
        "side": side,
        "list": side.list_address(),
        "state": tag_of(found, at),
        "shut": shut_of(found, at),
        "code": code_of(found),
        "posts": _posts(request, found, at.date()),
        "is_kept": is_kept(request, found),
        "is_own": found.pk == request.holder.person,
        "is_ours": is_ours,
        "can_be_stood_in_for": bool(posts_to_stand_in_for(request, found)) and colleagues_of(request, found).exists(),
        "work": work,
        "sign_ins": [
            (row, METHODS.get(row.method, row.method), ENDINGS.get(row.end_reason, ""))
            for row in recent_sign_ins(found, limit=SIGN_INS)
        ],
        "at": {page: side.address(page, found.pk) for page in _PAGES if is_ours or page != "hand_over"},
    }
    return render(request, "desk/accounts/person.html", context)


_PAGES = ("post_give", "stand_in", "hand_over", "password", "code", "contract", "deactivate", "reactivate")


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: DeskRequest, number: int) -> HttpResponse:
    found = opened(request, number)
    if request.method == "POST":
        return slip(request, accounts.reset(person=found, by=request.holder, at=now()), f"已重置{found.name}的口令")
    return _confirm(
        request,
        found,
        title=f"重置{found.name}的口令",
        question="将生成一个新的一次性口令，只显示一次。",
        lines=(
            "原来的口令立即作废，已登录的会立即退出。",
            "账户锁定或者部分地址暂停登录的，同时解除。",
            "首次登录须修改口令。",
        ),
        action="重置口令",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: DeskRequest, number: int) -> HttpResponse:
    found = opened(request, number)
    if request.method == "POST":
        removed = accounts.reset_code(person=found, by=request.holder, at=now())
        words = (
            f"已重置{found.name}的动态验证码，下次登录时重新设置。" if removed else f"{found.name}没有启用动态验证码。"
        )
        tell(request, words, tone="ok" if removed else "note")
        return see_other(side_of(request).address("", number))
    return _confirm(
        request,
        found,
        title=f"重置{found.name}的动态验证码",
        question="手机丢失、更换手机又没有恢复码时办理。请先当面或者电话确认是本人提出。",
        lines=("现有的验证码和恢复码全部作废。", "已登录的会立即退出，下次登录时用新手机重新设置。"),
        action="重置动态验证码",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contract(request: DeskRequest, number: int) -> HttpResponse:
    found = opened(request, number)
    becomes = not found.is_contract_staff
    if request.method == "POST":
        becomes = request.POST.get("becomes") == "yes"
        accounts.mark_contract_staff(person=found, is_contract_staff=becomes, by=request.holder, at=now())
        tell(request, f"{found.name}已标为{'合同制人员' if becomes else '在编人员'}。")
        return see_other(side_of(request).address("", number))
    context = {
        "title": f"改为{'合同制' if becomes else '在编'}人员：{found.name}",
        "lines": ("合同制人员只能担任经办人。",) if becomes else ("在编人员可以担任各个岗位。",),
        "becomes": becomes,
        "back": side_of(request).address("", number),
    }
    return render(request, "desk/accounts/contract.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: DeskRequest, number: int) -> HttpResponse:
    found, side = opened(request, number), side_of(request)
    form = DeactivateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with told_in(form, account_reason="reason"):
            handover.deactivate(
                person=found, unit=found.unit, reason=form.cleaned_data["reason"], by=request.holder, at=now()
            )
            tell(request, f"已停用{found.name}的账户。")
            return see_other(side.address("", number))
    work = open_work(found, found.unit)
    if work.batches:
        context = {"found": found, "count": len(work.batches), "side": side, "back": side.address("", number)}
        is_ours = request.act is Act.KEEP_COLLEAGUES
        context["hand_over"] = side.address("hand_over", number) if is_ours else ""
        return render(request, "desk/accounts/work_first.html", context)
    return _confirm(
        request,
        found,
        title=f"停用{found.name}的账户",
        question="调离、离职的人员，请停用账户，不要转给他人使用。",
        lines=(
            "立即退出，不能再登录。",
            "现有岗位今天结束。",
            "办理过的事项仍记在其名下；以后可以恢复账户，岗位须重新安排。",
        ),
        action="停用账户",
        form=form,
        danger=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reactivate(request: DeskRequest, number: int) -> HttpResponse:
    found = opened(request, number)
    if request.method == "POST":
        made = accounts.reactivate(person=found, by=request.holder, at=now())
        return slip(request, made, f"已恢复{found.name}的账户")
    return _confirm(
        request,
        found,
        title=f"恢复{found.name}的账户",
        question="将生成一个新的一次性口令。恢复后请重新安排岗位。",
        lines=(),
        action="恢复账户",
    )


def _posts(request: DeskRequest, found: Any, on: date) -> list[dict[str, object]]:
    """Posts that have not ended, with where to end those that are this keeper's."""
    names, side = item_names(), side_of(request)
    is_own = found.pk == request.holder.person
    return [
        {
            "post": post,
            "items": items_in_words(post, names),
            "last": last_day(post),
            "is_later": post.from_on > on,
            "end": ""
            if is_own or post.role not in KEPT_ROLES[side.act]
            else side.address("post_end", found.pk, post.pk),
        }
        for post in found.held
    ]


def _confirm(request: DeskRequest, found: Any, **words: Any) -> HttpResponse:
    return render(request, "desk/confirm.html", words | {"back": side_of(request).address("", found.pk)})
