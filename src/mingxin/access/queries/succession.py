"""Units that have ended, who answers for them, and whether somebody acts for whoever does.

`valid_until` is the first day without the unit: from that day on nobody acts in its name. Its heir does all that is
left to do about what it reported; where it has none, the credit office of its division.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from mingxin.access.models import Post, StaffRole, Unit
from mingxin.access.queries.holders import subtree
from mingxin.access.queries.standing import require_units_as_told
from mingxin.access.queries.units import heirs_on
from mingxin.access.rules.succession import END_UNIT
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry


def is_over(unit: Unit, on: date) -> bool:
    return unit.valid_until is not None and unit.valid_until <= on


def answering_unit(unit: Unit, on: date) -> Unit | None:
    """The unit itself while it lasts, then its heir; None where it has none."""
    if not is_over(unit, on):
        return unit
    heir = heirs_on(on).get(unit.pk)
    return Unit.objects.get(pk=heir) if heir is not None else None


def require_answers(unit: Unit, *, by: Actor, on: date) -> None:
    """Refuse who does not act for the unit that answers for `unit` on that day.

    Who names no unit is the command line or the platform itself, which may all. Raises Refusal("unit.not_answering"),
    or "unit.ended" where the unit has ended, which names who acts instead.
    """
    if not by.unit or (by.unit == unit.uscc and not is_over(unit, on)):
        return
    answering = answering_unit(unit, on)
    if answering == unit:
        raise Refusal(
            "unit.not_answering", f"这是“{unit.name}”报送的，只能由该单位办理。", "请告知该单位，或者与信用办联系。"
        )
    _require_somebody_else(_chain_as_told(unit), by)
    if answering is not None and by.unit == answering.uscc:
        return
    if answering is None and is_officer_for(unit, by, on):
        return
    who = f"请由承接单位“{answering.name}”办理。" if answering else "没有登记承接单位，请由信用办办理。"
    raise Refusal("unit.ended", f"“{unit.name}”已于 {unit.valid_until} 终止，不能再以该单位名义办理。", who)


def _chain_as_told(unit: Unit) -> list[Unit]:
    """The unit and those after it. A successor that somebody wrote for a moment is no heir (ADR 0028)."""
    chain, one = [unit], unit.successor
    while one is not None and one not in chain:
        chain.append(one)
        one = one.successor
    require_units_as_told(chain)
    return chain


def _require_somebody_else(chain: Sequence[Unit], by: Actor) -> None:
    """Whoever entered that a unit ends, and whose it then is, does not act by it: that could be for a minute."""
    ends = Entry.objects.filter(action=END_UNIT, object_type="unit", object_key__in=[unit.uscc for unit in chain])
    newest = {entry.object_key: entry.actor_login for entry in ends.order_by("id")}
    if by.login in newest.values():
        raise Refusal(
            "unit.ended_by_oneself",
            "该单位的终止或者承接是您本人登记的，不能再由您更正、撤回、答复该单位报送的信息。",
            "请由另一位工作人员办理。",
        )


def is_officer_for(unit: Unit, by: Actor, on: date) -> bool:
    """Whether the actor holds, under the unit that he names, an officer's post for the division of `unit`."""
    posts = Post.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        person__login=by.login,
        person__is_active=True,
        role=StaffRole.OFFICER,
        unit__uscc=by.unit,
        from_on__lte=on,
    ).select_related("unit")
    return any(
        post.unit is not None and not is_over(post.unit, on) and unit.region_id in subtree(post.unit.region_id)
        for post in posts
    )


def offices_of(unit: Unit, on: date) -> list[Unit]:
    """The units whose officers keep the unit's division on that day, by code."""
    posts = Post.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on), role=StaffRole.OFFICER, from_on__lte=on, person__is_active=True
    ).select_related("unit")
    offices = {post.unit.pk: post.unit for post in posts if post.unit is not None}
    lasting = [one for one in offices.values() if not is_over(one, on)]
    return sorted((one for one in lasting if unit.region_id in subtree(one.region_id)), key=lambda one: one.uscc)
