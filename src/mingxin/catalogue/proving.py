"""Proving catalogue and calendar: every row follows from an edition, and the ledger has the digest of each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Model

from mingxin.catalogue.actions.editions import field_columns, item_columns, source_columns
from mingxin.catalogue.models import Edition, Field, Item, ItemKind, Source, SubjectKind
from mingxin.ledger.models import Entry
from mingxin.rulebook import cards
from mingxin.rulebook.actions import calendar_digest
from mingxin.rulebook.book import Rulebook, digest_of
from mingxin.rulebook.loader import rulebook_of
from mingxin.rulebook.models import CalendarEdition
from mingxin.rulebook.validation import OPEN_KINDS

Row = tuple[object, ...]


@dataclass(frozen=True)
class CatalogueProof:
    """How many editions of catalogue and calendar hold, and the first thing that does not."""

    editions: int
    broken: str


def prove_catalogue() -> CatalogueProof:
    held = 0
    books: list[tuple[Edition, Rulebook, frozenset[str]]] = []
    for edition, said in _told(Edition, "catalogue.put_in_force", "edition"):
        if said is None or (said["digest"], said["in_force_on"]) != (edition.digest, edition.in_force_on.isoformat()):
            return CatalogueProof(held, f"目录第 {edition.number} 版与账本的记载不符")
        if digest_of(edition.content) != edition.digest:
            return CatalogueProof(held, f"目录第 {edition.number} 版的内容与其摘要不符，已被改动")
        books.append((edition, rulebook_of(edition.content), frozenset(said.get("from_desk", ()))))
        held += 1
    broken = _lost(Edition, "catalogue.put_in_force", "目录") or _against_books(books)
    if broken:
        return CatalogueProof(held, broken)
    for calendar, said in _told(CalendarEdition, "catalogue.load_calendar", "calendar_edition"):
        if said is None or [said[c] for c in ("digest", "name", "source")] != [
            calendar.digest,
            calendar.name,
            calendar.source,
        ]:
            return CatalogueProof(held, f"工作日历第 {calendar.number} 版与账本的记载不符")
        days = dict(calendar.days.values_list("day", "is_workday"))
        years = (min(days, default=None), max(days, default=None))
        if calendar_digest(calendar.provisional, days) != calendar.digest or (
            calendar.first_year,
            calendar.last_year,
        ) != tuple(day.year if day else None for day in years):
            return CatalogueProof(held, f"工作日历第 {calendar.number} 版的日期与其摘要不符，已被改动")
        held += 1
    return CatalogueProof(held, _lost(CalendarEdition, "catalogue.load_calendar", "工作日历"))


def _told(
    model: type[Edition] | type[CalendarEdition], action: str, kind: str
) -> Iterator[tuple[Edition | CalendarEdition, Mapping[str, list[str]] | None]]:
    """Each edition with what its one entry tells; None where it has none, two, or one by somebody else."""
    for row in model.objects.order_by("number"):
        entries = list(Entry.objects.filter(action=action, object_type=kind, object_key=str(row.number)))
        same = len(entries) == 1 and (entries[0].at, entries[0].actor_login) == (row.loaded_at, row.loaded_by)
        yield row, json.loads(entries[0].detail) if same else None


def _lost(model: type[Edition] | type[CalendarEdition], action: str, named: str) -> str:
    told = set(Entry.objects.filter(action=action).values_list("object_key", flat=True))
    lost = sorted(told - {str(number) for number in model.objects.values_list("number", flat=True)})
    return f"账本记载的{named}第 {lost[0]} 版不在数据库中" if lost else ""


def _against_books(books: list[tuple[Edition, Rulebook, frozenset[str]]]) -> str:
    """Items, fields, sources and kinds, each made again from the contents and compared whole."""
    items, fields, sources = [], [], {}
    for edition, book, from_desk in books:
        for code, card in book.cards.items():
            columns = item_columns(card, book, from_desk=code in from_desk)
            items.append({"edition_id": edition.number, **columns})
            fields += [{"edition": edition.number, "item": code, **f} for f in field_columns(card)]
        sources |= {key: source_columns(source) for key, source in book.sources.items()}
    newest = books[-1] if books else None
    kinds = [
        {"edition": newest[0].number, "code": code, "kind": kind.value, "kind_open": True}
        for code, card in (newest[1].cards.items() if newest else ())
        for kind in card.kinds
    ]
    libraries = [{"kind": kind.value, "is_open": kind in OPEN_KINDS} for kind in cards.SubjectKind] if newest else []
    compared: list[tuple[str, type[Model], list[dict[str, object]], dict[str, str]]] = [
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
