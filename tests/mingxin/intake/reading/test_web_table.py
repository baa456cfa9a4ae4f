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
