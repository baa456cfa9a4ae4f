"""No test reads the clock when it is imported: what it says would be old by the time the test runs."""

import ast
from collections.abc import Iterator
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
    known = dict(_imported(tree))
    calls = [node for node in _run_at_import(tree) if isinstance(node, ast.Call)]
    return [node.lineno for node in calls if _full_name(node.func, known) in READERS]


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                first = name.name.split(".")[0]
                yield (name.asname, name.name) if name.asname else (first, first)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((name.asname or name.name, f"{node.module}.{name.name}") for name in node.names)


def _run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """All but the bodies of functions; their decorators and the values that they take by default are run."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
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
    read = {path: reads_at_import(path.read_text("utf-8")) for path in sorted(TESTS.rglob("*.py"))}
    assert {str(path.relative_to(TESTS)): lines for path, lines in read.items() if lines} == {}


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
    ],
)
def test_it_sees_the_clock(source: str, lines: list[int]) -> None:
    assert reads_at_import(source) == lines
