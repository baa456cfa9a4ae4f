"""One's own account: posts, password, sign-ins."""

from typing import Final

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions import sessions, signing
from mingxin.access.actions.passwords import change_password
from mingxin.access.actions.standing import ALTERED
from mingxin.access.permits import keepers_of
from mingxin.access.queries.accounts import has_second_factor, recent_sign_ins, unused_recovery_codes
from mingxin.access.turns import BUSY
from mingxin.doors.desk import duties
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.mine.forms import PasswordForm
from mingxin.doors.desk.pages.mine.own_password import leaves_when_locked
from mingxin.doors.desk.pages.signing import browser
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

METHODS: Final = {
    "password": "口令",
    "password+totp": "口令和动态验证码",
    "password+recovery": "口令和恢复码",
    "oidc": "政务统一身份认证",
}
ENDINGS: Final = {
    "left": "退出",
    "idle": "长时间没有操作",
    "too_long": "达到最长时间",
    "elsewhere": "在别处登录",
    "password": "修改口令",
    "code": "重置动态验证码",
    "account": "账户停用",
    "ended": "安全管理员结束",
    "locked": "口令多次不正确",
}
_FIELDS: Final = {"password.present": "present", "password.same": "new", "password.weak": "new", "password.used": "new"}


@require_safe
def mine(request: DeskRequest) -> HttpResponse:
    context = {
        "sign_ins": [
            (row, METHODS.get(row.method, row.method), ENDINGS.get(row.end_reason, ""))
            for row in recent_sign_ins(request.person)
        ],
        "keepers": keepers_of(post.role for post in request.holder.posts),
        "has_second_factor": has_second_factor(request.person),
        "is_required": settings.SECOND_FACTOR == "required",
        "codes_left": unused_recovery_codes(request.person),
        "has_password": request.person.has_usable_password(),
    }
    return render(request, "desk/mine/mine.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_when_locked
def password(request: DeskRequest) -> HttpResponse:
    at, old_key = now(), request.session.session_key or ""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(
                person=request.person, present=form.cleaned_data["present"], new=form.cleaned_data["new"], at=at
            )
        except Refusal as refusal:
            if refusal.code in (signing.LOCKED_OUT, BUSY, ALTERED):
                raise
            form.add_error(_FIELDS.get(refusal.code), str(refusal))
            form.point_at_first_error()
        else:
            update_session_auth_hash(request, request.person)
            sessions.move(person=request.person, old_key=old_key, new_key=request.session.session_key or "")
            tell(request, "口令已修改。")
            return browser.remembering(see_other(reverse("desk:mine")), request, request.person, at)
    context = {"form": form, "is_due": duties.must_change_password(request.person, at)}
    return render(request, "desk/mine/password.html", context)
