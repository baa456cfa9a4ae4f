"""The posts a person holds today, as permits see them; and the units an act is permitted for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from mingxin.access.models import Person, Post, Region, StaffRole, Unit
from mingxin.access.permits import Act, HeldPost, Holder, Place
from mingxin.access.queries.units import heirs_on


def posts_of(person: Person, *, on: date) -> list[Post]:
    """The posts that the person holds on that day, with their units."""
    return list(
        Post.objects.filter(person=person, from_on__lte=on)
        .filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
        .select_related("unit")
        .order_by("id")
    )


def holder_of(person: Person, *, on: date) -> Holder:
    """Everything a permit needs to know, in two queries."""
    return holder_by(person, posts_of(person, on=on), on=on)


def holder_by(person: Person, posts: Sequence[Post], *, on: date) -> Holder:
    is_officer = any(post.role == StaffRole.OFFICER for post in posts)
    children = _children() if is_officer else {}
    heirs = heirs_on(on) if any(post.unit is not None for post in posts) else {}
    orphans = _regions_of(unit for unit, heir in heirs.items() if heir is None) if is_officer else {}
    held = tuple(_held(post, children, heirs, orphans) for post in posts)
    return Holder(person.pk, person.login, person.name, held)


def units_for(holder: Holder, act: Act) -> QuerySet[Unit]:
    """The units for which the act is permitted to this person."""
    own: set[int] = set()
    regions: set[str] = set()
    everywhere = False
    for post in holder.posts_for(act):
        if post.place is None:
            everywhere = True
        own |= post.units_under(act)
        regions |= post.regions_under(act)
    if everywhere:
        return Unit.objects.all()
    return Unit.objects.filter(Q(pk__in=own) | Q(region_id__in=regions))


def place_of(unit: Unit) -> Place:
    return Place(unit.pk, unit.region_id)


def subtree(region: str) -> frozenset[str]:
    """The division and all below it."""
    return _below(region, _children())


def reached(post: HeldPost, act: Act, unit: str = "unit") -> Q:
    """Of rows with a unit under that name: those that the act reaches by this post, whatever their item."""
    if post.place is None:
        return Q(pk__isnull=False)
    return Q(**{f"{unit}__region_id__in": post.regions_under(act)}) | Q(**{f"{unit}_id__in": post.units_under(act)})


def _held(
    post: Post, children: dict[str, list[str]], heirs: Mapping[int, int | None], orphans: Mapping[int, str]
) -> HeldPost:
    role = StaffRole(post.role)
    if post.unit is None:
        return HeldPost(role=role, place=None)
    region = post.unit.region_id
    regions = _below(region, children) if role is StaffRole.OFFICER else frozenset[str]()
    return HeldPost(
        role=role,
        place=Place(post.unit.pk, region),
        unit_uscc=post.unit.uscc,
        unit_name=post.unit.name,
        items=frozenset(post.items),
        regions=regions,
        of_the_city=role is StaffRole.OFFICER and region in children.get("", []),
        is_over=post.unit.pk in heirs,
        inherited=frozenset(unit for unit, heir in heirs.items() if heir == post.unit_id),
        heirless=frozenset(unit for unit, where in orphans.items() if where in regions),
    )


def _regions_of(units: Iterable[int]) -> dict[int, str]:
    found = list(units)
    return dict(Unit.objects.filter(pk__in=found).values_list("id", "region_id")) if found else {}


def _children() -> dict[str, list[str]]:
    """Divisions by the one above; those on top under ""."""
    found: dict[str, list[str]] = {}
    for code, parent in Region.objects.order_by("code").values_list("code", "parent_id"):
        found.setdefault(parent or "", []).append(code)
    return found


def _below(region: str, children: dict[str, list[str]]) -> frozenset[str]:
    found, waiting = set(), [region]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(children.get(code, []))
    return frozenset(found)
