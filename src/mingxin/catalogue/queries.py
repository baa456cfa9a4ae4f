"""Reading the catalogue in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.db import connection

from mingxin.catalogue.models import Edition, Item
from mingxin.catalogue.rules.showing import Openness, is_in_force, openness_of
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.ledger.queries import is_genuine
from mingxin.ledger.searching import detail_of
from mingxin.rulebook.book import Rulebook, digest_of
from mingxin.rulebook.cards import ItemCard, Role
from mingxin.rulebook.loader import rulebook_of

_NEWEST: Final = "SELECT number, digest, in_force_on FROM catalogue_edition ORDER BY number DESC LIMIT 1"
PUT: Final = "catalogue.put_in_force"
ALTERED: Final = "catalogue.altered"


@dataclass(frozen=True)
class EditionInForce:
    number: int
    digest: str
    in_force_on: date


def edition_in_force() -> EditionInForce | None:
    """The newest edition; None before the first (editions are never put in force ahead of their day)."""
    with connection.cursor() as cursor:  # every page asks it some times: past the ORM it costs a third
        cursor.execute(_NEWEST)
        row = cursor.fetchone()
    if row is None:
        return None
    number, digest, begun = row
    return EditionInForce(number, digest, date.fromisoformat(str(begun)))


def by_authorisation_alone() -> frozenset[str]:
    """Items that nobody reads without their subject's authorisation, by any edition: what was kept so stays so."""
    return frozenset(Item.objects.filter(disclosure="authorised").values_list("code", flat=True))


def listed_since(item: str) -> date | None:
    """The first day of the edition that brought the item; None for one that was in none."""
    first = Edition.objects.filter(items__code=item).order_by("number").first()
    return first.in_force_on if first else None


def rulebook_in_force() -> Rulebook:
    """The rulebook in force: cards, code sets, publicity rules. Raises Refusal("catalogue.none") before the first."""
    edition = edition_in_force()
    if edition is None:
        raise Refusal("catalogue.none", "信用信息目录还没有启用。", "请先运行 mingxin init。")
    return rulebook_with(edition.number, edition.digest)


def rulebook_of_edition(number: int) -> Rulebook:
    """The rulebook as an earlier edition had it."""
    digest = Edition.objects.filter(number=number).values_list("digest", flat=True).first()
    if digest is None:
        raise Refusal("catalogue.unknown_edition", f"没有第 {number} 版信用信息目录。", "请核对版本号。")
    return rulebook_with(number, digest)


def registrations() -> list[str]:
    """Items by which the register names its subjects, by any edition."""
    return sorted(set(Item.objects.filter(effect="registration").values_list("code", flat=True)))


def fields_by_item(role: Role) -> Mapping[str, frozenset[str]]:
    """By item the fields that bear the role in any edition; items without one are left out."""
    found: dict[str, frozenset[str]] = {}
    for number in Edition.objects.order_by("number").values_list("number", flat=True):
        for item, entry in rulebook_of_edition(number).cards.items():
            found[item] = found.get(item, frozenset()) | {*entry.codes_of(role)}
    return {item: codes for item, codes in found.items() if codes}


def card(code: str, *, on: date | None = None) -> ItemCard:
    """The card of an item in the edition in force; with `on`, in force on that day.

    Raises Refusal("catalogue.unknown_item") or Refusal("catalogue.not_in_force").
    """
    cards = rulebook_in_force().cards
    found = cards.get(code)
    if found is None:
        listed = "、".join(f"{entry.code}（{entry.name}）" for entry in cards.values())
        raise Refusal(
            "catalogue.unknown_item", f"目录中没有“{code}”这一事项，不能归集。", f"现有事项：{listed}。", item=code
        )
    if on is not None and not is_in_force(found, on):
        raise Refusal(
            "catalogue.not_in_force",
            f"事项“{found.name}”在 {on} 不在有效期内，不能归集。",
            "请联系信用办核对目录。",
            item=code,
        )
    return found


def cards_in_force(on: date) -> tuple[ItemCard, ...]:
    """Every card in force on a day, in the order of the national classes as the cards' codes sort."""
    return tuple(entry for _, entry in sorted(rulebook_in_force().cards.items()) if is_in_force(entry, on))


def openness(on: date, *, edition: int | None = None) -> Openness:
    """By the edition in force, or an earlier one. One query; before the first edition nothing is closed."""
    if edition is not None:
        return openness_of(rulebook_of_edition(edition).cards, on)
    present = edition_in_force()
    if present is None:
        return Openness(frozenset(), register=True)
    return openness_of(rulebook_with(present.number, present.digest).cards, on)


def closed_items(on: date, *, edition: int | None = None) -> frozenset[str]:
    return openness(on, edition=edition).closed


@lru_cache(maxsize=4)
def rulebook_with(number: int, digest: str) -> Rulebook:
    """An edition's content never changes, so it is remembered by number and digest, once it has proved to be what the
    ledger says was put in force: what a process remembers outlives a table that is put right again.

    Raises Refusal(ALTERED).
    """
    content = Edition.objects.filter(number=number).values_list("content", flat=True).first() or ""
    if digest_of(content) != digest or not _is_told(number, digest):
        raise Refusal(
            ALTERED,
            f"目录第 {number} 版与账本的记载不符，可能有人绕过平台改动过，因此不能使用。",
            "请转告系统管理员运行 mingxin ledger verify --records 核对，从备份恢复后再办理。",
        )
    return rulebook_of(content)


def _is_told(number: int, digest: str) -> bool:
    entries = list(Entry.objects.filter(action=PUT, object_type="edition", object_key=str(number))[:2])
    return len(entries) == 1 and is_genuine(entries[0]) and detail_of(entries[0]).get("digest") == digest
