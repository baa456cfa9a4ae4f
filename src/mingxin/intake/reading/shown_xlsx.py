"""The parts of an XLSX read once more for what the reader of values leaves out (`reading.shown`)."""

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final
from xml.parsers import expat

from mingxin.intake.reading.bounds import require_few
from mingxin.intake.reading.container import unreadable
from mingxin.intake.reading.letters import index_of
from mingxin.intake.reading.shown import UNCOMPUTED, Shown, is_plain

_BOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_TRUE: Final = frozenset({"1", "true"})
_CHUNK: Final = 1 << 20
_DIGITS: Final = "0123456789"
_BEFORE_ROW: Final = re.compile(rb"(?=<row[ >])")
_NUMBERED_ROW: Final = re.compile(rb'<row r="[0-9]+"')
_PLACELESS_CELL: Final = re.compile(rb'<c(?! r=")[ />]')  # stands behind the one before
_PLAIN_CELL: Final = re.compile(
    rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="[snb]")?(?:/>|>(?:<v>[^<]*</v>|<is><t[^<>]*>[^<]*</t></is>)?</c>)'
)


def shown_in(data: bytes, sheets: Collection[str], plain: Collection[str]) -> Mapping[str, Shown]:
    """What these sheets show, by name. Parts in `plain` are known to have none of it and are not read again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name.lower(): name for name in archive.namelist()}
        book = _Book()
        _parse(archive, held, _BOOK, book)
        relations = _Relations()
        _parse(archive, held, _RELATIONS, relations)
        shown = {}
        for name, relation in book.sheets:
            part = held.get(_path(relations.targets.get(relation, "")).lower(), "")
            if name in sheets and part not in plain:
                page = _Page(recalculates=book.recalculates)
                _parse(archive, held, part, page)
                shown[name] = page.shown
    if not set(sheets) <= {name for name, _ in book.sheets}:
        raise unreadable("工作簿中工作表的登记与内容不一致，无法打开。")
    return shown


def _path(target: str) -> str:
    """As the reader of values finds it."""
    target = target.replace("\\", "/").removeprefix("/")
    return target if target.startswith("xl/") else f"xl/{target}"


class _Handler:
    """Hears what stands in a part; each kind of part listens to some of it."""

    def start(self, name: str, said: Sequence[str]) -> None:
        """`said`: names of attributes and what they say, one after the other."""

    def end(self, name: str) -> None:
        """`name` with its namespace, as at its start."""

    def text(self, text: str) -> None:
        """Between two of them."""


def _parse(archive: zipfile.ZipFile, held: Mapping[str, str], part: str, handler: _Handler) -> None:
    name = held.get(part.lower())
    if name is None:
        raise unreadable("工作簿缺少必要的部分，无法打开。")
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        with archive.open(name) as stream:
            for piece in _telling(iter(partial(stream.read, _CHUNK), b"")):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise unreadable("文件已损坏，或不是标准的 Excel 工作簿，无法打开。") from broken


def _telling(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """XML without rows and cells of which it can be seen that they have a place and nothing to tell.

    The parser takes ten times as long. What is spelled otherwise than programs spell it goes through whole.
    """
    held = b""
    for chunk in chunks:
        *rows, held = _BEFORE_ROW.split(held + chunk)
        yield from map(_cells_that_tell, rows)
    yield held


def _cells_that_tell(row: bytes) -> bytes:
    numbered = _NUMBERED_ROW.match(row)
    if numbered is None or _PLACELESS_CELL.search(row):
        return row
    if is_plain(row):
        return numbered[0] + b"/>"
    return _PLAIN_CELL.sub(b"", row)


def _no_doctype(*_: object) -> None:
    raise unreadable("工作簿的内部含有不允许的声明，无法打开。")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _attributes(said: Sequence[str]) -> dict[str, str]:
    return {_local(name): value for name, value in zip(said[::2], said[1::2], strict=True)}


class _Book(_Handler):
    """Names of the sheets with their relations, in order; whether all is to be calculated anew when it is opened."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.recalculates = False

    def start(self, name: str, said: Sequence[str]) -> None:
        local = _local(name)
        if local == "sheet":
            given = _attributes(said)
            self.sheets.append((given.get("name", ""), given.get("id", "")))
        elif local == "calcPr":
            self.recalculates = _attributes(said).get("fullCalcOnLoad") in _TRUE


class _Relations(_Handler):
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, said: Sequence[str]) -> None:
        if _local(name) == "Relationship":
            given = _attributes(said)
            self.targets[given.get("Id", "")] = given.get("Target", "")


class _Page(_Handler):
    """A worksheet. A cell or a row that does not say its place stands behind the one before."""

    def __init__(self, *, recalculates: bool) -> None:
        self.shown = Shown()
        self._recalculates = recalculates
        self._row = self._column = self._cells = 0
        self._kind = ""
        self._has_formula = self._has_text = self._is_value = False
        self._value: list[str] = []

    def start(self, name: str, said: Sequence[str]) -> None:
        local = _local(name)
        if local == "c":
            self._cell(_attributes(said))
        elif local == "v":
            self._is_value = True
        elif local == "f":
            self._has_formula = True
        elif local == "is":
            self._has_text = True
        elif local == "row":
            self._begin_row(_attributes(said))
        elif local == "col":
            given = _attributes(said)
            if given.get("hidden") in _TRUE or _is_nothing(given.get("width")):
                self.shown.hidden_columns.append((int(given.get("min", 0)), int(given.get("max", 0))))

    def _begin_row(self, given: Mapping[str, str]) -> None:
        self._row = int(given.get("r", self._row + 1))
        self._column = 0
        if given.get("hidden") in _TRUE or _is_nothing(given.get("ht")):
            self.shown.hidden_rows.append(self._row)

    def _cell(self, given: Mapping[str, str]) -> None:
        place = given.get("r", "")
        letters = place.rstrip(_DIGITS)
        self._column = index_of(letters) + 1 if letters else self._column + 1
        self._row = int(place[len(letters) :] or self._row)
        self._kind = given.get("t", "")
        self._has_formula = self._has_text = self._is_value = False
        self._value = []

    def text(self, text: str) -> None:
        if self._is_value and (self._has_formula or self._kind == "e"):
            self._value.append(text)

    def end(self, name: str) -> None:
        local = _local(name)
        if local == "v":
            self._is_value = False
        elif local == "c" and (self._has_formula or self._kind == "e"):
            fault = self._fault("".join(self._value).strip())
            if fault:
                require_few(len(self.shown.faults))
                self.shown.faults[self._row, self._column] = fault

    def _fault(self, value: str) -> str:
        """What a formula was saved with. A text may be empty; 0 may stand for what is yet to be calculated."""
        if self._kind == "e":
            return value or UNCOMPUTED
        if self._has_text or (not value and self._kind in ("str", "s")):
            return ""
        return UNCOMPUTED if not value or (value == "0" and self._recalculates) else ""


def _is_nothing(length: str | None) -> bool:
    return length is not None and not length.strip("0.")
