"""What two cards of an item say differently, in words that an officer reads without the card's keys."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from mingxin.catalogue.rules import words
from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import FieldCard, ItemCard, Role

NOTHING: Final = "（无）"
# Records are told apart by these: changed under records that are on file, each of them would come a second time.
FIXED_KEYS: Final = ("record_key", "effect")


@dataclass(frozen=True)
class Difference:
    """`field` says in words what differs. NOTHING stands for a side that says nothing."""

    item: str
    item_name: str
    field: str
    before: str
    after: str


def differences(before: ItemCard | None, after: ItemCard, book: Rulebook) -> tuple[Difference, ...]:
    """All that the later card says otherwise; a new item is one difference."""
    if before is None:
        return (
            Difference(after.code, after.name, "新增事项", NOTHING, f"{after.name}（{len(after.fields)} 个数据项）"),
        )
    pairs = [*_of_card(before, after, book), *_of_fields(before, after, book)]
    return tuple(Difference(after.code, after.name, *pair) for pair in pairs)


def fixed_changes(before: ItemCard | None, after: ItemCard) -> tuple[str, ...]:
    """What may not change once the item is in the catalogue, and does; in words."""
    if before is None:
        return ()
    return tuple(words.CARD_WORDS[key] for key in FIXED_KEYS if getattr(before, key) != getattr(after, key))


def _of_card(before: ItemCard, after: ItemCard, book: Rulebook) -> Iterator[tuple[str, str, str]]:
    for key, name in words.CARD_WORDS.items():
        if getattr(before, key) != getattr(after, key):
            say = _CARD_VALUES.get(key, _plain)
            yield name, say(getattr(before, key), before, book), say(getattr(after, key), after, book)


def _of_fields(before: ItemCard, after: ItemCard, book: Rulebook) -> Iterator[tuple[str, str, str]]:
    old, new = {f.code: f for f in before.fields}, {f.code: f for f in after.fields}
    for code, field in old.items():
        if code not in new:
            yield "删去数据项", field.name, NOTHING
    for code, field in new.items():
        if code not in old:
            yield "新增数据项", NOTHING, field.name
        else:
            yield from _of_field(old[code], field, book)
    kept = [code for code in old if code in new]
    if kept != [code for code in new if code in old]:
        yield "数据项的顺序", _named(kept, before), _named([code for code in new if code in old], after)


def _of_field(before: FieldCard, after: FieldCard, book: Rulebook) -> Iterator[tuple[str, str, str]]:
    for key, name in words.FIELD_WORDS.items():
        if getattr(before, key) != getattr(after, key):
            say = _FIELD_VALUES.get(key, _plain_field)
            yield (
                f"数据项“{before.name}”的{name}",
                say(getattr(before, key), book),
                say(getattr(after, key), book),
            )


def _plain_field(value: Any, book: Rulebook) -> str:
    return _spelled(value)


def _plain(value: Any, card: ItemCard, book: Rulebook) -> str:
    return _spelled(value)


def _spelled(value: Any) -> str:
    if value is None or value == "" or value == ():
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "、".join(str(entry) for entry in value)
    return str(value)


def _named(codes: list[str] | tuple[str, ...], card: ItemCard) -> str:
    known = {field.code: field.name for field in card.fields}
    return "、".join(known.get(code, code) for code in codes) or NOTHING


def _bases(value: Any, card: ItemCard, book: Rulebook) -> str:
    return "；".join(f"《{_title(basis.source, book)}》{basis.article}" for basis in value) or NOTHING


def _title(source: str, book: Rulebook) -> str:
    return book.sources[source].title if source in book.sources else source


def _publicity(value: Any, card: ItemCard, book: Rulebook) -> str:
    return book.publicity.rules[value].words if value in book.publicity.rules else str(value)


def _headline(value: tuple[Role, ...], card: ItemCard, book: Rulebook) -> str:
    return "、".join(words.ROLE_WORDS[role] for role in value) or NOTHING


def _believable(value: Mapping[str, int], card: ItemCard, book: Rulebook) -> str:
    return "；".join(f"{vocabulary.BELIEVABLE.get(k, k)}：{n}" for k, n in sorted(value.items())) or NOTHING


def _checks(value: tuple[Mapping[str, object], ...], card: ItemCard, book: Rulebook) -> str:
    return "；".join(_check(check, card) for check in value) or NOTHING


def _check(check: Mapping[str, object], card: ItemCard) -> str:
    known = {field.code: field.name for field in card.fields}
    said = [_spelled(value) for key, value in check.items() if key != "kind"]
    kind = str(check.get("kind", ""))
    return f"{words.CHECK_WORDS.get(kind, kind)}（{'、'.join(known.get(text, text) for text in said)}）"


_CARD_VALUES: Final[Mapping[str, Callable[[Any, ItemCard, Rulebook], str]]] = {
    "level": lambda value, card, book: vocabulary.LEVELS.get(value, value),
    "basis": _bases,
    "standing": lambda value, card, book: vocabulary.STANDINGS.get(value, value),
    "kinds": lambda value, card, book: "、".join(words.KIND_WORDS[kind] for kind in value) or NOTHING,
    "nature": lambda value, card, book: words.NATURE_WORDS[value],
    "disclosure": lambda value, card, book: vocabulary.DISCLOSURES.get(value, value),
    "publicity": _publicity,
    "deadline_workdays": lambda value, card, book: f"{value} 个工作日" if value else "没有规定报送时限",
    "cycle": lambda value, card, book: vocabulary.CYCLES.get(value, value),
    "record_key": lambda value, card, book: _named(value, card),
    "headline": _headline,
    "effect": lambda value, card, book: words.EFFECT_WORDS.get(value, value),
    "believable": _believable,
    "checks": _checks,
}
_FIELD_VALUES: Final[Mapping[str, Callable[[Any, Rulebook], str]]] = {
    "type": lambda value, book: words.TYPE_WORDS[value],
    "required": lambda value, book: vocabulary.REQUIRED_WORDS.get(value, value),
    "role": lambda value, book: words.ROLE_WORDS[value] if value else NOTHING,
    "code_set": lambda value, book: book.code_sets[value].name if value in book.code_sets else _spelled(value),
}
