"""Files sent by a steward: taken from the request to the vault, each acknowledged or refused in words."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from mingxin.access.models import Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of, units_for
from mingxin.access.queries.succession import answering_unit
from mingxin.doors.desk.answers import see_other, tell
from mingxin.doors.desk.asked import number_in
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.parts.taking import takes
from mingxin.intake.actions.replacing import replace_batch
from mingxin.intake.actions.uploading import receive_once
from mingxin.intake.models import Batch
from mingxin.intake.queries.batches import find
from mingxin.intake.queries.duties import ItemDuty, duties_of
from mingxin.kernel.clock import now, today
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut

BESIDE: Final = 16 * 1024 * 1024  # bytes: of what stands in an upload beside a file of the largest size


@dataclass(frozen=True)
class Sent:
    """What became of one file."""

    name: str
    batch: Batch | None
    is_new: bool = False
    refusal: Refusal | None = None


def largest() -> int:
    """Bytes of an upload: one of the largest files, or several together, and the form around them."""
    return settings.INTAKE_FILE_MAX_BYTES + BESIDE


@takes(largest)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, ())
    if request.POST.get("replaces"):
        return _replace(request, _own(request, request.POST["replaces"], Act.REPORT))
    parent = _parent(request)
    unit = (answering_unit(parent.unit, today()) or parent.unit) if parent is not None else _unit(request)
    item = parent.item if parent is not None else request.POST.get("item", "")
    request.holder.require(Act.REPORT, place=place_of(unit), item=item or None)
    sent = [_receive(request, one, unit=unit, item=item, parent=parent) for one in request.FILES.getlist("files")]
    if not sent:
        return _page(request, (Sent("", None, refusal=_nothing()),))
    if any(one.refusal for one in sent):
        return _page(request, tuple(sent))
    return _on(request, sent)


def _replace(request: DeskRequest, batch: Batch) -> HttpResponse:
    """A mended file in place of a batch; where it is refused, the batch stays as it is."""
    files = request.FILES.getlist("files")
    if len(files) != 1:
        return _page(request, (Sent("", None, refusal=_nothing()),))
    name = files[0].name or "未命名文件"
    by = request.holder.actor(Act.REPORT, place=place_of(batch.unit))
    try:
        with _on_disk(files[0]) as path:
            made = replace_batch(batch.number, path, file_name=name, by=by, at=now())
    except Refusal as refusal:
        return _page(request, (Sent(cut(name)[0], None, refusal=refusal),))
    tell(request, f"“{made.file_name}”已收妥，正在检查；原来的一批已撤回。")
    return see_other(reverse("desk:batch", args=[made.number]))


def _nothing() -> Refusal:
    return Refusal("upload.nothing", "没有选择文件。", "请先选择要报送的文件，再点“上传”。")


def _receive(request: DeskRequest, file: "UploadedFile[bytes]", *, unit: Unit, item: str, parent: Batch | None) -> Sent:
    name = file.name or "未命名文件"
    by = request.holder.actor(Act.REPORT, place=place_of(unit))
    try:
        with _on_disk(file) as path:
            batch, is_new = receive_once(
                path, unit=unit, file_name=name, by=by, at=now(), item=item, supplement_to=parent
            )
    except Refusal as refusal:
        return Sent(cut(name)[0], None, refusal=refusal)
    return Sent(batch.file_name, batch, is_new)


@contextmanager
def _on_disk(file: "UploadedFile[bytes]") -> Iterator[Path]:
    """Large files lie on the disk already; small ones are put there, where only this process can read."""
    if hasattr(file, "temporary_file_path"):
        yield Path(file.temporary_file_path())
        return
    place = Path(settings.HOME) / "arriving"
    place.mkdir(mode=0o700, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place) as held:
        for piece in file.chunks():
            held.write(piece)
        held.flush()
        yield Path(held.name)


def _on(request: DeskRequest, sent: list[Sent]) -> HttpResponse:
    first = sent[0].batch
    if len(sent) == 1 and first is not None:
        if not sent[0].is_new:
            tell(request, "这个文件刚刚已经收妥，没有重复接收。", tone="note")
        return see_other(reverse("desk:batch", args=[first.number]))
    tell(request, f"已收妥 {len(sent)} 个文件，正在检查；可以离开此页。")
    return see_other(reverse("desk:batches"))


def _parent(request: DeskRequest) -> Batch | None:
    """The batch whose rows are sent again; of a supplement the one that it mends."""
    number = request.POST.get("supplement", "")
    if not number:
        return None
    found = _own(request, number, Act.AMEND)
    return found.supplement_to or found


def _own(request: DeskRequest, number: str, act: Act) -> Batch:
    found = find(number, holder=request.holder, act=act)
    if found is None:
        raise Http404
    return found


def _unit(request: DeskRequest) -> Unit:
    units = units_for(request.holder, Act.REPORT)
    wanted = number_in(request.POST.get("unit", ""))
    if wanted is not None:
        units = units.filter(pk=wanted)
    found = list(units[:2])
    if len(found) != 1:
        raise Refusal("upload.unit", "请选择这个文件由哪个单位报送。", "请返回上一页，选择单位后重新上传。")
    return found[0]


def _empties(request: DeskRequest, sent: tuple[Sent, ...], duties: Sequence[ItemDuty]) -> list[ItemDuty]:
    """After a file without anything in it: what may be declared 本期无; of the item that was chosen, that alone."""
    if request.POST.get("supplement") or not any(one.refusal and one.refusal.code == "file.empty" for one in sent):
        return []
    chosen = request.POST.get("item", "")
    return [duty for duty in duties if duty.can_declare_none and chosen in ("", duty.item)]


def _page(request: DeskRequest, sent: tuple[Sent, ...]) -> HttpResponse:
    duties = duties_of(request.holder, at=now())
    context = {
        "sent": sent,
        "units": list(units_for(request.holder, Act.REPORT).order_by("name").values_list("id", "name")),
        "items": sorted({(duty.item, duty.name) for duty in duties}, key=lambda one: one[1]),
        "chosen_item": request.POST.get("item", ""),
        "chosen_unit": request.POST.get("unit", ""),
        "supplement": request.POST.get("supplement", ""),
        "replaces": request.POST.get("replaces", ""),
        "empties": _empties(request, sent, duties),
        "month": now(),
    }
    return render(request, "desk/batches/upload.html", context, status=400 if sent else 200)
