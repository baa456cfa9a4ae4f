"""Finding an organisation. Words typed go in the body of a request; an identity number goes nowhere."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.archive import public as archive
from mingxin.doors.parts.headers import holds_identity_number, without_number
from mingxin.kernel import uscc
from mingxin.kernel.clock import today

LONGEST = 100
SUGGESTED = 8
SHORTEST_CODE = 15  # the old registration number
NOTICES = {
    "zhengjian": (
        "请勿输入身份证号。您输入的内容含有身份证号码，本平台没有保存，也没有据此查询。本平台不提供自然人信息。"
    ),
    "daima": (
        "未查到这个统一社会信用代码。请核对营业执照上的 18 位代码；代码无误的，说明本平台没有该单位的公开信息，"
        "这既不表示信用良好，也不表示有问题。"
    ),
}
TOO_SHORT = "请至少输入两个字。输入得越完整，结果越准确。"


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _suggest(request) if request.headers.get("HX-Request") else _asked(request)
    text = _text(request.GET.get("q", ""))
    notice = NOTICES.get(request.GET.get("tishi", ""), "")
    if _is_code(text):
        return _to_code(text)
    context: dict[str, object] = {"section": "search", "q": text, "notice": notice}
    if text and len(text) < 2:
        context["notice"] = TOO_SHORT
    elif text:
        page = archive.show_search(text, as_of=today(), after=request.GET.get("after", ""))
        context["page"] = page
        context["onward"] = urlencode({"q": text, "after": page.onward}) if page.onward else ""
    return render(request, "portal/search.html", context)


def _asked(request: HttpRequest) -> HttpResponse:
    """The form was sent: on to an address that can be kept, or straight to the only answer."""
    if holds_identity_number(
        request.POST.get("q", "")
    ):  # the whole of it: what is cut off below would be half a number
        return without_number()
    text = _text(request.POST.get("q", ""))
    if _is_code(text):
        return _to_code(text)
    if len(text) >= 2:
        page = archive.show_search(text, as_of=today())
        if page.is_only:
            return _to(reverse("portal:subject", args=[page.found[0].public_id]))
    return _to(f"{reverse('portal:search')}?{urlencode({'q': text})}")


def _suggest(request: HttpRequest) -> HttpResponse:
    """A few answers while somebody types."""
    text = _text(request.POST.get("q", ""))
    if holds_identity_number(request.POST.get("q", "")):
        return render(request, "portal/suggest.html", {"notice": NOTICES["zhengjian"]})
    if len(text) < 2:
        return render(request, "portal/suggest.html", {})
    if _is_code(text):
        found = archive.show_code(text, as_of=today())
        return render(
            request,
            "portal/suggest.html",
            {"found": [found]} if found else {"notice": NOTICES["daima"]},
        )
    page = archive.show_search(text, as_of=today(), limit=SUGGESTED)
    return render(request, "portal/suggest.html", {"found": page.found, "asked": True, "more": page.onward})


def _is_code(text: str) -> bool:
    """Whether a code was meant, mistyped ones too: names have no fifteen letters and digits in a row."""
    folded = uscc.fold(text)
    return len(folded) >= SHORTEST_CODE and folded.isascii() and folded.isalnum() and not folded.isalpha()


def _to_code(text: str) -> HttpResponse:
    """A code never stands in an address: on to the subject's page, or to a notice."""
    found = archive.show_code(text, as_of=today())
    if found is None:
        return _to(f"{reverse('portal:search')}?tishi=daima")
    return _to(reverse("portal:subject", args=[found.public_id]))


def _text(value: str) -> str:
    return value.replace("\x00", "").strip()[:LONGEST]


def _to(address: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = address
    return response
