"""Messages to one person that become another's, when the work they are about does."""

from collections.abc import Collection

from django.db.models import QuerySet

from mingxin.notices.models import Notice


def unread_of(*, unit_id: int, person_id: int) -> QuerySet[Notice]:
    """Messages to this very person that nobody has read."""
    return Notice.objects.filter(to_unit_id=unit_id, to_person_id=person_id, read_at__isnull=True)


def hand_over(*, unit_id: int, from_id: int, to_id: int, only: Collection[int] | None = None) -> list[Notice]:
    """Readdress unread messages within the caller's transaction, whose entry names them; they as they stand then.

    What the other person was sent as well stays where it is: nobody is told the same twice.
    """
    mine = unread_of(unit_id=unit_id, person_id=from_id).select_for_update()
    if only is not None:
        mine = mine.filter(pk__in=only)
    known = set(Notice.objects.filter(to_unit_id=unit_id, to_person_id=to_id).values_list("kind", "key"))
    moved = [one for one in mine.order_by("id") if (one.kind, one.key) not in known]
    for one in moved:
        one.to_person_id = to_id
    Notice.objects.bulk_update(moved, ["to_person"], batch_size=500)
    return moved
