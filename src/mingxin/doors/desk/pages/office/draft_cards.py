"""One card of a draft: written or uploaded, judged line by line, seen as the public and the units will see it."""

import tempfile
from pathlib import Path
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingxin.catalogue.actions.drafts import drop_card, put_card
from mingxin.catalogue.drafts import DraftedCard, drafted_cards, rulebook_of_draft
from mingxin.catalogue.models import CatalogueDraft, DraftCard, DraftState
from mingxin.catalogue.public import shown_item
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.forms import DeskForm
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.office.drafts import draft_address, opened_draft
from mingxin.doors.desk.pages.office.drafts_seen import CHANGED, FIELD, held_cards, require_seen, seen_card
from mingxin.doors.parts.handing import attached
from mingxin.intake.template.workbook import write_template
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import decode
from mingxin.rulebook.card_text import CARD_LONGEST
from mingxin.rulebook.card_writing import write_card_text

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BLANK = """code:
name:
class_name:
level: city
source_row:
basis:
- {source: , article: }
standing: recalled
owner:
kinds: [enterprise]
nature: neutral
disclosure: public
publicity:
retention:
deadline_workdays:
cycle: monthly
fields:
- {code: , name: , required: always}
record_key: []
"""


class CardForm(DeskForm):
    text = forms.CharField(
        label="卡片文字",
        help_text="YAML：一行一个“键: 值”，用空格缩进。保存后逐行检查。",
        required=False,
        strip=False,
        max_length=CARD_LONGEST,
        widget=forms.Textarea(attrs={"rows": 26, "class": "card-text", "spellcheck": "false", "wrap": "off"}),
    )
    file = forms.FileField(
        label="或者上传卡片文件",
        help_text="选了文件的，以文件为准。",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        sent = cleaned.get("file")
        if sent is not None:
            cleaned["text"] = _text_of(sent)
        if not (cleaned.get("text") or "").strip():
            raise forms.ValidationError("请填写卡片文字，或者选择卡片文件。")
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest, number: int) -> HttpResponse:
    """A card begun with the present one of an item, or with an empty form."""
    found = opened_draft(number)
    present = rulebook_in_force().cards.get(request.GET.get("item", ""))
    initial = {"text": write_card_text(present) if present else _BLANK}
    return _write(request, found, initial, None)


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: DeskRequest, number: int, item: str) -> HttpResponse:
    found = opened_draft(number)
    drafted = _find(found, item)
    if drafted is None and request.method != "POST":  # one that a colleague took out: what was typed is not lost
        raise Http404
    return _write(request, found, {"text": drafted.row.text if drafted else ""}, drafted)


@require_POST
def drop(request: DeskRequest, number: int, item: str) -> HttpResponse:
    found = opened_draft(number)
    with transaction.atomic():
        require_seen(held_cards(found).get(item), item=item, seen=request.POST.get(FIELD, ""))
        drop_card(draft=found, item=item, by=request.holder.actor(request.act), at=now())
    tell(request, "已从草稿中去掉这张卡片。")
    return see_other(draft_address("draft", found))


@require_safe
def preview(request: DeskRequest, number: int, item: str) -> HttpResponse:
    """The item as its page in the public catalogue will show it."""
    found = opened_draft(number)
    drafted = _good(found, item)
    context = {
        "draft": found,
        "back": draft_address("draft", found),
        "card": reverse("desk:draft_card", args=[found.pk, item]),
        "template": reverse("desk:draft_template", args=[found.pk, item]),
        "item": shown_item(drafted.card, rulebook_of_draft(found)) if drafted.card else None,
    }
    return render(request, "desk/office/item_preview.html", context)


@require_safe
def template(request: DeskRequest, number: int, item: str) -> HttpResponse:
    """The workbook that the units will fill in."""
    found = opened_draft(number)
    drafted = _good(found, item)
    if drafted.card is None:
        raise Http404
    unit = next((post for post in request.holder.posts_for(request.act) if post.unit_name), None)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "template.xlsx"
        write_template(
            drafted.card,
            rulebook_of_draft(found),
            out,
            unit_name=unit.unit_name if unit else "",
            unit_uscc=unit.unit_uscc if unit else "",
            city=settings.CITY_NAME,
        )
        data = out.read_bytes()
    return attached(data, f"{drafted.card.name}报送模板（草稿）.xlsx", _XLSX)


def _write(
    request: DeskRequest, found: CatalogueDraft, initial: dict[str, str], drafted: DraftedCard | None
) -> HttpResponse:
    form = CardForm(request.POST, request.FILES) if request.method == "POST" else CardForm(initial=initial)
    told: dict[str, object] = {"seen": seen_card(drafted.row if drafted else None)}
    if request.method == "POST":
        told = {"seen": request.POST.get(FIELD, "")}
        if form.is_valid():
            try:
                row = _put(request, found, form.cleaned_data["text"])
            except Refusal as refusal:
                told |= _not_saved(form, found, refusal)
            else:
                return _saved(request, found, row.item)
    elif drafted is not None:
        told["faults"] = _lined(drafted.row.text, [(f.line, f.sentence) for f in drafted.faults])
    item = drafted.row.item if drafted else ""
    pages = ("card_preview", "template", "card_drop")
    context = {
        "draft": found,
        "back": draft_address("draft", found),
        "form": form,
        "is_open": found.state == DraftState.OPEN,
        "drafted": drafted,
        "name": drafted.card.name if drafted and drafted.card else "新的卡片",
        "obstacles": drafted.obstacles if drafted else (),
        "at": {page: reverse(f"desk:draft_{page}", args=[found.pk, item]) for page in pages} if drafted else {},
    }
    return render(request, "desk/office/card.html", context | told, status=400 if form.is_bound else 200)


@transaction.atomic
def _put(request: DeskRequest, found: CatalogueDraft, text: str) -> DraftCard:
    """Whose card it is stands in the text: what the draft held of that item is compared with what was seen."""
    held = held_cards(found)
    row = put_card(draft=found, text=text, by=request.holder.actor(request.act), at=now())
    require_seen(held.get(row.item), item=row.item, seen=request.POST.get(FIELD, ""))
    return row


def _not_saved(form: CardForm, found: CatalogueDraft, refusal: Refusal) -> dict[str, object]:
    """What the page says besides; what was typed stays in it. Raises the refusal where it is of another kind."""
    text = form.cleaned_data["text"]
    if refusal.code == "draft.unreadable":
        faults = cast(list[dict[str, Any]], refusal.data["faults"])
        return {"faults": _lined(text, [(f["line"], f["sentence"]) for f in faults])}
    if refusal.code != CHANGED:
        raise refusal
    present = found.cards.filter(item=refusal.data["item"]).first()
    data = cast(QueryDict, form.data).copy()
    data["text"] = cut(text)[0]  # also where it came as a file
    form.data = data
    form.add_error(None, str(refusal))
    return {"seen": seen_card(present), "meanwhile": present.text if present else ""}


def _saved(request: DeskRequest, found: CatalogueDraft, item: str) -> HttpResponse:
    judged = _drafted(found, item)
    wrong = len(judged.faults) + len(judged.obstacles)
    said = f"已保存，检查出 {wrong} 处问题，请改正。" if wrong else "已保存，检查没有发现问题。"
    tell(request, said, tone="warn" if wrong else "ok")
    return see_other(reverse("desk:draft_card", args=[found.pk, item]))


def _lined(text: str, faults: list[tuple[int, str]]) -> tuple[dict[str, Any], ...]:
    """Each fault with the line it speaks of, so that it is found in the text."""
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(
        {"line": line, "sentence": sentence, "text": lines[line - 1].strip()[:120] if line <= len(lines) else ""}
        for line, sentence in sorted(faults)
    )


def _drafted(found: CatalogueDraft, item: str) -> DraftedCard:
    drafted = _find(found, item)
    if drafted is None:
        raise Http404
    return drafted


def _find(found: CatalogueDraft, item: str) -> DraftedCard | None:
    return next((one for one in drafted_cards(found) if one.row.item == item), None)


def _good(found: CatalogueDraft, item: str) -> DraftedCard:
    drafted = _drafted(found, item)
    if drafted.card is None or drafted.faults:
        raise Refusal("draft.card_faulty", "这张卡片还有问题，不能预览。", "请先按卡片页面列出的问题逐条改正。")
    return drafted


def _text_of(sent: "UploadedFile[bytes]") -> str:
    if (sent.size or 0) > CARD_LONGEST * 4:
        raise forms.ValidationError("文件太大，不像一张事项卡片。")
    try:
        return decode(sent.read()).text
    except Refusal as refusal:
        raise forms.ValidationError(str(refusal)) from None
