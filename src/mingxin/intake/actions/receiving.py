"""A file arrives: kept encrypted, acknowledged by one committed row, and handed to the worker."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Length

from mingxin.access.models import Unit
from mingxin.access.queries.succession import answering_unit
from mingxin.access.queries.units import require_valid
from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import edition_in_force
from mingxin.intake.actions.steps import locked, move, tell
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.sifting.identity import clean_name
from mingxin.jobs.actions import ask
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.ledger.numbering import following
from mingxin.vault import actions as vault

CHECK = "intake.check"
CHOSEN = "is_chosen"  # in the detail of that job


@dataclass(frozen=True)
class Arrived:
    """A file that may be taken and lies encrypted in the home; nobody has acknowledged it yet."""

    laid: vault.Laid
    digest: str


def receive(
    path: Path,
    *,
    unit: Unit,
    file_name: str,
    by: Actor,
    at: datetime,
    item: str = "",
    channel: str = "desk",
    supplement_to: Batch | None = None,
) -> Batch:
    """Acknowledge a file. `item` "" lets the check guess it. From the commit on the file is not lost.

    `supplement_to`: the batch of the unit whose rows the file brings again; of a supplement, the batch that it mends.
    """
    arrived = arrive(path, unit=unit, item=item, supplement_to=supplement_to, at=at)
    return acknowledge(
        arrived,
        unit=unit,
        file_name=file_name,
        by=by,
        at=at,
        item=item,
        channel=channel,
        supplement_to=supplement_to,
    )


def arrive(path: Path, *, unit: Unit, item: str, supplement_to: Batch | None, at: datetime) -> Arrived:
    """Refuse what cannot be taken, and encrypt the rest; before any transaction, for a file may be large."""
    _require_size(path)
    require_valid(unit, on=at.astimezone(CHINA).date())
    _mended_by(supplement_to, unit, item, at.astimezone(CHINA).date())
    if item:
        card_of(item, on=at.astimezone(CHINA).date())
    return Arrived(vault.lay_original(vault.pieces(path)), vault.digest_of(path))


@transaction.atomic
def acknowledge(
    arrived: Arrived,
    *,
    unit: Unit,
    file_name: str,
    by: Actor,
    at: datetime,
    item: str = "",
    channel: str = "desk",
    supplement_to: Batch | None = None,
) -> Batch:
    mends = _mended_by(supplement_to, unit, item, at.astimezone(CHINA).date())
    original = vault.name_original(
        arrived.laid, sent_digest=arrived.digest, is_cut=False, at=at, kept_days=settings.ORIGINALS_KEPT_DAYS
    )
    edition = edition_in_force()
    batch = Batch.objects.create(
        number=next_number(at),
        item=item or (mends.item if mends else ""),
        unit=unit,
        edition_id=edition.number if edition else 0,
        channel=channel,
        file_name=clean_name(file_name)[:200],
        original=original,
        state=BatchState.RECEIVED,
        received_at=at,
        actor_login=by.login,
        actor_name=by.name,
        supplement_to=mends,
    )
    tell(batch, by=by, at=at, detail={"sent_digest": original.digest}, rows=(original,))
    ask(kind=CHECK, key=batch.number, by=by, at=at)
    return batch


@transaction.atomic
def choose_item(number: str, item: str, *, by: Actor, at: datetime) -> Batch:
    """Say which item a file is of, where the guess was unclear or wrong; it is checked (again) as that."""
    batch = locked(number)
    require_valid(batch.unit, on=at.astimezone(CHINA).date())
    card_of(item, on=at.astimezone(CHINA).date())
    if batch.original is None or batch.original.wrapped_key is None:
        raise Refusal("batch.no_original", "这一批的原始文件已不再留存，不能改按其他事项检查。", "请重新上传文件。")
    if batch.item == item and batch.state != BatchState.RECEIVED:
        raise Refusal("batch.same_item", "这一批已经按这个事项检查。", "请选择其他事项。")
    if batch.original.is_cut:
        raise Refusal(
            "batch.cut",
            "这个文件中不得收集的内容已被删除，留存的不是原样，不能改按其他事项检查。",
            "请撤回本批，选好事项后重新上传。",
        )
    batch.item, batch.clocks, batch.dues = item, {}, {}  # another item has another term
    if batch.state != BatchState.RECEIVED:
        move(batch, BatchState.CHECKING, by=by, at=at, note="改按其他事项检查")
    open_questions = batch.power_questions.filter(answered_at__isnull=True)  # what was answered stays said of that item
    # mends and doubts were about another item
    gone = [row for rows in (batch.mends.all(), batch.doubts.all(), open_questions) for row in rows]
    proposals = list(batch.link_proposals.filter(undone_at__isnull=True).order_by("id"))
    for proposal in proposals:
        proposal.undone_at, proposal.undone_by = at, by.name
        proposal.save(update_fields=["undone_at", "undone_by"])
    ledger.write(
        action="intake.choose_item",
        object_type="batch",
        object_key=batch.number,
        by=by,
        at=at,
        detail={"item": item},
        rows=(batch, *proposals),
        gone=gone,
    )
    for row in gone:
        row.delete()
    batch.save()
    ask(kind=CHECK, key=batch.number, by=by, at=at, detail={CHOSEN: True})
    return batch


def next_number(at: datetime) -> str:
    """instance-day-sequence; five digits, and more from the hundred thousandth of a day on."""
    prefix = f"{settings.INSTANCE_CODE}-{at.astimezone(CHINA):%Y%m%d}-"

    def last() -> int | None:
        given = Batch.objects.filter(number__startswith=prefix).values_list("number", flat=True)
        newest = given.order_by(Length("number").desc(), "-number").first()  # as text 99999 stands behind 100000
        return int(newest.removeprefix(prefix)) if newest else None

    return f"{prefix}{following(locks.BATCHES, last):05d}"


def _mended_by(supplement_to: Batch | None, unit: Unit, item: str, on: date) -> Batch | None:
    """The batch whose rows a supplement brings again."""
    if supplement_to is None:
        return None
    mended = supplement_to.supplement_to or supplement_to
    if answering_unit(mended.unit, on) != unit or (item and item != mended.item):
        raise Refusal("supplement.other", "补报的文件须与原批次是同一单位、同一事项。", "请从要补报的批次中上传。")
    if mended.state != BatchState.ADMITTED:
        raise Refusal("supplement.state", "只有已入库的批次才需要补报。", "未提交的批次可以直接在线修改。")
    return mended


def _require_size(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Refusal(
            "file.empty", "这是一个空文件（0 字节）。", "请确认文件已保存后重新上传；本期没有数据的，请点“本期无”。"
        )
    if size > settings.INTAKE_FILE_MAX_BYTES:
        most = settings.INTAKE_FILE_MAX_BYTES // (1024 * 1024)
        raise Refusal("file.too_large", f"文件超过 {most} MB。", "请分成几个文件上传。")


def short_number(number: str) -> str:
    """A batch's number as it may stand in a sentence: with the installation's code it can read like an identity number,
    and would be cut from the text (six, eight and four digits, the check digit holding on one day in eleven).
    """
    return number.removeprefix(f"{settings.INSTANCE_CODE}-")
