"""From a checked batch to the archive's door: submitted, reviewed, released, returned, or withdrawn by its unit."""

from datetime import datetime
from typing import Final

from django.db import transaction

from mingxin.access.models import Person
from mingxin.access.queries.succession import require_answers
from mingxin.access.queries.units import latest_end, require_valid
from mingxin.archive.actions.draft import power_of
from mingxin.intake.actions.adopted import reopen_adopted
from mingxin.intake.actions.comparing_again import require_as_seen
from mingxin.intake.actions.reviewing import hands_of, needs_review
from mingxin.intake.actions.steps import found, locked, move
from mingxin.intake.actions.taking import FILES, let_go
from mingxin.intake.actions.telling import tell_returned
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.as_told import told_doubts, told_mends, told_steps
from mingxin.intake.queries.power_questions import power_question_of
from mingxin.intake.rules.batch_states import MENDABLE, require_step
from mingxin.jobs.actions import ask
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.vault import actions as vault

ADMIT: Final = "intake.admit"


@transaction.atomic
def submit(number: str, *, by: Actor, at: datetime) -> Batch:
    """The steward's last act: on to the checker, or straight to the archive where no review is asked for."""
    batch = locked(number)
    if batch.state not in MENDABLE:
        raise Refusal(
            "submit.state",
            f"这一批现在是“{batch.get_state_display()}”，不能提交。",
            "页面可能已经过时，请刷新后再看；可能是您或者同事刚刚提交过。",
        )
    _require_ready(batch, at)
    if needs_review(batch, at=at):
        move(batch, BatchState.SUBMITTED, by=by, at=at)
        batch.save()
    else:
        _release(batch, by=by, at=at, note="")
    return batch


def release(number: str, *, secrecy_reviewed: bool, by: Actor, at: datetime, seen: str = "") -> Batch:
    """The checker lets a batch go, having ticked 已作保密审查 under his own name. Nobody checks what he submitted.

    `seen` is the seal of what the page showed (`Ready.seal`), "" where nothing but the check's own counts was shown:
    what would come of it must still be that.
    """
    compared = found(number)
    if not secrecy_reviewed:
        raise Refusal(
            "release.secrecy",
            "放行前须完成保密审查。",
            "请核对内容不涉及国家秘密、商业秘密和个人隐私，再勾选“已作保密审查”。",
        )
    _require_releasable(compared, by, at)
    require_as_seen(compared, seen)  # reads and compares its rows; the admission compares once more under the lock
    with transaction.atomic():
        batch = locked(number)
        _require_releasable(batch, by, at)
        if batch.ready_file != compared.ready_file:
            raise Refusal(
                "release.changed", "内容已有变化，请重新核对。", "请打开这一批，按现在的内容重新核对后再放行。"
            )
        batch.secrecy_reviewed_by = by.name
        _release(batch, by=by, at=at, note="已作保密审查")
    return batch


def _require_releasable(batch: Batch, by: Actor, at: datetime) -> None:
    if batch.state != BatchState.SUBMITTED:
        raise Refusal(
            "release.state", f"这一批现在是“{batch.get_state_display()}”，不在待审核之列。", "请刷新待审核列表。"
        )
    _require_other_person(batch, by)
    _require_ready(batch, at)


@transaction.atomic
def send_back(number: str, *, reason: str, by: Actor, at: datetime) -> Batch:
    """The checker returns a batch to the steward, saying why; whoever submitted it finds that among the messages."""
    batch = locked(number)
    if not reason.strip():
        raise Refusal("return.reason", "退回须写明理由。", "请写明哪些行、哪里需要修改。")
    require_valid(batch.unit, on=at.astimezone(CHINA).date())
    move(batch, BatchState.RETURNED, by=by, at=at, note=reason.strip())
    batch.save()
    tell_returned(batch, reason=reason.strip(), by=by, at=at)
    return batch


@transaction.atomic
def withdraw_batch(number: str, *, reason: str, by: Actor, at: datetime) -> Batch:
    """A unit takes back a batch that is not released; nothing of it stays but its number and its history."""
    batch = locked(number)
    if not reason.strip():
        raise Refusal("withdraw.reason", "撤回须写明理由。", "例如：选错文件。")
    require_answers(batch.unit, by=by, on=at.astimezone(CHINA).date())
    require_step(batch.state, BatchState.WITHDRAWN)
    let_go(batch, *FILES)
    batch.clocks, batch.dues = {}, {}
    mends = told_mends(batch)  # one that is hidden would stay, with what was typed
    batch.mends.all().delete()  # they hold what was typed; who mended is in the ledger
    reopen_adopted(batch, by=by, at=at)
    destroyed = vault.destroy(batch.original, at=at) if batch.original is not None else []
    move(batch, BatchState.WITHDRAWN, by=by, at=at, note=reason.strip(), rows=destroyed, gone=mends)
    batch.save()
    return batch


def _require_ready(batch: Batch, at: datetime) -> None:
    """What must be answered before a batch may leave its unit."""
    if batch.admitted + batch.updated + batch.unchanged == 0:
        raise Refusal("batch.nothing_good", "这一批没有可以入库的行。", "请先修改有问题的行；选错文件的，请撤回本批。")
    if any(doubt.answered_at is None for doubt in told_doubts(batch)):
        raise Refusal(
            "batch.doubt", "这一批与往常差别较大，请先说明原因。", "在本页“请说明”一栏写一句话即可，不影响时限计算。"
        )
    _require_power(batch, at)


def _require_power(batch: Batch, at: datetime) -> None:
    """A power on file answers every question of it; what the office said of another item is no answer here."""
    today = at.astimezone(CHINA).date()
    require_valid(batch.unit, on=today)
    question = power_question_of(batch, at=at)
    if question is not None and question.answered_at is None:
        raise Refusal(
            "batch.power_asked",
            "信用办正在核实本单位报送此事项的职权，核实前不能提交。",
            "已通知信用办；时限仍在计算，请同时电话联系信用办。",
        )
    if question is not None:
        raise Refusal(
            "batch.power_refused",
            f"信用办认为本单位没有此项职权：{question.ground}",
            "请撤回本批，或与信用办联系；信用办登记职权以后，本批即可提交。",
        )
    try:
        power_of(batch.unit_id, batch.item, at)
    except Refusal:
        ended = latest_end(batch.unit, batch.item, on=today)
        if ended is None:
            raise
        raise Refusal(
            "batch.power_ended",
            f"本单位报送此事项的职权已于 {ended} 终止，这一批不能再提交。",
            "职权已移交的，请由承接单位报送；登记有误的，请联系信用办核对权责清单。",
        ) from None


def _release(batch: Batch, *, by: Actor, at: datetime, note: str) -> None:
    batch.released_at = at
    move(batch, BatchState.RELEASED, by=by, at=at, note=note)
    batch.save()
    ask(kind=ADMIT, key=batch.number, by=by, at=at)


def _require_other_person(batch: Batch, by: Actor) -> None:
    """Four eyes: whoever sent, mended or submitted it does not release it."""
    told_mends(batch)
    told_steps(batch)
    if by.login in hands_of(batch) and Person.objects.filter(login=by.login).exists():
        raise Refusal("release.same_person", "本人报送、修改或者提交的批次不能由本人放行。", "请由另一位审核人办理。")
