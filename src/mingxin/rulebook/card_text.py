"""One card as a text that somebody uploads: read, judged against a rulebook, each fault with its line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml

from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.card_reading import read_card
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.faults import Fault, Faults
from mingxin.rulebook.validation import validate_card
from mingxin.rulebook.yaml_reading import OneOfEach

CARD_LONGEST: Final = 60_000  # characters; the longest card that comes with the product has about 9,000
_DEEPEST: Final = 20  # lists and mappings in one another; a card has five
_OPENING: Final = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING: Final = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_QUOTED: Final = re.compile(r"“([^”]+)”")
_KEY: Final = re.compile(r"[a-z][a-z_]+")
# Where a fault stands whose sentence names no key of the card.
_KEY_OF_FAULT: Final[Mapping[str, str]] = {
    "rulebook.no_basis": "basis",
    "rulebook.weak_basis": "basis",
    "rulebook.no_article": "basis",
    "rulebook.unknown_source": "basis",
    "rulebook.ended_basis": "basis",
    "rulebook.no_local_regulation": "level",
    "rulebook.no_deadline": "deadline_workdays",
    "rulebook.natural_person": "kinds",
    "rulebook.no_end": "publicity",
    "rulebook.no_decision": "fields",
    "rulebook.no_fields": "fields",
    "rulebook.too_many_filters": "fields",
    "rulebook.unknown_check": "checks",
}


@dataclass(frozen=True)
class LocatedFault:
    """`line` counts from 1; `field` is the code of the data element concerned, "" where it is the whole card."""

    line: int
    field: str
    code: str
    sentence: str


@dataclass(frozen=True)
class ReadCard:
    """`card` is None where the text is no card at all. Without faults it may be put in force."""

    card: ItemCard | None
    faults: tuple[LocatedFault, ...]


def read_card_text(text: str, rulebook: Rulebook) -> ReadCard:
    """The card in a YAML text, with every fault it would have under this rulebook."""
    if len(text) > CARD_LONGEST:
        return _unreadable("too_long", f"卡片文字最多 {CARD_LONGEST} 个字符，现有 {len(text)} 个。")
    try:
        depth = 0
        for token in yaml.scan(text):
            if isinstance(token, yaml.AliasToken):
                return _unreadable("malformed", "卡片中不要使用 YAML 的引用（*），请把内容写全。")
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > _DEEPEST:  # the reader goes back over all that is open with each further one
                line = token.start_mark.line + 1
                return _unreadable("malformed", "括号或者缩进的层数太多，请按卡片的样式书写。", line)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.load(text, Loader=OneOfEach)  # noqa: S506 - a SafeLoader by descent
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return _unreadable("malformed", "文字不是正确的 YAML，或者同一个键写了两次；请检查缩进、冒号和引号。", line)
    if not isinstance(node, yaml.MappingNode) or not isinstance(data, dict):
        return _unreadable("malformed", "卡片应当是“键: 值”的形式，第一行如“code: admin_penalty”。")
    faults = Faults(file="card")
    card = read_card(data, faults)
    if not card.code:
        return ReadCard(None, tuple(_located(faults.found, node)))
    return ReadCard(card, tuple(_located([*faults.found, *validate_card(card, rulebook, file="card")], node)))


def _unreadable(code: str, sentence: str, line: int = 1) -> ReadCard:
    return ReadCard(None, (LocatedFault(line, "", f"rulebook.{code}", sentence),))


def _located(found: list[Fault], node: yaml.MappingNode) -> Iterator[LocatedFault]:
    keys = {key.value: key.start_mark.line + 1 for key, _ in node.value}
    fields = list(_fields(node))
    for fault in dict.fromkeys(found):
        quoted = set(_QUOTED.findall(fault.sentence))
        names = quoted | set(_KEY.findall(fault.sentence)) | {_KEY_OF_FAULT.get(fault.code, "")}
        near = next((field for field in fields if quoted & field.names), None)
        if near is not None:
            line = next((at for key, at in near.keys.items() if key in names), near.line)
            yield LocatedFault(line, near.code, fault.code, fault.sentence)
        else:
            line = next((at for key, at in keys.items() if key in names), 1)
            yield LocatedFault(line, "", fault.code, fault.sentence)


@dataclass(frozen=True)
class _Field:
    code: str
    names: frozenset[str]
    line: int
    keys: Mapping[str, int]


def _fields(node: yaml.MappingNode) -> Iterator[_Field]:
    entries = next((value for key, value in node.value if key.value == "fields"), None)
    for entry in entries.value if isinstance(entries, yaml.SequenceNode) else ():
        if not isinstance(entry, yaml.MappingNode):
            continue
        said = {key.value: value.value for key, value in entry.value if isinstance(value, yaml.ScalarNode)}
        names = frozenset(said[key] for key in ("code", "name") if said.get(key))
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in entry.value}
        yield _Field(said.get("code", ""), names, entry.start_mark.line + 1, lines)
