"""What is on file of a subject, in outline: to hold two beside each other before they are merged."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from mingxin.access.models import Unit
from mingxin.archive import bulk
from mingxin.archive.models import Change, Identifier, Mark, MarkKind, Merger, Name, Record, Subject
from mingxin.archive.queries.merged import first_code, remaining
from mingxin.catalogue.queries import rulebook_in_force


@dataclass(frozen=True)
class SideName:
    name: str
    is_registered: bool
    is_former: bool


@dataclass(frozen=True)
class SideRecords:
    item: str
    unit_id: int
    unit_name: str
    count: int


@dataclass(frozen=True)
class Side:
    """`codes`: (scheme in words, value). `records` are counted by item and unit; their content is not here.

    `is_registered`: its register entry stands, as a merger judges it. `units`: see `units_of`.
    """

    public_id: str
    uscc: str
    kind: str
    is_by_person: bool
    is_registered: bool
    names: tuple[SideName, ...]
    codes: tuple[tuple[str, str], ...]
    records: tuple[SideRecords, ...]
    units: frozenset[int]

    @property
    def name(self) -> str:
        current = [one for one in self.names if not one.is_former] or list(self.names)
        return ([one for one in current if one.is_registered] or current)[-1].name if current else ""

    @property
    def count(self) -> int:
        return sum(one.count for one in self.records)


def side_of(public_id: str) -> Side | None:
    """The subject that now stands under this id."""
    found = Subject.objects.filter(public_id=public_id).first()
    if found is None:
        return None
    subject = remaining(found)
    names = Name.objects.filter(subject=subject, known_until__isnull=True).order_by("id")
    codes = Identifier.objects.filter(subject=subject, known_until__isnull=True).order_by("id")
    standing = Record.objects.filter(subject=subject, known_until__isnull=True, erased_by__isnull=True)
    counted = standing.order_by().values_list("item", "unit_id", "unit__name").annotate(n=Count("id"))
    return Side(
        public_id=subject.public_id,
        uscc=first_code(subject),
        kind=subject.kind,
        is_by_person=subject.kind == "sole_trader" or subject.is_named_after_person,
        is_registered=is_on_register(subject),
        names=tuple(SideName(n.name, n.registered, n.valid_until is not None) for n in names),
        codes=tuple((code.get_scheme_display(), code.value) for code in codes),
        records=tuple(SideRecords(*one) for one in sorted(counted)),
        units=units_of(subject),
    )


def is_on_register(subject: Subject) -> bool:
    """Whether its register entry stands, neither erased nor withdrawn. The names that it gave stay on file."""
    registrations = [item for item, card in rulebook_in_force().cards.items() if card.effect == "registration"]
    withdrawn = Mark.objects.filter(subject=subject, kind=MarkKind.WITHDRAWN, known_until__isnull=True).values("thread")
    entries = Record.objects.filter(
        subject=subject, item__in=registrations, known_until__isnull=True, erased_by__isnull=True
    )
    return entries.exclude(thread__in=withdrawn).exists()


def public_ids(codes: Iterable[str]) -> dict[str, str]:
    """By 统一社会信用代码, of the subjects that have them now."""
    held = Identifier.objects.filter(scheme="uscc", value__in=bulk.listed(codes), known_until__isnull=True)
    return dict(held.values_list("value", "subject__public_id"))


def units_of(*subjects: Subject) -> frozenset[int]:
    """Whose affair it is what becomes of these: the units whose records stand on them; of one without any, the unit
    that brought it on file.
    """
    found: set[int] = set()
    for subject in subjects:
        standing = Record.objects.filter(subject=subject, known_until__isnull=True, erased_by__isnull=True)
        mine = set(standing.order_by().values_list("unit_id", flat=True).distinct())
        found |= mine or set(Change.objects.filter(pk=subject.change_id).values_list("unit_id", flat=True))
    return frozenset(found)


def units_parted(change: int) -> frozenset[int]:
    """Whose affair it is to undo the merger that `change` began: the units whose records it moved, and those on the
    subject that remains.
    """
    merger = Merger.objects.filter(known_from=change).select_related("into").first()
    if merger is None:
        return frozenset()
    written = Change.objects.filter(number__gte=change, number__lte=merger.last).values("unit")
    moved = Unit.objects.filter(pk__in=written).values_list("pk", flat=True)
    return frozenset(moved) | units_of(merger.into)
