"""The sheet 填写说明: how the table is filled in, each column with its rule, and what the item rests on."""

from collections.abc import Sequence
from typing import Any, Final

from mingxin.catalogue.rules.words import clause
from mingxin.intake.reading.opening import GUIDE_SHEET, SAMPLE_SHEET
from mingxin.intake.template.columns import Column
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import Basis, ItemCard
from mingxin.rulebook.vocabulary import STANDINGS

_HEADERS: Final = ("数据项", "是否必填", "最多字数", "可填的值", "示例", "说明")
_WIDTHS: Final = (38, 34, 10, 60, 32, 60)
_RECALLED: Final = "recalled"


def basis_of(card: ItemCard, book: Rulebook) -> str:
    """The first ground of the item, as a clerk would cite it."""
    return _cited(card.basis[0], book) if card.basis else "见本市公共信用信息目录"


def write_guide(
    book: Any, card: ItemCard, columns: Sequence[Column], rules: Rulebook, *, unit_name: str, city: str
) -> None:
    page = book.add_worksheet(GUIDE_SHEET)
    title = book.add_format({"bold": True, "font_size": 14})
    bold = book.add_format({"bold": True, "border": 1, "bg_color": "#D9E1F2", "text_wrap": True, "valign": "top"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    for place, width in enumerate(_WIDTHS):
        page.set_column(place, place, width)
    page.write_string(0, 0, f"{city}公共信用信息报送表填写说明：{card.name}", title)
    row = 1
    for line in _lines(card, rules, unit_name):
        page.write_string(row, 0, line)
        row += 1
    for place, header in enumerate(_HEADERS):
        page.write_string(row, place, header, bold)
    refused = _refused_words(rules)
    for column in columns:
        row += 1
        for place, text in enumerate(_cells(column, refused)):
            page.write_string(row, place, text, cell)


def _lines(card: ItemCard, rules: Rulebook, unit_name: str) -> list[str]:
    deadline = (
        f"报送时限：决定作出之日起 {card.deadline_workdays} 个工作日内。"
        if card.deadline_workdays
        else "报送时限：按目录规定的周期报送。"
    )
    return [
        f"报送单位：{unit_name}",
        f"归集依据：{'；'.join(_cited(basis, rules) for basis in card.basis)}",
        deadline,
        "怎样填：",
        "1. 在第一张表中从第 2 行起填写，一行一条；表头的文字不要改动。",
        "2. 橙色表头必填，黄色表头按条件必填，蓝色表头有就填。点到单元格，旁边会出现填写提示。",
        f"3. 填好的样子见“{SAMPLE_SHEET}”，那一页和本页都不会被读取，不必删除。",
        "4. 不要填写居民身份证号。自然人、未成年人的信息和治安管理处罚不要报送，填了会整行退回。",
        "5. 本期没有信息的，不必交空表，请在平台上点“本期无”。",
    ]


def _cells(column: Column, refused: frozenset[str]) -> tuple[str, ...]:
    choices = [choice for choice in column.choices if not any(word in choice for word in refused)]
    length = str(column.field.length) if column.field.length else "—"
    # "如：" keeps an example from reading like a record of its own, wherever kept files are searched for one
    example = f"如：{column.example}" if column.example else ""
    advice = column.field.hint or ("" if column.choices else column.advice)
    return (column.field.name, column.need, length, "、".join(choices), example, advice)


def _refused_words(rules: Rulebook) -> frozenset[str]:
    return frozenset(word for matter in rules.forbidden.matters if matter.action == "refuse" for word in matter.words)


def _cited(basis: Basis, book: Rulebook) -> str:
    source = book.sources[basis.source]
    title = source.title if source.title.startswith("《") else f"《{source.title}》"
    unproved = f"（{STANDINGS[_RECALLED]}）" if source.standing == _RECALLED else ""
    return f"{title}{clause(basis.article)}{unproved}"
