"""No test reads the clock when it is imported: what it says would be old by the time the test runs."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CLOCKS = {
    "mingxin.kernel.clock": {"now", "today"},
    "time": {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"},
    "datetime.datetime": {"now", "today", "utcnow"},
    "datetime.date": {"today"},
    "django.utils.timezone": {"now", "localtime", "localdate"},
}
READERS = {f"{module}.{name}" for module, names in CLOCKS.items() for name in names}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def reads_at_import(source: str) -> list[int]:
    """The lines at which a module reads the clock while it is imported."""
    tree = ast.parse(source)
    return _read(tree, "here", readers_in({"here": tree}))


def readers_in(trees: dict[str, ast.Module]) -> set[str]:
    """The clocks, and every function of these modules that asks one, itself or through another."""
    readers = set(READERS)
    while True:
        found = {
            f"{module}.{node.name}"
            for module, tree in trees.items()
            for node in tree.body
            if isinstance(node, Function) and _calls(ast.walk(node), _known(tree, module), readers)
        }
        if found <= readers:
            return readers
        readers |= found


def _read(tree: ast.Module, module: str, readers: set[str]) -> list[int]:
    return _calls(_run_at_import(tree), _known(tree, module), readers)


def _calls(nodes: Iterable[ast.AST], known: dict[str, str], readers: set[str]) -> list[int]:
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if _full_name(node.func, known) in readers]


def _known(tree: ast.Module, module: str) -> dict[str, str]:
    own = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, Function)}
    return dict(_imported(tree)) | own


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                first = name.name.split(".")[0]
                yield (name.asname, name.name) if name.asname else (first, first)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All but the bodies of functions, whose decorators and default values are run, and what a program alone does."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda) or (isinstance(child, ast.If) and "__name__" in ast.unparse(child.test)):
            continue
        inner = [*child.decorator_list, child.args] if isinstance(child, Function) else [child]
        for one in inner:
            yield one
            yield from _run_at_import(one)


def _full_name(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, known)}.{node.attr}"
    return ""


def test_no_test_reads_the_clock_when_it_is_imported() -> None:
    paths = {
        ".".join(path.relative_to(TESTS.parent).with_suffix("").parts): path for path in sorted(TESTS.rglob("*.py"))
    }
    trees = {module: ast.parse(path.read_text("utf-8")) for module, path in paths.items()}
    readers = readers_in(trees)
    assert {module: lines for module, tree in trees.items() if (lines := _read(tree, module, readers))} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("import time\nEXPIRED = int(time.time()) - 61", [2]),
        ("from time import time as t\nCASES = [{'exp': t()}]", [2]),
        ("from mingxin.kernel.clock import now as clock_now\ndef f(at=clock_now()): pass", [2]),
        ("from mingxin.kernel.clock import today\n@case(today())\ndef f(): pass", [2]),
        ("from mingxin.kernel import clock\nclass A:\n    day = clock.today()", [3]),
        ("import datetime\nD = datetime.date.today()", [2]),
        ("from datetime import datetime\nD = datetime.now()", [2]),
        ("import time\ndef f():\n    return time.time()", []),
        ("import time\nread = lambda: time.time()", []),
        ("from mingxin.kernel.clock import now\nwait(clock=now)", []),
        ("def now(): ...\nNOW = now()", []),
        ("import time\nif __name__ == '__main__':\n    print(time.time())", []),
        ("from time import time\ndef now(): return time()\ndef day(): return now()\n@case(day())\ndef f(): pass", [4]),
    ],
)
def test_it_sees_the_clock(source: str, lines: list[int]) -> None:
    assert reads_at_import(source) == lines
