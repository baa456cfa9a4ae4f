"""Proving catalogue and calendar: every row follows from an edition, and the ledger has the digest of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from mingxin.catalogue.actions.editions import field_columns, item_columns, source_columns
from mingxin.catalogue.models import Edition, Field, Item, ItemKind, Source, SubjectKind
from mingxin.catalogue.queries import PUT
from mingxin.ledger.models import Entry
from mingxin.ledger.searching import detail_of
from mingxin.rulebook import cards
from mingxin.rulebook.actions import calendar_digest
from mingxin.rulebook.book import Rulebook, digest_of
from mingxin.rulebook.loader import rulebook_of
from mingxin.rulebook.models import CalendarEdition
from mingxin.rulebook.validation import OPEN_KINDS

LOADED = "catalogue.load_calendar"
Columns = dict[str, object]


@dataclass(frozen=True)
class CatalogueProof:
    """How many editions of catalogue and calendar hold, and the first thing that does not."""

    editions: int
    broken: str


def prove_catalogue() -> CatalogueProof:
    books, broken = _books()
    broken = broken or _lost(PUT, "目录", Edition.objects.values_list("number", flat=True)) or _against_books(books)
    calendars = 0
    for calendar in CalendarEdition.objects.order_by("number") if not broken else ():
        broken = _calendar_fault(calendar)
        if broken:
            break
        calendars += 1
    broken = broken or _lost(LOADED, "工作日历", CalendarEdition.objects.values_list("number", flat=True))
    return CatalogueProof(len(books) + calendars, broken)


@dataclass(frozen=True)
class _Book:
    """An edition that holds, with the codes of the items that are the city's own."""

    number: int
    rulebook: Rulebook
    from_desk: frozenset[str]


def _books() -> tuple[list[_Book], str]:
    """The editions up to the first that does not hold, and why it does not."""
    books: list[_Book] = []
    for edition in Edition.objects.order_by("number"):
        said = _told(PUT, "edition", edition.number, edition.loaded_at, edition.loaded_by)
        told = {"digest": edition.digest, "in_force_on": edition.in_force_on.isoformat()}
        if said is None or any(said.get(name) != value for name, value in told.items()):
            return books, f"目录第 {edition.number} 版与账本的记载不符"
        if digest_of(edition.content) != edition.digest:
            return books, f"目录第 {edition.number} 版的内容与其摘要不符，已被改动"
        books.append(_Book(edition.number, rulebook_of(edition.content), frozenset(said.get("from_desk", ()))))
    return books, ""


def _calendar_fault(calendar: CalendarEdition) -> str:
    said = _told(LOADED, "calendar_edition", calendar.number, calendar.loaded_at, calendar.loaded_by)
    told = {"digest": calendar.digest, "name": calendar.name, "source": calendar.source}
    if said is None or any(said.get(name) != value for name, value in told.items()):
        return f"工作日历第 {calendar.number} 版与账本的记载不符"
    days = dict(calendar.days.values_list("day", "is_workday"))
    years = (min(days).year, max(days).year) if days else (0, 0)
    same = calendar_digest(calendar.provisional, days) == calendar.digest
    if not same or years != (calendar.first_year, calendar.last_year):
        return f"工作日历第 {calendar.number} 版的日期与其摘要不符，已被改动"
    return ""


def _told(action: str, kind: str, number: int, at: datetime, login: str) -> Mapping[str, Any] | None:
    """What the one entry about an edition tells; None where there is none, or two, or it is another's."""
    entries = list(Entry.objects.filter(action=action, object_type=kind, object_key=str(number)))
    if len(entries) != 1 or (entries[0].at, entries[0].actor_login) != (at, login):
        return None
    return detail_of(entries[0])


def _lost(action: str, named: str, numbers: Iterable[int]) -> str:
    told = set(Entry.objects.filter(action=action).values_list("object_key", flat=True))
    lost = sorted(told - {str(number) for number in numbers})
    return f"账本记载的{named}第 {lost[0]} 版不在数据库中" if lost else ""


def _against_books(books: list[_Book]) -> str:
    """Items, fields, sources and kinds, each made again from the contents and compared whole."""
    items: list[Columns] = []
    fields: list[Columns] = []
    sources: dict[str, Columns] = {}
    kinds: list[Columns] = []
    for book in books:
        for code, card in book.rulebook.cards.items():
            columns = item_columns(card, book.rulebook, from_desk=code in book.from_desk)
            items.append({"edition_id": book.number, **columns})
            fields += [{"edition": book.number, "item": code, **field} for field in field_columns(card)]
        sources |= {key: source_columns(source) for key, source in book.rulebook.sources.items()}
        kinds = [  # those of the newest alone
            {"edition": book.number, "code": code, "kind": kind.value, "kind_open": True}
            for code, card in book.rulebook.cards.items()
            for kind in card.kinds
        ]
    libraries: list[Columns] = [{"kind": k.value, "is_open": k in OPEN_KINDS} for k in cards.SubjectKind if books]
    compared: list[tuple[str, type[Model], list[Columns], dict[str, str]]] = [
        ("目录事项", Item, items, {}),
        ("目录事项的字段", Field, fields, {"edition": "item__edition_id", "item": "item__code"}),
        ("依据文件", Source, list(sources.values()), {}),
        ("事项的主体类别", ItemKind, kinds, {"edition": "item__edition_id"}),
        ("主体库", SubjectKind, libraries, {}),
    ]
    for named, model, wanted, paths in compared:
        if not _same(model, wanted, paths):
            return f"{named}与目录各版的内容不符，已被改动、增加或者删除"
    return ""


def _same(model: type[Model], wanted: Iterable[Mapping[str, object]], paths: Mapping[str, str]) -> bool:
    rows = list(wanted)
    if not rows:
        return not model._default_manager.exists()
    names = list(rows[0])
    there = model._default_manager.values_list(*(paths.get(name, name) for name in names))
    return sorted(map(repr, there)) == sorted(repr(tuple(row[name] for name in names)) for row in rows)
