"""Loading the rulebook from its folder of YAML files, or again from an edition's stored content."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.book import Rulebook, digest_of
from mingxin.rulebook.card_reading import read_card, read_code_set, read_source
from mingxin.rulebook.cards import CodeSet, ItemCard, Source, SubjectKind
from mingxin.rulebook.faults import Fault, Faults
from mingxin.rulebook.rule_reading import read_forbidden, read_holidays, read_publicity
from mingxin.rulebook.rule_validation import validate_rules
from mingxin.rulebook.validation import OPEN_KINDS, validate_card
from mingxin.rulebook.yaml_reading import OneOfEachQuickly

DATA = Path(__file__).parent / "data"


def load_rulebook(folder: Path | None = None, *, open_kinds: frozenset[SubjectKind] = OPEN_KINDS) -> Rulebook:
    """Read and check every file below `folder` (the rulebook that comes with the product when None).

    Raises Refusal("rulebook.refused") with every fault as (file, code, sentence); nothing is loaded in part.
    """
    root = folder or DATA
    faults = Faults()
    sources: dict[str, Source] = {}
    code_sets: dict[str, CodeSet] = {}
    cards: dict[str, ItemCard] = {}
    files: dict[str, str] = {}
    for key, entry in _entries(_yaml(root / "sources.yaml", root, faults), "sources", faults):
        sources[key] = read_source(key, entry, faults)
    for path in sorted((root / "codes").glob("*.yaml")):
        for key, entry in _entries(_yaml(path, root, faults), "code_sets", faults):
            if key in code_sets:
                faults.add("twice", f"代码集“{key}”出现了两次。")
            code_sets[key] = read_code_set(key, entry, faults)
    for path in sorted((root / "cards").glob("*.yaml")):
        card = read_card(_yaml(path, root, faults), faults)
        if card.code in cards:
            faults.add("twice", f"事项“{card.code}”出现了两次。")
        cards[card.code], files[card.code] = card, faults.file
    publicity = read_publicity(_yaml(root / "publicity.yaml", root, faults), faults)
    forbidden = read_forbidden(_yaml(root / "forbidden.yaml", root, faults), faults)
    holidays = read_holidays(_yaml(root / "calendar.yaml", root, faults), faults)
    rulebook = Rulebook(sources, cards, code_sets, publicity, forbidden, holidays)
    found = [*faults.found, *validate_rules(rulebook)]
    for code, card in cards.items():
        found += validate_card(card, rulebook, file=files[code], open_kinds=open_kinds)
    return _sealed(rulebook, found)


@lru_cache(maxsize=1)
def packaged_rulebook() -> Rulebook:
    """The rulebook that comes with the product: its files do not change while a process runs."""
    return load_rulebook()


def rulebook_of(content: str) -> Rulebook:
    """The rulebook again, from the content of an edition that was checked when it was put in force."""
    data = json.loads(content)
    faults = Faults(file="edition")
    rulebook = Rulebook(
        sources={key: read_source(key, entry, faults) for key, entry in data["sources"].items()},
        cards={entry["code"]: read_card(entry, faults) for entry in data["cards"]},
        code_sets={key: read_code_set(key, entry, faults) for key, entry in data["code_sets"].items()},
        publicity=read_publicity(data["publicity"], faults),
        forbidden=read_forbidden(data["forbidden"], faults),
        holidays=read_holidays(data["calendar"], faults),
    )
    return _sealed(rulebook, faults.found)


def _sealed(rulebook: Rulebook, found: list[Fault]) -> Rulebook:
    if found:
        lines = "\n".join(f"· {fault.line()}" for fault in found)
        raise Refusal(
            "rulebook.refused",
            f"规则库有 {len(found)} 处问题，未予载入：\n{lines}",
            "请逐条改正上述文件后重新载入；现行版本不受影响。",
            faults=tuple((fault.file, fault.code, fault.sentence) for fault in found),
        )
    return replace(rulebook, digest=digest_of(rulebook.content()))


def _entries(data: object, key: str, faults: Faults) -> Iterator[tuple[str, object]]:
    inner = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(inner, Mapping) or set(data if isinstance(data, Mapping) else ()) != {key}:
        faults.add("malformed", f"文件应当只有一个栏目“{key}”，其下是“键: 值”。")
        return
    for name, entry in inner.items():
        yield str(name), entry


def _yaml(path: Path, root: Path, faults: Faults) -> object:
    faults.file = path.relative_to(root).as_posix()
    try:
        return yaml.load(path.read_text("utf-8"), Loader=OneOfEachQuickly)  # noqa: S506 - a SafeLoader by descent
    except FileNotFoundError:
        faults.add("missing", "文件不存在。")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"（第 {mark.line + 1} 行附近）" if mark else ""
        faults.add("malformed", f"文件不是正确的 YAML，或者同一个键写了两次{line}。")
    return {}
