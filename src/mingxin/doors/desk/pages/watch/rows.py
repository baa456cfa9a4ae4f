"""The rows behind a figure: decisions or batches, each with whether it counts. No party is named."""

from collections.abc import Callable

from django.db.models import F
from django.http import HttpResponseBase
from django.urls import reverse

from mingxin.access.models import Unit
from mingxin.access.permits import Act
from mingxin.access.queries.holders import place_of
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.accounts.words import item_names
from mingxin.doors.desk.pages.watch.asked import (
    Span,
    address,
    document_column,
    span_in,
    statistics_reading,
    units_seen,
)
from mingxin.kernel.clock import today
from mingxin.oversight.queries import behind
from mingxin.oversight.rules.figures import BY_KEY, Measure


def rows(request: DeskRequest, measure: str) -> HttpResponseBase:
    said = BY_KEY[behind.known_measure(measure)]
    span, seen = span_in(request, today=today()), units_seen(request.holder, Act.SEE_REPORTS)
    asked = request.GET.get("danwei", "")
    units = [unit for unit in seen if not asked or str(unit.pk) == asked]
    made = _decisions if measure in behind.DECISIONS else _batches
    shown = made(said, span, units, _items(request, units), _filters(seen))
    extra = {
        "measure": said,
        "span": span,
        "adjusted": span.adjusted,
        "back": address("watch_figures", **span.query),
        "back_words": "时效和质量",
    }
    return listing.show(request, shown, "desk/watch/behind.html", extra)


def _items(request: DeskRequest, units: list[Unit]) -> list[str]:
    """The items of which the asker may see every one of these units; a post may be for some items only."""
    item = request.GET.get("shixiang", "")
    return [
        code
        for code in rulebook_in_force().cards
        if (not item or code == item)
        and all(request.holder.may(Act.SEE_REPORTS, place=place_of(unit), item=code) for unit in units)
    ] or ["-"]


def _filters(units: list[Unit]) -> list[listing.Filter]:
    """What the address says already stays in it; the rows are narrowed by it before."""
    names = item_names()
    return [
        listing.Filter("zi", "自", "day", lambda found, day: found),
        listing.Filter("zhi", "至", "day", lambda found, day: found),
        listing.Filter(
            "danwei", "单位", "choice", lambda found, v: found, [(str(unit.pk), unit.name) for unit in units]
        ),
        listing.Filter("shixiang", "事项", "choice", lambda found, v: found, sorted(names.items())),
    ]


def _decisions(
    measure: Measure, span: Span, units: list[Unit], items: list[str], filters: list[listing.Filter]
) -> listing.Listing:
    key = measure.key
    found = behind.decisions(key, span.period, units=[unit.pk for unit in units], items=items)
    columns = [
        _COLUMN_UNIT,
        _column_item(),
        document_column(),
        listing.Column("decided", "决定日期", lambda row: row.decided_on, kind="date"),
        listing.Column("reported", "首次放行日", lambda row: row.reported_on, kind="date"),
        *([listing.Column("public", "确定公示日", behind.public_day, kind="date")] if key == "published" else []),
        listing.Column("due", "报送期限", lambda row: row.due_on, kind="date"),
        listing.Column("workdays", "用时（工作日）", lambda row: row.workdays, kind="number"),
        listing.Column("counts", "计入分子", lambda row: _yes(behind.counts(key, row)), kind="tag"),
    ]
    late = listing.Filter(
        "jishi",
        "是否及时",
        "choice",
        lambda rows, v: (
            rows.filter(reported_on__lte=F("due_on")) if v == "shi" else rows.filter(reported_on__gt=F("due_on"))
        ),
        [("shi", "及时"), ("fou", "迟报")],
    )
    return listing.Listing(
        title=f"{measure.name}所依据的信息",
        rows=found,
        order=("-decided_on", "thread"),
        columns=columns,
        filters=[*filters, late],
        empty="这段时间没有作出决定并报送的信息。",
        reading=statistics_reading(),
    )


def _batches(
    measure: Measure, span: Span, units: list[Unit], items: list[str], filters: list[listing.Filter]
) -> listing.Listing:
    found = behind.batches(measure.key, span.period, units=[unit.pk for unit in units], items=items)
    columns = [
        listing.Column(
            "number",
            "批次",
            lambda row: row.number,
            kind="code",
            link=lambda row: reverse("desk:batch", args=[row.number]),
        ),
        listing.Column("unit", "单位", lambda row: row.unit_name),
        _column_item(),
        listing.Column("file", "文件", lambda row: row.file_name),
        listing.Column("released", "放行日", lambda row: row.released_on, kind="date"),
        listing.Column("sent", "首次报送行数", lambda row: row.sent, kind="number"),
        listing.Column("counted", measure.numerator, lambda row: row.counted, kind="number"),
    ]
    return listing.Listing(
        title=f"{measure.name}所依据的批次",
        rows=found,
        columns=columns,
        filters=filters,
        empty="这段时间没有放行的批次。",
    )


def _column_item() -> listing.Column:
    names = item_names()
    value: Callable[[listing.Row], object] = lambda row: names.get(row.item, row.item)  # noqa: E731
    return listing.Column("item", "事项", value)


def _yes(is_so: bool) -> listing.Tag:
    return listing.Tag("是", "ok") if is_so else listing.Tag("否", "warn")


_COLUMN_UNIT = listing.Column("unit", "单位", lambda row: row.unit.name)
