"""The monthly report as a Word document that can be handed in as it is."""

import io
from collections.abc import Sequence
from datetime import UTC
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from mingxin.kernel.clock import CHINA
from mingxin.oversight.monthly.facts import MISSING_TITLE, NOTES, MonthReport, Table, spelled, state_words
from mingxin.oversight.rules.figures import BY_MONTH_OF_RELEASE
from mingxin.oversight.rules.month_state import WORDS, MonthState

HEADS: Final = (
    "单位",
    "首次报送（条）",
    "已确定公示（条）",
    f"迟报率（{BY_MONTH_OF_RELEASE}）",
    f"疑问率（{BY_MONTH_OF_RELEASE}）",
    "情况",
)
_WIDTHS: Final = (4.2, 1.8, 2.0, 3.8, 3.5, 1.7)  # cm
_TITLE, _HEADING, _BODY = "黑体", "黑体", "宋体"


def write_document(report: MonthReport) -> bytes:
    document = Document()
    _set_page(document, report)
    _line(document, report.title, size=16, font=_TITLE, bold=True, centred=True)
    for words in (
        f"统计周期：{report.span_words}",
        f"编制单位：{report.office_name}",
        f"编制日期：{spelled(report.made_at.astimezone(CHINA).date())}",
    ):
        _line(document, words)
    _heading(document, "一、总体情况")
    for words in summary(report):
        _line(document, words, indent=True)
    _heading(document, "二、各单位情况")
    for table in report.tables:
        _line(document, f"{table.title}（表中括号内为分子/分母）", bold=True)
        _table(document, HEADS, table_rows(table), _WIDTHS)
    _heading(document, MISSING_TITLE)
    if report.missing:
        rows = [(cell.unit_name, cell.item_name, cell.said) for cell in report.missing]
        _table(document, ("单位", "事项", "目前情况"), rows, (7.0, 4.0, 6.0))
    else:
        _line(document, "没有。", indent=True)
    _heading(document, "四、口径说明")
    for number, words in enumerate(NOTES, 1):
        _line(document, f"{number}. {words}")
    _line(document, f"口径版本：{report.rule_version}。")
    _signatures(document, report)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def summary(report: MonthReport) -> tuple[str, ...]:
    """One paragraph an item, and the coverage."""
    said = [_paragraph(table) for table in report.tables]
    return (*said, f"以上事项的覆盖率为{report.coverage.words}。")


def table_rows(table: Table) -> list[tuple[str, ...]]:
    rows = [
        (
            line.cell.unit_name,
            str(line.cell.facts.first),
            str(line.public),
            line.late.words,
            line.questioned.words,
            state_words(line.cell),
        )
        for line in table.lines
    ]
    total = ("合计", str(table.late.denominator), str(table.published.numerator))
    return [*rows, (*total, table.late.words, table.questioned.words, "")]


def _paragraph(table: Table) -> str:
    said = {state: f"{words} {table.counting(state)} 个" for state, words in WORDS.items()}
    early = f"，{said[MonthState.OPEN]}" if table.counting(MonthState.OPEN) else ""
    return (
        f"{table.title}：涉及单位 {len(table.lines)} 个，{said[MonthState.REPORTED]}，声明{said[MonthState.NONE]}，"
        f"{said[MonthState.AWAITING]}，{said[MonthState.UNREPORTED]}{early}。"
        f"{BY_MONTH_OF_RELEASE}统计，首次报送 {table.late.denominator} 条，"
        f"其中已确定公示 {table.published.numerator} 条，"
        f"迟报率 {table.late.words}，疑问率 {table.questioned.words}。"
    )


def _set_page(document: Any, report: MonthReport) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2.3)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _BODY)
    said = style.element.rPr.makeelement(qn("w:lang"), {qn("w:val"): "en-US", qn("w:eastAsia"): "zh-CN"})
    style.element.rPr.append(said)  # or punctuation is set as in Taiwan, in the middle of its square
    made = report.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = report.title, report.office_name, report.office_name
    core.created = core.modified = made
    core.language, core.comments = "zh-CN", ""


def _heading(document: Any, words: str) -> None:
    paragraph = document.add_heading(level=1)
    _write(paragraph, words, size=14, font=_HEADING, bold=True)


def _line(
    document: Any,
    words: str,
    *,
    size: float = 12,
    font: str = _BODY,
    bold: bool = False,
    centred: bool = False,
    indent: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.line_spacing = 1.4
    paragraph.paragraph_format.space_after = Pt(4)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _write(paragraph, words, size=size, font=font, bold=bold)


def _write(paragraph: Any, words: str, *, size: float, font: str = _BODY, bold: bool = False) -> None:
    run = paragraph.add_run(words)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        _write(cell.paragraphs[0], words, size=10.5, font=_HEADING, bold=True)
    _repeat_head(table.rows[0])
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _write(cell.paragraphs[0], words, size=10.5)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    document.add_paragraph()


def _repeat_head(row: Any) -> None:
    """The head stands again on each page that the table runs on to."""
    mark = row._tr.get_or_add_trPr().makeelement(qn("w:tblHeader"), {qn("w:val"): "true"})
    row._tr.get_or_add_trPr().append(mark)


def _signatures(document: Any, report: MonthReport) -> None:
    document.add_paragraph()
    _line(document, "编制人：　　　　　　　　审核人：　　　　　　　　负责人：")
    _line(document, f"{report.office_name}（盖章）　　　　　　　　　　年　　月　　日")
