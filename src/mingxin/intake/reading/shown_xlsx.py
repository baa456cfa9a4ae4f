"""The parts of an XLSX read once more for what the reader of values leaves out (`reading.shown`)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from mingxin.intake.reading.bounds import require_few
from mingxin.intake.reading.container import unreadable
from mingxin.intake.reading.letters import index_of
from mingxin.intake.reading.looks import Look
from mingxin.intake.reading.looks_xlsx import Styles, number_of
from mingxin.intake.reading.parts_xlsx import Handler, Parts, attributes, local
from mingxin.intake.reading.rich_xlsx import MARK, Runs, Strings
from mingxin.intake.reading.shown import LEAST_HEIGHT, LEAST_WIDTH, UNCOMPUTED, Shown, is_nothing, is_plain
from mingxin.intake.table import Box

_BOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_STYLES: Final = "xl/styles.xml"
_STRINGS: Final = "xl/sharedStrings.xml"
_TRUE: Final = frozenset({"1", "true"})
_DIGITS: Final = "0123456789"
_PLACE: Final = re.compile("([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_BEFORE_ROW: Final = re.compile(rb"(?=<row[ >])")
_NUMBERED_ROW: Final = re.compile(rb'<row r="[0-9]+"')
_PLACELESS_CELL: Final = re.compile(rb'<c(?! r=")[ />]')  # stands behind the one before
_BY_DEFAULT: Final = re.compile(rb'zeroHeight|RowHeight="[0-2][."]')
_UNSAID: Final = "0"  # the style of every cell that names none
_MOST_STYLES: Final = 200
"""So many styles that change what is seen can be looked for in a sheet before it is parsed; of more the parser hears
every cell."""


def shown_in(data: bytes, sheets: Collection[str], plain: Collection[str]) -> Mapping[str, Shown]:
    """What these sheets show, by name.

    Parts in `plain` are known to have none of it but styles, and are read again only where these may change something.
    """
    parts = Parts(data)
    try:
        book, relations = _Book(), _Relations()
        parts.hear(_BOOK, book)
        parts.hear(_RELATIONS, relations)
        looks = _looks(parts, relations)
        rich = _rich(parts)
        hears_all = bool(rich) or len(looks) > _MOST_STYLES or _UNSAID in looks
        telling = iter if hears_all else _Telling.of(looks).rows
        shown = {}
        for name, relation in book.sheets:
            part = parts.name_of(relations.targets.get(relation, ""))
            if name in sheets and (rich or part not in plain or _has_any(parts.chunks(part), looks)):
                page = _Page(recalculates=book.recalculates, looks=looks, rich=rich)
                parts.hear(part, page, telling)
                shown[name] = page.completed()
    finally:
        parts.close()
    if not set(sheets) <= {name for name, _ in book.sheets}:
        raise unreadable("工作簿中工作表的登记与内容不一致，无法打开。")
    return shown


def _looks(parts: Parts, relations: "_Relations") -> Mapping[str, Look]:
    """The reader of values looks for styles in one place; programs look where the workbook says."""
    own, usual = {parts.name_of(target) for target in relations.styles}, parts.name_of(_STYLES)
    if own - {usual}:
        raise unreadable("工作簿的样式不在通常的位置，无法确定单元格显示的是什么。")
    if not usual:
        return {}
    styles = Styles()
    parts.hear(usual, styles)
    return styles.looks()


def _rich(parts: Parts) -> Collection[str]:
    """Numbers of the texts with a part that is seen otherwise. The reader of values knows one place for texts."""
    usual = parts.name_of(_STRINGS)
    if not usual or not _has(MARK, parts.chunks(usual)):
        return ()
    strings = Strings()
    parts.hear(usual, strings)
    return strings.unlike


def _has(mark: bytes, chunks: Iterable[bytes]) -> bool:
    held = b""
    for chunk in chunks:
        if mark in held + chunk:
            return True
        held = chunk[-len(mark) :]
    return False


def _has_any(chunks: Iterable[bytes], looks: Collection[str]) -> bool:
    """Whether a cell may be in one of these styles."""
    if not looks or _UNSAID in looks:
        return bool(looks)
    finds, held = _styled("|".join(looks).encode()), b""
    for chunk in chunks:
        if finds.search(held + chunk):
            return True
        held = chunk[-16:]
    return False


def _styled(some: bytes) -> re.Pattern[bytes]:
    """Finds cells in one of these styles, and those that say theirs as no program does."""
    return re.compile(rb's(?:="(?:(?:%s)"|0[0-9])|\s+=|=\s)' % some)


@dataclass(frozen=True)
class _Telling:
    """What of a row is to be heard where some styles tell something; without any, `styled` and `named` find nothing."""

    plain_cell: re.Pattern[bytes]  # in none of the styles
    styled: re.Pattern[bytes]
    named: re.Pattern[bytes]  # the begin of a cell in one of them, spelled as programs spell it

    @classmethod
    def of(cls, looks: Collection[str]) -> "_Telling":
        some = "|".join(looks).encode() or rb"(?!)"
        begin = rb'<c r="[A-Z]+[0-9]+"(?: s="(?!(?:%s)")(?:0|[1-9][0-9]*)")?(?: t="[snb]")?' % some
        text = rb"(?:/>|>(?:<v>[^<]*</v>|<is><t[^<>]*>[^<]*</t></is>)?</c>)"
        named = rb'<c r="[A-Z]+[0-9]+" s="(?:%s)"' % some
        return cls(re.compile(begin + text), _styled(some), re.compile(named))

    def rows(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """XML without rows and cells of which it can be seen that they have a place and nothing to tell.

        The parser takes ten times as long. What is spelled otherwise than programs spell it goes through whole.
        """
        held = b""
        head = next(chunks, b"")
        if _BY_DEFAULT.search(head):  # whether a row is seen depends on what it says of itself
            yield head
            yield from chunks
            return
        for chunk in chain([head], chunks):
            *rows, held = _BEFORE_ROW.split(held + chunk)
            yield from map(self._of_row, rows)
        yield held

    def _of_row(self, row: bytes) -> bytes:
        numbered = _NUMBERED_ROW.match(row)
        if numbered is None or _PLACELESS_CELL.search(row):
            return row
        if not is_plain(row):
            return self.plain_cell.sub(b"", row)
        styled = len(self.styled.findall(row, row.find(b">")))
        if not styled:
            return numbered[0] + b"/>"
        named = self.named.findall(row)
        if len(named) < styled:
            return self.plain_cell.sub(b"", row)
        return numbered[0] + b">" + b"/>".join(named) + b"/></row>"


class _Book(Handler):
    """Names of the sheets with their relations, in order; whether all is to be calculated anew when it is opened."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.recalculates = False

    def start(self, name: str, said: Sequence[str]) -> None:
        kind = local(name)
        if kind == "sheet":
            given = attributes(said)
            self.sheets.append((given.get("name", ""), given.get("id", "")))
        elif kind == "calcPr":
            self.recalculates = attributes(said).get("fullCalcOnLoad") in _TRUE


class _Relations(Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}
        self.styles: list[str] = []

    def start(self, name: str, said: Sequence[str]) -> None:
        if local(name) == "Relationship":
            given = attributes(said)
            self.targets[given.get("Id", "")] = given.get("Target", "")
            if given.get("Type", "").endswith("/styles"):
                self.styles.append(given.get("Target", ""))


class _Page(Handler):
    """A worksheet. A cell or a row that does not say its place stands behind the one before."""

    def __init__(self, *, recalculates: bool, looks: Mapping[str, Look], rich: Collection[str]) -> None:
        self._shown = Shown(is_stale=recalculates)
        self._looks = looks
        self._rich = rich
        self._runs = Runs()
        self._row = self._column = 0
        self._kind = ""
        self._formula: Box | None = None
        self._has_text = self._is_value = False
        self._value: list[str] = []
        self._hides_rows = self._hides_columns = False
        self._sized: list[tuple[int, int]] = []  # columns whose width is said

    def start(self, name: str, said: Sequence[str]) -> None:
        kind = local(name)
        if kind == "c":
            self._cell(attributes(said))
        elif kind == "v":
            self._is_value = True
        elif kind == "f":
            self._formula = self._reach(attributes(said))
        elif kind == "is":
            self._has_text = True
            self._runs.begin()
        elif self._has_text and kind != "row":
            self._runs.start(kind, attributes(said))
        elif kind == "row":
            self._begin_row(attributes(said))
        elif kind == "col":
            self._columns(attributes(said))
        elif kind == "sheetFormatPr":
            given = attributes(said)
            is_low = is_nothing(given.get("defaultRowHeight"), LEAST_HEIGHT)
            self._hides_rows = is_low or given.get("zeroHeight") in _TRUE
            self._hides_columns = is_nothing(given.get("defaultColWidth"), LEAST_WIDTH)
        elif kind == "sheetView" and (shows := attributes(said).get("showZeros")) is not None:
            self._shown.hides_zeros = shows not in _TRUE

    def _columns(self, given: Mapping[str, str]) -> None:
        span = int(given.get("min", 0)), int(given.get("max", 0))
        if given.get("hidden") in _TRUE or is_nothing(given.get("width"), LEAST_WIDTH):
            self._shown.hidden_columns.append(span)
        if "width" in given:
            self._sized.append(span)

    def _begin_row(self, given: Mapping[str, str]) -> None:
        self._row = int(given.get("r", self._row + 1))
        self._column = 0
        is_low = is_nothing(given.get("ht"), LEAST_HEIGHT)
        if is_low or given.get("hidden") in _TRUE or (self._hides_rows and not ("ht" in given or "hidden" in given)):
            self._shown.hidden_rows.append(self._row)

    def _cell(self, given: Mapping[str, str]) -> None:
        place = given.get("r", "")
        letters = place.rstrip(_DIGITS)
        self._column = index_of(letters) + 1 if letters else self._column + 1
        self._row = int(place[len(letters) :] or self._row)
        self._kind = given.get("t", "")
        self._formula = None
        self._has_text = self._is_value = False
        self._value = []
        if self._looks and (look := self._looks.get(number_of(given.get("s", _UNSAID)))) is not None:
            require_few(len(self._shown.looks))
            self._shown.looks[self._row, self._column] = look

    def _reach(self, given: Mapping[str, str]) -> Box:
        """The cells that a formula fills: its own, or those of an array."""
        found = _PLACE.fullmatch(given.get("ref", ""))
        if found is None or given.get("t") not in ("array", "dataTable"):
            return self._row, self._column, self._row, self._column
        first, top, last, bottom = found.groups()
        return int(top), index_of(first) + 1, int(bottom or top), index_of(last or first) + 1

    def text(self, text: str) -> None:
        if self._is_value and (self._formula or self._kind in ("e", "s")):
            self._value.append(text)
        elif self._has_text:
            self._runs.text(text)

    def end(self, name: str) -> None:
        kind = local(name)
        if kind == "v":
            self._is_value = False
        elif self._has_text and kind != "c":
            self._runs.end(kind)
        if kind == "c" and self._is_rich():
            require_few(len(self._shown.runs))
            self._shown.runs.append((self._row, self._column))
        if kind == "c" and (self._formula or self._kind == "e"):
            require_few(len(self._shown.faults) + len(self._shown.formulas))
            if fault := self._fault("".join(self._value).strip()):
                self._shown.faults[self._row, self._column] = fault
            if self._formula:
                self._shown.formulas.append(self._formula)

    def _is_rich(self) -> bool:
        if self._has_text:
            return self._runs.is_unlike
        return self._kind == "s" and number_of("".join(self._value)) in self._rich

    def _fault(self, value: str) -> str:
        """What a formula was saved with. A text may be empty."""
        if self._kind == "e":
            return value or UNCOMPUTED
        is_text = self._has_text or self._kind in ("str", "s")
        return UNCOMPUTED if not value and not is_text else ""

    def completed(self) -> Shown:
        """With the columns that are hidden because none of their own says that it has a width."""
        if self._hides_columns:
            self._shown.hide_columns_but(self._sized)
        return self._shown
