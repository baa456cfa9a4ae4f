"""The manual of findings: what each means, how to mend it, what right looks like."""

import re
from typing import Final

from mingxin.intake.checks.finding import CHAPTERS, ERROR, NOTE, SPOKEN, WARNING, FindingType

_MEANT: Final = {ERROR: "这一行暂不入库", WARNING: "照常入库", NOTE: "照常入库，不需要改正"}
SEVERITY_WORDS: Final = {severity: f"{SPOKEN[severity]}（{meant}）" for severity, meant in _MEANT.items()}
TITLE: Final = "核验结果一览"
_INTRODUCTION: Final = f"""# {TITLE}

报送的表格逐行核验。每条结果都写明行号、列号、问题和改法；其他没有问题的行不受影响，照常入库。

核验结果分三种：

- **{SPOKEN[ERROR]}**：这一行列入疑问数据，改正后补报即可，不必重报整张表。
- **{SPOKEN[WARNING]}**：照常入库，请看一眼是否属实。
- **{SPOKEN[NOTE]}**：平台做了什么，告诉您一声，不需要改正。

代码（如 `uscc.check_digit`）固定不变，可用于系统对接。
"""


def findings_markdown() -> str:
    """The Chinese text of docs/manual/findings.md."""
    chapters = [f"## {title}\n\n" + "\n".join(map(_entry, findings)) for title, findings in CHAPTERS]
    return _INTRODUCTION + "\n" + "\n".join(chapters)


def _entry(finding: FindingType) -> str:
    lines = [
        f"### {finding.title}",
        "",
        f"`{finding.code}` · {SEVERITY_WORDS[finding.severity]}",
        "",
        finding.explanation,
        "",
        f"- 提示：{_readable(finding.message)}",
        f"- 怎样改：{_readable(finding.remedy)}",
    ]
    if finding.example:
        lines.append(f"- 示例：{finding.example}")
    return "\n".join(lines) + "\n"


def _readable(template: str) -> str:
    """The template with … where a row's own words stand."""
    return re.sub(r"\{\w+\}", "…", template)
