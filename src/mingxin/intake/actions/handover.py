"""Open work passes from one person of a unit to another, before a leave or for good; and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from mingxin.access.actions import accounts
from mingxin.access.models import Person, Unit
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import holder_of, place_of
from mingxin.archive import bulk
from mingxin.intake.models import Batch, HandedBatch, Handover
from mingxin.intake.queries.open_work import OpenBatch, OpenWork, handled_by, open_work, takers
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor
from mingxin.ledger.row_proof import stand_among
from mingxin.notices import handing_over as notices


@dataclass(frozen=True)
class Passing:
    """One batch of a handover as it would go; `problem` where it would stay."""

    batch: OpenBatch
    problem: str = ""


@dataclass(frozen=True)
class Preview:
    passing: tuple[Passing, ...]
    notices: int

    @property
    def going(self) -> tuple[str, ...]:
        return tuple(one.batch.number for one in self.passing if not one.problem)


def preview(*, giver: Person, taker: Person, unit: Unit, on: date) -> Preview:
    """Changes nothing. A batch of an item that the taker may not report stays where it is."""
    if not takers(giver, unit, on=on).filter(pk=taker.pk).exists():
        raise Refusal(
            "handover.taker", f"{taker.name}今天不是本单位的经办人，不能接手。", "请先安排经办人岗位，再办理交接。"
        )
    work, holder = open_work(giver, unit), holder_of(taker, on=on)
    place = place_of(unit)

    def problem(batch: OpenBatch) -> str:
        may = holder.may(Act.REPORT, place=place, item=batch.item or None)
        return "" if may else f"{taker.name}没有这个事项的经办岗位"

    return Preview(tuple(Passing(batch, problem(batch)) for batch in work.batches), work.notices)


@transaction.atomic
def hand_over(*, giver: Person, taker: Person, unit: Unit, reason: str, by: Actor, at: datetime) -> Handover:
    """All open work of the giver that the taker may do, and the giver's unread messages."""
    reason = cut(reason.strip())[0][:200]
    if not reason:
        raise Refusal("handover.reason", "请写明交接的原因。", "例如：休假、调岗、离职。")
    going = preview(giver=giver, taker=taker, unit=unit, on=at.astimezone(CHINA).date())
    readdressed = notices.hand_over(unit_id=unit.pk, from_id=giver.pk, to_id=taker.pk)
    made = Handover.objects.create(
        unit=unit,
        from_login=giver.login,
        from_name=giver.name,
        to_login=taker.login,
        to_name=taker.name,
        reason=reason,
        at=at,
        actor_name=by.name,
        notices=[one.pk for one in readdressed],
    )
    batches = list(handled_by(giver.login, unit).select_for_update(of=("self",)).filter(pk__in=going.going))
    if not batches and not made.notices:
        raise Refusal("handover.nothing", "没有可以交接的工作。", "请核对交出人和接手人。")
    for batch in batches:
        handed = HandedBatch.objects.create(
            handover=made, batch=batch, before_login=batch.handler_login, before_name=batch.handler_name
        )
        batch.handler_login, batch.handler_name = taker.login, taker.name
        batch.save(update_fields=["handler_login", "handler_name"])
        detail = {"handover": made.pk, "from": giver.login, "to": taker.login}
        _tell("hand_over", "batch", batch.number, by, at, matter=reason, detail=detail, rows=(batch, handed))
    _tell_of(made, "hand_over_all", [batch.number for batch in batches], by, at, rows=(made, *readdressed))
    return made


@transaction.atomic
def take_back(handover_id: int, *, by: Actor, at: datetime) -> int:
    """Undo a handover: how many batches went back. What has since passed on or was finished stays where it is."""
    made = Handover.objects.select_for_update(of=("self",)).select_related("unit").filter(pk=handover_id).first()
    if made is None:
        raise Refusal("handover.unknown", "没有找到这次交接。", "请从交接记录中打开。")
    if made.undone_at is not None:
        raise Refusal("handover.already", f"这次交接已由{made.undone_by}撤销。", "请刷新交接记录。")
    people = {person.login: person for person in Person.objects.filter(login__in=[made.from_login, made.to_login])}
    if made.from_login in people and not people[made.from_login].is_active:
        raise Refusal("handover.gone", f"{made.from_name}的账户已经停用，工作不能退回。", "请另行交接给其他同事。")
    back = _give_back(made, people.get(made.to_login), by, at)
    readdressed = []
    if len(people) == 2:
        giver, taker = people[made.from_login], people[made.to_login]
        readdressed = notices.hand_over(unit_id=made.unit_id, from_id=taker.pk, to_id=giver.pk, only=made.notices)
    made.undone_at, made.undone_by = at, by.name
    made.save(update_fields=["undone_at", "undone_by"])
    _tell_of(made, "take_back_all", back, by, at, rows=(made, *readdressed))
    return len(back)


@transaction.atomic
def deactivate(*, person: Person, unit: Unit, reason: str, by: Holder, at: datetime) -> None:
    """Close an account whose work has passed to others; refused while it has any."""
    work: OpenWork = open_work(person, unit)
    if work.batches:
        raise Refusal(
            "account.open_work",
            f"{person.name}还有 {len(work.batches)} 批没有办完的工作，不能停用。",
            "请先由本单位管理员把工作交接给同事，再停用账户。",
        )
    accounts.deactivate(person=person, reason=reason, by=by, at=at)


def _give_back(made: Handover, taker: Person | None, by: Actor, at: datetime) -> list[str]:
    before = {one.batch_id: one for one in made.batches.all()}
    _require_as_told(list(before.values()))
    handed = Batch.objects.select_for_update(of=("self",)).filter(pk__in=list(before), handler_login=made.to_login)
    mine = list(handed.order_by("number"))  # locked before it is asked what of it is still open
    unfinished = {one.number for one in open_work(taker, made.unit).batches} if taker is not None else set()
    back = []
    for batch in mine:
        if batch.number not in unfinished:
            continue
        was = before[batch.number]
        batch.handler_login, batch.handler_name = was.before_login, was.before_name
        batch.save(update_fields=["handler_login", "handler_name"])
        detail = {"handover": made.pk, "from": made.to_login, "to": made.from_login}
        _tell("take_back", "batch", batch.number, by, at, matter=made.reason, detail=detail, rows=(batch,))
        back.append(batch.number)
    return back


def _require_as_told(handed: list[HandedBatch]) -> None:
    """They are written once: who was responsible before is as the handover told it."""
    batches = Q(object_type="batch", object_key__in=bulk.listed(one.batch_id for one in handed))
    if not stand_among(handed, batches & Q(action="intake.hand_over")):
        raise Refusal(
            "handover.altered",
            "这次交接的登记与账本的记载不符，可能被人绕过平台改动过，因此没有办理。",
            "请转告系统管理员运行 mingxin ledger verify --records 核对；恢复以后再办理。",
        )


def _tell_of(
    made: Handover, what: str, batches: list[str], by: Actor, at: datetime, *, rows: Iterable[ToldRow]
) -> None:
    detail = {"from": made.from_login, "to": made.to_login, "batches": batches, "notices": made.notices}
    _tell(what, "handover", str(made.pk), by, at, matter=made.reason, detail=detail, rows=rows)


def _tell(
    what: str,
    kind: str,
    key: str,
    by: Actor,
    at: datetime,
    *,
    matter: str,
    detail: Mapping[str, object],
    rows: Iterable[ToldRow],
) -> None:
    ledger.write(
        action=f"intake.{what}",
        object_type=kind,
        object_key=key,
        by=by,
        at=at,
        matter=matter,
        detail=detail,
        rows=rows,
    )
