"""How long records are public, as the rulebook in force has it, in words for the help page."""

from dataclasses import dataclass
from datetime import date

from mingxin.kernel.dates import add_months
from mingxin.rulebook.cards import Terms
from mingxin.uses.publicity.public_book import book_on
from mingxin.uses.publicity.words import SEVERITIES

_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class TermRow:
    severity: str
    is_public: str
    repairable: str
    ends: str
    source: str


@dataclass(frozen=True)
class TermTable:
    """`example` counts one decision through, from three months before the day."""

    rows: tuple[TermRow, ...]
    example: str


def show_terms(*, as_of: date) -> TermTable:
    rulebook = book_on(as_of).rulebook
    newest: dict[str, Terms] = {}
    for terms in sorted(rulebook.publicity.terms, key=lambda t: t.in_force_from):
        if terms.in_force_from <= as_of:
            newest[terms.severity] = terms
    rows = tuple(
        _row(newest[severity], rulebook.sources[newest[severity].source].title)
        for severity in SEVERITIES
        if severity in newest
    )
    ordinary = newest.get("ordinary")
    return TermTable(rows, _example(ordinary, add_months(as_of, -3)) if ordinary else "")


def _row(terms: Terms, source: str) -> TermRow:
    after, most = terms.repairable_after_months, terms.shown_months
    return TermRow(
        severity=SEVERITIES[terms.severity],
        is_public="公示" if terms.public else "原则上不公示",
        repairable=f"满{_months(after)}" if after else "履行义务后即可",
        ends=f"满{_months(most)}" if terms.public else f"最长{_months(most)}",
        source=f"《{source}》",
    )


def _months(count: int) -> str:
    years, rest = divmod(count, 12)
    if years and not rest:
        return f"{_numeral(years)}年"
    return f"{_numeral(count)}个月"


def _numeral(count: int) -> str:
    return _NUMERALS[count] if count < len(_NUMERALS) else str(count)


def _example(terms: Terms, decided_on: date) -> str:
    repairable = add_months(decided_on, terms.repairable_after_months)
    ends = add_months(decided_on, terms.shown_months)
    return f"按日历月计算：{decided_on} 决定的一般失信信息，{repairable} 起可申请修复，{ends} 停止公示。"
