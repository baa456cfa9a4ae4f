"""The styles of a legacy XLS that change what is seen of a cell.

Source: MS-XLS (records BOF, Font, Format, XF). Colours of a palette that the file changed are not looked up.
"""

import struct
from collections.abc import Mapping
from typing import Final

from mingxin.intake.reading.looks import BLACK, WHITE, Look, look_of

_BOF, _FONT, _FORMAT, _XF = 0x0809, 0x0031, 0x041E, 0x00E0
_BIFF8: Final = 0x0600
_BUILT_IN: Final = {9: "0%", 10: "0.00%"}
_COLOURS: Final = {0: BLACK, 1: WHITE, 8: BLACK, 9: WHITE, 64: BLACK, 65: WHITE, 0x7FFF: BLACK}
_NO_FONT: Final = 4  # the fifth font has the number 5
_FILLS, _SOLID = 4, 1  # of an alignment, of a pattern
_TWIPS: Final = 20.0  # a point


class Styles:
    """Hears the records that stand before the sheets."""

    def __init__(self) -> None:
        self._is_biff8 = True
        self._codes = dict(_BUILT_IN)
        self._fonts: list[tuple[str, float]] = []
        self._cells: list[tuple[int, int, str, bool]] = []  # format, font, colour of the ground, whether it repeats

    def hear(self, kind: int, body: bytes) -> None:
        if kind == _BOF and len(body) >= 2:
            self._is_biff8 = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _FONT and len(body) >= 6:
            height, _, colour = struct.unpack_from("<HHH", body)
            self._fonts.append((_COLOURS.get(colour, ""), height / _TWIPS))
        elif kind == _FORMAT and len(body) >= 5:
            number, code = _format(body, is_biff8=self._is_biff8)
            self._codes[number] = code
        elif kind == _XF and len(body) >= 16:
            font, number = struct.unpack_from("<HH", body)
            self._cells.append((number, font, self._ground(body), body[6] & 0x7 == _FILLS))

    def _ground(self, body: bytes) -> str:
        if not self._is_biff8 or len(body) < 20:
            return ""
        pattern, colour = body[17] >> 2, struct.unpack_from("<H", body, 18)[0] & 0x7F
        return WHITE if not pattern else _COLOURS.get(colour, "") if pattern == _SOLID else ""

    def looks(self) -> Mapping[int, Look]:
        """Number of a style, as cells name it, → how it changes what is seen; only of those that do."""
        judged = {key: self._look(*key) for key in set(self._cells)}
        return {place: look for place, key in enumerate(self._cells) if (look := judged[key]) is not None}

    def _look(self, number: int, font: int, ground: str, repeats: bool) -> Look | None:
        place = font - (font > _NO_FONT)
        ink, points = self._fonts[place] if place < len(self._fonts) else ("", 10.0)
        return look_of(self._codes.get(number, ""), ink=ink, ground=ground, points=points, repeats=repeats)


def _format(body: bytes, *, is_biff8: bool) -> tuple[int, str]:
    """Its number and its code; in BIFF8 in two bytes a character or in one, before in an encoding of the system."""
    if not is_biff8:
        return struct.unpack_from("<H", body)[0], body[3 : 3 + body[2]].decode("gb18030", "replace")
    number, length, flags = struct.unpack_from("<HHB", body)
    wide = flags & 0x1
    return number, body[5 : 5 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")
