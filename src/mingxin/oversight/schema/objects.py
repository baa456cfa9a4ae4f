"""What a database is made of, each thing in one line; and in what two databases differ. Knows neither of them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LABELS: Final = {
    "cast": "类型转换",
    "collation": "排序规则",
    "column": "列",
    "constraint": "约束",
    "event trigger": "事件触发器",
    "function": "函数",
    "index": "索引",
    "inheritance": "子表",
    "operator": "运算符",
    "policy": "行级策略",
    "rule": "规则",
    "sequence": "序列",
    "setting": "连接设置",
    "subscription": "订阅",
    "table": "表",
    "trigger": "触发器",
    "type": "类型",
    "view": "视图",
}
_TOLD_LENGTH: Final = 120  # characters of a definition; a check on a table may have thousands
_QUOTES: Final = "\"'`["


class Made(NamedTuple):
    """One thing: its kind (a key of LABELS), the table it stands on ("" for none), its name, and what it says."""

    kind: str
    table: str
    name: str
    definition: str


def spell(made: Iterable[Made]) -> str:
    """One line each, in the order of their names."""
    return "".join("\t".join(_in_line(part) for part in one) + "\n" for one in sorted(made))


def read(text: str) -> list[Made]:
    return [Made(*line.split("\t")) for line in text.split("\n") if line]


def differences(there: Iterable[Made], wanted: Iterable[Made]) -> Iterator[str]:
    """Each thing that is missing, that is too many or that says something else, in half a sentence. Of a whole table
    that is missing or too many what stands on it is not told besides.
    """
    has, should = (Counter(Made(*map(_in_line, one)) for one in every) for every in (there, wanted))
    surplus, missing = list((has - should).elements()), list((should - has).elements())
    others = {one[:3] for one in surplus} & {one[:3] for one in missing}
    for word, ones in (("缺少", missing), ("多出", surplus)):
        alone = [one for one in ones if one[:3] not in others]
        tables = {one.table for one in alone if one.kind == "table"}
        told = [one for one in alone if one.kind == "table" or one.table not in tables]
        yield from (f"{word}{_called(one)}" for one in sorted(told, key=lambda one: (one.kind != "table", one)))
    for one in sorted(surplus):
        if one[:3] in others:
            yield f"{_called(one)} 不同，现为“{one.definition[:_TOLD_LENGTH]}”"


def _called(one: Made) -> str:
    on = f"（在 {one.table} 上）" if one.table and one.table != one.name else ""
    return f"{LABELS[one.kind]} {one.name}{on}"


def _in_line(text: str) -> str:
    return " ".join(re.split(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", text)).strip()


def parts(body: str) -> Iterator[str]:
    """A table's body in SQL at its outermost commas: its columns and constraints, in their order."""
    begin, depth, place = 0, 0, 0
    while place < len(body):
        character = body[place]
        if character in _QUOTES:
            end = body.find("]" if character == "[" else character, place + 1)
            place = len(body) if end < 0 else end
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "," and depth == 0:
            yield body[begin:place].strip()
            begin = place + 1
        place += 1
    yield body[begin:].strip()


_QUOTED: Final = re.compile(r"'(?:[^']|'')*'" + r'|"(?:[^"]|"")*"')
_HELD: Final = re.compile("\ue000([0-9]+)\ue000")
_CAST: Final = re.compile(r"::(?:text|character varying)\b(?!\()(?:\[\])?")
_ATOM: Final = re.compile("(?<![\\w\ue000])\\(([\\w\ue000]+)\\)")
_TWICE: Final = re.compile(r"\(\(([^()]*)\)\)")
_LIST: Final = re.compile(r"\((ARRAY\[[^][()]*\])\)")


def plain(expression: str) -> str:
    """An expression as PostgreSQL gives it back, without the casts between texts and the needless parentheses: a dump
    and its restoring set them elsewhere than they were. What stands in quotes stays as it is.
    """
    quoted: list[str] = []

    def hold(found: re.Match[str]) -> str:
        quoted.append(found[0])
        return f"\ue000{len(quoted) - 1}\ue000"

    text, before = _CAST.sub("", _QUOTED.sub(hold, expression)), ""
    while text != before:
        before = text
        text = _LIST.sub(r"\1", _TWICE.sub(r"(\1)", _ATOM.sub(r"\1", text)))
    return _HELD.sub(lambda found: quoted[int(found[1])], text)
