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
        "<tr><td>甲<td>一号<td>二日<td>无<tr><td>乙<td rowspan=9>三号<td>四日<td>无</table>"
    )
    sheet = web_page(tmp_path / "a.xls", page)
    assert grid(sheet) == [
        (1, "名称", "决定", None, "备注"),
        (2, None, "文号", "日期", None),
        (3, "甲", "一号", "二日", "无"),
        (4, "乙", "三号", "四日", "无"),
    ]
    assert sheet.merged == ((1, 1, 2, 1), (1, 4, 2, 4))


WHITE = "<span style='color:white'>0000</span>"
MADE_TO_DECEIVE = {
    "a box that is no box": "<td>5<span style='display:table-column'>0000</span>",
    "a box without room": "<td>5<span style='display:inline-block;width:1px;height:1px;overflow:auto'>0000</span>",
    "a title": "<td>5<title>0000</title>",
    "elements across each other": "<td>5<span><font color=white></span>0000",
    "a paragraph across a word": "<td>5<b><p style='color:white'></b>0000</p>",
    "on a ground that nobody knows": "<td style='background:url(a.png)'>5" + WHITE,
    "on a ground by its name": "<td style='background:snow'>5" + WHITE,
    "a picture over the ground": "<td style='background-color:#000;background-image:linear-gradient(#fff,#fff)'>5"
    + WHITE,
    "a picture of old": "<td background='a.png'>50000",
    "an outline over it": "<td>5<span style='outline:12px solid white;outline-offset:-12px'>0000</span>",
    "a line through it": "<td>5<span style='text-decoration:line-through white 30px'>0000</span>",
    "struck out": "<td>5<s>0000</s>",
    "a power": "<td>10<sup>2</sup>",
    "another place": "<td><span style='float:right'>5</span>10",
    "a font of signs": "<td><font face=Wingdings>5</font>",
    "a format for spreadsheets": r"""<td style='mso-number-format:"0\0022 0000\0022"'>5""",
    "nothing for spreadsheets": r"<td style='mso-number-format:\;\;\;'>5",
    "hidden from office programs": "<td>5<span style='mso-hide:all'>0000</span>",
    "a text for spreadsheets": "<td x:str='50000'>5",
    "a table for office programs": "<td>5</table><!--[if mso]><table><tr><td>乙<td>2<td>3</table><![endif]--><table>",
}


@pytest.mark.parametrize("cell", MADE_TO_DECEIVE.values(), ids=MADE_TO_DECEIVE)
def test_what_is_made_to_look_otherwise_is_refused(tmp_path: Path, cell: str) -> None:
    page = f"<html><table><tr><td>名称<td>代码<td>金额<tr><td>甲<td>1{cell}</table></html>"
    with pytest.raises(Refusal) as refused:
        web_page(tmp_path / "a.xls", page)
    assert refused.value.code == "file.web_page"


@pytest.mark.parametrize(
    "rules",
    [
        "span{color:white!important} .x{color:black}",
        "@media print{span{background:#000}} span{color:white}",
        ".none span{background:#000} span{color:white}",
        ".b{color:black} .a{color:white}",
        "@font-face{font-family:宋体;src:url(data:font/woff;base64,AA)}",
        "span::after{content:'0000'}",
    ],
)
def test_rules_of_which_nobody_can_say_which_holds_are_refused(tmp_path: Path, rules: str) -> None:
    rows = "<tr><td>名称<td>代码<td>金额<tr><td>甲<td>1<td>5<span class='a b'>0</span>"
    page = f"<style>{rules}</style><table>{rows}</table>"
    with pytest.raises(Refusal) as refused:
        web_page(tmp_path / "a.xls", page)
    assert refused.value.code == "file.web_page"


def test_usual_rules_for_tables_are_not(tmp_path: Path) -> None:
    rules = "table td {color:#333} table thead > tr th {background:#eee} .x, td.y {color:black} @page {margin:1in}"
    page = f"<style>{rules}</style><table><tr><td>名称<td>代码<td>金额<tr><td class=x>甲<td class=y>1<td>5</table>"
    assert grid(web_page(tmp_path / "a.xls", page))[1] == (2, "甲", "1", "5")


def test_blocks_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    page = "<table><tr><td>名称<td>代码<td>金额<tr><td><p>甲</p><p>乙</p><td>1<td>5<div>0000</div></table>"
    assert grid(web_page(tmp_path / "a.xls", page))[1] == (2, "甲\n乙", "1", "5\n0000")


def test_a_comment_ends_where_it_does_in_a_browser(tmp_path: Path) -> None:
    page = "<table><tr><td>名称<td>代码<td>金额<!--><tr><td>甲<td>1<td>5<!-- --!><tr><td>乙<td>2<td>6<!-- --></table>"
    assert [row[1] for row in grid(web_page(tmp_path / "a.xls", page))] == ["名称", "甲", "乙"]


def test_a_span_ends_with_the_rows_that_belong_together(tmp_path: Path) -> None:
    page = (
        "<table><tbody><tr><td>名称<td>代码<td>金额<tr><td rowspan=0>甲<td>1<td>5<tr><td>2<td>6</tbody>"
        "<tbody><tr><td rowspan=2>乙<td>3<td>7</tbody><tbody><tr><td colspan='0000000002'>丙<td>8</table>"
    )
    sheet = web_page(tmp_path / "a.xls", page)
    assert [row[1:] for row in grid(sheet)[1:]] == [
        ("甲", "1", "5"),
        (None, "2", "6"),
        ("乙", "3", "7"),
        ("丙", None, "8"),
    ]
    assert sheet.merged == ((2, 1, 3, 1),)


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
