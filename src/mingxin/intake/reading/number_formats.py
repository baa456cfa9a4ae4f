"""What a number format makes of a value: the same in another look, something that can be read, or neither.

A format may put words and digits beside a number, fill it up with zeros, divide it by thousands or hide it. Whoever
looks at the sheet sees that, and the file stores the number alone. Source: ECMA-376 part 1, 18.8.31 (`numFmts`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_(?P<room>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<half>AM/PM|A/P|上午/下午)|(?P<power>E[+-]0+)|(?P<digits>[0#?]+)"
    r"|(?P<date>[ymdhs]+)|(?P<calendar>[aegb]+)|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_LOOK: Final = re.compile(
    "(?:black|blue|cyan|green|magenta|red|white|yellow|(?:洋红|[黑蓝青绿红白黄])色?"
    "|(?:colou?r|颜色) ?[0-9]{1,2}|dbnum[1-4])",
    re.IGNORECASE,
)
_ELAPSED: Final = re.compile("h+|m+|s+", re.IGNORECASE)
_LOCALE: Final = re.compile(r"\$([^-]*)(?:-([0-9a-f]{1,8}|x-sys(?:date|time)))?", re.IGNORECASE)
_OWN_CALENDARS: Final = (0, 1)  # of a locale, 0xNNCCLLLL: none named, or the Gregorian; 0x13 counts by the moon
_RUN: Final = re.compile("y+|m+|d+|h+|s+", re.IGNORECASE)
_IN_FIGURES: Final = frozenset({"", "y", "m", "d", "ym", "my", "md", "ymd", "mdy"})
"""Orders of year, month and day that nobody takes for another, all in figures."""
_IN_DATES: Final = re.compile(r"[年月日号號时時点點分秒星期周上下午,/.:;TZ\s-]*")
_CURRENCY: Final = re.compile("[¥￥]")  # an amount is in yuan or in ten thousand of them: its column says which
_FRACTION: Final = re.compile(r"#*\s?\?+/(?:\?+|[0-9]+)")
_NOTHING: Final = re.compile(r"[-–—\s]*")
_PLAIN: Final = frozenset({"", "general", "0", "0.00", "#,##0", "#,##0.00", "@", "yyyy/m/d", "yyyy-mm-dd"})
_LONGEST: Final = 1_000  # characters; Excel takes 255


class _Part(NamedTuple):
    """One section: what stands before and behind the value, and what of the value.

    `zeros` is the fewest digits before the point, `places` the most behind it (None: all).
    """

    before: str = ""
    after: str = ""
    zeros: int = 0
    places: int | None = None
    is_percent: bool = False
    of: str = "nothing"  # nothing | number | date | text | unknown

    @property
    def is_bare(self) -> bool:
        return not (self.before or self.after or self.is_percent) and self.zeros < 2

    @property
    def is_blank_for_zero(self) -> bool:
        return self.zeros == self.places == 0


_UNKNOWN: Final = _Part(of="unknown")


@dataclass(frozen=True)
class NumberFormat:
    """A format that may show something else than is stored. Sections for positive, negative, zero; one for texts."""

    sections: Sequence[_Part]
    text: _Part

    def seen(self, value: object, spell: Callable[[object], str]) -> str | None:
        """What a reader of the sheet sees of a value, spelled as `spell` does; None where that cannot be told.

        A zero that is not shown is seen as nothing.
        """
        if isinstance(value, bool):
            return spell(value) if self.text.of != "nothing" else None
        if isinstance(value, str):
            return f"{self.text.before}{value}{self.text.after}" if self.text.of == "text" else None
        part = self._part_of(value)
        if isinstance(value, date | time | timedelta):
            return spell(value) if part.of == "date" and part.is_bare else None
        if not isinstance(value, int | float) or part.of == "unknown":
            return None
        if part.of != "number":
            return "" if part.of == "nothing" and not value and _NOTHING.fullmatch(part.before) else None
        return _number_seen(part, value, spell, is_signed=part is self.sections[0])

    def _part_of(self, value: object) -> _Part:
        if isinstance(value, int | float) and len(self.sections) > 1:
            if value < 0:
                return self.sections[1]
            if value == 0 and len(self.sections) > 2:
                return self.sections[2]
        return self.sections[0]


def _number_seen(part: _Part, value: float, spell: Callable[[object], str], *, is_signed: bool) -> str | None:
    if part.is_bare and (is_signed or value >= 0):
        return spell(value)
    if value < 0:
        if is_signed:
            return None
        has_sign = bool(re.fullmatch(r"\s*-", part.before) or (part.before.strip(), part.after.strip()) == ("(", ")"))
        return spell(value) if has_sign and not part.is_percent and part.zeros < 2 else None
    number = Decimal(spell(value)) * (100 if part.is_percent else 1)
    number = number.normalize() if number else Decimal(0)
    if part.places is not None and -int(number.as_tuple().exponent) > part.places:
        return None  # rounded, who knows how
    whole, _, rest = format(number, "f").partition(".")
    figures = whole.zfill(part.zeros) + (f".{rest}" if rest else "")
    return f"{part.before}{figures}{'%' if part.is_percent else ''}{part.after}".strip()


def judge(code: str) -> NumberFormat | None:
    """What a format code does; None where it never changes more than the look of a number, a date or a text."""
    if code.lower() in _PLAIN:
        return None
    if len(code) > _LONGEST:
        return NumberFormat((_UNKNOWN,), _UNKNOWN)
    parts = [_part(section) for section in _sections(code)]
    if _UNKNOWN in parts:  # also of one condition the others depend
        parts = [_UNKNOWN if part.of != "text" else part for part in parts]
    is_doubtful = parts[-1] is _UNKNOWN and "@" in code
    text = parts[-1] if len(parts) > 3 or parts[-1].of == "text" or is_doubtful else _Part(of="text")
    if len(parts) > 1 and (len(parts) > 3 or parts[-1].of == "text"):
        parts = parts[:-1]
    if len(parts) > 2 and parts[2].of == "number" and parts[2].is_blank_for_zero:
        parts[2] = parts[2]._replace(of="nothing")
    if parts[0].of == "text":  # numbers stand as texts do, in "@"
        parts = [parts[0]._replace(of="number")]
    judged = NumberFormat(parts, text)
    return None if _is_harmless(judged) else judged


def _is_harmless(judged: NumberFormat) -> bool:
    if judged.text.of != "text" or not judged.text.is_bare or len(judged.sections) > 3:
        return False
    positive, *others = judged.sections
    if positive.of not in ("number", "date") or not positive.is_bare:
        return False
    if positive.of == "date":
        return all(other.of == "date" and other.is_bare for other in others)
    has_sign = not others or judged.seen(-1.0, str) is not None
    is_zero = len(others) < 2 or (others[1].of == "number" and others[1].is_bare)
    return has_sign and (is_zero or bool(others[1].of == "nothing" and re.search("[-–—]", others[1].before)))


def _sections(code: str) -> Iterator[str]:
    begin = 0
    for token in _TOKEN.finditer(code):
        if token["literal"] == ";":
            yield code[begin : token.start()]
            begin = token.end()
    yield code[begin:]


def _part(section: str) -> _Part:
    """One section taken apart. What is not known for certain is unknown."""
    if _FRACTION.fullmatch(section.strip()):
        return _Part(of="number")
    before, after, figures, of, is_scientific = "", "", "", "nothing", False
    percents, of_date = 0, ""
    for token in _TOKEN.finditer(section):
        kind, said = str(token.lastgroup), token[str(token.lastgroup)]
        if kind == "room" or (kind == "fill" and not said.isalnum()):
            continue
        if kind == "bracket":
            literal = _in_brackets(said)
            if literal is None:
                if not _ELAPSED.fullmatch(said):
                    return _UNKNOWN
                of_date += f" {said}"
                kind, literal = "half", ""
            said = literal
        if kind in ("date", "half"):
            if of not in ("nothing", "date"):
                return _UNKNOWN
            of = "date"
            of_date += f" {said}" if kind == "date" else ""
        elif kind in ("general", "digits", "power") or (kind == "literal" and said in ".,%@"):
            if said == "%":
                percents += 1
            elif of == "date":
                if kind != "literal" and not (set(said) == {"0"} and after.endswith(".")):
                    return _UNKNOWN  # figures, and no parts of a second
                after += said if kind == "literal" else ""
            elif after or is_scientific:
                return _UNKNOWN  # words between figures
            else:
                of = "text" if said == "@" else "number"
                figures += "@" if said == "@" else "" if kind == "general" else said
                is_scientific = kind == "power"
        elif kind in ("quoted", "escaped", "bracket", "literal"):
            before, after = (before + said, after) if of == "nothing" else (before, after + said)
        else:
            return _UNKNOWN
    if not _is_told_in_order(of_date):
        return _UNKNOWN
    return _completed(_Part(before, after, of=of, is_percent=bool(percents)), figures, percents)


def _is_told_in_order(said: str) -> bool:
    """Whether year, month and day stand once each, and so that nobody takes one for the other.

    `said`: the letters of a date in their order. An m beside hours or seconds is minutes; ddd is the day of the week.
    """
    runs = [run.lower() for run in _RUN.findall(said)]
    around = ["", *(run[0] for run in runs), ""]
    told = [
        run
        for run, before, after in zip(runs, around, around[2:], strict=False)
        if run[0] in "ymd" and run[:3] != "ddd" and not (run[0] == "m" and (before == "h" or after == "s"))
    ]
    order = "".join(run[0] for run in told)
    has_named_month = any(run[:3] == "mmm" for run in told)
    return order in _IN_FIGURES or (has_named_month and len(set(order)) == len(order))


def _completed(part: _Part, figures: str, percents: int) -> _Part:
    if part.of == "date":
        is_known = _IN_DATES.fullmatch(part.before + part.after) and not percents
        return _Part(of="date") if is_known else _UNKNOWN
    before, after = (_CURRENCY.sub("", said) for said in (part.before, part.after))
    before, after = before.lstrip() if before.strip() else "", after.rstrip() if after.strip() else ""
    if part.of != "number":
        is_odd = percents or (part.of == "text" and figures != "@")
        return _UNKNOWN if is_odd else part._replace(before=before, after=after)
    whole, point, rest = figures.partition(".")
    if percents > 1 or whole.endswith(",") or not re.fullmatch("[0#?]*(?:E[+-]0+)?", rest, re.IGNORECASE):
        return _UNKNOWN  # divided by thousands, or two points
    zeros = whole.count("0")
    if "," in whole and zeros > 1:
        return _UNKNOWN
    places = None if not figures else len(re.sub("E.*", "", rest, flags=re.IGNORECASE)) if point else 0
    is_scientific = "E" in figures.upper()
    if is_scientific:
        zeros, places = 0, None
    return part._replace(before=before, after=after, zeros=zeros, places=places)


def _in_brackets(said: str) -> str | None:
    """What of a bracket is shown: nothing of a colour, the sign of a currency; None for conditions and calendars."""
    if _LOOK.fullmatch(said):
        return ""
    locale = _LOCALE.fullmatch(said)
    if locale is None:
        return None
    number = "0" if (locale[2] or "x").lower().startswith("x") else locale[2]
    return locale[1] if int(number, 16) >> 16 & 0xFF in _OWN_CALENDARS else None
