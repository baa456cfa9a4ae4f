"""HTML pages that old systems save under the name .xls: the tables of the page as columns.

What a page does not show, or shows in a field to fill in, is no cell's text: where it stands in a table the page is
refused, for nobody could say whether it is meant. What lets it be seen is a list (`reading.web_styles`).
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import islice, zip_longest
from typing import Final, NamedTuple

import polars as pl

from mingxin.intake.reading.bounds import require_few, require_rectangle
from mingxin.intake.reading.limits import Beyond, beyond
from mingxin.intake.reading.looks import BLACK, WHITE
from mingxin.intake.reading.web_numbers import shows_number
from mingxin.intake.reading.web_styles import (
    Sheets,
    Style,
    colour_of,
    is_no_length,
    is_of_symbols,
    is_seen_on,
    merged,
    sheets_of,
    style_of,
)
from mingxin.intake.table import Box
from mingxin.kernel.refusal import Refusal

_MOST_ACROSS: Final = 1_000
_MOST_DOWN: Final = 65_534  # as HTML has it


_ASIDE: Final = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))|<!\[[^>]*(?:>|\Z)", re.DOTALL)  # comments, conditions of Excel
_FOR_OFFICE: Final = re.compile(r"<!--\[if(?:(?!-->).)*?<(?:table|tr|t[dh])\b", re.IGNORECASE | re.DOTALL)
"""Tables for office programs alone: these show what no browser does."""
_UNCLOSED: Final = re.compile(r"<[^<>]*(?=<|\Z)")
_MOST_UNCLOSED: Final = 1_000
"""Signs "<" that no ">" follows: text may have some. The parser looks for the end of each in all that follows it."""


_UNSEEN: Final = frozenset({"script", "style", "rt", "rp", "template", "noscript"})
"""Elements of which nobody ever sees anything as text of a cell; Excel writes readings of characters as `rt`."""
_FILLED_IN: Final = frozenset({"input", "select", "textarea"})
_SHOWN: Final = re.compile(
    "table|caption|thead|tbody|tfoot|tr|t[dh]|colgroup|col|html|body|form|fieldset|legend"
    "|p|div|span|font|b|i|u|ins|strong|em|small|big|a|img|br|wbr|hr|nobr|center|pre|code|tt|label|h[1-6]"
    "|section|article|main|header|footer|nav|aside|ul|li|dl|dt|dd|ruby|rb|rt|rp|abbr|cite|mark|time|input|select|textarea|option|optgroup"
    "|script|noscript|template|style|o:p|st1:[a-z]+"
)
"""Elements whose text is seen as it stands. Of others nobody knows here what they show; 10<sup>2</sup> is no 102, and
what is struck out is no longer said."""
_BLOCKS: Final = frozenset(  # begin and end a line
    "p div center pre form fieldset legend hr ul li dl dt dd section article main header footer nav aside"  # noqa: SIM905
    " h1 h2 h3 h4 h5 h6".split()
)
_OF_LOOK: Final = ("class", "id", "style", "color", "bgcolor", "width", "height", "dir", "face", "background")
_FOREIGN_SHEET: Final = re.compile(r"<link\b[^<>]{0,1000}\bstylesheet", re.IGNORECASE)
_FIGURES: Final = re.compile(r"\s*\+?0*([0-9]{0,9})")
_NOTHING_SAID: Final[Mapping[str, str | None]] = {}
_GROUPS: Final = ("thead", "tbody", "tfoot", "table")
_PARTS: Final = ("td", "th", "tr", *_GROUPS)
_AROUND: Final = {"td": ("tr", *_GROUPS), "th": ("tr", *_GROUPS), "tr": _GROUPS}
"""What of a table is still open when one of these begins."""
_WITHOUT_END: Final = frozenset(  # elements of HTML
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905 - read at a glance
)


_Cell = tuple[str, int, int]  # its text, and how many columns and rows it says that it covers


@dataclass
class _Open:
    """A table that is being read."""

    rows: list[list[_Cell]]
    cell: list[str] | None = None
    spans: tuple[int, int] = (1, 1)
    number: str = ""  # what a spreadsheet program takes for the cell's value, "" where that is its text
    text: str = ""  # the same of a text
    groups: list[int] = field(default_factory=list)  # numbers of rows before which a group begins or ends

    def break_line(self) -> None:
        """Two blocks in a cell stand on two lines."""
        if self.cell and self.cell[-1] != "\n":
            self.cell.append("\n")

    def close_cell(self) -> None:
        if self.cell is None:
            return
        if not self.rows:
            self.rows.append([])
        text = "".join(self.cell).strip()
        is_other = self.text and "".join(self.text.split()) != "".join(text.split())
        if is_other or (self.number and not shows_number(text, self.number)):
            raise _not_as_shown("有的单元格文字与其数值不同")
        self.rows[-1].append((text, *self.spans))
        self.cell = None


class _Element(NamedTuple):
    """One that is open; whether nobody ever sees its text, or the page hides it, also because of one around it; the
    colours of its letters and its ground, and whether they do not differ.
    """

    tag: str
    is_unseen: bool = False
    is_hidden: bool = False
    is_faint: bool = False
    ink: str = BLACK
    ground: str = WHITE


_PAGE: Final = _Element("")


class _TableReader(HTMLParser):
    """Collects the rows of every table; a nested one is a table of its own, behind which the cell around it goes on."""

    def __init__(self, sheets: Sheets) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Open] = []
        self._open: list[_Open] = []
        self._cells = 0
        self._sheets = sheets
        self._styles: dict[tuple[str | bool | None, ...], Style] = {}
        self._within: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_implied(tag)
        said = dict(attrs) if attrs else _NOTHING_SAID
        begun = self._begun(tag, said)
        if tag not in _WITHOUT_END:
            self._within.append(begun)
        if begun.is_unseen:
            return
        if tag == "table":
            self._open.append(_Open([]))
            self.tables.append(self._open[-1])
        if not self._open:
            return
        if tag in _FILLED_IN and said.get("type") != "hidden":
            raise _not_as_shown("有输入框或者下拉框")
        if tag in ("col", "colgroup") and begun.is_hidden:
            raise _not_as_shown("有隐藏的列")
        table = self._open[-1]
        if tag == "tr":
            table.close_cell()
            table.rows.append([])
        elif tag in ("td", "th"):
            table.close_cell()
            table.cell = []
            table.spans = (
                _span(said.get("colspan"), _MOST_ACROSS),
                _span(said.get("rowspan"), _MOST_DOWN, of_none=_MOST_DOWN),
            )
            table.number, table.text = said.get("x:num") or "", said.get("x:str") or ""
            if said.get("x:fmla"):
                raise _not_as_shown("有公式")
            self._cells += table.spans[0]
            require_few(self._cells)
        elif tag in _BLOCKS:
            table.break_line()
        elif tag == "br" and table.cell is not None:
            table.cell.append("\n")
        elif tag in _GROUPS:
            table.groups.append(len(table.rows))

    def handle_endtag(self, tag: str) -> None:
        ended = self._end(tag) or self._innermost
        if not self._open or ended.is_unseen:
            return
        if tag in ("td", "th", "tr", "table"):
            self._open[-1].close_cell()
            if tag == "table":
                self._open.pop()
        elif tag in _BLOCKS:
            self._open[-1].break_line()
        elif tag in _GROUPS:
            self._open[-1].groups.append(len(self._open[-1].rows))

    def handle_data(self, data: str) -> None:
        within = self._innermost
        if within.is_unseen or not self._open or (cell := self._open[-1].cell) is None:
            return
        if data.strip() and (within.is_hidden or within.is_faint):
            raise _not_as_shown("有隐藏的内容")
        cell.append(data)

    @property
    def _innermost(self) -> _Element:
        return self._within[-1] if self._within else _PAGE

    def _begun(self, tag: str, said: Mapping[str, str | None]) -> _Element:
        around = self._innermost
        key = (tag, "hidden" in said, *map(said.get, _OF_LOOK)) if said else (tag,)  # a page has few that differ
        if (style := self._styles.get(key)) is None:
            style = self._styles[key] = self._style(tag, said)
        is_unseen = around.is_unseen or tag in _UNSEEN
        is_hidden = around.is_hidden or style.hides
        if style.ink is None and style.ground is None:
            return _Element(tag, is_unseen, is_hidden, around.is_faint, around.ink, around.ground)
        ink = style.ink if style.ink is not None else around.ink
        ground = style.ground if style.ground is not None else around.ground
        return _Element(tag, is_unseen, is_hidden, not is_seen_on(ink, ground), ink, ground)

    def _style(self, tag: str, said: Mapping[str, str | None]) -> Style:
        """What sheets and attributes say of an element; the strongest comes last."""
        of_sheets = self._sheets.of(tag, said.get("class") or "", said.get("id") or "")
        sizes = () if tag in ("table", "img") else (said.get("width"), said.get("height"))
        runs_back = (said.get("dir") or "ltr").lower() != "ltr"
        hides = "hidden" in said or runs_back or any(map(is_no_length, sizes)) or not _SHOWN.fullmatch(tag)
        hides = hides or "background" in said or is_of_symbols(said.get("face") or "")
        own = Style(
            hides,
            colour_of(said["color"] or "") if "color" in said else None,
            colour_of(said["bgcolor"] or "") if "bgcolor" in said else None,
        )
        return merged([own, *of_sheets, style_of(said.get("style") or "")])

    def _end_implied(self, tag: str) -> None:
        """A cell ends the one before, a row the cells before it, with all that stands in them, written or not."""
        around = _AROUND.get(tag)
        if around is None:
            return
        for at in reversed(range(len(self._within))):
            if self._within[at].tag in around:
                del self._within[at + 1 :]
                return

    def _end(self, tag: str) -> _Element | None:
        """The element that ends, with all in it; none where it began outside the cell, or in another table."""
        bounds = () if tag == "table" else ("table",) if tag in _PARTS else ("table", "td", "th")
        for at in reversed(range(len(self._within))):
            if (found := self._within[at]).tag == tag:
                if tag not in _PARTS:
                    self._require_plain(at)
                del self._within[at:]
                return found
            if found.tag in bounds:
                break
        return None

    def _require_plain(self, at: int) -> None:
        """What ends with an element around it, browsers go on with behind it: it must not have changed what is seen."""
        looks = {(one.is_hidden, one.is_faint, one.ink, one.ground) for one in self._within[at:]}
        if len(looks) > 1:
            raise _not_as_shown("的标记互相交错")

    def close(self) -> None:
        super().close()
        for table in self._open:
            table.close_cell()
        self._open = []


def _not_as_shown(why: str) -> Refusal:
    return Refusal(
        "file.web_page",
        f"这个 xls 文件其实是网页，表中{why}，无法确定单元格里写的是什么。",
        "请用 Excel 或者 WPS 打开，核对显示的内容后另存为 xlsx，再重新上传。",
    )


def _span(said: str | None, most: int, *, of_none: int = 1) -> int:
    """As browsers read it: the figures at its begin; a span of 0 reaches as far as `of_none`."""
    found = _FIGURES.match(said or "")
    if found is None or not (found[1] or "0" in found[0]):
        return 1
    return min(int(found[1]), most) if found[1] else of_none


def _laid_out(rows: Sequence[Sequence[_Cell]], groups: Sequence[int]) -> tuple[list[list[str]], list[Box]]:
    """The rows as a grid, and the boxes over several of them. What stands beside a box moves to the right of it; none
    reaches out of the group that it stands in.
    """
    ends = sorted({*groups, len(rows)})
    grid: list[list[str]] = []
    merged = []
    covered: dict[int, int] = {}  # column → so many rows from here on
    for number, row in enumerate(rows, start=1):
        line: list[str] = []
        begun: dict[int, int] = {}
        for text, across, down in row:
            while len(line) in covered:
                line.append("")
            down = min(down, ends[bisect_left(ends, number)] - number + 1)
            if down > 1:
                merged.append((number, len(line) + 1, number + down - 1, len(line) + across))
                begun.update(dict.fromkeys(range(len(line), len(line) + across), down))
            line += [text, *[""] * (across - 1)]
            require_rectangle(len(rows), len(line))
        grid.append(line)
        covered = {column: left - 1 for column, left in {**covered, **begun}.items() if left > 1}
    return grid, merged


def _require_closed(text: str) -> None:
    if next(islice(_UNCLOSED.finditer(text), _MOST_UNCLOSED, None), None) is not None:
        raise beyond(Beyond.FAULT)


def read(text: str) -> tuple[list[pl.Series], tuple[Box, ...]]:
    """The columns of the page's tables, one under the other as a spreadsheet shows them, and boxes over several rows.

    None where the page has no table. Tables without a word, which only lay out others, are left out.
    """
    if _FOR_OFFICE.search(text):
        raise _not_as_shown("有只给表格软件看的表格")
    sheets = sheets_of(text)  # Excel writes them as comments
    text = _ASIDE.sub("", text)
    _require_closed(text)
    if sheets.is_doubtful or _FOREIGN_SHEET.search(text):
        raise _not_as_shown("用样式隐藏或者改变了内容")
    reader = _TableReader(sheets)
    reader.feed(text)
    reader.close()
    filled = [table for table in reader.tables if any(said for row in table.rows for said, _, _ in row)]
    grid: list[list[str]] = []
    merged: list[Box] = []
    for table in filled:
        lines, boxes = _laid_out(table.rows, table.groups)
        merged += [(top + len(grid), left, bottom + len(grid), right) for top, left, bottom, right in boxes]
        grid += lines
    require_rectangle(len(grid), max(map(len, grid), default=0))
    return [pl.Series(column, dtype=pl.String) for column in zip_longest(*grid)], tuple(merged)
