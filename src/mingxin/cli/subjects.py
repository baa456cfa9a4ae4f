"""`mingxin subject`: what is on file, said calmly; each look is written to the ledger."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.versions import RecordView, SubjectView, read_subject
from mingxin.archive.rules.ends import hidden_on
from mingxin.archive.rules.states import state_of, words_of
from mingxin.catalogue.queries import by_authorisation_alone, rulebook_in_force
from mingxin.catalogue.rules.showing import may_show
from mingxin.cli.acting import OPERATOR
from mingxin.cli.telling import Telling
from mingxin.kernel import uscc
from mingxin.kernel.clock import now
from mingxin.kernel.orgname import is_named_after_person
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.rulebook.cards import ItemCard
from mingxin.uses.coverage import Applies, Coverage, counted, coverage
from mingxin.uses.publicity.queries import corrections

KINDS = {"enterprise": "企业", "organisation": "其他组织", "sole_trader": "个体工商户"}
SEVERITIES = {"minor": "轻微", "ordinary": "一般", "serious": "严重"}


def subject(arguments: argparse.Namespace, telling: Telling) -> int:
    verdict = uscc.examine(arguments.uscc)
    if verdict.problem:
        hint = f"可能应为 {verdict.suggestion}。" if verdict.suggestion else "请核对后再查。"
        raise Refusal(verdict.problem, verdict.detail, hint)
    at = now()
    if arguments.as_of is not None and arguments.as_of > at.date():
        raise Refusal(
            "subject.future",
            f"{arguments.as_of} 还没有到，那一天的情况谁也不知道。",
            "请写今天或以前的日期；不写则看现在。",
        )
    whole = read_subject(verdict.code, as_of=arguments.as_of, known_at=arguments.known_at)
    reserved = by_authorisation_alone()
    view = replace(whole, records=tuple(one for one in whole.records if one.item not in reserved))
    withheld = Counter(one.item for one in whole.records if one.item in reserved)
    ledger.write(
        action="subject.read",
        object_type="subject",
        object_key=view.public_id,
        matter=arguments.matter,
        by=OPERATOR,
        at=at,
        detail={"known_at": view.known_at, "as_of": arguments.as_of, "records": len(view.records)},
    )
    day = arguments.as_of or at.date()
    applies = Applies(view.kind, by_person=view.kind == "sole_trader" or is_named_after_person(view.name))
    cards, covered = rulebook_in_force().cards, coverage(day)
    days = corrections([one.thread for one in view.records], day, known_at=view.known_at)
    sources = _sources(covered, cards, applies)
    telling.give(as_json(view, day, cards, days) | {"sources": sources, "withheld": dict(withheld)})
    for line in (
        *_looks_back(arguments, at.date()),
        *_listing(view, day, cards, days),
        *_withheld(withheld, cards),
        *_origins(covered, cards, applies),
    ):
        telling.say(line)
    return 0


def _looks_back(arguments: argparse.Namespace, today: date) -> Iterator[str]:
    """What is no view of the present says so before anything else."""
    if arguments.as_of is not None and arguments.as_of < today:
        yield f"※ 这是回看 {arguments.as_of} 的情况：只列那一天有效的信息，状态也是那一天的，不是现在的。"
    if arguments.known_at is not None:
        yield f"※ 这是按第 {arguments.known_at} 次变更时所知回答的：其后的更正、撤回和新报送的信息不算在内。"


def as_json(
    view: SubjectView, day: date, cards: Mapping[str, ItemCard], corrected: Mapping[str, date]
) -> dict[str, object]:
    """The whole file as JSON; states as of `day`. `corrected`: by thread the day of the last correction."""
    whole: dict[str, Any] = json.loads(json.dumps(asdict(view), default=str))
    del whole["subject_id"]
    for shown, record in zip(whole["records"], view.records, strict=True):
        on = corrected.get(record.thread)
        shown |= {"state": _state(record, day, cards), "number": public_number(record.thread)}
        shown["corrected_on"] = on and str(on)
    return whole | {"as_of": day.isoformat()}


def _sources(
    covered: Mapping[str, Coverage], cards: Mapping[str, ItemCard], applies: Applies
) -> list[dict[str, object]]:
    """Which units report each item in force, through which day, and which have not yet.

    `only_none`: has only ever declared 本期无. `limits`: what of it such a subject cannot have or does not show.
    """
    return [
        {
            "item": code,
            "name": card.name,
            "reported": [
                {"unit": one.unit, "through": str(one.through), "only_none": one.only_none} for one in held.reported
            ],
            "awaited": list(held.awaited),
            "limits": applies.limits([card]),
        }
        for code, card in cards.items()
        for held in (covered.get(code, Coverage()),)
    ]


def _origins(covered: Mapping[str, Coverage], cards: Mapping[str, ItemCard], applies: Applies) -> Iterator[str]:
    yield "信息来源（没有某类信息，只说明已报送的单位截至所列日期没有报送）："
    for code, card in cards.items():
        held = covered.get(code, Coverage())
        limits = applies.limits([card])
        if not applies.to_none_of([card]):
            reported = f"{counted(held)}；最近报送 {held.through}" if held.is_collected else "未归集"
            limits = "；".join(told for told in (limits, reported) if told)
        yield f"    {card.name}：{limits}"


def _state(record: RecordView, day: date, cards: Mapping[str, ItemCard]) -> str:
    return state_of(
        publicity=record.publicity,
        shown_from=record.shown_from,
        hidden_from=record.hidden_from,
        is_erased=record.is_erased,
        is_closed=record.item in cards and not may_show(cards[record.item], day),
        marks=[(mark.kind, mark.from_on, mark.until_on) for mark in record.marks],
        as_of=day,
    )


def _listing(
    view: SubjectView, day: date, cards: Mapping[str, ItemCard], corrected: Mapping[str, date]
) -> Iterator[str]:
    yield f"{view.name or '（名称未归集）'}    {view.uscc}    {KINDS.get(view.kind, view.kind)}"
    former = [n.name for n in view.names if n.valid_until is not None and n.name != view.name]
    if former:
        yield f"曾用名：{'、'.join(dict.fromkeys(former))}"
    yield f"截至 {day}，按第 {view.known_at} 次变更时所知。"
    yield ""
    if view.registration is None:
        yield "登记信息：未归集（本平台只知道它的代码）。"
    else:
        yield f"登记信息（{view.registration.unit_name}报送）"
        yield from _values(view.registration, cards)
    yield ""
    if not view.records:
        yield "没有其他信息在档。没有信息不代表有或者没有失信行为：哪些单位报送、报送到哪一天，见“信息来源”。"
        yield ""
    for record in view.records:
        yield from _record(record, day, cards, corrected.get(record.thread))
        yield ""


def _withheld(withheld: Mapping[str, int], cards: Mapping[str, ItemCard]) -> Iterator[str]:
    for item, count in sorted(withheld.items()):
        name = cards[item].name if item in cards else item
        yield f"■ {name}：有 {count} 条，仅供经主体授权后查询，这里不能查看。"
        yield ""


def _record(
    record: RecordView, day: date, cards: Mapping[str, ItemCard], corrected: date | None = None
) -> Iterator[str]:
    name = cards[record.item].name if record.item in cards else record.item
    severity = f"（{SEVERITIES[record.severity]}）" if record.severity in SEVERITIES else ""
    yield f"■ {name}{severity}    {record.document_number or '（无文号）'}    {record.decided_on or '日期不详'}"
    state = _state(record, day, cards)
    told_state = record.never_shown if state == "ended" and record.never_shown else words_of(state)
    has_days = not record.never_shown and state != "closed"
    yield f"    状态：{told_state}    报送单位：{record.unit_name}    编号：{public_number(record.thread)}"
    for mark in record.marks:
        until = f"至 {mark.until_on}" if mark.until_on else ""
        reason = f"，{mark.reason_type}" if mark.reason_type else ""
        yield f"    标注：{mark.label}，自 {mark.from_on}{until}{reason}（{mark.case}）"
    if corrected:
        yield f"    已更正（{corrected}），这里是更正后的内容"
    left = record.gone
    hidden = hidden_on(
        publicity=record.publicity, shown_from=record.shown_from, hidden_from=record.hidden_from, ended_by=left
    )
    terms = (
        ("公示自", record.begun if has_days else None),
        ("最早可申请修复", record.repairable_from if left is None else None),
        ("停止公示于", (left.words if left and hidden == left.on else hidden) if has_days else None),
        ("停止使用于", left.words if left and left.cuts(record.use_until) else record.use_until),
    )
    told = [f"{label} {on}" for label, on in terms if on]
    if told:
        yield f"    {'；'.join(told)}"
    if record.publicity_reason:
        yield f"    公示依据：{record.publicity_reason}"
    yield from _values(record, cards)


def _values(record: RecordView, cards: Mapping[str, ItemCard]) -> Iterator[str]:
    names = {f.code: f.name for f in cards[record.item].fields} if record.item in cards else {}
    for code, value in record.values.items():
        yield f"    {names.get(code, code)}：{value}"
