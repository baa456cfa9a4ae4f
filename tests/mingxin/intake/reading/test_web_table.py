"""Web pages that old systems save under the name .xls: what a reader sees of their tables, and nothing else."""

from pathlib import Path

import pytest

from mingxin.intake.table import Sheet
from mingxin.kernel.refusal import Refusal
from tests.mingxin.intake.reading.opened import DATA, HEAD, grid, opened


def test_web_page_named_xls(tmp_path: Path) -> None:
    cells = "".join(f"<td>{text}</td>" for text in DATA)
    heads = "".join(f"<th>{text}</th>" for text in HEAD)
    page = f"<html><table><tr><td colspan=3>行政处罚</td></tr><tr>{heads}</tr><tr>{cells}</tr></table></html>"
    path = tmp_path / "a.xls"
    path.write_bytes(page.encode("gb18030"))
    sheet = opened(path)
    assert (sheet.format, sheet.encoding) == ("xls", "gb18030")
    assert grid(sheet) == [(1, "行政处罚", None, None), (2, *HEAD), (3, *DATA)]


def web_page(path: Path, page: str) -> Sheet:
    path.write_text(page, encoding="utf-8")
    return opened(path)


def test_what_stands_beside_a_box_over_several_rows_stays_in_its_column(tmp_path: Path) -> None:
    page = (
        "<table><tr><th rowspan=2>名称<th colspan=2>决定<th rowspan=2>备注<tr><th>文号<th>日期"
        "<tr><td>甲<td rowspan=0>一号<td>二日<td>无<tr><td>乙<td rowspan=9>三号<td>四日<td>无</table>"
    )
    sheet = web_page(tmp_path / "a.xls", page)
    assert grid(sheet) == [
        (1, "名称", "决定", None, "备注"),
        (2, None, "文号", "日期", None),
        (3, "甲", "一号", "二日", "无"),
        (4, "乙", "三号", "四日", "无"),
    ]
    assert sheet.merged == ((1, 1, 2, 1), (1, 4, 2, 4))


NOT_AS_SHOWN = {
    "escaped": r"<td>罚款<span style='d\isplay:none'>偷税</span>",
    "an escaped word": r"<td style='display:n\6f ne'>罚款",
    "a column": "</table><table><col width=0><tr><td>罚款",
    "a column by its style": "</table><table><colgroup><col style='visibility:collapse'></colgroup><tr><td>罚款",
    "no width": "<td width=0>罚款",
    "no height": "<td>罚款<div style='height:0px;overflow:hidden'>偷税</div>",
    "letters without size": "<td style='font-size:0'>罚款",
    "tiny letters": "<td><span style='font:1px/1 SimSun'>罚款</span>",
    "no share of the letters around": "<td style='font-size:5%'>罚款",
    "white on white": "<td style='color:#fff'>罚款",
    "white": "<td><font color=white>罚款</font>",
    "of the colour of its ground": "<td bgcolor='#4472c4'><font color='#4472C5'>罚款</font>",
    "of a colour that nobody knows": "<td style='color:snow'>罚款",
    "through which one sees": "<td style='color:rgba(0,0,0,0)'>罚款",
    "far to the left": "<td style='text-indent:-999px'>罚款",
    "elsewhere": "<td><span style='position:absolute;left:-999px'>罚款</span>",
    "upside down": "<td style='transform:scale(0)'>罚款",
    "through a veil": "<td style='opacity:0'>罚款",
    "from right to left": "<td dir=rtl>罚款",
    "an element that turns text": "<td><bdo>罚款</bdo>",
    "an element that is closed": "<td><details>罚款</details>",
    "by a rule for all": "<td class=any>罚款</td></table><style>* {visibility:hidden}</style><table>",
    "by a rule that is not understood": "<td>罚款</table><style>td:nth-child(3) {display:none}</style><table>",
    "by a rule within another": "<td>罚款</table><style>@media screen { td {display:none} }</style><table>",
    "by a rule with text of its own": "<td>罚款</table><style>td::before {content:'1'}</style><table>",
    "by a style sheet elsewhere": "<td>罚款</table><link rel=stylesheet href='http://a.example/b.css'><table>",
    "another number": "<td x:num='500'>5",
    "a number beside words": "<td x:num='500'>罚款",
    "another day": "<td x:num='46331'>2026/11/6",
    "a formula": "<td x:num='5' x:fmla='=2+3'>5",
    "an element": "<td>罚款<span style='display: none'>偷税</span>",
    "a cell": "<td style='visibility:hidden'>罚款",
    "a row": "<tr hidden><td>乙<td>2<td>三日",
    "a row that nobody ended": "<tr style='display:none'><td>乙<td>2<td>三日<tr><td>丙<td>3<td>四日",
    "by its class": "<td class='xl65 away'>罚款",
    "by its class and name": "<td><b class=gone>罚款</b>",
    "by its number": "<td><i id=nr>罚款</i>",
    "the table": "</table><table style='display:none'><tr><td>罚款",
    "a field to fill in": "<td><input value='否'>",
    "a choice": "<td><select><option>是<option selected>否</select>",
}


@pytest.mark.parametrize("cell", NOT_AS_SHOWN.values(), ids=NOT_AS_SHOWN)
def test_what_a_web_page_does_not_show_as_text_is_refused(tmp_path: Path, cell: str) -> None:
    style = "<style><!-- .xl65 {color:black} td.away , b.gone{ DISPLAY:NONE } #nr {visibility: hidden;} --></style>"
    page = f"<html>{style}<table><tr><td>名称<td>代码<td>日期<tr><td>甲<td>1{cell}</table></html>"
    path = tmp_path / "a.xls"
    path.write_text(page, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        opened(path)
    assert (refused.value.code, "另存为 xlsx" in refused.value.remedy) == ("file.web_page", True)


SEEN = {
    "as text": ("<td style='mso-number-format:\"\\@\"'>001", "001"),
    "a format without quotes": (r"<td style='mso-number-format:0\.00\;\[Red\]0'>5", "5"),
    "an older way": ("<td style='vnd.ms-excel.numberformat:@'>001", "001"),
    "white on blue": ("<td style='background:#4472C4;color:white'>罚款", "罚款"),
    "white on the blue of its row": ("<tr bgcolor=navy><td><td><td><font color='#FFFFFF'>罚款</font>", None),
    "many at once": (
        "<td class=xl65 width=72 height=19 nowrap align=right style='width:54pt;height:14.25pt;border-top:none;"
        "text-align:center;font-size:9.0pt;font-family:宋体;white-space:nowrap;mso-ignore:colspan;line-height:1.5'>罚款",
        "罚款",
    ),
    "a share of the width": ("<td width='1%' style='width:1%'>罚款", "罚款"),
    "paragraphs": ("<td><div><p style='margin:0'><a href='#'>罚款</a></p></div>", "罚款"),
    "a number": ("<td x:num>5", "5"),
    "the same number": ("<td x:num='2000.004'>2,000.00", "2,000.00"),
    "the same share": ("<td x:num='0.05'>5%", "5%"),
    "the same day": ("<td x:num='46331'>2026年11月5日", "2026年11月5日"),
}


@pytest.mark.parametrize("kind", SEEN)
def test_what_exports_and_office_programs_write_is_read(tmp_path: Path, kind: str) -> None:
    cell, text = SEEN[kind]
    style = (
        "<style><!-- @page {margin:1in .75in; mso-header-margin:.5in;} tr {mso-height-source:auto;}"
        " .style0 {mso-style-name:常规; color:black; font-size:11.0pt;} td {mso-style-parent:style0; padding:0px;"
        " mso-ignore:padding; color:windowtext; mso-number-format:General; text-align:general; vertical-align:middle;}"
        r' .xl65 {mso-number-format:"0\.00_ \;\[Red\]\-0\.00\ "; border:.5pt solid;} --></style>'
    )
    page = f"<html xmlns:x='urn:x'>{style}<table border=0 cellpadding=0 style='border-collapse:collapse;width:162pt'>"
    page += f"<col width=72 span=3 style='width:54pt'><tr><td>名称<td>代码<td>日期<tr><td>甲<td>1{cell}</table></html>"
    rows = grid(web_page(tmp_path / "a.xls", page))
    assert rows[1] == (2, "甲", "1", text)
    assert text or rows[2] == (3, None, None, "罚款")


def test_a_span_is_read_as_browsers_read_it(tmp_path: Path) -> None:
    page = "<table><tr><td colspan=' 2px'>名称<td>日期<tr><td colspan='+2'>甲<td>1"
    page += "<tr><td colspan='２'>乙<td>二<td>三</table>"
    assert grid(web_page(tmp_path / "a.xls", page))[1:] == [(2, "甲", None, "1"), (3, "乙", "二", "三")]


def test_what_nobody_ever_sees_of_a_web_page_is_no_text(tmp_path: Path) -> None:
    """As Excel writes pages: an empty hidden row at the end, readings of characters, its own fields."""
    page = (
        "<style><!-- tr {height:9pt} rt {color:windowtext; display:none;} --></style>"
        "<div style='display:none'>不在表中<p>也不</div>"
        "<table><tr><td>名称<td>代码<td>日期<tr><td><ruby>甲<rt>jia</rt></ruby><script>if (a) b()</script>"
        "<td>1<style>.a{}</style><input type=hidden value=9><td>二日"
        "<tr height=0 style='display:none'><td width=9></td><td></td></tr></table>"
    )
    assert grid(web_page(tmp_path / "a.xls", page)) == [(1, "名称", "代码", "日期"), (2, "甲", "1", "二日")]


def test_every_table_of_a_web_page_is_read(tmp_path: Path) -> None:
    page = (
        "<table><tr><td>行政处罚</table>"
        "<table><tr><td><table><tr><td>名称<td>代码<td>日期</table></table>"
        "<table><tr><td rowspan=2>甲<td>1<td>二日<tr><td>2<td>三日</table>"
        "<table><tr><td>制表：<table><tr><td>王</table>2026年</table>"
    )
    sheet = web_page(tmp_path / "a.xls", page)
    assert grid(sheet) == [
        (1, "行政处罚", None, None),
        (2, "名称", "代码", "日期"),
        (3, "甲", "1", "二日"),
        (4, None, "2", "三日"),
        (5, "制表：2026年", None, None),
        (6, "王", None, None),
    ]
    assert sheet.merged == ((3, 1, 4, 1),)


UNENDED = {
    "a reading": "<ruby>甲<rt>jia</ruby>",
    "a reading in brackets": "<ruby>甲<rp>(<rt>jia<rp>)</ruby>",
    "a reading that its word ends": "<ruby><rb><rt>jia</ruby>甲",
    "a template": "甲<template><p>x",
    "something hidden and empty": "甲<span style='display:none'>",
    "something hidden and empty around something": "甲<div hidden><b>",
}


@pytest.mark.parametrize("cell", UNENDED.values(), ids=UNENDED)
def test_what_nobody_ended_in_a_cell_ends_with_it(tmp_path: Path, cell: str) -> None:
    """All cells behind it were read as empty, or the page was refused for them."""
    for end in ("", "</td>"):
        page = f"<table><tr><td>名称<td>代码<td>日期<tr><td>{cell}{end}<td>1<td>二日<tr><td>乙<td>2<td>三日</table>"
        found = grid(web_page(tmp_path / "a.xls", page))
        assert found == [(1, "名称", "代码", "日期"), (2, "甲", "1", "二日"), (3, "乙", "2", "三日")]


@pytest.mark.parametrize("cell", UNENDED.values(), ids=UNENDED)
def test_nor_does_it_reach_another_table(tmp_path: Path, cell: str) -> None:
    page = f"<table><tr><td>名称<td>代码<td>日期<tr><td>甲<td>1<td>{cell}</table><table><tr><td>乙<td>2<td>三日</table>"
    assert [row[1] for row in grid(web_page(tmp_path / "a.xls", page))] == ["名称", "甲", "乙"]


@pytest.mark.parametrize("around", ["<div hidden>", "<template>", "<noscript>"])
def test_a_table_in_what_is_not_seen_is_not_seen_either(tmp_path: Path, around: str) -> None:
    shown = "<table><tr><td>名称<td>代码<td>日期<tr><td>甲<td>1<td>二日</table>"
    page = f"{shown}{around}<table><tr><td>乙<td>2<td>三日<tr><td>丙<td>3<td>四日</table>"
    path = tmp_path / "a.xls"
    path.write_text(page, encoding="utf-8")
    if around == "<div hidden>":
        with pytest.raises(Refusal):
            opened(path)
    else:
        assert grid(opened(path)) == [(1, "名称", "代码", "日期"), (2, "甲", "1", "二日")]
