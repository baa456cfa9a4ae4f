"""审核开关: whether what a unit sends of an item waits for a checker, and who may switch that.

Four eyes must not hang on two hats: who reports the item in the unit, now or from a day to come, and whose hands are
on a batch of it that is still open, does not switch its review off. Off counts from the next day, and for what arrives
from then on. The credit office is told of it at once, and may switch for a unit that has nobody else (ADR 0033).
"""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from mingxin.access.models import Post, StaffRole, Unit
from mingxin.access.queries.succession import is_officer_for, offices_of
from mingxin.access.queries.units import require_valid
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.models import Batch, BatchState, ReviewRule
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.review_switch import Switched, in_force
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor
from mingxin.notices.actions import send
from mingxin.rulebook.cards import Nature

SWITCHED_OFF: Final = "review.switched_off"


def review_is_on(unit_id: int, item: str, *, at: datetime) -> bool:
    """Whether a checker must release batches of the item: as the unit set it, by default for negative records."""
    rules = ReviewRule.objects.filter(unit_id=unit_id, item=item).order_by("-set_at", "-id")
    found = in_force((switched(rule) for rule in rules), at=at, on=at.astimezone(CHINA).date())
    if found is not None:
        return found.is_on
    card = rulebook_in_force().cards.get(item)
    return card is not None and card.nature is Nature.NEGATIVE


def needs_review(batch: Batch, *, at: datetime) -> bool:
    """What arrived while the review was on waits for a checker, whatever was switched since."""
    return any(review_is_on(batch.unit_id, batch.item, at=moment) for moment in (at, batch.received_at))


def switched(rule: ReviewRule) -> Switched:
    return Switched(rule.is_on, rule.set_at, rule.set_at.astimezone(CHINA).date())


@transaction.atomic
def set_review(*, unit_id: int, item: str, is_on: bool, reason: str, by: Actor, at: datetime) -> ReviewRule:
    """Switch the review of an item on at once, or off from the next day on; batches that arrived before then still need
    a checker. Switching off is told to the unit's checkers and to its credit offices.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit_id)
    on = at.astimezone(CHINA).date()
    require_valid(unit, on=on)
    if by.unit not in ("", unit.uscc) and not is_officer_for(unit, by, on):
        raise Refusal("unit.not_answering", f"这是“{unit.name}”的审核开关，您不能调整。", "请由该单位或者信用办办理。")
    if not is_on:
        require_may_switch_off(unit, item, by=by, on=on)
    reason = cut(reason.strip())[0][:200]
    if not reason:
        raise Refusal(
            "review.reason", "请写明调整审核开关的理由。", "例如：本单位该事项由经办人直接报送（办公会议定）。"
        )
    rule = ReviewRule.objects.create(unit=unit, item=item, is_on=is_on, set_at=at, set_by=by.name, reason=reason)
    ledger.write(
        action="intake.set_review",
        object_type="unit",
        object_key=unit.uscc,
        by=by,
        at=at,
        matter=reason,
        detail={"item": item, "is_on": is_on, "from": switched(rule).counts_from},
        rows=(rule,),
    )
    if not is_on:
        _tell(rule, unit, by, at)
    return rule


def require_may_switch_off(unit: Unit, item: str, *, by: Actor, on: date) -> None:
    """Raises Refusal("review.own_reports") where the actor reports the item in the unit, or will, or has a hand in a
    batch of it that is not released.
    """
    own = Post.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), person__login=by.login, role=StaffRole.STEWARD, unit=unit
    )
    waiting = Batch.objects.filter(unit=unit, item=item, state__in=OPEN)
    reports = any(not post.items or item in post.items for post in own)
    if reports or any(by.login in hands_of(batch) for batch in waiting):
        raise Refusal(
            "review.own_reports",
            "您本人报送这个事项，或者经手的批次还没有放行，不能关闭它的审核。",
            "请由不报送这个事项的单位管理员关闭；本单位没有这样的人的，请联系信用办关闭。",
        )


def hands_of(batch: Batch) -> set[str]:
    """The accounts that sent, mended or submitted a batch: none of them releases it."""
    hands = {batch.actor_login, *batch.mends.values_list("actor_login", flat=True)}
    return hands | set(batch.steps.filter(state=BatchState.SUBMITTED).values_list("actor_login", flat=True))


def _tell(rule: ReviewRule, unit: Unit, by: Actor, at: datetime) -> None:
    name, day = rulebook_in_force().cards[rule.item].name, switched(rule).counts_from
    said = f"{by.name}已关闭“{unit.name}”{name}的审核，{day} 起收到的批次由经办人提交后直接入库。理由：{rule.reason}"
    offices = offices_of(unit, switched(rule).set_on)
    readers = [(office, StaffRole.OFFICER, f"/desk/office/units/{unit.pk}/") for office in offices]
    for whom, role, link in [*readers, (unit, StaffRole.CHECKER, "")]:
        send(
            kind=SWITCHED_OFF,
            key=f"{rule.pk}:{role.value}",
            unit_id=whom.pk,
            for_role=role,
            subject=f"审核已关闭：{unit.name}，{name}"[:100],
            text=f"{said}。",
            link=link,
            by=by,
            at=at,
        )
