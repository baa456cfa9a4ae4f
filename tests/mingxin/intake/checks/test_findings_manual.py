"""The manual names every finding."""

import re
from pathlib import Path

from mingxin.intake.checks.finding import ERROR, FINDINGS, NOTE, SPOKEN, WARNING
from mingxin.intake.findings_manual import SEVERITY_WORDS, findings_markdown

MANUAL = Path(__file__).parents[4] / "docs" / "manual"


def test_every_finding_has_its_entry() -> None:
    text = findings_markdown()
    for finding in FINDINGS.values():
        assert f"### {finding.title}\n\n`{finding.code}` · {SEVERITY_WORDS[finding.severity]}" in text


def test_no_template_is_left() -> None:
    assert "{" not in findings_markdown()


def test_the_page_bears_the_name_that_other_pages_call_it_by() -> None:
    title = findings_markdown().splitlines()[0].removeprefix("# ")
    for page in ("README.md", "jingban.md", "baosong.md"):
        text = (MANUAL / page).read_text(encoding="utf-8")
        assert re.findall(r"\[([^]]*)\]\(findings.md\)", text) == [title] * text.count("](findings.md)") != [], page


def test_what_a_severity_is_called_is_said_once() -> None:
    """Pages, workbooks, the command line and the manual take the words from here."""
    for word in SPOKEN.values():
        assert f"**{word}**" in findings_markdown()
    assert set(SPOKEN) == {ERROR, WARNING, NOTE}
