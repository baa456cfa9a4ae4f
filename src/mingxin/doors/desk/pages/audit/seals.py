"""封印: the chain's links, and an older print held against them."""

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingxin.doors.desk import listing
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.ledger.models import Seal
from mingxin.ledger.queries import SealMark, find_seal


class CompareForm(DeskForm):
    number = forms.IntegerField(
        label="封印号",
        help_text="信用报告末页“账本封印”一栏的号码（较早的报告印作“账册封印”或“账册封签”）。",
        min_value=1,
        max_value=10**17,
    )
    digest = forms.CharField(
        label="封印摘要",
        help_text="同一栏的 64 位数字和字母，空格、换行不影响。",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )

    def clean_digest(self) -> str:
        written = "".join(str(self.cleaned_data["digest"]).split()).lower()
        if len(written) != 64 or not set(written) <= set("0123456789abcdef"):
            raise forms.ValidationError(f"摘要应为 64 位数字和 a 至 f 的字母，现在是 {len(written)} 位，请核对。")
        return written


@require_safe
def seals(request: DeskRequest) -> HttpResponseBase:
    return listing.show(
        request,
        listing.Listing(
            title="封印历史",
            rows=Seal.objects.all(),
            order=("-number",),
            columns=[
                listing.Column("number", "号码", lambda s: str(s.number), kind="code"),
                listing.Column("at", "时间", lambda s: s.at, kind="time"),
                listing.Column("count", "所含条数", lambda s: s.count, kind="number"),
                listing.Column("digest", "摘要", lambda s: s.digest, kind="code"),
            ],
            filters=[
                listing.Filter(
                    "zhaiyao", "摘要开头", "text", lambda r, text: r.filter(digest__startswith=text.lower())
                ),
                listing.Filter("ri", "日期", "day", lambda rows, day: rows.filter(at__date=day)),
            ],
            empty="还没有封印。有了操作记录，几秒内就会封印。",
        ),
        template="desk/audit/seals.html",
        extra={"compare": reverse("desk:audit_compare")},
    )


@require_safe
def compare(request: DeskRequest) -> HttpResponse:
    """Nothing changes, and what is asked may stand in the address: it is printed on public papers."""
    form = CompareForm(request.GET if "digest" in request.GET else None)
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        number, digest = form.cleaned_data["number"], form.cleaned_data["digest"]
        held = find_seal(str(number))
        context |= {"asked": True, "number": number, "digest": digest, "held": held}
        context["agrees"] = held is not None and held.digest == digest
        context["elsewhere"] = _elsewhere(held, digest)
    return render(request, "desk/audit/compare.html", context)


def _elsewhere(held: SealMark | None, digest: str) -> SealMark | None:
    """The digest is in the chain, at another number: the number was misread."""
    if held is not None and held.digest == digest:
        return None
    return find_seal(digest)
