"""Messages of the platform to a unit, a post or a person; opening one marks it as read."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from mingxin.access.permits import Act, Holder
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.watch.asked import address
from mingxin.kernel.clock import now
from mingxin.notices.actions import mark_read
from mingxin.notices.models import Notice
from mingxin.notices.queries import addressed_to, unread_count


def messages(request: DeskRequest) -> HttpResponseBase:
    units, roles = _reader(request.holder)
    rows = addressed_to(unit_ids=units, roles=roles, person_id=request.holder.person).select_related("to_unit")
    shown = listing.Listing(
        title="消息",
        rows=rows,
        order=("-id",),
        columns=_COLUMNS,
        filters=[
            listing.Filter(
                "zhuangtai",
                "状态",
                "choice",
                lambda found, value: found.filter(read_at__isnull=value == "weidu"),
                [("weidu", "未读"), ("yidu", "已读")],
            )
        ],
        empty="没有消息。",
    )
    return listing.show(request, shown, "desk/watch/messages.html")


def message(request: DeskRequest, notice_id: int) -> HttpResponse:
    units, roles = _reader(request.holder)
    person = request.holder.person
    found = addressed_to(unit_ids=units, roles=roles, person_id=person).filter(pk=notice_id).exists()
    if not found:
        raise Http404
    by = request.holder.actor(Act.ENTER)
    notice = mark_read(notice_id, unit_ids=units, roles=roles, person_id=person, by=by, at=now())
    return render(request, "desk/watch/message.html", {"notice": notice, "back": address("messages")})


def waiting(holder: Holder) -> int:
    units, roles = _reader(holder)
    return unread_count(units, roles, holder.person)


def _reader(holder: Holder) -> tuple[list[int], list[str]]:
    """Of one's units and of those that have ended for which they answer; none of a unit that has ended itself."""
    lasting = [post for post in holder.posts if not post.is_over]
    units = sorted({unit for post in lasting if post.place for unit in (post.place.unit, *post.inherited)})
    return units, sorted({post.role.value for post in holder.posts})


def _state(notice: Notice) -> listing.Tag:
    return listing.Tag("已读") if notice.read_at else listing.Tag("未读", "warn")


_COLUMNS = [
    listing.Column("sent", "时间", lambda n: n.sent_at, kind="time"),
    listing.Column("subject", "标题", lambda n: n.subject, kind="link", link=lambda n: address("message", n.pk)),
    listing.Column("unit", "收件单位", lambda n: n.to_unit.name),
    listing.Column("by", "发出", lambda n: n.sent_by_name),
    listing.Column("state", "状态", _state, kind="tag"),
    listing.Column("reader", "首位阅读人", lambda n: n.read_by_name),
]
