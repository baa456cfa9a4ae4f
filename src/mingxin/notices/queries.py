"""What was sent to a reader."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from mingxin.notices.models import Notice


def addressed_to(*, unit_ids: Collection[int], roles: Collection[str], person_id: int | None) -> QuerySet[Notice]:
    """To a person: for that one alone, while of the unit. Otherwise for the post that is named, or the whole unit."""
    for_post = Q(to_person__isnull=True) & Q(for_role__in={"", *roles})
    for_person = Q(to_person=person_id) if person_id is not None else Q(pk__in=())
    return Notice.objects.filter(for_post | for_person, to_unit__in=unit_ids)


def unread_count(unit_ids: Collection[int], roles: Collection[str], person_id: int | None) -> int:
    addressed = addressed_to(unit_ids=unit_ids, roles=roles, person_id=person_id)
    return addressed.filter(read_at__isnull=True).count()
