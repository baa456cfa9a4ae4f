"""The glossary has a term for every class that names a notion of the field."""

import enum
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from types import ModuleType

from django.apps import apps

import mingxin
from mingxin.oversight.rules.month_state import WORDS, MonthState

GLOSSARY = Path(__file__).parents[1] / "GLOSSARY.md"
LINE = re.compile(r"^\| (?P<term>[^|]+) \| (?P<chinese>[^|]+) \| (?P<meaning>[^|]+) \|$")
# The pure rules, whose dataclasses are notions of the field and not only shapes of an answer.
PURE = (
    "mingxin.kernel",
    "mingxin.rulebook.book",
    "mingxin.rulebook.cards",
    "mingxin.rulebook.forbidden",
    "mingxin.rulebook.publicity",
    "mingxin.ledger.actor",
    "mingxin.catalogue.rules",
    "mingxin.archive.rules",
    "mingxin.intake.checks.finding_type",
    "mingxin.intake.rules",
)


def lines() -> list[dict[str, str]]:
    found = (LINE.match(line) for line in GLOSSARY.read_text(encoding="utf-8").splitlines())
    terms = [match.groupdict() for match in found if match]
    return [t for t in terms if t["term"] != "English" and set(t["term"]) != {"-"}]


def classes_named() -> set[str]:
    return {name for line in lines() for name in re.findall(r"`(\w+)`", line["term"])}


def modules() -> Iterator[ModuleType]:
    """Every module of the product that can be imported without starting something."""
    for found in pkgutil.walk_packages(mingxin.__path__, "mingxin."):
        if ".migrations" not in found.name and not found.name.startswith("mingxin.config"):
            yield importlib.import_module(found.name)


def own_classes(module: ModuleType) -> Iterator[type]:
    for name, kind in inspect.getmembers(module, inspect.isclass):
        if kind.__module__ == module.__name__ and not name.startswith("_"):
            yield kind


def expected() -> dict[str, str]:
    """Class name → why it must be there."""
    wanted = {model.__name__: "model" for model in apps.get_models() if model.__module__.startswith("mingxin.")}
    for module in modules():
        is_pure = any(module.__name__ == p or module.__name__.startswith(f"{p}.") for p in PURE)
        for kind in own_classes(module):
            if issubclass(kind, enum.Enum):
                wanted[kind.__name__] = "choice"
            elif is_pure and is_dataclass(kind):
                wanted[kind.__name__] = "value of a rule"
    return wanted


def test_every_model_choice_and_rule_value_has_its_term() -> None:
    missing = {name: why for name, why in expected().items() if name not in classes_named()}
    assert not missing


def test_no_term_names_a_class_that_is_gone() -> None:
    known = {kind.__name__ for module in modules() for kind in own_classes(module)}
    assert not classes_named() - known


def test_terms_stand_in_their_order_and_once() -> None:
    terms = [re.sub(r"[`()]", "", line["term"]).lower() for line in lines()]
    assert terms == sorted(set(terms))


def test_every_term_has_its_chinese() -> None:
    assert [line["term"] for line in lines() if not re.search(r"[\u4e00-\u9fff]", line["chinese"])] == []


def test_a_state_of_the_month_has_one_word_everywhere() -> None:
    line = next(line for line in lines() if "`MonthState`" in line["term"])
    named = re.findall(r"[\u4e00-\u9fff]+", line["meaning"])
    assert sorted(named) == sorted(WORDS.values())
    decision = (GLOSSARY.parent / "docs/adr/0014-figures-are-derived.md").read_text(encoding="utf-8")
    assert f"before it a cell is {WORDS[MonthState.OPEN]}." in decision


def test_the_ledger_has_one_name_on_every_page_and_paper() -> None:
    source = GLOSSARY.parent / "src"
    printed = [one for kind in ("*.html", "*.typ") for one in source.rglob(kind)]
    assert [one.name for one in printed if "账册" in one.read_text("utf-8")] == [], "账本"
