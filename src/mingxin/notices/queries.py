"""What was sent to a reader."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mingxin.notices.models import Notice

PAGE = 50


@dataclass(frozen=True)
class NoticeView:
    id: int
    unit_name: str
    for_role: str
    is_personal: bool
    kind: str
    key: str
    subject: str
    text: str
    link: str
    paper: str
    sent_at: datetime
    sent_by_name: str
    read_at: datetime | None
    read_by_name: str


def addressed_to(*, unit_ids: Collection[int], roles: Collection[str], person_id: int | None) -> QuerySet[Notice]:
    """To a person: for that one alone, while of the unit. Otherwise for the post that is named, or the whole unit."""
    for_post = Q(to_person__isnull=True) & Q(for_role__in={"", *roles})
    for_person = Q(to_person=person_id) if person_id is not None else Q(pk__in=())
    return Notice.objects.filter(for_post | for_person, to_unit__in=unit_ids)


def inbox(
    unit_ids: Collection[int],
    roles: Collection[str],
    person_id: int | None,
    unread_only: bool = False,
    *,
    before_id: int | None = None,
    limit: int = PAGE,
) -> tuple[NoticeView, ...]:
    """The newest first, one page of them; the next begins before the last one's id."""
    notices = addressed_to(unit_ids=unit_ids, roles=roles, person_id=person_id).select_related("to_unit")
    if unread_only:
        notices = notices.filter(read_at__isnull=True)
    if before_id is not None:
        notices = notices.filter(pk__lt=before_id)
    return tuple(_view(notice) for notice in notices.order_by("-id")[:limit])


def unread_count(unit_ids: Collection[int], roles: Collection[str], person_id: int | None) -> int:
    addressed = addressed_to(unit_ids=unit_ids, roles=roles, person_id=person_id)
    return addressed.filter(read_at__isnull=True).count()


def _view(notice: Notice) -> NoticeView:
    return NoticeView(
        id=notice.pk,
        unit_name=notice.to_unit.name,
        for_role=notice.for_role,
        is_personal=notice.to_person_id is not None,
        kind=notice.kind,
        key=notice.key,
        subject=notice.subject,
        text=notice.text,
        link=notice.link,
        paper=notice.paper,
        sent_at=notice.sent_at,
        sent_by_name=notice.sent_by_name,
        read_at=notice.read_at,
        read_by_name=notice.read_by_name,
    )
