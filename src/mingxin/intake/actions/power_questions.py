"""Powers that are asked about in an edition's first days: the credit office grants or refuses them."""

from datetime import date, datetime

from django.db import transaction

from mingxin.access.actions.powers import give_power
from mingxin.intake.models import PowerQuestion
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor


@transaction.atomic
def grant(question_id: int, *, held_from: date, ground: str, by: Actor, at: datetime) -> int:
    """The unit has the power: it is entered, and every batch that waits for it can be submitted; how many."""
    question, ground = _open(question_id), _said(ground, "请写明职权依据，例如“权责清单（2026年版）第12项”。")
    today = at.astimezone(CHINA).date()
    if held_from > today:
        raise Refusal(
            "power.from_later",
            f"职权起始日期 {held_from} 晚于今天，这一批仍不能提交。",
            "请填写单位实际取得职权的日期。",
        )
    give_power(unit=question.unit, item=question.item, held_from=held_from, ground=ground, by=by, at=at)
    return _answer(question, is_granted=True, ground=ground, by=by, at=at)


@transaction.atomic
def refuse_power(question_id: int, *, reason: str, by: Actor, at: datetime) -> int:
    """The unit has no such power; the reason stands in every batch that waits for it; how many."""
    question, reason = _open(question_id), _said(reason, "请写明为什么没有此项职权，单位会看到这句话。")
    return _answer(question, is_granted=False, ground=reason, by=by, at=at)


def _answer(question: PowerQuestion, *, is_granted: bool, ground: str, by: Actor, at: datetime) -> int:
    """The answer is about unit and item: other batches that wait for the same one are answered with it."""
    waiting = PowerQuestion.objects.filter(unit=question.unit_id, item=question.item, answered_at__isnull=True)
    same = [question, *waiting.exclude(pk=question.pk)]
    for one in same:
        one.answered_at, one.answered_by, one.is_granted, one.ground = at, by.name, is_granted, ground
    count = PowerQuestion.objects.bulk_update(same, ["answered_at", "answered_by", "is_granted", "ground"])
    ledger.write(
        action="intake.grant_power" if is_granted else "intake.refuse_power",
        object_type="unit",
        object_key=question.unit.uscc,
        by=by,
        at=at,
        matter=ground,
        detail={"item": question.item, "batch": question.batch_id, "answered": count},
        rows=same,
    )
    return count


def _open(question_id: int) -> PowerQuestion:
    found = PowerQuestion.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=question_id).first()
    if found is None or found.answered_at is not None:
        raise Refusal("power_question.none", "没有这项职权疑问，或者已经答复。", "请刷新后再看。")
    return found


def _said(text: str, remedy: str) -> str:
    said = cut(text.strip())[0][:200]
    if not said:
        raise Refusal("power_question.ground", "答复职权疑问须写明依据或者理由。", remedy)
    return said
