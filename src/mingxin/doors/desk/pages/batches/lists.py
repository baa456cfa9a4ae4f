"""Lists of batches: all that somebody may see, and those with rows left behind."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.urls import reverse

from mingxin.access.models import StaffRole
from mingxin.access.permits import Act, Holder
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.batches.views import TONES
from mingxin.intake.models import Batch, BatchState
from mingxin.intake.queries.batches import left_behind, visible, with_left
from mingxin.intake.queries.home import waits_for
from mingxin.intake.rules.batch_states import OPEN
from mingxin.kernel.clock import CHINA, now
from mingxin.kernel.dates import add_months

COUNTS = (
    listing.Column("reported", "上报", lambda b: b.reported, kind="number"),
    listing.Column("questioned", "疑问", lambda b: b.questioned, kind="number"),
    listing.Column("unlinked", "未关联", lambda b: b.unlinked, kind="number"),
    listing.Column("may_update", "可更新", lambda b: b.updated if b.state in OPEN else None, kind="number"),
    listing.Column("may_admit", "可入库", lambda b: b.admitted if b.state in OPEN else None, kind="number"),
    listing.Column("updated", "更新", lambda b: _became(b, b.updated), kind="number"),
    listing.Column("admitted", "入库", lambda b: _became(b, b.admitted), kind="number"),
    listing.Column("unchanged", "无变化", lambda b: b.unchanged, kind="number"),
)


def questioned_batches(holder: Holder) -> int:
    return left_behind(visible(holder, Act.REPORT)).count()


def waiting_batches(holder: Holder) -> int:
    return waits_for(holder, at=now()).count()


def batches(request: DeskRequest) -> HttpResponseBase:
    names = item_names()
    return listing.show(
        request,
        listing.Listing(
            title="数据报送",
            unit="批",
            rows=with_left(visible(request.holder)),
            order=("-received_at", "-number"),
            columns=[
                *_first_columns(names),
                *COUNTS,
                listing.Column("left", "待补报", lambda b: b.left, kind="number"),
                listing.Column("sender", "经办人", lambda b: b.handler),
                listing.Column("unit", "报送单位", lambda b: b.unit.name),
                listing.Column("number", "批次编号", lambda b: b.number, kind="code"),
            ],
            filters=(*_filters(names), *_waiting_filter(request.holder)),
            empty="还没有报送过批次。" + ("请在“今日待办”页上传文件。" if request.holder.may(Act.REPORT) else ""),
        ),
        template="desk/batches/batches.html",
        extra={"whose": _whose(request), "may_report": request.holder.may(Act.REPORT)},
    )


def questioned(request: DeskRequest) -> HttpResponseBase:
    """疑问数据: rows that stayed behind, by batch; the oldest first, for its clock runs."""
    names = item_names()
    return listing.show(
        request,
        listing.Listing(
            title="疑问数据",
            unit="批",
            rows=left_behind(visible(request.holder)),
            order=("received_at", "number"),
            columns=[
                *_first_columns(names, anchor="#rows"),
                listing.Column("left", "待补报", lambda b: b.left, kind="number"),
                listing.Column("questioned", "疑问", lambda b: b.questioned, kind="number"),
                listing.Column("unlinked", "未关联", lambda b: b.unlinked, kind="number"),
                listing.Column("due", "最早到期", _earliest_due, kind="date"),
                listing.Column("sender", "经办人", lambda b: b.handler),
                listing.Column("unit", "报送单位", lambda b: b.unit.name),
            ],
            filters=[one for one in _filters(names) if one.name != "zhuangtai"],
            empty="没有待补报的疑问数据。",
        ),
        template="desk/batches/questioned.html",
        extra={"whose": _whose(request), "may_settle": request.holder.may(Act.AMEND)},
    )


def _whose(request: DeskRequest) -> str:
    """Whose batches the person sees here, in words."""
    posts = request.holder.posts_for(request.act)
    return "本区域各单位" if any(post.role is StaffRole.OFFICER for post in posts) else "本单位"


def _first_columns(names: Mapping[str, str], anchor: str = "") -> tuple[listing.Column, ...]:
    return (
        listing.Column("received_at", "报送时间", lambda b: b.received_at, kind="time"),
        listing.Column(
            "file_name",
            "文件",
            lambda b: b.file_name,
            kind="link",
            link=lambda b: reverse("desk:batch", args=[b.number]) + anchor,
        ),
        listing.Column("item", "事项", lambda b: names.get(b.item, "未选择")),
        listing.Column("state", "状态", lambda b: listing.Tag(b.get_state_display(), TONES[b.state]), kind="tag"),
    )


def _filters(names: Mapping[str, str]) -> tuple[listing.Filter, ...]:
    return (
        listing.Filter(
            "shixiang",
            "事项",
            "choice",
            lambda rows, item: rows.filter(item=item),
            choices=sorted(names.items(), key=lambda one: one[1]),
        ),
        listing.Filter(
            "zhuangtai", "状态", "choice", lambda rows, state: rows.filter(state=state), choices=BatchState.choices
        ),
        listing.Filter("jingbanren", "经办人", "text", _by_handler),
        listing.Filter("yuefen", "报送月份", "month", _in_month),
        listing.Filter("wenjian", "文件名", "text", lambda rows, text: rows.filter(file_name__contains=text)),
    )


def _waiting_filter(holder: Holder) -> tuple[listing.Filter, ...]:
    """What waits for the steward who asks, as the first page and the menu count it."""
    if not holder.may(Act.REPORT):
        return ()
    return (
        listing.Filter(
            "daiban",
            "待办",
            "choice",
            lambda rows, _: rows.filter(pk__in=waits_for(holder, at=now()).values("pk")),
            choices=[("jingban", "等您处理的")],
        ),
    )


def _by_handler(rows: Any, text: str) -> Any:
    return rows.filter(Q(handler_name__contains=text) | Q(handler_name="", actor_name__contains=text))


def _in_month(rows: Any, first: date) -> Any:
    begin = datetime(first.year, first.month, 1, tzinfo=CHINA)
    after = add_months(first.replace(day=1), 1)
    return rows.filter(received_at__gte=begin, received_at__lt=datetime(after.year, after.month, 1, tzinfo=CHINA))


def _became(batch: Batch, rows: int) -> int | None:
    """Before a batch is admitted its counts say only what may become of the rows."""
    return rows if batch.state == BatchState.ADMITTED else None


def _earliest_due(batch: Batch) -> str:
    return min((day for day, (_, behind) in batch.dues.items() if behind), default="")
