"""What the security administrator watches: accounts and their faults, and each account alone."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions import securing
from mingxin.access.models import Person, StaffRole
from mingxin.access.permits import keepers_of
from mingxin.access.queries.account_lists import faults, figures, listed
from mingxin.access.queries.account_states import SHUT, STATES, is_shut, state_of
from mingxin.access.queries.accounts import recent_sign_ins
from mingxin.doors.desk import listing
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.lists import by_name
from mingxin.doors.desk.pages.accounts.words import code_of, item_names, posts_in_words, shut_of, tag_of
from mingxin.doors.desk.pages.mine.views import ENDINGS, METHODS
from mingxin.kernel.clock import now

FAULTS = (
    *((state, STATES[state]) for state in ("altered", *SHUT)),
    ("too_old", "口令已到期"),
    ("unused", "90 天没有登录"),
    ("without_code", "未启用动态验证码"),
)


def shut_accounts(_: object) -> int:
    """For the menu."""
    return Person.objects.filter(is_shut(now())).count()


@require_safe
def accounts(request: DeskRequest) -> HttpResponseBase:
    at = now()
    everybody = Person.objects.all()
    counts = figures(everybody, at=at)
    return listing.show(
        request,
        listing.Listing(
            title="账户安全",
            rows=listed(everybody, on=at.date()),
            order=("-is_active", "name", "id"),
            columns=_columns(at),
            filters=[
                listing.Filter("xingming", "姓名或账户名", "text", by_name),
                listing.Filter("danwei", "单位", "text", lambda rows, text: rows.filter(unit__name__contains=text)),
                listing.Filter(
                    "wenti",
                    "需要处理的",
                    "choice",
                    lambda rows, name: rows.filter(faults(at)[name], is_active=True),
                    choices=FAULTS,
                ),
            ],
            empty="还没有账户。",
        ),
        template="desk/accounts/security.html",
        extra={"tiles": [(words, getattr(counts, name), f"?wenti={name}") for name, words in FAULTS]},
    )


@require_safe
def account(request: DeskRequest, number: int) -> HttpResponse:
    found, at = _opened(number), now()
    context = {
        "found": found,
        "state": tag_of(found, at),
        "code": code_of(found),
        "posts": posts_in_words(found.held, item_names(), at.date()),
        "age": _age(found, at),
        "most": settings.DESK_PASSWORD_DAYS,
        "shut": shut_of(found, at),
        "opening": _opening(found),
        "is_in": found.sign_ins.filter(ended_at=None).exists(),
        "is_own": found.pk == request.holder.person,
        "sign_ins": [
            (row, METHODS.get(row.method, row.method), ENDINGS.get(row.end_reason, ""))
            for row in recent_sign_ins(found)
        ],
    }
    return render(request, "desk/accounts/security_account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: DeskRequest, number: int) -> HttpResponse:
    found = _opened(number)
    if request.method == "POST":
        securing.unlock(person=found, by=request.holder, at=now())
        return _told(request, found, f"已{_opening(found)}：{found.name}。从任何网络地址都可以再登录。")
    question = "请先向本人核实：是本人输错，还是他人在试。"
    keepers = keepers_of(StaffRole(post.role) for post in found.held)
    lines = ("解除后，从任何网络地址都可以立即再登录。", f"本人忘记口令的，请{keepers}重置口令。")
    action = _opening(found)
    return _confirm(request, found, f"{action}：{found.name}", question, lines, action)


def _opening(found: Any) -> str:
    """What opening the account is called: it is not locked where failures closed the way from some places alone."""
    return {"locked": "解除锁定", "partly": "恢复登录", "guarded": "恢复登录"}.get(
        state_of(found, now()), "清除输错次数"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_sign_in(request: DeskRequest, number: int) -> HttpResponse:
    found = _opened(number)
    if request.method == "POST":
        securing.end_sign_in(person=found, by=request.holder, at=now())
        return _told(request, found, f"已结束{found.name}的登录。")
    lines = ("对方正在填写、没有提交的内容会丢失。", "对方可以重新登录；要阻止再次登录的，请联系其管理员停用账户。")
    question = "对方下一次点击时会看到“安全管理员结束了本次登录”。"
    return _confirm(request, found, f"结束登录：{found.name}", question, lines, "结束登录")


@require_http_methods(["GET", "HEAD", "POST"])
def take_code_away(request: DeskRequest, number: int) -> HttpResponse:
    found = _opened(number)
    if request.method == "POST":
        securing.take_code_away(person=found, by=request.holder, at=now())
        return _told(request, found, f"已重置{found.name}的动态验证码，下次登录时重新设置。")
    lines = ("现有的验证码和恢复码全部作废。", "已登录的会立即退出，下次登录时用新手机重新设置。")
    question = "手机丢失、更换手机又没有恢复码时办理。请先当面或者电话确认是本人提出。"
    return _confirm(request, found, f"重置动态验证码：{found.name}", question, lines, "重置动态验证码")


def _columns(at: datetime) -> list[listing.Column]:
    names, on = item_names(), at.date()
    return [
        listing.Column(
            "name", "姓名", lambda p: p.name, kind="link", link=lambda p: reverse("desk:security_account", args=[p.pk])
        ),
        listing.Column("login", "账户名", lambda p: p.login, kind="code"),
        listing.Column("unit", "单位", lambda p: p.unit.name if p.unit else "平台"),
        listing.Column("posts", "岗位", lambda p: posts_in_words(p.held, names, on)),
        listing.Column("state", "状态", lambda p: tag_of(p, at), kind="tag"),
        listing.Column("code", "动态验证码", code_of, kind="tag"),
        listing.Column("age", "口令已用天数", lambda p: _age(p, at), kind="number"),
        listing.Column("failed", "连续输错", lambda p: p.failed_in_a_row, kind="number"),
        listing.Column("last", "最近登录", lambda p: p.last_sign_in or "从未登录", kind="time"),
    ]


def _age(person: Person, at: datetime) -> int | None:
    """Whole days; None where there is no password to sign in with."""
    if not person.has_usable_password() or person.password_changed_at is None:
        return None
    return (at - person.password_changed_at).days


def _opened(number: int) -> Any:
    found = listed(Person.objects.filter(pk=number), on=now().date()).first()
    if found is None:
        raise Http404
    return found


def _told(request: DeskRequest, found: Person, words: str) -> HttpResponse:
    tell(request, words)
    return see_other(reverse("desk:security_account", args=[found.pk]))


def _confirm(
    request: DeskRequest, found: Person, title: str, question: str, lines: tuple[str, ...], action: str
) -> HttpResponse:
    back = reverse("desk:security_account", args=[found.pk])
    words = {"title": title, "question": question, "lines": lines, "action": action, "back": back}
    return render(request, "desk/confirm.html", words)
