"""Every source that a docstring or a comment cites is in the rulebook."""

import re
from pathlib import Path

from mingxin.rulebook.loader import packaged_rulebook

ROOT = Path(__file__).parents[3]
CITED = re.compile(r"Source: ([a-z][a-z0-9-]*)(?= art\.|\.|;|,)")


def test_every_cited_source_resolves() -> None:
    known = packaged_rulebook().sources
    unknown = {
        f"{path.relative_to(ROOT)}: {key}"
        for folder in ("src", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for key in CITED.findall(path.read_text("utf-8"))
        if key not in known
    }
    assert not unknown
