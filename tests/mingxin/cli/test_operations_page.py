"""docs/operations.md names every setting, and no setting or command that is not there."""

import re
from pathlib import Path

from mingxin.cli.parser import build

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_setting_is_in_the_table_and_every_one_in_it_exists():
    sources = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    asked = re.compile(r"""(?:environ(?:\.get\(|\[)|chosen\(|machines\()["'](MINGXIN_\w+)""")
    read = {name for text in sources for name in asked.findall(text)}
    cells = re.findall(r"^\| (`MINGXIN_[^|]+) \|", PAGE, re.MULTILINE)
    assert {name for cell in cells for name in re.findall(r"`(MINGXIN_\w+)`", cell)} == read


def test_every_command_that_the_page_uses_is_offered():
    offered = {name for action in build()._subparsers._group_actions for name in action.choices}
    used = set(re.findall(r"mingxin ([a-z]+)", PAGE)) - {"work", "upgrade"}
    assert used - offered == set()
