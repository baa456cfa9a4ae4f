"""How departments lay out the tables that they send: the national one and those that are still about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, Final

import yaml

from mingxin.rulebook.yaml_reading import OneOfEachQuickly


@dataclass(frozen=True)
class Column:
    """A column of an item's card, in the card's order."""

    code: str
    name: str
    type: str  # text | code | uscc | date | number
    required: bool
    optional_column: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Style:
    """One way of sending. headers: national | old_names | codes_2016 | register; format: xlsx | csv.

    dates: slashes | dashes | digits | chinese | cell (a date cell; xlsx only). `titled` puts a title and a note above
    the header and a note below the table.
    """

    format: str
    headers: str = "national"
    dates: str = "slashes"
    encoding: str = ""
    titled: bool = False

    @property
    def header_row(self) -> int:
        """The header's row as Excel shows it."""
        return 3 if self.titled else 1


FULL_XLSX: Final = Style("xlsx", titled=True)
BARE_XLSX: Final = Style("xlsx", dates="cell")
OLD_XLSX: Final = Style("xlsx", headers="old_names", dates="dashes", titled=True)
GB_CSV: Final = Style("csv", encoding="gb18030")
GB_OLD_CSV: Final = Style("csv", headers="old_names", dates="chinese", encoding="gb18030")
GB_2016_CSV: Final = Style("csv", headers="codes_2016", dates="dashes", encoding="gb18030")
GB_REGISTER_CSV: Final = Style("csv", headers="register", dates="dashes", encoding="gb18030")
BOM_CSV: Final = Style("csv", dates="digits", encoding="utf-8-sig")
UTF8_CSV: Final = Style("csv", dates="dashes", encoding="utf-8")

_DATE_SHAPES: Final = {
    "slashes": "{0:%Y/%m/%d}",
    "dashes": "{0:%Y-%m-%d}",
    "digits": "{0:%Y%m%d}",
    "chinese": "{0.year}年{0.month}月{0.day}日",
}
# The nine columns of a plain register, as registrars hand them over for older years.
_REGISTER: Final = {
    "ZTMC": "企业名称", "TYSHXYDM": "统一社会信用代码", "CLRQ": "注册日期", "QYLX": "企业类型", "ZCZB": "注册资金",
    "JYFW": "经营范围", "SZSF": "所在省份", "SZDQ": "地区", "ZS": "注册地址",
}  # fmt: skip
# Columns that systems of 2016 send besides, and that no card keeps.
_EXTRAS_2016: Final = {"DFBM": "429913", "SJC": "20261120 08:00:00"}


@dataclass(frozen=True)
class Table:
    """A table ready to be written: parallel codes and headers, rows of texts (dates ISO)."""

    codes: tuple[str, ...]
    headers: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def _read(card: Traversable) -> Any:
    return yaml.load(card.read_text(encoding="utf-8"), Loader=OneOfEachQuickly)  # noqa: S506 - a SafeLoader by descent


@cache
def columns(item: str) -> tuple[Column, ...]:
    """The columns of an item, read from its card."""
    card = resources.files("mingxin.rulebook") / "data" / "cards" / f"{item}.yaml"
    fields = _read(card)["fields"]
    return tuple(
        Column(
            code=field["code"],
            name=field["name"],
            type=field.get("type", "text"),
            required=field.get("required") == "always",
            optional_column=field.get("optional_column", False),
            aliases=tuple(field.get("aliases", ())),
        )
        for field in fields
    )


@cache
def item_name(item: str) -> str:
    card = resources.files("mingxin.rulebook") / "data" / "cards" / f"{item}.yaml"
    return str(_read(card)["name"])


def table_of(item: str, style: Style, rows: Sequence[Mapping[str, str]]) -> Table:
    """Lay rows out under a style's headers. An optional column is sent only where some row fills it."""
    given: set[str] = set()
    for row in rows:
        given.update(row)
    chosen = [column for column in columns(item) if not column.optional_column or column.code in given]
    if style.headers == "register":
        chosen = sorted(
            (one for one in columns(item) if one.code in _REGISTER), key=lambda one: list(_REGISTER).index(one.code)
        )
    extras = _EXTRAS_2016 if style.headers == "codes_2016" else {}
    codes = [column.code for column in chosen]
    return Table(
        codes=(*codes, *extras),
        headers=(*(header(column, style) for column in chosen), *extras),
        types=(*(column.type for column in chosen), *("text" for _ in extras)),
        rows=tuple((*(row.get(code, "") for code in codes), *extras.values()) for row in rows),
    )


def header(column: Column, style: Style) -> str:
    if style.headers == "register":
        return _REGISTER[column.code]
    if style.headers == "codes_2016":
        return next((alias for alias in column.aliases if alias.isascii()), column.code)
    if style.headers == "old_names":
        return next((alias for alias in column.aliases if not alias.isascii()), column.name)
    return f"{column.name}（必填）" if style.titled and column.required else column.name


def spell_date(text: str, dates: str) -> str:
    """An ISO date in the sender's spelling; whatever is no ISO date stays as it is."""
    shape = _DATE_SHAPES.get(dates)
    day = iso_date(text)
    return shape.format(day) if shape and day else text


def iso_date(text: str) -> date | None:
    if len(text) != 10 or text[4] != "-":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def letter(index: int) -> str:
    """Excel's letter of a column counted from 0."""
    first, second = divmod(index, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def spelt(table: Table, style: Style) -> Iterable[list[str]]:
    """The rows as texts, dates in the style's spelling."""
    dates = [place for place, kind in enumerate(table.types) if kind == "date"]
    for row in table.rows:
        cells = list(row)
        for place in dates:
            cells[place] = spell_date(cells[place], style.dates)
        yield cells
