"""Reports: handed out on the spot, and checked for anybody who holds one."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from mingxin.doors.parts.addresses import address_of
from mingxin.doors.parts.handing import attached
from mingxin.doors.parts.headers import holds_identity_number
from mingxin.doors.parts.taking import takes
from mingxin.doors.portal.refusals import not_found_for
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.uses.reports import public

LARGEST_MIB = 10
PAPER = (LARGEST_MIB + 2) * 1024 * 1024  # bytes: the paper and the form around it, and a little more to say so kindly
_TOO_LARGE = f"文件超过 {LARGEST_MIB} MB。信用报告不会这么大，请确认选择的文件是否正确。"
_FALSE = ("不能确认是本平台出具的报告", "bad")
_OUTCOMES = {
    "genuine": ("真实，未被改动", "ok"),
    "altered": ("已被改动，或者不完整", "bad"),
    "unknown_issuer": ("不是本平台签发的", "warn"),
    "outside_term": ("签章时间不在证书有效期内", "warn"),
    "unsigned": ("没有电子签名", "bad"),
    "not_a_pdf": ("不是 PDF 文件", "warn"),
}
_OTHER_PAPER = ("由本平台签发，但不是信用报告", "warn")
_NO_REPORT = (
    "这份文件不在本平台出具的信用报告之列，可能是报送回执、催报通知等业务文书；文件名等内容由报送单位填写，"
    "不说明任何单位的信用状况，也不能当作信用报告使用。"
)
_NOTHING = "请选择报告的 PDF 文件，或者填写报告编号和核验码。"
_MISTYPED = (
    "请核对报告编号和核验码，填写的不完整或者有错字，没有查到报告。两者都印在报告首页："
    "编号由数字、字母 R 和短横线组成，核验码是 8 位字母和数字，没有 0、O、1、I、L；全角、小写和空格不影响查询。"
)
_UNKNOWN = (
    "请核对报告编号和核验码，按现在填写的没有查到报告。两者都印在报告首页，请逐字核对后再查一次；"
    "有电子文件的，也可以上传 PDF 文件核验。确实逐字相符仍查不到的，该报告不是本平台出具的。"
)


@dataclass(frozen=True)
class Pair:
    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True)
class Result:
    """What the page says of a report. `change`: whether what it shows still holds."""

    title: str
    tone: str
    sentence: str
    pairs: tuple[Pair, ...]
    change: str
    has_changed: bool


@require_POST
def request_report(request: HttpRequest, public_id: str) -> HttpResponse:
    try:
        with not_found_for("report.unknown_subject"):
            issued = public.request_report(public_id, at=now(), address=address_of(request))
    except Refusal as refusal:
        if not refusal.code.startswith("report."):
            raise
        context = {"title": "暂时不能出具报告", "meaning": refusal.message, "next_step": refusal.remedy}
        wait = refusal.data.get("seconds")
        answer = render(request, "portal/error.html", context, status=429 if wait else 503)
        if wait:
            answer["Retry-After"] = str(wait)
        return answer
    return attached(issued.bytes, issued.file_name, "application/pdf")


@takes(lambda: PAPER)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """The answer comes in the same response: number and code never stand in an address made here."""
    context: dict[str, object] = {"section": "verify", "number": _text(request.GET.get("bianhao", ""))}
    if request.method == "POST":
        context |= _answer(request)
    return render(request, "portal/verify.html", context)


def _answer(request: HttpRequest) -> dict[str, object]:
    file = request.FILES.get("wenjian")
    number, code = _text(request.POST.get("bianhao", "")), _text(request.POST.get("hemima", ""))
    if file is not None:
        if (file.size or 0) > LARGEST_MIB * 1024 * 1024:
            return {"problem": _TOO_LARGE}
        return {"result": _of_file(public.check_pdf(file.read(), at=now()))}
    if not number or not code:
        return {"problem": _NOTHING, "number": number}
    facts = public.find_report(number, code, at=now())
    if facts:
        return {"result": _of_number(facts)}
    return {"problem": _UNKNOWN if public.may_be_printed(number, code) else _MISTYPED, "number": number}


def _of_file(checked: public.Checked) -> Result:
    title, tone = _OUTCOMES.get(checked.outcome, _FALSE)
    sentence = checked.sentence
    if checked.outcome == "genuine" and checked.facts is None:
        title, tone = _OTHER_PAPER
        sentence += _NO_REPORT
    pairs = [Pair("签名", checked.signer)] if checked.signer else []
    if checked.signed_at:
        pairs.append(Pair("签名时间", checked.signed_at))
    if checked.demonstration:
        pairs.append(Pair("说明", "演示用签名，不具有法律效力"))
    return _result(title, tone, sentence, pairs, checked.facts)


def _of_number(facts: public.ReportFacts) -> Result:
    sentence = "本平台出具过这份报告。请把手中报告的内容与下列各项核对；要确认内容未被改动，请上传 PDF 文件核验。"
    return _result("编号和核验码相符", "ok", sentence, [], facts)


def _result(title: str, tone: str, sentence: str, pairs: list[Pair], facts: public.ReportFacts | None) -> Result:
    if facts is None:
        return Result(title, tone, sentence, tuple(pairs), "", False)
    told = (
        Pair("报告编号", facts.number, True),
        Pair("单位名称", facts.subject_name),
        Pair("出具时间", facts.made_at),
        Pair("所载信息", f"{facts.records} 条，截至 {facts.as_of}"),
    )
    return Result(title, tone, sentence, (*told, *pairs), facts.changed, not facts.is_current)


def _text(value: str) -> str:
    return "" if holds_identity_number(value) else value.replace("\x00", "").strip()[:60]
