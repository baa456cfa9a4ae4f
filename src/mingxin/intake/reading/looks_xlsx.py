"""The styles of an XLSX that change what is seen of a cell. Source: ECMA-376 part 1, 18.8."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from mingxin.intake.reading.looks import BLACK, WHITE, Look, look_of
from mingxin.intake.reading.parts_xlsx import Handler, attributes, local

_BUILT_IN: Final = {"9": "0%", "10": "0.00%"}  # all others of those that have no code change the look alone
_OF_THEME: Final = {"0": WHITE, "1": BLACK}
_OF_INDEX: Final = {"0": BLACK, "1": WHITE, "8": BLACK, "9": WHITE, "64": BLACK, "65": WHITE}
_RGB: Final = re.compile("(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")
USUAL_POINTS: Final = 11.0


class Styles(Handler):
    """Hears the part of styles. What is said in it of formats for conditions (`dxf`) belongs to no cell by itself."""

    def __init__(self) -> None:
        self._codes = dict(_BUILT_IN)
        self._fonts: list[tuple[str, float]] = []  # colour, points
        self._grounds: list[str] = []
        self._cells: list[tuple[str, str, str, bool]] = []  # of a style: format, font, ground; whether it repeats
        self._within: list[str] = []

    def start(self, name: str, said: Sequence[str]) -> None:
        kind, given, around = local(name), attributes(said), self._within[-1] if self._within else ""
        self._within.append(kind)
        if kind == "numFmt" and around == "numFmts":
            self._codes[number_of(given.get("numFmtId", "0"))] = given.get("formatCode", "")
        elif kind == "font" and around == "fonts":
            self._fonts.append((BLACK, USUAL_POINTS))
        elif kind == "fill" and around == "fills":
            self._grounds.append(WHITE)
        elif self._fonts and self._within[-3:-1] == ["fonts", "font"]:
            ink, points = self._fonts[-1]
            if kind == "color":
                ink = colour_of(given, BLACK)
            elif kind == "sz":
                points = float(given.get("val", points))
            self._fonts[-1] = (ink, points)
        elif self._grounds and self._within[:2] == ["styleSheet", "fills"]:
            self._ground(kind, given)
        elif kind == "xf" and around == "cellXfs":
            number = number_of(given.get("numFmtId", "0"))
            self._cells.append((number, given.get("fontId", "0"), given.get("fillId", "0"), False))
        elif kind == "alignment" and self._cells and self._within[-3:-1] == ["cellXfs", "xf"]:
            self._cells[-1] = (*self._cells[-1][:3], given.get("horizontal") == "fill")

    def _ground(self, kind: str, given: Mapping[str, str]) -> None:
        """Of patterns and of colours that run into each other nobody says here what stands out against them."""
        if kind == "patternFill" and given.get("patternType", "none") != "none":
            self._grounds[-1] = "" if given["patternType"] != "solid" else BLACK
        elif kind == "gradientFill":
            self._grounds[-1] = ""
        elif kind == "fgColor" and self._grounds[-1] != WHITE and self._grounds[-1]:
            self._grounds[-1] = colour_of(given, "")

    def end(self, name: str) -> None:
        self._within.pop()

    def looks(self) -> Mapping[str, Look]:
        """Number of a style, as cells name it, → how it changes what is seen; only of those that do."""
        judged = {key: self._look(*key) for key in set(self._cells)}
        return {str(place): look for place, key in enumerate(self._cells) if (look := judged[key]) is not None}

    def _look(self, number: str, font: str, fill: str, repeats: bool) -> Look | None:
        ink, points = self._fonts[int(font)] if int(font) < len(self._fonts) else (BLACK, USUAL_POINTS)
        ground = self._grounds[int(fill)] if int(fill) < len(self._grounds) else WHITE
        return look_of(self._codes.get(number, ""), ink=ink, ground=ground, points=points, repeats=repeats)


def number_of(said: str) -> str:
    """Of a style or a format, as it is counted: 07 is 7."""
    return said.strip().lstrip("0") or "0"


def colour_of(given: Mapping[str, str], otherwise: str) -> str:
    """RRGGBB; "" for one of a theme or a palette that is not looked up here."""
    return _tinted(_untinted(given, otherwise), float(given.get("tint", 0)))


def _untinted(given: Mapping[str, str], otherwise: str) -> str:
    if (found := _RGB.fullmatch(given.get("rgb", ""))) is not None:
        return found[1].upper()
    if "theme" in given:
        return _OF_THEME.get(number_of(given["theme"]), "")
    return _OF_INDEX.get(number_of(given["indexed"]), "") if "indexed" in given else otherwise


def _tinted(colour: str, tint: float) -> str:
    """Darker by so much of its light where it is under 0, else lighter by so much of what it lacks (18.8.19)."""
    lightness, shift = 1 - min(abs(tint), 1), 255 * min(max(tint, 0), 1)
    return "".join(f"{round(one * lightness + shift):02X}" for one in bytes.fromhex(colour))
