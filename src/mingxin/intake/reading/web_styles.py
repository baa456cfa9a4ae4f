"""Which styles of a web page let its text be seen: a list of what exports and office programs write, and cannot hide.

Whatever stands beside the list hides, for nobody can know all that may. Sources: CSS 2.2, CSS Color 3; what Excel, WPS
and the usual exports of tables write into pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from mingxin.intake.reading.looks import are_alike
from mingxin.intake.reading.number_formats import judge
from mingxin.intake.reading.web_colours import COLOURS

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_STRING: Final = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)
_DECLARATION: Final = re.compile(r"(?:\\.|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[^;\\\"'])+", re.DOTALL)
_SHEET: Final = re.compile(r"<style[^<>]*>(.*?)</style", re.IGNORECASE | re.DOTALL)
_SELECTED: Final = re.compile(r"([a-z][a-z0-9]*|\*)?(?:\.([\w-]+)|#([\w-]+))?(?::(?:link|visited|hover|active))?", re.I)
_LENGTH: Final = re.compile(r"([+-]?[0-9]*\.?[0-9]+)(px|pt|em|rem|ex|%|cm|mm|in|pc)?")
_PIXELS: Final = {"em": 16.0, "rem": 16.0, "ex": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "pc": 16.0}
_FUNCTION: Final = re.compile(r"([\w-]+)\(")

_FREE: Final = re.compile(
    r"(?:mso|border|padding|page|tab|ruby|layout-grid|list-style|panose|vnd\.ms-excel)\b[\w.-]*"
    r"|font-(?:weight|style|variant|stretch|charset)"
    r"|text-(?:align|align-last|justify|autospace|underline[\w-]*)"
    r"|white-space|layout-flow|word-(?:break|wrap|spacing)|overflow-wrap|vertical-align|table-layout|empty-cells|caption-side|cursor|size"
    r"|box-sizing|min-(?:width|height)|-(?:webkit|moz|ms|o)-(?:text-size-adjust|box-sizing|font-smoothing)|user-select"
    r"|widows|orphans|z-index|line-break|punctuation-wrap|accent-color|caret-color"
)
_SMALLEST: Final = {
    "font-size": 3.0,
    "line-height": 3.0,
    "width": 1.0,
    "height": 1.0,
    "max-width": 1.0,
    "max-height": 1.0,
}
_NOT_NEGATIVE: Final = re.compile(r"margin[\w-]*|text-indent|letter-spacing")
_WORDS: Final = {
    "display": frozenset(
        {"block", "inline", "inline-block", "flex", "inline-flex", "list-item", "table", "inline-table"}
        | {f"table-{part}" for part in ("row", "cell", "caption", "row-group")}
        | {"table-header-group", "table-footer-group"}
    ),
    "visibility": frozenset({"visible"}),
    "opacity": frozenset({"1", "100%"}),
    "overflow": frozenset({"visible"}),
    "overflow-x": frozenset({"visible"}),
    "overflow-y": frozenset({"visible"}),
    "position": frozenset({"static"}),
    "float": frozenset({"none"}),
    "outline": frozenset({"none", "0"}),
    "background-image": frozenset({"none"}),
    "text-decoration": frozenset({"none", "underline"}),
    "text-decoration-line": frozenset({"none", "underline"}),
    "text-line-through": frozenset({"none"}),
    "text-effect": frozenset({"none"}),
    "mso-hide": frozenset({"none"}),
    "clear": frozenset({"left", "right", "both", "none"}),
    "direction": frozenset({"ltr"}),
    "unicode-bidi": frozenset({"normal", "embed"}),
    "writing-mode": frozenset({"horizontal-tb", "lr-tb"}),
    "text-transform": frozenset({"none"}),
    "zoom": frozenset({"1", "100%"}),
}
_SYMBOLS: Final = re.compile("wingdings|webdings|symbol|dingbats|barcode|code ?(?:39|128)", re.IGNORECASE)
"""Of fonts in which figures and letters are seen as something else."""
_NUMBER_FORMATS: Final = frozenset({"mso-number-format", "vnd.ms-excel.numberformat"})
_ESCAPED: Final = re.compile(r"\\(?:00([0-9a-f]{2}) ?|(.))", re.DOTALL)
_AT_RULE: Final = re.compile(r"@([\w-]+)")
_AT_RULES: Final = frozenset({"page", "font-face", "charset", "namespace", "list"})  # of which none holds for a cell
_WITHIN_TABLES: Final = frozenset({"html", "body", "table", "thead", "tbody", "tfoot", "tr", ""})  # around every cell
_INHERITED: Final = frozenset({"inherit", "initial", "unset"})
_SAME_AS_AROUND: Final = frozenset({"inherit", "auto", "currentcolor"})
_HEX: Final = re.compile("#?([0-9a-f]{6})|#([0-9a-f]{3})", re.IGNORECASE)
_RGB: Final = re.compile(r"rgb\(\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*\)")
_NO_COLOUR: Final = ""


class Style(NamedTuple):
    """Whether it hides; the colours that it gives to letters and ground (None: those around, "": not known)."""

    hides: bool = False
    ink: str | None = None
    ground: str | None = None


class Named(NamedTuple):
    """What a selector names: td, .away, td.away, #away."""

    tag: str
    cls: str = ""
    id: str = ""


@dataclass(frozen=True)
class Sheets:
    """The page's own style sheets, by what their rules name. `is_doubtful`: one that hides names it otherwise."""

    styles: Mapping[Named, Style]
    is_doubtful: bool = False

    def of(self, tag: str, classes: str, number: str) -> Iterator[Style]:
        """All that hold for an element, the weakest first."""
        for one in (Named("*"), Named(tag)):
            if one in self.styles:
                yield self.styles[one]
        coloured = 0
        for cls in dict.fromkeys(classes.split()):
            found = [self.styles[one] for one in (Named("", cls), Named(tag, cls)) if one in self.styles]
            coloured += any(style.ink is not None or style.ground is not None for style in found)
            yield from found
        if coloured > 1:  # which of them holds hangs on the order of the rules
            yield Style(hides=True)
        if number:
            yield from (self.styles[one] for one in (Named("", id=number), Named(tag, id=number)) if one in self.styles)


def sheets_of(text: str) -> Sheets:
    """What the style elements of a page say, also those in comments, as Excel writes them.

    Of selectors with several parts the last one counts: such a rule may hold for less than is taken here, so that one
    which gives colours is doubtful. So are colours that outdo others by being important, rules for some media, and
    fonts that the page brings along.
    """
    styles: dict[Named, Style] = {}
    is_doubtful = False
    for sheet in _SHEET.findall(text):
        plain = _STRING.sub(lambda found: re.sub("[{}]", " ", found[0]), _COMMENT.sub(" ", sheet))
        is_doubtful = is_doubtful or not {name.lower() for name in _AT_RULE.findall(plain)} <= _AT_RULES
        for rule in plain.split("}"):
            left, brace, said = rule.rpartition("{")
            selectors = left.rpartition("{")[2].rpartition(";")[2].strip()
            if not brace:
                continue
            if selectors.startswith("@"):
                is_doubtful = is_doubtful or ("font-face" in selectors.lower() and "src" in said.lower())
                continue
            style = style_of(said)
            is_coloured = style.ink is not None or style.ground is not None
            is_doubtful = is_doubtful or (is_coloured and "important" in said.lower())
            for selector in selectors.split(","):
                around = re.split(r"[\s>]+", selector.strip().lower())[:-1]
                is_doubtful = is_doubtful or (is_coloured and not set(around) <= _WITHIN_TABLES)
                found = _SELECTED.fullmatch(last) if (last := (selector.split() or [""])[-1]) else None
                if found is None or not any(found.groups()):
                    is_doubtful = is_doubtful or style.hides or style.ink is not None
                    continue
                name = Named((found[1] or "").lower(), found[2] or "", found[3] or "")
                styles[name] = merged([styles.get(name, Style()), style])
    return Sheets(styles, is_doubtful)


def merged(styles: Iterable[Style]) -> Style:
    """Several that hold together. What one of them hides stays hidden, whichever of them is the stronger."""
    hides, ink, ground = False, None, None
    for style in styles:
        hides = hides or style.hides
        ink = style.ink if style.ink is not None else ink
        ground = style.ground if style.ground is not None else ground
    return Style(hides, ink, ground)


@lru_cache(maxsize=4096)
def style_of(said: str) -> Style:
    """Of declarations as they stand in a style sheet or an attribute."""
    hides, ink, ground = False, None, None
    for declared in _DECLARATION.findall(_COMMENT.sub(" ", said)):
        name, colon, value = declared.partition(":")
        name, value = name.strip().lower(), value.replace("!important", "").strip().lower()
        if not name and not value:
            continue
        if name == "color":
            ink = colour_of(value)
        elif name in ("background", "background-color"):
            ground = _ground(value)
        elif not (colon and _is_seen(name, value)):
            hides = True
    return Style(hides, ink, ground)


def _is_seen(name: str, value: str) -> bool:
    if name in _NUMBER_FORMATS:
        return _shows_what_is_there(value)
    if name == "font-family":
        return not is_of_symbols(value)
    if name not in _WORDS and _FREE.fullmatch(name):
        return True
    if value in _INHERITED:
        return True
    if _FUNCTION.search(value):
        return False
    if name in _WORDS:
        return value in _WORDS[name]
    if name in _SMALLEST:
        return _is_at_least(value, name)
    if _NOT_NEGATIVE.fullmatch(name):
        return "-" not in value
    if name == "font":
        return not is_of_symbols(value) and all(pixels >= _SMALLEST["font-size"] for pixels in _lengths(value, name))
    return False


def is_of_symbols(font: str) -> bool:
    return _SYMBOLS.search(font) is not None


def _shows_what_is_there(value: str) -> bool:
    """Of a number format for spreadsheet programs, spelled as Excel does it in styles."""
    code = _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], value.strip("\"'"))
    judged = judge(code)
    return judged is None or (judged.seen(1.0, _spelled), judged.seen("x", _spelled)) == ("1", "x")


def _spelled(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_at_least(value: str, name: str) -> bool:
    """Words (auto, small) are no lengths, and hide nothing."""
    return "\\" not in value and all(pixels >= _SMALLEST[name] for pixels in _lengths(value, name))


def _lengths(value: str, name: str) -> Iterator[float]:
    """In pixels; points are taken for as many. A number alone is worth a line, or a pixel; so is a hundredth."""
    of_letters = name not in ("width", "height", "max-width", "max-height")
    for number, unit in _LENGTH.findall(_STRING.sub("", value)):
        if unit == "%":
            yield float(number) * (_PIXELS["em"] / 100 if of_letters else 1.0)
        elif unit:
            yield float(number) * _PIXELS.get(unit, 1.0)
        else:
            yield float(number) * (_PIXELS["em"] if name in ("line-height", "font") else 1.0)


def is_no_length(said: str | None) -> bool:
    """Whether an attribute of a width or a height says that there is none."""
    return said is not None and not _is_at_least(said.strip().lower(), "width")


def colour_of(value: str) -> str | None:
    """RRGGBB; None for the colour around, "" for one that is not known here."""
    value = value.strip().lower()
    if value in _SAME_AS_AROUND:
        return None
    if (found := _HEX.fullmatch(value)) is not None:
        return (found[1] or "".join(one * 2 for one in found[2])).upper()
    if (parts := _RGB.fullmatch(value)) is not None:
        return "".join(f"{min(int(part), 255):02X}" for part in parts.groups())
    return COLOURS.get(value, _NO_COLOUR)


def _ground(value: str) -> str | None:
    """Of several words the one that is a colour; none where the ground is that around."""
    if value.split()[:1] in (["none"], ["transparent"], ["inherit"], ["initial"], ["auto"]):
        return None
    known = [found for word in (value, *value.split()) if (found := colour_of(word))]
    return known[0] if known else _NO_COLOUR


def is_seen_on(ink: str, ground: str) -> bool:
    """Whether letters stand out; of colours that nobody knows here nobody says so."""
    return bool(ink) and bool(ground) and not are_alike(ink, ground)
