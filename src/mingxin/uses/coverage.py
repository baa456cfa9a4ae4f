"""What is said beside every "no record" (charter 1.9): which units report an item, through which day, and which have
not yet; and what an item does not hold of a kind of subject at all.

One answer for the page, the report and the command, so that no two of them name different numbers.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet

from mingxin.access.models import Power
from mingxin.catalogue.rules.words import KIND_WORDS
from mingxin.intake.models import Batch, BatchState, ZeroReport
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.cards import ItemCard, Role, SubjectKind

NOT_COLLECTED: Final = "本平台尚无单位报送此类信息，有无此类信息本平台不知道。"
KEPT_BACK, KEPT_BACK_UNLESS, KEPT_BACK_IN_PART = "不公示", "一般不公示", "部分不公示"


@dataclass(frozen=True)
class Reported:
    """A unit and the last day on which it sent something that was admitted, or declared 本期无.

    `only_none`: it never sent anything of the item, but has declared that there was nothing.
    """

    unit: str
    through: date
    only_none: bool = False

    @property
    def through_words(self) -> str:
        return f"{self.through}，声明本期无" if self.only_none else str(self.through)


@dataclass(frozen=True)
class Coverage:
    """Of one item. `awaited`: units with the power to report it that have not reported anything yet."""

    reported: tuple[Reported, ...] = ()
    awaited: tuple[str, ...] = ()

    @property
    def is_collected(self) -> bool:
        return bool(self.reported)

    @property
    def through(self) -> date | None:
        return max((one.through for one in self.reported), default=None)


def coverage(as_of: date) -> dict[str, Coverage]:
    """By item, units in the order of their names; items that nobody reports or could report are left out."""
    reported = _reported(as_of)
    held = (
        Power.objects.filter(Q(held_until__isnull=True) | Q(held_until__gt=as_of), held_from__lte=as_of)
        .order_by("unit__name")
        .values_list("item", "unit_id", "unit__name")
        .distinct()
    )
    awaited: dict[str, list[str]] = {}
    for item, unit, name in held:
        if (item, unit) not in reported:
            awaited.setdefault(item, []).append(name)
    found: dict[str, list[Reported]] = {}
    for (item, _), one in sorted(reported.items(), key=lambda entry: entry[1].unit):
        found.setdefault(item, []).append(one)
    items = {*found, *awaited}
    return {item: Coverage(tuple(found.get(item, ())), tuple(awaited.get(item, ()))) for item in sorted(items)}


def together(coverages: list[Coverage]) -> Coverage:
    """Of several items at once: each unit once, by its last day; awaited is who has reported none of them."""
    last: dict[str, Reported] = {}
    for one in (one for held in coverages for one in held.reported):
        last[one.unit] = _joined(one, last.get(one.unit, one))
    awaited = sorted({unit for held in coverages for unit in held.awaited if unit not in last})
    return Coverage(tuple(last[unit] for unit in sorted(last)), tuple(awaited))


def counted(found: Coverage) -> str:
    """How many units, in words: "12 个单位已报送（其中 1 个只声明本期无），5 个单位尚未报送"."""
    told, none = [], sum(one.only_none for one in found.reported)
    if found.reported:
        told.append(f"{len(found.reported)} 个单位已报送" + (f"（其中 {none} 个只声明本期无）" if none else ""))
    if found.awaited:
        told.append(f"{len(found.awaited)} 个单位尚未报送")
    return "，".join(told)


def collected_among(items: Collection[str], as_of: date) -> frozenset[str]:
    """Which of these items any unit has reported anything of, or declared 本期无: `Coverage.is_collected` of few."""
    sent, none = _sendings(as_of)
    return frozenset(
        item for rows in (sent, none) for item in rows.filter(item__in=items).values_list("item", flat=True).distinct()
    )


@dataclass(frozen=True)
class Applies:
    """To which subjects items apply, seen from one of them: what there can be none of is not said to be absent.

    `by_person`: a sole trader, or a subject named after a person, which is treated as one (charter 2.7).
    """

    kind: str
    by_person: bool

    def to_none_of(self, cards: Sequence[ItemCard]) -> bool:
        """Whether none of the items is ever collected of such a subject. False where there is no item."""
        return bool(cards) and all(self.kind not in card.kinds for card in cards)

    def limits(self, cards: Sequence[ItemCard]) -> str:
        """What of the items is not collected of such a subject, not shown of it, or given to nobody without its
        authorisation, in words; "" for nothing.
        """
        who = KIND_WORDS[SubjectKind(self.kind)]
        if self.to_none_of(cards):
            return f"不适用于{who}"
        never = [card.name for card in cards if self.kind not in card.kinds]
        reserved = [card.name for card in cards if self.kind in card.kinds and card.disclosure == "authorised"]
        named = who if self.kind == SubjectKind.SOLE_TRADER else "以个人姓名命名的单位"
        told = (
            f"{'、'.join(never)}不适用于{who}" if never else "",
            *(
                f"{named}的{'、'.join(held)}信息{words}"
                for words in (KEPT_BACK_UNLESS, KEPT_BACK)
                if (held := [card.name for card in cards if self.kept_back([card]) == words])
            ),
            f"{'、'.join(reserved)}须经本单位授权才提供" if reserved else "",
        )
        return "，".join(words for words in told if words)

    def kept_back(self, cards: Sequence[ItemCard]) -> str:
        """How far what there may be of the items stays unshown because the subject counts as a person; "" for not.

        Where a row can say that its unit decides otherwise, it is a rule with exceptions; elsewhere it has none.
        """
        if not self.by_person:
            return ""
        open_to_it = [card for card in cards if self.kind in card.kinds and card.disclosure == "public"]
        held = [card for card in open_to_it if not card.sole_trader_public]
        if not held:
            return ""
        if len(held) < len(open_to_it):
            return KEPT_BACK_IN_PART
        return KEPT_BACK_UNLESS if any(card.by_role(Role.PUBLIC) is not None for card in held) else KEPT_BACK


def uncollected(cards: Iterable[ItemCard], covered: Mapping[str, Coverage], applies: Applies) -> tuple[str, ...]:
    """Names of the items that nobody reports and that there may be of such a subject: 未归集, item by item."""
    return tuple(
        card.name
        for card in cards
        if not covered.get(card.code, Coverage()).is_collected and not applies.to_none_of([card])
    )


def _joined(one: Reported, other: Reported) -> Reported:
    return Reported(one.unit, max(one.through, other.through), only_none=one.only_none and other.only_none)


def _reported(as_of: date) -> dict[tuple[str, int], Reported]:
    """By item and unit."""
    unit = ("item", "unit_id", "unit__name")
    sent, none = _sendings(as_of)
    found: dict[tuple[str, int], Reported] = {}
    for rows, only_none in (
        (sent.values(*unit).annotate(at=Max("received_at")), False),
        (none.values(*unit).annotate(at=Max("declared_at")), True),
    ):
        for row in rows:
            key = (row["item"], row["unit_id"])
            one = Reported(row["unit__name"], row["at"].astimezone(CHINA).date(), only_none)
            found[key] = _joined(one, found.get(key, one))
    return found


def _sendings(as_of: date) -> tuple[QuerySet[Batch], QuerySet[ZeroReport]]:
    """What counts as a report through a day: admitted batches, and declarations that stand."""
    until = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=CHINA)
    return (
        Batch.objects.filter(state=BatchState.ADMITTED, received_at__lt=until),
        ZeroReport.objects.filter(revoked_at__isnull=True, declared_at__lt=until),
    )
