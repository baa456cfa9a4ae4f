"""Signing in and out."""

from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import login as open_session
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.access.actions import sessions, signing
from mingxin.access.models import Person
from mingxin.access.queries.accounts import has_second_factor
from mingxin.access.turns import BUSY
from mingxin.doors.desk import duties, errors
from mingxin.doors.desk.answers import onward_within, see_other, tell
from mingxin.doors.desk.pages.signing import browser, halfway, provider
from mingxin.doors.desk.pages.signing.forms import CodeForm, SignInForm
from mingxin.doors.parts.addresses import address_of
from mingxin.doors.parts.side import DESK_PATH
from mingxin.kernel.clock import CHINA, now
from mingxin.kernel.refusal import Refusal

WRONG: Final = "账户名或口令不正确，或者账户暂时不能登录。连续 5 次不正确，在您所在的网络地址暂停登录这个账户 15 分钟。"
CLOSED: Final = {
    "login": "这个账户在您所在的网络地址连续 5 次登录不成功，{until} 前不能从这里登录；从其他网络地址登录不受影响。"
    "请到时再试；急需登录的，请联系安全管理员解除。不是您本人填写的，也请告诉安全管理员。",
    "place": "您所在的网络地址登录不成功的次数过多，{until} 前不能从这里登录任何账户。"
    "请到时再试；急需登录的，请联系安全管理员解除。",
}
GUARDED: Final = (
    "近一小时内，有人从多个网络地址试着用您的账户登录，没有成功。请确认口令没有告诉过别人；有疑问的，请联系安全管理员。"
)
WRONG_CODE: Final = "验证码不正确，或者已经用过。请等验证器显示下一个数字再试；连续 5 次不正确，账户将锁定 15 分钟。"
REASONS: Final = {
    "idle": "您有一段时间没有操作，为了安全已自动退出。请重新登录。",
    "too_long": "本次登录已达到最长时间，请重新登录。",
    "elsewhere": "您的账户已在别处登录，本处已自动退出。如果不是您本人，请立即修改口令，并告诉安全管理员。",
    "password": "口令已经修改或重置，请用新口令登录。",
    "code": "您的动态验证码已经重置，请重新登录后重新设置。不是您本人提出的，请立即告诉安全管理员。",
    "account": "账户已停用。如有疑问，请联系为您建立账户的管理员。",
    "ended": "安全管理员结束了本次登录。请重新登录；如有疑问，请联系安全管理员。",
    "government": "政务统一身份认证没有完成。请重试，或者用账户名和口令登录。",
    "government_away": "现在联系不上政务统一身份认证。请过一会儿再试，或者用账户名和口令登录。",
    "government_clock": "政务统一身份认证给出的凭证不在有效时间内，通常是两边的时钟不一致。"
    "本平台的时钟现在是 {clock}（北京时间）：不对的，请告诉系统管理员；没有差错的，请重试，或者用账户名和口令登录。",
    "no_account": "您的政务身份在本平台没有可用的账户。请联系本单位管理员（单位管理员、信用办工作人员请联系系统管理员）"
    "建立账户，账户名须与政务身份一致。",
    "slow": "填写动态验证码的时间过长，请重新登录。",
}


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    problem, until = "", None
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            found = signing.check_sign_in(
                **form.cleaned_data, address=address_of(request), at=at, browser=browser.kept(request)
            )
        except Refusal as refusal:
            if refusal.code != BUSY:
                raise
            return errors.asked_again_later(_asked(request, form, str(refusal), status=503), refusal)
        if isinstance(found, Person):
            if not has_second_factor(found):
                return enter(request, found, method="password")
            halfway.remember(request, found, at)
            return see_other(_with_next(reverse("desk:sign_in_code"), request))
        problem, until = _turned_away(found), found.until
    answer = _asked(request, form, problem, status=429 if until else 200)
    if until:
        answer["Retry-After"] = str(max(1, round((until - now()).total_seconds())))
    return answer


def _asked(request: HttpRequest, form: SignInForm, problem: str, *, status: int) -> HttpResponse:
    context = {"form": form, "problem": problem}
    context |= {
        "reason": REASONS.get(request.GET.get("reason", ""), "").format(clock=f"{now():%Y-%m-%d %H:%M}"),
        "is_lost": "lost" in request.GET,
        "next": onward(request),
        "has_government_login": provider.is_offered(),
    }
    return render(request, "desk/signing/sign_in.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    at = now()
    person = halfway.recall(request, at)
    if person is None:
        return see_other(f"{reverse('desk:sign_in')}?reason=slow")
    form = CodeForm(request.POST if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        proved = signing.check_code(person=person, code=form.cleaned_data["code"], at=at)
        if proved:
            halfway.forget(request)
            return enter(request, person, method=f"password+{proved}")
        problem = WRONG_CODE
    context = {"form": form, "problem": problem, "next": onward(request)}
    return render(request, "desk/signing/sign_in_code.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Person):
        sessions.leave(person=request.user, session_key=request.session.session_key or "", at=now())
    logout(request)
    return see_other(reverse("desk:sign_in"))


def enter(request: HttpRequest, person: Person, *, method: str, led_to: str = "") -> HttpResponse:
    """The whole way is passed: a fresh session key, and on to where somebody wanted to go."""
    address, at = led_to or onward(request) or reverse("desk:home"), now()
    logout(request)
    open_session(request, person)
    request.session[duties.METHOD_KEY] = method
    if person.guarded_until is not None and at < person.guarded_until:
        tell(request, GUARDED, tone="warn")
    signing.forget_tries(person=person, address=address_of(request))
    sessions.begin(
        person=person,
        session_key=request.session.session_key or "",
        method=method,
        address=address_of(request),
        at=at,
    )
    return browser.remembering(see_other(address), request, person, at)


def _turned_away(found: signing.Turned) -> str:
    if found.until is None:
        return WRONG
    return CLOSED[found.what].format(until=_spelled(found.until))


def _spelled(until: datetime) -> str:
    """The first whole minute in which it is open again."""
    return f"{(until + timedelta(seconds=59)).astimezone(CHINA):%H:%M}"


def onward(request: HttpRequest) -> str:
    """Where to go after signing in: a page of the desk, never another site."""
    return onward_within(request, DESK_PATH)


def _with_next(address: str, request: HttpRequest) -> str:
    asked = onward(request)
    return f"{address}?{urlencode({'next': asked})}" if asked else address
