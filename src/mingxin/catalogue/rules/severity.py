"""How grave a penalty is, and whether it may be public: from the row, the unit's 口径表, or the default of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from mingxin.rulebook.publicity import Publicity

OPEN = "open"
# Of several categories the gravest certain one decides; an open one outweighs only the minor ones.
GRAVITY = ("minor", OPEN, "ordinary", "serious")
STEPS_WAN = (Decimal(1), Decimal(5), Decimal(10), Decimal(50), Decimal(100))


@dataclass(frozen=True)
class CriterionLine:
    """One line of a unit's 口径表: category words that must all be there, amount in 万元 within [at_least, below)."""

    category: tuple[str, ...]
    at_least_wan: Decimal | None
    below_wan: Decimal | None
    severity: str
    is_public: bool
    ground: str

    def matches(self, categories: Sequence[str], fine_wan: Decimal | None) -> bool:
        amount = fine_wan or Decimal(0)
        return (
            all(word in categories for word in self.category)
            and (self.at_least_wan is None or amount >= self.at_least_wan)
            and (self.below_wan is None or amount < self.below_wan)
        )


@dataclass(frozen=True)
class Said:
    """What one row says of its own gravity; empty strings where it says nothing."""

    categories: tuple[str, ...]
    fine_wan: Decimal | None
    procedure: str
    severity: str  # 轻微 | 一般 | 严重
    public: str  # 是 | 否
    reason: str
    is_sole_trader: bool


@dataclass(frozen=True)
class Grade:
    """severity is minor, ordinary, serious or open; `is_public` None while it is open. `ground` says who decided."""

    severity: str
    is_public: bool | None
    ground: str  # column | procedure | criteria | default | open
    reason: str = ""


def grade(said: Said, criteria: Sequence[CriterionLine], publicity: Publicity) -> Grade:
    """Grade a penalty, in the order: optional columns, the unit's 口径表, the default by procedure and category."""
    severity, wish, ground, reason = _severity(said, criteria, publicity)
    if said.public == "否":
        return Grade(severity, False, "column", said.reason or "报送单位确定不予公开")
    if severity == OPEN:
        return Grade(OPEN, None, "open")
    if said.is_sole_trader:
        if said.public == "是" and said.reason:
            return Grade(severity, True, "column", said.reason)
        return Grade(severity, False, "sole_trader", "个体工商户的处罚信息，报送单位未说明理由决定公开的，不予公示")
    if said.public == "是":
        return Grade(severity, True, "column", said.reason)
    if wish is not None:
        return Grade(severity, wish, ground, reason)
    return Grade(
        severity, severity != "minor", ground, reason or ("轻微失信信息，不予公示" if severity == "minor" else "")
    )


def _severity(said: Said, criteria: Sequence[CriterionLine], publicity: Publicity) -> tuple[str, bool | None, str, str]:
    """(severity, what the 口径表 says of publicity, ground, reason)."""
    rules = publicity.severity
    if said.severity in rules.words:
        return rules.words[said.severity], None, "column", ""
    for line in criteria:
        if line.matches(said.categories, said.fine_wan):
            return line.severity, line.is_public, "criteria", line.ground
    for default in rules.by_procedure:
        if default.value == said.procedure:
            return default.severity, None, "procedure", ""
    by_category = {d.value: d.severity for d in rules.by_category}
    known = [by_category.get(c.split("-")[0], OPEN) for c in said.categories] or [OPEN]
    return max(known, key=GRAVITY.index), None, "default", ""


def held_group(said: Said) -> str:
    """The name of the group of rows that one answer settles: categories, and the step of the amount."""
    return f"{';'.join(sorted(said.categories)) or '未分类'}·{amount_step(said.fine_wan)}"[:80]


def amount_step(fine_wan: Decimal | None) -> str:
    """The step of an amount in words: 不足1万元, 1万元以上不足5万元 …"""
    if fine_wan is None:
        return "无罚款金额"
    below = next((step for step in STEPS_WAN if fine_wan < step), None)
    if below is None:
        return f"{STEPS_WAN[-1]}万元以上"
    above = [step for step in STEPS_WAN if step < below]
    return f"{above[-1]}万元以上不足{below}万元" if above else f"不足{below}万元"
