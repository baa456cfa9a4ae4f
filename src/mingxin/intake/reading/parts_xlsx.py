"""The parts of an XLSX: where they stand, and their XML heard piece by piece."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final
from xml.parsers import expat

from mingxin.intake.reading.container import unreadable

_CHUNK: Final = 1 << 20

Filter = Callable[[Iterator[bytes]], Iterator[bytes]]
"""Lets through of a part what somebody is to hear; what it lets through must still be XML."""


class Handler:
    """Hears what stands in a part; each kind of part listens to some of it."""

    def start(self, name: str, said: Sequence[str]) -> None:
        """`said`: names of attributes and what they say, one after the other."""

    def end(self, name: str) -> None:
        """`name` with its namespace, as at its start."""

    def text(self, text: str) -> None:
        """Between two of them."""


class Parts:
    """An open package; parts are found by name whatever its case, as the reader of values finds them."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._names = {name.lower(): name for name in self._archive.namelist()}

    def close(self) -> None:
        self._archive.close()

    def name_of(self, target: str) -> str:
        """The part that a relation of the workbook points to; "" where there is none."""
        target = target.replace("\\", "/").removeprefix("/")
        return self._names.get((target if target.startswith("xl/") else f"xl/{target}").lower(), "")

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part in pieces; refuses one that is not there."""
        name = self._names.get(part.lower())
        if name is None:
            raise unreadable("工作簿缺少必要的部分，无法打开。")
        with self._archive.open(name) as stream:
            yield from iter(partial(stream.read, _CHUNK), b"")

    def hear(self, part: str, handler: Handler, telling: Filter = iter) -> None:
        parser = expat.ParserCreate()
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = handler.start
        parser.EndElementHandler = handler.end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            for piece in telling(self.chunks(part)):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
        except expat.ExpatError as broken:
            raise unreadable("文件已损坏，或不是标准的 Excel 工作簿，无法打开。") from broken


def _no_doctype(*_: object) -> None:
    raise unreadable("工作簿的内部含有不允许的声明，无法打开。")


def local(name: str) -> str:
    """Without its namespace."""
    return name.rpartition(":")[2]


def attributes(said: Sequence[str]) -> dict[str, str]:
    return {local(name): value for name, value in zip(said[::2], said[1::2], strict=True)}
