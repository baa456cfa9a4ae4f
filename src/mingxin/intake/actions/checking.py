"""The worker's part: from an acknowledged file to what would become of each of its rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from mingxin.access.models import Person, Power
from mingxin.access.permits import Act
from mingxin.access.queries.holders import holder_of, place_of
from mingxin.archive.actions.draft import power_of
from mingxin.catalogue.queries import card as card_of
from mingxin.catalogue.queries import listed_since
from mingxin.catalogue.rules.grace import in_grace
from mingxin.intake.actions.doubting import raise_doubts
from mingxin.intake.actions.examine import Examined, Progress, examine
from mingxin.intake.actions.guessing import guess, held_cards, likeliest, speaks_for_another
from mingxin.intake.actions.marked import MARKING, keep_marked, make_marked
from mingxin.intake.actions.opened import opened
from mingxin.intake.actions.receiving import CHOSEN
from mingxin.intake.actions.steps import locked, move
from mingxin.intake.actions.taking import FILES, lay, let_go, take
from mingxin.intake.models import Batch, BatchState, PowerQuestion
from mingxin.intake.reading import room
from mingxin.intake.reading.asked import Share
from mingxin.jobs.running import Running
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.vault import actions as vault
from mingxin.vault.models import Original

_OF_THE_PLATFORM: Final = ("vault.", "keys.", "catalogue.none")  # faults of the installation, not of what was sent


def run_check(running: Running) -> None:
    """The job `intake.check`; its key is the batch's number."""
    check_batch(
        running.key,
        tell=running.tell,
        by=running.by,
        at=running.now(),
        is_chosen=bool(running.detail.get(CHOSEN)),
    )


def check_batch(number: str, *, tell: Progress, by: Actor, at: datetime, is_chosen: bool = False) -> None:
    """Check a batch that was received; one that is checked or withdrawn already is left alone.

    A file that cannot be taken as a whole makes the batch 已拒收 with the reason; its original goes at once. What is
    wrong with the installation refuses nobody's file: it is raised, and the work can be taken up again. `is_chosen`: a
    person has seen what the headers speak for and said which item it is.
    """
    batch = _begin(number, at=at)
    if batch is None:
        _mark_where_it_is_missing(number, tell, at=at)
        return
    try:
        _check(batch, tell=tell, at=at, is_chosen=is_chosen)
    except Refusal as refusal:
        if refusal.code.startswith(_OF_THE_PLATFORM) or refusal.is_of_altered_rows:
            raise
        _refuse(number, refusal, at=at)


def _check(batch: Batch, *, tell: Progress, at: datetime, is_chosen: bool) -> None:
    if batch.original is None:
        raise Refusal("batch.no_original", "这一批没有可供检查的文件。", "请重新上传文件。")
    with opened(batch) as path:
        item = batch.item or _guess(batch, path, at=at)
        if not item:
            return
        if not batch.item:
            _require_sender(batch, item, at=at)
        card = card_of(item, on=batch.received_at.astimezone(CHINA).date())
        is_asked = _power_is_open(batch, item, at)
        is_named = batch.item and not is_chosen and not batch.guesses  # by the sender, before anything was known of it
        held = held_cards(batch.unit, on=at.astimezone(CHINA).date()) if is_named else ()
        with room.handed_over() as folder:
            examined = examine(
                path, folder, card=card, unit=batch.unit, received_at=batch.received_at, progress=tell, held=held
            )
            if is_named and _asked_whether_another(batch, examined.likely, at=at):
                return
            copy = room.kept_copy(path, folder, card)
            if _finish(batch, item, examined, copy, is_asked=is_asked, at=at):
                tell(MARKING, 0, 1)
                keep_marked(batch.number, path, folder, card, at=at)
                tell(MARKING, 1, 1)


def _mark_where_it_is_missing(number: str, tell: Progress, *, at: datetime) -> None:
    """A worker killed between the check and the marked workbook left the batch without it."""
    batch = Batch.objects.select_related("original").get(pk=number)
    original = batch.original
    if batch.state != BatchState.READY or batch.marked_file or original is None or original.wrapped_key is None:
        return
    tell(MARKING, 0, 1)
    make_marked(number, at=at)
    tell(MARKING, 1, 1)


@transaction.atomic
def _begin(number: str, *, at: datetime) -> Batch | None:
    batch = locked(number)
    if batch.state == BatchState.RECEIVED:
        move(batch, BatchState.CHECKING, by=PLATFORM, at=at)
        batch.save()
    return batch if batch.state == BatchState.CHECKING else None


def _guess(batch: Batch, path: Path, *, at: datetime) -> str:
    """The item that the headers speak for; "" where somebody must say it, and then the batch waits for that.

    What was guessed of a clear one is kept with what the check finds, and told with it.
    """
    guesses = guess(path, unit=batch.unit, on=at.astimezone(CHINA).date())
    batch.guesses = [[code, round(share, 3)] for code, share in guesses.likely]
    if not guesses.clear:
        with transaction.atomic():
            waiting = locked(batch.number)
            waiting.guesses = batch.guesses
            move(waiting, BatchState.RECEIVED, by=PLATFORM, at=at, note="请选择事项")
            waiting.save()
    return guesses.clear


def _require_sender(batch: Batch, item: str, *, at: datetime) -> None:
    """Whoever left the item to be guessed may report what it turned out to be; asked when it is known."""
    sender = Person.objects.filter(login=batch.handler_login or batch.actor_login).first()
    if sender is None:  # the command line: whoever runs it may all
        return
    holder = holder_of(sender, on=at.astimezone(CHINA).date())
    if not holder.may(Act.REPORT, place=place_of(batch.unit), item=item):
        name = card_of(item, on=batch.received_at.astimezone(CHINA).date()).name
        raise Refusal(
            "batch.not_yours",
            f"按表头，这个文件报送的是“{name}”，您的岗位不负责报送这个事项。",
            "请由负责该事项的经办人上传；应当由您报送的，请联系本单位管理员调整岗位。",
        )


def _asked_whether_another(batch: Batch, likely: Sequence[Share], *, at: datetime) -> bool:
    """Where the headers clearly speak for another item than the sender named, the batch waits for her to say it again:
    checked as the wrong one, it would lose the columns that the wrong item does not know.
    """
    likely = likeliest(likely)
    if not speaks_for_another(likely, batch.item):
        return False
    with transaction.atomic():
        waiting = locked(batch.number)
        waiting.guesses = [[code, round(share, 3)] for code, share in likely]
        waiting.item = ""
        move(waiting, BatchState.RECEIVED, by=PLATFORM, at=at, note="表头更像另一个事项，请再选择一次")
        waiting.save()
    return True


def _power_is_open(batch: Batch, item: str, at: datetime) -> bool:
    """Whether the power is a question to the credit office: not on file, in the first days of the edition that
    brought the item (a later edition does not begin them anew).
    """
    try:
        power_of(batch.unit_id, item, at)
    except Refusal:
        since = listed_since(item)
        if since is None or not in_grace(since, at.astimezone(CHINA).date()):
            raise
        if Power.objects.filter(unit=batch.unit, item=item).exists():
            raise  # the power ended: that is an answer, not a gap in the list
        return True
    return False


def _finish(checked: Batch, item: str, examined: Examined, copy: bytes | None, *, is_asked: bool, at: datetime) -> bool:
    """Keep what was found; False where the batch was withdrawn meanwhile.

    Where forbidden content had to be cut, a copy without it takes the place of the file as it arrived.
    """
    without = vault.lay_original([copy]) if copy is not None else None
    return _keep(checked, item, examined, lay(examined.judged), without, is_asked=is_asked, at=at)


@transaction.atomic
def _keep(
    checked: Batch,
    item: str,
    examined: Examined,
    laid: Mapping[str, vault.Laid],
    without: vault.Laid | None,
    *,
    is_asked: bool,
    at: datetime,
) -> bool:
    """Refuses what lost its original meanwhile: lawful erasure does not see what a worker holds in its hands."""
    batch = locked(checked.number)
    if batch.state != BatchState.CHECKING:
        return False
    if batch.original is None or batch.original.wrapped_key is None:
        raise Refusal("original.destroyed", "这一批的原始文件已依法删除，检查没有完成。", "请重新上传文件。")
    batch.item, batch.checked_at, batch.guesses = item, at, checked.guesses
    originals = _keep_only_what_may_be_kept(batch, without, at=at) if without is not None else []
    take(batch, examined.judged, laid)
    doubted = raise_doubts(batch, examined.judged, at=at)
    asked = {"unit": batch.unit, "asked_at": at}
    question = [PowerQuestion.objects.get_or_create(batch=batch, item=item, defaults=asked)[0]] if is_asked else []
    move(
        batch,
        BatchState.READY,
        by=PLATFORM,
        at=at,
        detail={"reported": batch.reported, "findings": batch.findings_file},
        rows=(*originals, *question, *doubted.rows),
        gone=doubted.gone,
    )
    batch.save()
    return True


def _keep_only_what_may_be_kept(batch: Batch, without: vault.Laid, *, at: datetime) -> list[Original]:
    arrived = batch.original
    if arrived is None:
        return []
    batch.original = vault.name_original(
        without, sent_digest=arrived.digest, is_cut=True, at=at, kept_days=settings.ORIGINALS_KEPT_DAYS
    )
    return [batch.original, *vault.destroy(arrived, at=at)]


@transaction.atomic
def _refuse(number: str, refusal: Refusal, *, at: datetime) -> None:
    batch = locked(number)
    if batch.state != BatchState.CHECKING:
        return
    batch.refusal_code, batch.refusal_message = refusal.code[:60], refusal.message[:600]
    batch.refusal_remedy = refusal.remedy[:600]
    let_go(batch, *FILES)
    destroyed = vault.destroy(batch.original, at=at) if batch.original is not None else []
    detail = {"code": refusal.code}
    move(batch, BatchState.REFUSED, by=PLATFORM, at=at, note=refusal.message, detail=detail, rows=destroyed)
    batch.save()
