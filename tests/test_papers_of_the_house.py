"""What the papers of the house name is there: paths, targets, commands, tests, links."""

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from mingxin.cli.parser import build

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PAPERS = sorted(
    [README, ROOT / "CHANGELOG.md", ROOT / "src/mingxin/README.md", *ROOT.glob("docs/**/*.md")],
    key=str,
)
FOLDERS = r"(?:src|tests|seed|bench|docs|requirements|scripts|\.ci)/"
COMMAND = re.compile(r"mingxin ((?:[a-z]+)(?: [a-z]+)?)")


def text(paper: Path) -> str:
    return paper.read_text(encoding="utf-8")


def commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that can be called, by its words."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield before
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, (*before, name))


KNOWN = {" ".join(words) for words in commands(build())}


def called(where: str) -> Iterator[str]:
    """Commands named in running text, as the parser knows them: two words, or one with arguments behind it."""
    for said in COMMAND.findall(where):
        yield said if said in KNOWN else said.split(" ")[0]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_path_is_there(paper: Path) -> None:
    named = re.findall(rf"`({FOLDERS}[^`\s]*)`", text(paper))
    assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(paper: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text(paper)) if "://" not in link]
    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_make_target_is_there(paper: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text(paper), re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_command_in_a_code_block_is_known(paper: Path) -> None:
    blocks = re.findall(r"^```$(.*?)^```$", text(paper), re.MULTILINE | re.DOTALL)
    assert [said for block in blocks for said in called(block) if said not in KNOWN] == []


def test_the_table_of_commands_is_what_help_knows() -> None:
    assert set(re.findall(r"^\| `mingxin ([a-z ]+)` \|", text(README), re.MULTILINE)) == KNOWN


def test_the_way_names_functions_that_are_there() -> None:
    named = re.findall(r"`((?:intake|archive|ledger|vault|papers|uses)(?:\.\w+)+)`", text(ROOT / "docs/way.md"))
    assert named
    for dotted in named:
        module, _, name = dotted.rpartition(".")
        try:
            importlib.import_module(f"mingxin.{dotted}")
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(f"mingxin.{module}"), name), dotted


def test_constraints_of_the_way_are_in_the_tables() -> None:
    there = {c.name for model in apps.get_models() for c in model._meta.constraints}
    table = text(ROOT / "docs/way.md").split("## Where the invariants are enforced")[1]
    gates = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")][1:]
    words = re.compile(r"`((?:item|field|change|record|subject|batch)_[a-z_]+)`")
    assert {name for gate in gates for name in words.findall(gate)} - there == set()


@pytest.mark.parametrize("decision", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_has_its_four_parts(decision: Path) -> None:
    said = text(decision)
    assert said.startswith(f"# {decision.stem[:4]}. ")
    assert [part for part in ("Status: ", "## Context", "## Decision", "## Consequences") if part not in said] == []
