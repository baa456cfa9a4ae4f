"""`mingxin intake`, `question`, `criteria`: what departments send, and what they are asked back."""

import argparse
from collections.abc import Mapping
from typing import Any

import polars as pl

from mingxin.access.queries.units import find_unit
from mingxin.catalogue.queries import card
from mingxin.cli.acting import OPERATOR
from mingxin.cli.papers import require_writable
from mingxin.cli.telling import Telling
from mingxin.intake.actions import criteria, questions
from mingxin.intake.actions.process import Outcome, process
from mingxin.intake.actions.reaching_back import apply_present_terms
from mingxin.intake.actions.resume import resume_pending
from mingxin.intake.checks.finding import SPOKEN, general_remedy, title_of
from mingxin.intake.models import Criterion
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

COUNTS = (
    ("上报", "reported"),
    ("疑问", "questioned"),
    ("更新", "updated"),
    ("入库", "admitted"),
    ("未关联", "unlinked"),
    ("无变化", "unchanged"),
)
SEVERITIES = {"error": "✗", "warning": "!", "note": "·"}
SHOWN_FINDINGS = 20
NAMED_ROWS = 6


def intake(arguments: argparse.Namespace, telling: Telling) -> int:
    if not arguments.file.is_file():
        raise Refusal("file.not_found", f"找不到文件 {arguments.file}。", "请核对路径和文件名。")
    if arguments.errors:
        require_writable(arguments.errors)
    for number in resume_pending(by=OPERATOR, at=now()):
        telling.note(f"· 上次中断的批次 {number} 已继续办完。")
    with telling.progress() as advance:
        outcome = process(
            arguments.file,
            item=arguments.item,
            unit=arguments.unit,
            by=OPERATOR,
            at=now(),
            dry_run=arguments.dry_run,
            progress=advance,
        )
    if arguments.errors:
        outcome.write_marked(arguments.errors)
        telling.note(f"· 标明问题的表格：{arguments.errors}")
    telling.give(outcome.as_json())
    if not telling.as_json:
        _tell(outcome, telling, dry_run=arguments.dry_run)
    return 0


def _tell(outcome: Outcome, telling: Telling, *, dry_run: bool) -> None:
    name = card(outcome.item).name
    telling.say(f"✓ {name}：已核验，未入库（试运行）" if dry_run else f"✓ {name}：批次 {outcome.batch} 已办理")
    telling.say("  " + "    ".join(f"{word} {getattr(outcome, count):,}" for word, count in COUNTS))
    for code, severity, rows, message, remedy in _grouped(outcome.findings):
        telling.say(f"{SEVERITIES[severity]} {SPOKEN[severity]}  {message}（{_rows(rows)}，{code}）")
        if remedy:
            telling.say(f"    怎样改：{remedy}")
    if outcome.questions:
        telling.say(f"? 有 {len(outcome.questions)} 个公示依据问题待答复（mingxin question list）：")
        for question in outcome.questions:
            telling.say(f"    {question.sentence}")


def _rows(rows: list[int]) -> str:
    """Which rows, as Excel shows them: the first few by number."""
    if rows == [0]:
        return "整张表"
    named = "、".join(str(row) for row in rows[:NAMED_ROWS])
    return f"第 {named} 行" if len(rows) <= NAMED_ROWS else f"第 {named} 行等 {len(rows):,} 行"


def _grouped(findings: pl.DataFrame) -> list[tuple[str, str, list[int], str, str]]:
    """Findings by code and column, gravest and most frequent first. What differs from row to row is told by its kind,
    with the words of one row as those of that row.
    """
    if findings.is_empty():
        return []
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    grouped = (
        findings.group_by("code", "severity", "field", maintain_order=True)
        .agg(
            pl.col("row").alias("rows"),
            pl.col("message").first(),
            pl.col("message").n_unique().alias("messages"),
            pl.col("remedy").first(),
            pl.col("remedy").n_unique().alias("remedies"),
        )
        .with_columns(pl.col("severity").replace_strict(order, return_dtype=pl.Int8).alias("order"))
        .sort(pl.col("order"), pl.col("rows").list.len(), pl.col("code"), descending=[False, True, False])
    )
    return [_told(one) for one in grouped.head(SHOWN_FINDINGS).iter_rows(named=True)]


def _told(one: Mapping[str, Any]) -> tuple[str, str, list[int], str, str]:
    code, message, remedy = one["code"], one["message"] or "", one["remedy"] or ""
    if one["messages"] > 1:
        message = f"{title_of(code)}。例如第 {one['rows'][0]} 行：{message}"
    if one["remedies"] > 1:
        remedy = general_remedy(code, remedy)
    return code, one["severity"], one["rows"], message, remedy


def apply_terms(arguments: argparse.Namespace, telling: Telling) -> int:
    changed = apply_present_terms(by=OPERATOR, at=now())
    telling.give({"shortened": changed})
    telling.say(
        f"✓ 已按现行公示期限缩短 {changed:,} 条行政处罚信息的公示和使用期限。"
        if changed
        else "✓ 没有公示期限长于现行规定的行政处罚信息。"
    )
    return 0


def list_questions(arguments: argparse.Namespace, telling: Telling) -> int:
    waiting = questions.list_questions()
    telling.give(
        {
            "questions": [
                {
                    "id": question.id,
                    "batch": question.batch,
                    "unit": question.unit_uscc,
                    "unit_name": question.unit_name,
                    "sentence": question.sentence,
                    "rows": question.rows,
                    "asked_at": question.asked_at.isoformat(),
                }
                for question in waiting
            ]
        }
    )
    if not waiting:
        telling.say("没有待答复的问题。")
    for question in waiting:
        telling.say(f"[{question.id}] {question.unit_name}，批次 {question.batch}，{question.rows} 行")
        telling.say(f"    {question.sentence}")
    if waiting:
        telling.say("答复：mingxin question answer 编号 --severity 一般 --public 是 --reason 理由")
    return 0


def answer_question(arguments: argparse.Namespace, telling: Telling) -> int:
    settled = questions.answer(
        arguments.id,
        severity=arguments.severity,
        is_public=arguments.public == "是",
        reason=arguments.reason,
        by=OPERATOR,
        at=now(),
    )
    telling.give({"question": arguments.id, "settled": settled})
    telling.say(f"✓ 已答复，{settled} 条信息按此确定是否公示。")
    return 0


def import_criteria(arguments: argparse.Namespace, telling: Telling) -> int:
    unit = find_unit(arguments.unit)
    name = card(arguments.item).name
    lines = criteria.import_criteria(
        arguments.file, unit=unit, item=arguments.item, in_force_from=arguments.in_force_from, by=OPERATOR, at=now()
    )
    telling.give({"unit": unit.uscc, "item": arguments.item, "lines": lines})
    telling.say(f"✓ {unit.name}的{name}口径表已导入 {lines} 条，自 {arguments.in_force_from} 起施行。")
    return 0


def list_criteria(arguments: argparse.Namespace, telling: Telling) -> int:
    rows = list(
        Criterion.objects.select_related("unit").order_by(
            "unit__uscc", "item", "-in_force_from", "-edition", "position"
        )
    )
    telling.give(
        {
            "criteria": [
                {
                    "unit": row.unit.uscc,
                    "item": row.item,
                    "edition": row.edition,
                    "from": row.in_force_from.isoformat(),
                    "category": row.category,
                    "at_least_wan": str(row.at_least_wan.normalize()) if row.at_least_wan is not None else None,
                    "below_wan": str(row.below_wan.normalize()) if row.below_wan is not None else None,
                    "severity": row.severity,
                    "is_public": row.is_public,
                    "ground": row.ground,
                }
                for row in rows
            ]
        }
    )
    if not rows:
        telling.say("还没有口径表。请用 mingxin criteria import 导入。")
    head = None
    for row in rows:
        if head != (head := (row.unit_id, row.item, row.edition)):
            telling.say(f"{row.unit.name}  {row.item}  第 {row.edition} 版，自 {row.in_force_from} 起")
        telling.say(
            f"    {row.category or '不限类别'}  {_span(row)}  {'公示' if row.is_public else '不公示'}  {row.ground}"
        )
    return 0


def _span(row: Criterion) -> str:
    words = {"minor": "轻微", "ordinary": "一般", "serious": "严重"}
    low = f"{row.at_least_wan.normalize():f} 万元以上" if row.at_least_wan is not None else ""
    high = f"不满 {row.below_wan.normalize():f} 万元" if row.below_wan is not None else ""
    return f"{low}{high or ''}".strip() + f" {words.get(row.severity, row.severity)}"
