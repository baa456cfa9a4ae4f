"""Values that must come from a code set: aliases folded, several told apart, the rest questioned."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context
from mingxin.intake.checks.judged import Judged, Remark
from mingxin.kernel.text import clean
from mingxin.rulebook.cards import CodeSet, ItemCard

SEPARATOR: Final = ";"
_STRONG: Final = re.compile(r"[;；\r\n]+")
_WEAK: Final = re.compile(r"[、,，|/]+")
_DASH: Final = re.compile(r"^[\s\-－—–:：,，（(]+")
_CHOICES_SHOWN: Final = 16


def judge_code_set(column: pl.Series, code_set: CodeSet, *, many: bool, offered: Collection[str]) -> Judged:
    """`offered` are the values that a remark proposes to choose from."""
    judged = Judged()
    folding = _folding(code_set)
    choices = "、".join(list(offered)[:_CHOICES_SHOWN])
    for value in column.unique().drop_nulls():
        parts = _split(value, folding, code_set) if many else [_fold(value, folding, code_set) or value]
        known = [part for part in parts if _is_known(part, code_set)]
        judged.set(value, SEPARATOR.join(dict.fromkeys(known)) or None)
        for part in dict.fromkeys(parts):
            if part not in known:
                judged.remarks.append(Remark(value, "code_set.unknown", detail=part, hint=choices))
            elif part == code_set.open_prefix:
                judged.remarks.append(Remark(value, "code_set.other_unexplained", detail=part))
    return judged


def _folding(code_set: CodeSet) -> Mapping[str, str]:
    """Every spelling that means a value, brought to the form in which cells are compared."""
    folding = {_key(alias): value for value, aliases in code_set.values.items() for alias in aliases}
    return folding | {_key(value): value for value in code_set.values}


def _key(text: str) -> str:
    return "".join(clean(text).split()).replace("(", "（").replace(")", "）").upper()


def _is_known(part: str, code_set: CodeSet) -> bool:
    return part in code_set.values or (code_set.open_prefix != "" and part.startswith(code_set.open_prefix + "-"))


def _fold(part: str, folding: Mapping[str, str], code_set: CodeSet) -> str | None:
    """The value that a spelling stands for, 其他：说明 as 其他-说明; None where it stands for none."""
    if value := folding.get(_key(part)):
        return value
    prefix = code_set.open_prefix
    spellings = [prefix, *code_set.values.get(prefix, ())] if prefix else []
    for spelling in spellings:
        rest = part.strip().removeprefix(spelling)
        if rest != part.strip() and (said := _DASH.sub("", rest)) != rest:
            said = said.rstrip("）) ") if re.match(r"\s*[（(]", rest) else said
            return f"{prefix}-{said}" if said else prefix
    return None


def _split(value: str, folding: Mapping[str, str], code_set: CodeSet) -> list[str]:
    """Several values of one cell. Values may themselves hold 、: the longest spelling that is known wins."""
    parts: list[str] = []
    for strong in filter(None, map(str.strip, _STRONG.split(value))):
        if whole := _fold(strong, folding, code_set):
            parts.append(whole)
            continue
        pieces = _WEAK.split(strong)
        joints = [*_WEAK.findall(strong), ""]
        start = 0
        while start < len(pieces):
            start, part = _longest(pieces, joints, start, folding, code_set)
            if part:
                parts.append(part)
    return parts


def _longest(
    pieces: list[str], joints: list[str], start: int, folding: Mapping[str, str], code_set: CodeSet
) -> tuple[int, str]:
    """The next place, and the value read from `start` (or the unknown piece itself)."""
    for end in range(min(len(pieces), start + 4), start, -1):
        joined = "".join(pieces[at] + (joints[at] if at < end - 1 else "") for at in range(start, end))
        if value := _fold(joined, folding, code_set):
            return end, value
    return start + 1, pieces[start].strip()


def _remarked(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.code_set in ctx.around.code_sets:
            many = "有几种时用分号隔开。" if card.many else ""
            yield from ctx.remarked(card, many=many)


def _has_code_set(card: ItemCard) -> bool:
    return any(field.code_set for field in card.fields)


CODE_SET_CHECKS: Final = (Check(("code_set.unknown", "code_set.other_unexplained"), _has_code_set, _remarked),)
