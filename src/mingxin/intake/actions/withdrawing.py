"""Amending by a unit's own people. It takes effect at once, for the law asks for haste; the checker is told of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from mingxin.access.models import StaffRole
from mingxin.access.queries.succession import require_answers
from mingxin.archive.actions.amend import current, withdraw
from mingxin.archive.models import Record
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.actions.carrying_out import carry_out_by_correction, carry_out_by_withdrawal
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.reviewing import review_is_on
from mingxin.intake.rules.rulings import REPORTED_WRONGLY
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor
from mingxin.notices.actions import send

CORRECTED: Final = "record.corrected"
WITHDRAWN: Final = "record.withdrawn"


@dataclass(frozen=True)
class Amended:
    """`change` is the number of the change; `checker_told`: the unit has such records reviewed."""

    change: int
    checker_told: bool


@contextmanager
def rehearsed() -> Iterator[None]:
    """What is done inside is checked in full and can be read, and then it did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@transaction.atomic
def correct_and_tell(
    thread: str,
    values: Mapping[str, str],
    *,
    seen: int,
    reason: str,
    link: str,
    by: Actor,
    at: datetime,
    carries_out_ruling: bool = False,
) -> Amended:
    """Correct a record as its reader saw it: `seen` is the change that made the version she looked at.

    `carries_out_ruling`: the correction is what a registered ruling asks for, which ends with it.
    """
    locks.hold(locks.CHANGES)
    old = current(thread)
    if old.change_id != seen:
        raise Refusal("correction.changed", "这条信息刚刚有其他变更。", "请重新打开，核对现在的内容后再更正。")
    number = correct(thread, values, reason=reason, by=by, at=at)
    if carries_out_ruling:
        carry_out_by_correction(old, reason=reason, by=by, at=at)
    return Amended(number, _tell(old, CORRECTED, "更正", number, link=link, by=by, at=at))


@transaction.atomic
def withdraw_and_tell(
    *, thread: str, reason_type: str, case: str, ruled_on: date | None, link: str, by: Actor, at: datetime
) -> Amended:
    """Withdraw a record for one of the reasons that the rulebook knows; all but a wrong report say since when.

    A registered ruling ends with it; it binds the withdrawal to its own day or an earlier one.
    """
    reasons = withdrawal_reasons()
    if reason_type not in reasons:
        raise Refusal("withdrawal.reason", "请选择撤回原因。", f"可选：{'、'.join(reasons)}。")
    if not case.strip():
        raise Refusal("withdrawal.case", "请写明撤回依据的文书或者案号。", "例如：云复决〔2026〕1号行政复议决定书。")
    if ruled_on is None and reason_type != REPORTED_WRONGLY:
        raise Refusal(
            "withdrawal.ruled_on",
            "请填写本单位作出决定或者收到裁决、判决的日期。",
            "撤回的三个工作日从这一天的次日起算。",
        )
    locks.hold(locks.CHANGES)
    old = current(thread)
    require_answers(old.unit, by=by, on=at.astimezone(CHINA).date())
    carry_out_by_withdrawal(old, reason_type=reason_type, ruled_on=ruled_on, case=case.strip(), by=by, at=at)
    number = withdraw(
        thread=thread,
        reason_type=reason_type,
        case=case.strip(),
        note_months=rulebook_in_force().publicity.withdrawal_note.shown_months,
        by=by,
        at=at,
        ruled_on=ruled_on,
    )
    return Amended(number, _tell(old, WITHDRAWN, "撤回", number, link=link, by=by, at=at))


def withdrawal_reasons() -> tuple[str, ...]:
    book = rulebook_in_force()
    return tuple(book.code_sets[book.publicity.withdrawal_note.code_set].values)


def _tell(old: Record, kind: str, verb: str, number: int, *, link: str, by: Actor, at: datetime) -> bool:
    """Tell the checkers of the unit, where it has such records reviewed.

    Which record it was stands behind the link alone: a notice outlives a lawful erasure.
    """
    if not review_is_on(old.unit_id, old.item, at=at):
        return False
    name = rulebook_in_force().cards[old.item].name
    send(
        kind=kind,
        key=f"{old.thread}:{number}",
        unit_id=old.unit_id,
        for_role=StaffRole.CHECKER,
        subject=f"已{verb} 1 条{name}信息",
        text=f"{by.name}已{verb} 1 条{name}信息，已即时生效。内容和理由请打开链接查看；有误的，请与经办人联系。",
        link=link,
        by=by,
        at=at,
    )
    return True
