"""What a report says of a subject today: only what is public, with its sources and what is not collected."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mingxin.archive.models import Record, Subject
from mingxin.archive.queries.showing import shown_on
from mingxin.archive.rules.states import CLOSED
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.showing import is_in_force, may_show
from mingxin.rulebook.cards import ItemCard, Nature, Role
from mingxin.uses.coverage import NOT_COLLECTED, Applies, Coverage, counted, coverage, together, uncollected
from mingxin.uses.publicity import queries, subjects, words
from mingxin.uses.publicity.record_cards import Beside, beside
from mingxin.uses.reports.layout import SECTIONS, Group

KINDS = {"enterprise": "企业", "organisation": "其他组织", "sole_trader": "个体工商户"}
LEAD = frozenset({Role.NAME, Role.USCC, Role.KIND})  # of the subject itself, said in the head of the report


@dataclass(frozen=True)
class Content:
    """`data` is the part of the template's object that the subject's file decides; `threads` the records in it,
    `protected` those of them that it shows as a sole trader's; `by_person`: it treats the subject as one. `versions`:
    keys of the very rows of the archive that it was made from, the register's entry among them.
    """

    data: Mapping[str, Any]
    threads: tuple[str, ...]
    versions: frozenset[int]
    protected: frozenset[str]
    by_person: bool
    digest: str


def content_of(subject: Subject, *, as_of: date) -> Content:
    """The content of a report on one day. The same file on the same day gives the same digest."""
    cards = rulebook_in_force().cards
    rows = [row for row, _ in queries.walk(shown_on(as_of).filter(subject=subject))]
    known = beside([row.record.thread for row in rows], as_of)
    covered = coverage(as_of)
    applies = Applies(subject.kind, by_person=subject.kind == "sole_trader" or subject.is_named_after_person)
    registered = _registered(subject, cards, as_of)
    data = {
        "subject": _subject(subject, cards, registered),
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "groups": [_group(group, cards, rows, known, covered, applies, as_of) for group in section.groups],
            }
            for section in SECTIONS
        ],
        "counts": [
            {
                "section": section.title,
                "label": group.title,
                "count": sum(1 for row in rows if row.record.item in group.items),
                "state": (state := _state(group, cards, rows, covered, applies, as_of)),
                "uncollected": len(_uncollected(state, _cards(group, cards, as_of), covered, applies)),
                "kept_back": applies.kept_back(_cards(group, cards, as_of)),
            }
            for section in SECTIONS
            for group in section.groups
        ],
        "sources": [
            {
                "item": cards[item].name,
                "reported": [{"unit": one.unit, "through_on": one.through_words} for one in held.reported],
                "awaited": list(held.awaited),
            }
            for item, held in covered.items()
            # the rest is in no report, so its source neither; what nobody has reported is said to be 未归集 instead
            if item in cards and may_show(cards[item], as_of) and held.is_collected
        ],
        "advice": _advice(subject, cards, rows, as_of),
        "withdrawn": [f"{w.item}{w.unit}{w.on}{w.reason}" for w in subjects.withdrawals_of(subject, as_of)],
    }
    spelled = json.dumps(data, ensure_ascii=False, sort_keys=True)
    threads = tuple(row.record.thread for row in rows)
    protected = frozenset(row.record.thread for row in rows if row.is_sole_trader)
    versions = frozenset(row.record.pk for row in rows) | ({registered[0].pk} if registered else set())
    return Content(data, threads, versions, protected, applies.by_person, hashlib.sha256(spelled.encode()).hexdigest())


_Registered = tuple[Record, Mapping[str, str]]


def _registered(subject: Subject, cards: Mapping[str, ItemCard], as_of: date) -> _Registered | None:
    items = [code for code, card in cards.items() if card.effect == "registration" and may_show(card, as_of)]
    return subjects.registration_of(subject, items, as_of)


def _subject(subject: Subject, cards: Mapping[str, ItemCard], found: _Registered | None) -> dict[str, Any]:
    name, former = subjects.names_of(subject)
    is_sole_trader = subject.kind == "sole_trader" or subject.is_named_after_person
    said: dict[Role | None, str] = {}
    if found is not None:
        record, values = found
        shown = words.public_fields(cards[record.item], sole_trader=is_sole_trader)
        said = {f.role: words.spelled(f, values[f.code]) for f in shown if values.get(f.code)}
    return {
        "name": name,
        "uscc": subjects.code_of(subject),
        "kind": KINDS.get(subject.kind, ""),
        "status": said.get(Role.STATUS, "") if found else "登记信息未归集",
        "legal_representative": said.get(Role.LEGAL_REPRESENTATIVE, ""),
        "type": said.get(Role.ORGANISATION_TYPE, ""),
        "established_on": said.get(Role.ESTABLISHED_ON, ""),
        "address": said.get(Role.ADDRESS, ""),
        "region": said.get(Role.REGION, ""),
        "former_names": former,
    }


def _of(cards: Sequence[ItemCard], covered: Mapping[str, Coverage]) -> Coverage:
    return together([covered[card.code] for card in cards if card.code in covered])


def _open(group: Group, cards: Mapping[str, ItemCard], as_of: date) -> list[ItemCard]:
    return [card for card in _cards(group, cards, as_of) if may_show(card, as_of)]


def _cards(group: Group, cards: Mapping[str, ItemCard], as_of: date) -> list[ItemCard]:
    return [cards[item] for item in group.items if item in cards and is_in_force(cards[item], as_of)]


def _state(
    group: Group,
    cards: Mapping[str, ItemCard],
    rows: Sequence[queries.Row],
    covered: Mapping[str, Coverage],
    applies: Applies,
    as_of: date,
) -> str:
    """left_out: never collected of such a subject; what came of it before that is shown while its item is open.
    reserved: reported, and of nobody in a report; of which subjects there is any, it does not tell. closed: the
    catalogue has such an item, and publishes nothing of it today.
    """
    if applies.to_none_of(_cards(group, cards, as_of)) and not any(row.record.item in group.items for row in rows):
        return "left_out"
    if _of(_open(group, cards, as_of), covered).is_collected:
        return "collected"
    reserved = [card for card in _cards(group, cards, as_of) if card.disclosure == "authorised"]
    if _of(reserved, covered).is_collected:
        return "reserved"
    is_closed = any(item in cards for item in group.items) and not reserved and not _open(group, cards, as_of)
    return "closed" if is_closed else "not_collected"


def _uncollected(
    state: str, cards: Sequence[ItemCard], covered: Mapping[str, Coverage], applies: Applies
) -> tuple[str, ...]:
    """Of a heading under which something is collected the items that are not: it does not speak for them."""
    return () if state in ("not_collected", "closed") else uncollected(cards, covered, applies)


def _not_collected(cards: Sequence[ItemCard], covered: Mapping[str, Coverage], applies: Applies) -> str:
    """Of a heading over several items which they are: it has a name of its own."""
    names = uncollected(cards, covered, applies)
    return f"{'、'.join(names)}：{NOT_COLLECTED}" if len(names) > 1 else NOT_COLLECTED


def _group(
    group: Group,
    cards: Mapping[str, ItemCard],
    rows: Sequence[queries.Row],
    known: Beside,
    covered: Mapping[str, Coverage],
    applies: Applies,
    as_of: date,
) -> dict[str, Any]:
    state = _state(group, cards, rows, covered, applies, as_of)
    limits = applies.limits(_cards(group, cards, as_of))
    told_of = _cards(group, cards, as_of) if state == "reserved" else _open(group, cards, as_of)
    found = "；".join(told for told in (limits, counted(_of(told_of, covered))) if told)
    unknown = _uncollected(state, _cards(group, cards, as_of), covered, applies)
    mine = [row for row in rows if row.record.item in group.items and row.record.item in cards]
    return {
        "title": group.title,
        "state": state,
        "empty_text": {
            "collected": f"（{found}）",
            "reserved": f"（{found}）",
            "left_out": limits,
            "closed": f"（{CLOSED}）",
        }.get(state, _not_collected(_cards(group, cards, as_of), covered, applies)),
        "uncollected": f"{'、'.join(unknown)}：{NOT_COLLECTED}" if unknown else "",
        "records": [_record(cards[row.record.item], row, known.said_of(row.record.thread), as_of) for row in mine],
    }


def _record(card: ItemCard, row: queries.Row, marks: Sequence[str], as_of: date) -> dict[str, Any]:
    fields = [f for f in words.public_fields(card, sole_trader=row.is_sole_trader) if f.role not in LEAD]
    term = ""
    if row.record.negative and row.hidden_from is not None:
        told = (words.repair_words(row.record.repairable_from), words.unmet(card, row.said))
        term = "；".join([*(one for one in told if one), words.stops_words(row.hidden_from)])
    return {
        "title": f"{card.name}：{words.title(card, row.said)}",
        "marks": list(marks),
        "rows": [[f.name, words.spelled(f, row.said[f.code])] for f in fields if row.said.get(f.code)],
        "term": term,
    }


def _advice(subject: Subject, cards: Mapping[str, ItemCard], rows: Sequence[queries.Row], as_of: date) -> list[str]:
    """Section 9: what this subject can do, from its own records."""
    negative = [row for row in rows if row.record.item in cards and cards[row.record.item].nature is Nature.NEGATIVE]
    withdrawals = len(subjects.withdrawals_of(subject, as_of))
    said = []
    if not negative:
        said.append("建议秉持诚信理念，合法有序开展经营活动。")
    ready = [row for row in negative if row.record.repairable_from and row.record.repairable_from <= as_of]
    if ready:
        said.append(f"有 {len(ready)} 条失信信息已满最短公示期，履行义务、纠正行为后可以申请信用修复，不收取任何费用。")
    if len(negative) > len(ready):
        said.append(f"有 {len(negative) - len(ready)} 条失信信息未满最短公示期，请先履行义务、纠正行为并保留证明。")
    if withdrawals:
        said.append(f"有 {withdrawals} 条信息已由决定机关撤回，内容不再显示。")
    if negative:
        said.append("认为信息有误的，可以提出异议；核实期间，有关信息不作为采取限制措施的依据。")
    return said
