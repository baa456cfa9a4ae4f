"""The manual page of the catalogue, made from the rulebook so that it cannot say anything else."""

from collections.abc import Iterator
from typing import Final

from mingxin.catalogue.public import ShownBasis, ShownField, ShownItem, shown_items
from mingxin.catalogue.rules.words import clause
from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import Terms

_UNTIL_AUTHORISED: Final = "（授权以前只由报送单位的经办人查看；打开审核的，审核人在批次等待放行期间也可以查看）"


def catalogue_manual(rulebook: Rulebook) -> str:
    """The text of docs/manual/catalogue.md: every item with its ground, terms and fields."""
    return "\n".join(_lines(rulebook)) + "\n"


def _lines(rulebook: Rulebook) -> Iterator[str]:
    items = shown_items(rulebook)
    yield "# 信用信息目录"
    yield ""
    yield "本页由规则库生成，请勿手工改动。没有列入目录的信息，平台不归集；没有法律依据的事项，不能列入目录。"
    yield "标有“待核实”的依据或者期限，尚未与原文逐字核对，以原文为准。"
    yield ""
    yield "| 事项 | 代码 | 国家目录类别 | 适用主体 | 报送时限 |"
    yield "|---|---|---|---|---|"
    for item in items:
        days = f"{item.deadline_workdays} 个工作日" if item.deadline_workdays else "—"
        yield f"| [{item.name}](#{item.code}) | `{item.code}` | {item.class_name} | {'、'.join(item.kinds)} | {days} |"
    yield ""
    yield from _terms(rulebook)
    for item in items:
        yield from _item(item)
    yield from _never(rulebook)


def _terms(rulebook: Rulebook) -> Iterator[str]:
    yield "## 行政处罚的公示期限"
    yield ""
    yield "自处罚决定之日起按自然月计算；新旧规定不一致的，适用对当事人更有利的期限。"
    yield ""
    yield "| 失信程度 | 是否公示 | 最短（可以申请修复） | 最长（自动停止） | 自何日施行 | 依据 |"
    yield "|---|---|---|---|---|---|"
    for term in rulebook.terms:
        yield _term(term, rulebook)
    yield ""
    yield "各类处罚没有另行说明时的失信程度："
    yield ""
    words = {**vocabulary.SEVERITIES, "open": "须由作出决定的单位说明"}
    for entry in (*rulebook.publicity.severity.by_procedure, *rulebook.publicity.severity.by_category):
        why = f"：{entry.why}" if entry.why else ""
        yield f"- {entry.value}：{words[entry.severity]}{why}{_mark(entry.standing == 'recalled')}"
    yield ""


def _term(term: Terms, rulebook: Rulebook) -> str:
    title = rulebook.sources[term.source].title
    shown = "公示" if term.public else "原则上不公示"
    return (
        f"| {vocabulary.SEVERITIES[term.severity]} | {shown} | {term.repairable_after_months} 个月 | "
        f"{term.shown_months} 个月 | {term.in_force_from} | 《{title}》{_mark(term.standing == 'recalled')} |"
    )


def _item(item: ShownItem) -> Iterator[str]:
    yield f'<a id="{item.code}"></a>'
    yield ""
    yield f"## {item.name}{_mark(item.to_be_verified)}"
    yield ""
    yield f"- 目录出处：{item.source_row}（{item.level}）"
    until = _UNTIL_AUTHORISED if item.disclosure == vocabulary.DISCLOSURES["authorised"] else ""
    yield f"- 信息性质：{item.nature}；共享范围：{item.disclosure}{until}"
    yield f"- 责任单位：{item.owner}"
    yield f"- 适用主体：{'、'.join(item.kinds)}。{item.sole_traders}"
    yield f"- 公示：{item.publicity}依据：{_cite(item.publicity_ground)}"
    yield f"- 保存：{item.retention}"
    yield f"- 报送：{item.deadline}频次：{item.cycle}"
    yield "- 依据："
    for basis in item.bases:
        yield f"  - {_cite(basis)}（{basis.level}）"
    yield ""
    yield "| 序号 | 数据项 | 代码 | 填写要求 | 是否公示 |"
    yield "|---|---|---|---|---|"
    for place, field in enumerate(item.fields, start=1):
        yield f"| {place} | {field.name} | `{field.code}` | {field.required} | {_shown(field)} |"
    yield ""


def _shown(field: ShownField) -> str:
    if not field.kept:
        return "收到即删除，不保存"
    return "公示" if field.public else "不公示"


def _never(rulebook: Rulebook) -> Iterator[str]:
    yield "## 任何情况下都不采集"
    yield ""
    for element in rulebook.forbidden.never:
        source = rulebook.sources[element.source]
        yield f"- {element.name}（《{source.title}》{element.article}）"
    yield ""
    yield "## 接收时拒收或者退回核对"
    yield ""
    for matter in rulebook.forbidden.matters:
        yield f"- {matter.name}：{matter.reason}"


def _cite(basis: ShownBasis) -> str:
    return f"《{basis.title}》{clause(basis.article)}{_mark(basis.to_be_verified)}"


def _mark(to_be_verified: bool) -> str:
    return "〔待核实〕" if to_be_verified else ""
