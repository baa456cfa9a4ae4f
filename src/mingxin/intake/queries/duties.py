"""What the items of a steward's units are at: when each was last reported, this month's state, what is due when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F, Max, Q, Sum

from mingxin.access.models import Power, Unit
from mingxin.access.permits import Act, Holder
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.showing import is_in_force
from mingxin.intake.models import Batch, BatchState, PowerQuestion, ZeroReport
from mingxin.intake.queries.batches import left_and_not_being_sent, visible
from mingxin.intake.rules.batch_states import OPEN
from mingxin.intake.rules.due_spans import Due, Dues, gathered, left_of, spread
from mingxin.intake.rules.sentences import reported_words
from mingxin.kernel.clock import CHINA
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.queries import calendar

_OPEN_TONES: Final[Mapping[str, str]] = {"ready": "blue", "returned": "bad", "submitted": "", "released": ""}
_WORDS: Final[Mapping[str, str]] = {"ready": "去办理", "returned": "去办理"}  # else it waits for somebody else
NAMED: Final = 3  # batches per line; the others stand in the list behind
Key = tuple[int, str]  # unit and item


@dataclass(frozen=True)
class Holding:
    """A batch that holds rows which are due. `words`: what the steward does with it."""

    batch: str
    title: str
    words: str


@dataclass(frozen=True)
class Pressing:
    """Rows of an item that are due in one span, and the batches that hold them, the nearest day first.

    `more`: how many batches beyond those named.
    """

    due: Due
    holdings: tuple[Holding, ...]
    more: int


@dataclass(frozen=True)
class ItemDuty:
    """`state`: none, open, reported, zero. `batch`: number of the newest open batch; `zero`: id of the declaration,
    or 0. `holdings`: by span, the batches whose rows are due."""

    unit_id: int
    unit_name: str
    unit_uscc: str
    item: str
    name: str
    deadline_workdays: int | None
    last_at: datetime | None
    state: str
    words: str
    tone: str
    batch: str
    zero: int
    dues: tuple[Due, ...]
    holdings: Mapping[str, tuple[Holding, ...]]

    @property
    def pressing(self) -> tuple[Pressing, ...]:
        """What is urgent, with where it lies."""
        found = ((due, self.holdings.get(due.span, ())) for due in self.urgent)
        return tuple(Pressing(due, held[:NAMED], max(len(held) - NAMED, 0)) for due, held in found)

    @property
    def urgent(self) -> tuple[Due, ...]:
        """What is late or due within three working days."""
        return tuple(due for due in self.dues if due.span != "later")

    @property
    def can_declare_none(self) -> bool:
        return self.state == "none"


@dataclass(frozen=True)
class _Month:
    """What was read once for all items."""

    open: Mapping[Key, Batch]
    rows: Mapping[Key, tuple[int, int]]  # new or changed on record and unchanged, of what was released this month
    zeros: Mapping[Key, ZeroReport]
    last: Mapping[Key, datetime]
    dues: Mapping[Key, tuple[Due, ...]]
    holdings: Mapping[Key, Mapping[str, tuple[Holding, ...]]]


def duties_of(holder: Holder, *, at: datetime) -> tuple[ItemDuty, ...]:
    """Every item that the person's units may report today, those with the nearest days first."""
    today = at.astimezone(CHINA).date()
    powers = list(_powers(holder, today))
    if not powers:
        return ()
    cards = rulebook_in_force().cards
    month = _month(visible(holder, Act.REPORT), {p.unit_id for p in powers}, at, calendar())
    duties = [
        _duty(power.unit, cards[power.item], month)
        for power in powers
        if power.item in cards and is_in_force(cards[power.item], today)
    ]
    return tuple(sorted(duties, key=lambda d: (_urgency(d), d.unit_name, d.name)))


def duties_asked_about(holder: Holder, *, at: datetime) -> tuple[ItemDuty, ...]:
    """Items that a unit has sent while the office still looks whether it may: their days run meanwhile."""
    cards, batches = rulebook_in_force().cards, visible(holder, Act.REPORT)
    asked = PowerQuestion.objects.filter(
        answered_at__isnull=True, item=F("batch__item"), batch__in=batches.filter(state__in=OPEN).values("pk")
    ).select_related("unit")
    units = {(one.unit_id, one.item): one.unit for one in asked if one.item in cards}
    if not units:
        return ()
    month = _month(batches, {unit for unit, _ in units}, at, calendar())
    return tuple(_duty(unit, cards[item], month) for (_, item), unit in sorted(units.items(), key=lambda one: one[0]))


def urgent_rows(duties: Iterable[ItemDuty]) -> tuple[Due, ...]:
    """The rows of all items by how near their days are."""
    return gathered(duty.urgent for duty in duties)


def _powers(holder: Holder, today: date) -> Iterable[Power]:
    wanted = Q(pk__in=())
    for post in holder.posts_for(Act.REPORT):
        if post.place is not None:
            wanted |= Q(unit_id=post.place.unit) & (Q(item__in=post.items) if post.items else Q())
    held = Power.objects.filter(wanted, held_from__lte=today)
    return held.filter(Q(held_until__isnull=True) | Q(held_until__gt=today)).select_related("unit")


def _month(batches: Any, units: set[int], at: datetime, worked: Calendar) -> _Month:
    today = at.astimezone(CHINA).date()
    begin = datetime(today.year, today.month, 1, tzinfo=CHINA)
    waiting = list(batches.filter(state__in=OPEN).exclude(item="").order_by("received_at"))
    admitted = batches.filter(state=BatchState.ADMITTED)
    of_month = admitted.filter(released_at__gte=begin).order_by().values("unit_id", "item")
    sums = of_month.annotate(new=Sum(F("admitted") + F("updated")), same=Sum("unchanged"))
    rows = {(unit, item): (new, same) for unit, item, new, same in sums.values_list("unit_id", "item", "new", "same")}
    last = admitted.order_by().values("unit_id", "item").annotate(last=Max("admitted_at"))
    zeros = ZeroReport.objects.filter(unit_id__in=units, month=begin.date(), revoked_at__isnull=True)
    dues: dict[Key, list[tuple[Due, ...]]] = {}
    holdings: dict[Key, dict[str, list[Holding]]] = {}
    holding = [(batch, _still_due(batch), _WORDS.get(batch.state, "查看")) for batch in waiting]
    holding += [(batch, left_of(batch.dues, batch.left), "去补报") for batch in left_and_not_being_sent(batches)]
    for batch, days, words in sorted(holding, key=lambda one: min(one[1], default="")):
        submitted, key = batch.state == BatchState.SUBMITTED, (batch.unit_id, batch.item)
        found = spread(days, today=today, worked=worked, is_submitted=submitted)
        dues.setdefault(key, []).append(found)
        for due in found:
            held = holdings.setdefault(key, {}).setdefault(due.span, [])
            held.append(Holding(batch.number, batch.file_name, words))
    return _Month(
        open={(batch.unit_id, batch.item): batch for batch in waiting},
        rows=rows,
        zeros={(zero.unit_id, zero.item): zero for zero in zeros},
        last={(one["unit_id"], one["item"]): one["last"] for one in last},
        dues={key: gathered(parts) for key, parts in dues.items()},
        holdings={key: {span: tuple(held) for span, held in of.items()} for key, of in holdings.items()},
    )


def _still_due(batch: Batch) -> Dues:
    """What was released was reported in time or late on that day: of it only the rows that stay behind are due."""
    released = batch.state == BatchState.RELEASED
    return left_of(batch.dues, batch.questioned + batch.unlinked) if released else batch.dues


def _duty(unit: Unit, card: ItemCard, month: _Month) -> ItemDuty:
    key = (unit.pk, card.code)
    batch, zero = month.open.get(key), month.zeros.get(key)
    state, words, tone = _state(batch, month.rows.get(key), zero)
    return ItemDuty(
        unit_id=unit.pk,
        unit_name=unit.name,
        unit_uscc=unit.uscc,
        item=card.code,
        name=card.name,
        deadline_workdays=card.deadline_workdays,
        last_at=month.last.get(key),
        state=state,
        words=words,
        tone=tone,
        batch=batch.number if batch else "",
        zero=zero.pk if zero else 0,
        dues=month.dues.get(key, ()),
        holdings=month.holdings.get(key, {}),
    )


def _state(batch: Batch | None, rows: tuple[int, int] | None, zero: ZeroReport | None) -> tuple[str, str, str]:
    if batch is not None:
        return "open", batch.get_state_display(), _OPEN_TONES.get(batch.state, "")
    if rows is not None:
        return "reported", reported_words(*rows), "ok"
    if zero is not None:
        return "zero", f"本期无（{zero.actor_name}声明）", "ok"
    return "none", "本月未报", ""


def _urgency(duty: ItemDuty) -> tuple[int, int]:
    spans = [due.span for due in duty.dues]
    nearest = min((("overdue", "today", "one", "three", "later").index(span) for span in spans), default=9)
    return nearest, 0 if duty.state == "open" else 1
