"""The manual names every finding."""

from mingxin.intake.checks.finding import FINDINGS
from mingxin.intake.findings_manual import SEVERITY_WORDS, findings_markdown


def test_every_finding_has_its_entry() -> None:
    text = findings_markdown()
    for finding in FINDINGS.values():
        assert f"### {finding.title}\n\n`{finding.code}` · {SEVERITY_WORDS[finding.severity]}" in text


def test_no_template_is_left() -> None:
    assert "{" not in findings_markdown()
