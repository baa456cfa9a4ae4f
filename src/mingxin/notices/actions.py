"""Sending a message once, and marking it read."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.notices.models import Notice
from mingxin.notices.queries import addressed_to


@transaction.atomic
def send(
    *,
    kind: str,
    key: str,
    unit_id: int,
    subject: str,
    text: str,
    by: Actor,
    at: datetime,
    for_role: str = "",
    person_id: int | None = None,
    link: str = "",
    paper: str = "",
) -> Notice:
    """Send within the caller's transaction; what was sent before under this kind and key is given back as it was."""
    if link and (not link.startswith("/") or link.startswith("//")):
        raise ValueError("a notice leads to a path of this platform")
    notice, is_new = Notice.objects.get_or_create(
        kind=kind,
        key=key,
        to_unit_id=unit_id,
        to_person_id=person_id,
        defaults={
            "for_role": for_role,
            "subject": cut(subject)[0].strip()[:100],
            "text": cut(text)[0].strip(),
            "link": link,
            "paper": paper,
            "sent_at": at,
            "sent_by_name": by.name,
        },
    )
    if is_new:
        detail = {"kind": kind, "key": key, "unit": unit_id, "role": for_role, "person": person_id, "paper": paper}
        write(
            action="notices.send",
            object_type="notice",
            object_key=str(notice.pk),
            by=by,
            at=at,
            detail=detail,
            rows=(notice,),
        )
    return notice


@transaction.atomic
def mark_read(
    notice_id: int,
    *,
    unit_ids: Collection[int],
    roles: Collection[str],
    person_id: int | None,
    by: Actor,
    at: datetime,
) -> Notice:
    """Mark it read by whoever reads it first; only a message that is addressed to the reader."""
    addressed = addressed_to(unit_ids=unit_ids, roles=roles, person_id=person_id)
    notice = addressed.select_for_update().filter(pk=notice_id).first()
    if notice is None:
        raise Refusal("notice.unknown", "没有找到这条消息，或者它不是发给您的。", "请返回消息列表，刷新后再试。")
    if notice.read_at is None:
        notice.read_at, notice.read_by_name = at, by.name
        notice.save(update_fields=["read_at", "read_by_name"])
        write(action="notices.read", object_type="notice", object_key=str(notice.pk), by=by, at=at, rows=(notice,))
    return notice
