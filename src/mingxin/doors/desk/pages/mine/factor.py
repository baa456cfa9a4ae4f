"""Setting up one's own second factor, and giving it up."""

import io
from collections.abc import Sequence
from datetime import datetime

import segno
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingxin.access.actions import second_factors, signing
from mingxin.access.queries.accounts import actor_of, has_second_factor
from mingxin.access.rules import totp
from mingxin.doors.desk import duties
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.mine.forms import ConfirmationForm, OwnPasswordForm
from mingxin.doors.desk.pages.mine.own_password import leaves_when_locked
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: DeskRequest) -> HttpResponse:
    if has_second_factor(request.person):
        return see_other(reverse("desk:mine"))
    at = now()
    if _is_password_due(request, at):
        return see_other(reverse("desk:password"))
    secret = second_factors.begin_enrolment(person=request.person, at=at)
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factors.confirm(person=request.person, code=form.cleaned_data["code"], at=at)
        except Refusal as refusal:
            form.add_error("code", str(refusal))
            form.point_at_first_error()
        else:
            return _show(request, codes, "动态验证码已启用")
    key = totp.as_text(secret)
    context = {
        "form": form,
        "key": " ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        "is_due": settings.SECOND_FACTOR == "required",
    }
    return render(request, "desk/mine/enrol.html", context)


@require_safe
def picture(request: DeskRequest) -> HttpResponse:
    """The QR code of the secret that waits to be confirmed; afterwards it is refused."""
    at = now()
    if _is_password_due(request, at):
        return see_other(reverse("desk:password"))
    secret = second_factors.begin_enrolment(person=request.person, at=at)
    address = totp.address(secret, issuer=f"{settings.SITE_NAME}工作台", account=request.person.login)
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=5, border=4, xmldecl=False, nl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_when_locked
def codes(request: DeskRequest) -> HttpResponse:
    form = _own_password(request)
    if form is None:
        renewed = second_factors.renew_recovery_codes(person=request.person, at=now())
        return _show(request, renewed, "恢复码已更换")
    words = {
        "title": "更换恢复码",
        "question": "更换后，以前的恢复码全部作废。",
        "action": "更换恢复码",
    }
    return render(request, "desk/confirm.html", words | {"form": form, "back": reverse("desk:mine")})


@require_http_methods(["GET", "HEAD", "POST"])
@leaves_when_locked
def off(request: DeskRequest) -> HttpResponse:
    form = _own_password(request)
    if form is None:
        second_factors.reset_second_factor(person=request.person, by=actor_of(request.person), at=now())
        tell(request, "动态验证码已停用。")
        return see_other(reverse("desk:mine"))
    words = {
        "title": "停用动态验证码",
        "question": "更换手机时，先停用，再用新手机重新设置。停用后，以前的恢复码也一并作废。",
        "action": "停用",
        "danger": True,
    }
    return render(request, "desk/confirm.html", words | {"form": form, "back": reverse("desk:mine")})


def _is_password_due(request: DeskRequest, at: datetime) -> bool:
    """No secret is shown to whoever came by a password that somebody else has seen: a new one comes first."""
    due = duties.first_due(request.person, at, method=request.session.get(duties.METHOD_KEY, ""))
    return due not in ("", duties.ENROLMENT)


def _own_password(request: DeskRequest) -> OwnPasswordForm | None:
    """None once the owner has typed the password; else the form to ask for it."""
    if not has_second_factor(request.person):
        raise Refusal("second_factor.none", "您还没有启用动态验证码。", "请先在“我的账户”中设置。")
    form = OwnPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if signing.check_own_password(person=request.person, password=form.cleaned_data["password"], at=now()):
            return None
        form.add_error("password", f"口令不正确。{signing.OWN_LOCKS}")
        form.point_at_first_error()
    return form


def _show(request: DeskRequest, codes: Sequence[str], title: str) -> HttpResponse:
    """Once, in this very answer: they are kept nowhere."""
    return render(request, "desk/mine/recovery_codes.html", {"codes": codes, "title": title})
