"""Doubts about a batch: asked of the steward, answered in one sentence, shown to the office where they repeat."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import Final

import polars as pl
from django.db import transaction
from django.db.models import QuerySet

from mingxin.access.queries.units import require_valid
from mingxin.intake.actions.examine import Judged
from mingxin.intake.actions.steps import locked
from mingxin.intake.models import Batch, BatchState, Doubt
from mingxin.intake.queries.as_told import altered, sendings_stand_as_told
from mingxin.intake.rules.batch_states import MENDABLE
from mingxin.intake.rules.believable import EXAMPLES, Facts, doubts
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import Actor
from mingxin.rulebook.cards import Role

USUAL_OF: Final = 12  # batches back: what was usual years ago is not


@dataclass(frozen=True)
class Doubted:
    """What the entry of the check names: doubts that are new, and those that are gone."""

    rows: tuple[Doubt, ...] = ()
    gone: tuple[Doubt, ...] = ()


def raise_doubts(batch: Batch, judged: Judged, *, at: datetime) -> Doubted:
    """Ask what is to be asked of a checked batch; a doubt that no longer holds goes unless it was answered."""
    card = judged.sieved.table.card
    found = doubts(_facts(batch, judged, at), card.believable) if batch.supplement_to_id is None else ()
    over = batch.doubts.filter(answered_at__isnull=True).exclude(kind__in=[d.kind for d in found])
    gone, asked = tuple(over), []
    over.delete()
    for doubt in found:
        earlier = Doubt.objects.filter(
            batch__unit=batch.unit_id, batch__item=batch.item, kind=doubt.kind, answered_at__isnull=False
        ).exclude(batch=batch)
        one, is_new = Doubt.objects.get_or_create(
            batch=batch,
            kind=doubt.kind,
            defaults={"sentence": doubt.sentence[:300], "asked_at": at, "repeats": earlier.count()},
        )
        asked += [one] if is_new else []
    return Doubted(tuple(asked), gone)


@transaction.atomic
def explain_doubt(number: str, kind: str, *, reason: str, by: Actor, at: datetime) -> Doubt:
    """The steward says why, in one sentence."""
    batch = locked(number)
    require_valid(batch.unit, on=at.astimezone(CHINA).date())
    if batch.state not in MENDABLE:
        raise Refusal("doubt.state", f"这一批现在是“{batch.get_state_display()}”，不需要再作说明。", "请刷新后再看。")
    doubt = batch.doubts.select_for_update().filter(kind=kind).first()  # an officer may be noting it
    if doubt is None:
        raise Refusal("doubt.none", "这一批没有这项需要说明的情况。", "请刷新后再看。")
    reason = cut(reason.strip())[0][:300]
    if len(reason) < 2:
        raise Refusal("doubt.reason", "请用一句话说明原因。", f"例如：{EXAMPLES[kind]}。")
    doubt.reason, doubt.answered_by, doubt.answered_at = reason, by.name, at
    doubt.save()
    ledger.write(
        action="intake.explain_doubt",
        object_type="batch",
        object_key=number,
        by=by,
        at=at,
        matter=reason[:200],
        detail={"kind": kind, "repeats": doubt.repeats},
        rows=(doubt,),
    )
    return doubt


@transaction.atomic
def note_doubt(doubt_id: int, *, by: Actor, at: datetime) -> Doubt:
    """An officer has looked at a repeated doubt and its reason."""
    doubt = Doubt.objects.select_for_update().filter(pk=doubt_id, answered_at__isnull=False, repeats__gt=0).first()
    if doubt is None:
        raise Refusal("doubt.none", "没有这项需要信用办了解的说明。", "请刷新后再看。")
    doubt.seen_by, doubt.seen_at = by.name, at
    doubt.save(update_fields=["seen_by", "seen_at"])
    ledger.write(
        action="intake.note_doubt", object_type="batch", object_key=doubt.batch_id, by=by, at=at, rows=(doubt,)
    )
    return doubt


@transaction.atomic
def put_doubt_back(doubt_id: int, *, by: Actor, at: datetime) -> Doubt:
    """Undo of `note_doubt`: it waits to be looked at again."""
    doubt = Doubt.objects.select_for_update().filter(pk=doubt_id, seen_at__isnull=False).first()
    if doubt is None:
        raise Refusal("doubt.none", "这项说明没有标为已阅。", "请刷新后再看。")
    doubt.seen_by, doubt.seen_at = "", None
    doubt.save(update_fields=["seen_by", "seen_at"])
    ledger.write(
        action="intake.put_doubt_back", object_type="batch", object_key=doubt.batch_id, by=by, at=at, rows=(doubt,)
    )
    return doubt


def _facts(batch: Batch, judged: Judged, at: datetime) -> Facts:
    today = at.astimezone(CHINA).date()
    good = judged.comparison.rows
    kinds = dict(good["filter_1"].value_counts().iter_rows()) if good.height else {}
    before = _admitted(batch, today.replace(day=1) - timedelta(days=1))
    oldest = good["decided_on"].min() if good.height else None
    return Facts(
        reported=judged.reported,
        good=good.height,
        in_month=(_admitted(batch, today) or 0) + good.height,
        last_month=before,
        usual=_usual(batch),
        kinds=kinds,
        largest_wan=_largest(judged),
        oldest_years=today.year - oldest.year if isinstance(oldest, date) else None,
        day_of_month=today.day,
    )


def _admitted(batch: Batch, day: date) -> int | None:
    """Rows that the unit's batches of the item brought in the month of `day`; None where there was no batch."""
    begin = datetime(day.year, day.month, 1, tzinfo=CHINA)
    end = datetime(day.year + day.month // 12, day.month % 12 + 1, 1, tzinfo=CHINA)
    found = Batch.objects.filter(
        unit=batch.unit_id, item=batch.item, state=BatchState.ADMITTED, received_at__gte=begin, received_at__lt=end
    ).exclude(pk=batch.pk)
    sent = _as_told(batch, found)
    return sum(one.admitted for one in sent) if sent else None


def _usual(batch: Batch) -> int | None:
    """The middle of what the unit's last first sendings of the item had, in rows; None before the first."""
    found = Batch.objects.filter(
        unit=batch.unit_id, item=batch.item, state=BatchState.ADMITTED, supplement_to=None
    ).exclude(pk=batch.pk)
    sent = _as_told(batch, found.order_by("-received_at")[:USUAL_OF])
    return round(median(one.reported for one in sent)) if sent else None


def _as_told(batch: Batch, earlier: QuerySet[Batch]) -> list[Batch]:
    """What was usual is told from these; read twice where somebody lawfully moved one of them in between."""
    for _ in range(2):
        sent = list(earlier.all())
        if sendings_stand_as_told(sent):
            return sent
    raise altered(batch)


def _largest(judged: Judged) -> Decimal | None:
    card = judged.sieved.table.card
    field = card.by_role(Role.FINE_WAN)
    if field is None or judged.comparison.rows.is_empty():
        return None
    amounts = []
    for payload in judged.comparison.rows.filter(pl.col("payload").str.contains(field.code))["payload"]:
        try:
            amounts.append(Decimal(json.loads(payload).get(field.code) or "0"))
        except InvalidOperation:
            continue
    return max(amounts, default=None)
