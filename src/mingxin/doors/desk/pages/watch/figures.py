"""Timeliness and quality: every figure with its two parts, and from each to the rows behind it."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponseBase

from mingxin.access.models import Unit
from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import place_of
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.doors.desk import listing
from mingxin.doors.desk.guard import DeskRequest
from mingxin.doors.desk.pages.watch.asked import Span, address, regions_of, span_in, units_seen
from mingxin.kernel.clock import today
from mingxin.kernel.dates import add_months
from mingxin.oversight.queries.figures import figures as figures_of
from mingxin.oversight.rules.figures import MEASURES, RULE_VERSION, Measure, Ratio


@dataclass(frozen=True)
class Line:
    """A unit and an item with every measure."""

    unit: Unit
    item: str
    item_name: str
    span: Span
    ratios: dict[str, Ratio]


@dataclass(frozen=True)
class Total:
    measure: Measure
    ratio: Ratio
    address: str


def figures(request: DeskRequest) -> HttpResponseBase:
    span, units = span_in(request, today=today()), units_seen(request.holder, Act.SEE_REPORTS)
    lines = _lines(request.holder, units, span)
    names = sorted({(line.item, line.item_name) for line in lines})
    shown = listing.Listing(
        title="时效和质量",
        rows=lines,
        columns=[
            listing.Column("unit", "单位", lambda line: line.unit.name),
            listing.Column("item", "事项", lambda line: line.item_name),
            *(_column(measure) for measure in MEASURES),
        ],
        filters=[
            listing.Filter("zi", "自", "day", lambda rows, day: rows),  # the lines are of this span already
            listing.Filter("zhi", "至", "day", lambda rows, day: rows),
            listing.Filter(
                "quhua", "区域", "choice", lambda rows, v: [r for r in rows if r.unit.region_id == v], regions_of(units)
            ),
            listing.Filter("shixiang", "事项", "choice", lambda rows, v: [r for r in rows if r.item == v], names),
            listing.Filter("danwei", "单位", "text", lambda rows, v: [r for r in rows if v in r.unit.name]),
        ],
        empty="这段时间没有可以计算的数据。",
    )
    extra = {
        "span": span,
        "adjusted": span.adjusted,
        "totals": _totals(lines, span),
        "rule_version": RULE_VERSION,
        "spans": _usual_spans(today()),
        "measures": MEASURES,
    }
    return listing.show(request, shown, "desk/watch/figures.html", extra)


def _lines(holder: Holder, units: list[Unit], span: Span) -> list[Line]:
    by_id = {unit.pk: unit for unit in units}
    found = figures_of(span.period, units=list(by_id))
    cards = rulebook_in_force().cards
    lines = [
        Line(
            unit=by_id[unit],
            item=item,
            item_name=cards[item].name if item in cards else item,
            span=span,
            ratios={measure.key: found.of(measure.key, unit=unit, item=item) for measure in MEASURES},
        )
        for unit, item in found.keys
        if holder.may(Act.SEE_REPORTS, place=place_of(by_id[unit]), item=item)
    ]
    return sorted(lines, key=lambda line: (line.unit.region_id, line.unit.uscc, line.item))


def _column(measure: Measure) -> listing.Column:
    key = measure.key

    def link(line: Line) -> str | None:
        if not line.ratios[key].denominator:
            return None
        return address("watch_rows", key, **line.span.query, danwei=line.unit.pk, shixiang=line.item)

    return listing.Column(key, measure.title, lambda line: line.ratios[key].words, kind="link", link=link)


def _totals(lines: list[Line], span: Span) -> list[Total]:
    return [
        Total(
            measure,
            sum((line.ratios[measure.key] for line in lines), Ratio()),
            address("watch_rows", measure.key, **span.query),
        )
        for measure in MEASURES
    ]


def _usual_spans(day: date) -> list[tuple[str, str]]:
    first = day.replace(day=1)
    spans = (
        ("本月", Span(first, day)),
        ("上月", Span(add_months(first, -1), date.fromordinal(first.toordinal() - 1))),
        ("近三个月", Span(add_months(first, -2), day)),
        ("今年", Span(date(day.year, 1, 1), day)),
    )
    return [(words, address("watch_figures", **span.query)) for words, span in spans]
