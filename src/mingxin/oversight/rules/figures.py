"""The figures of timeliness and quality: what is divided by what, in words, with the version of the definition.

Source: the definitions are the platform's own, after the city-monitoring indicators of 2020; the seven working days of
双公示 are the card's `deadline_workdays`. None of them counts penalties, and none has a target.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_TENTH: Final = Decimal("0.1")
RULE_VERSION: Final = "时效和质量口径 2026-1"
BY_DECISION: Final = "按决定日期"
BY_RELEASE: Final = "按放行日期"
BY_MONTH_OF_RELEASE: Final = "按放行月份"


@dataclass(frozen=True)
class Measure:
    """`basis`: by which day a row falls into the span, said wherever the figure stands. `better` is high or low: which
    way is good, for the reader; nothing is derived from it.
    """

    key: str
    name: str
    numerator: str
    denominator: str
    basis: str
    better: str = "high"

    @property
    def title(self) -> str:
        return f"{self.name}（{self.basis}）"


MEASURES: Final = (
    Measure("timely", "及时率", "在报送时限内首次放行的信息条数", "期内作出决定、已经报送的信息条数", BY_DECISION),
    Measure("clean", "合规率", "首次检查即全部合格的行数", "期内放行的批次首次报送的行数（补报不重复计）", BY_RELEASE),
    Measure(
        "questioned",
        "疑问率",
        "至今仍为疑问或者未关联、没有注明不再补报的行数",
        "期内放行的批次首次报送的行数（补报不重复计）",
        BY_RELEASE,
        "low",
    ),
    Measure(
        "published",
        "按时公示率",
        "在报送时限内已经确定公示的信息条数",
        "期内作出决定、应当公示或者待定的信息条数",
        BY_DECISION,
    ),
)
BY_KEY: Final = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True)
class Ratio:
    """Both parts always stay with the result; without a denominator there is no result."""

    numerator: int = 0
    denominator: int = 0

    @property
    def percent(self) -> Decimal | None:
        """To a tenth; only all of them is 100.0 and only none of them 0.0."""
        if not self.denominator:
            return None
        exact = Decimal(self.numerator * 100) / Decimal(self.denominator)
        rounded = exact.quantize(_TENTH, rounding=ROUND_HALF_UP)
        if 0 < self.numerator < self.denominator:
            return min(max(rounded, _TENTH), 100 - _TENTH)
        return rounded

    @property
    def words(self) -> str:
        """“96.4 %（27/28）”, or “—” where there is nothing to divide by."""
        return "—" if self.percent is None else f"{self.percent}%（{self.numerator}/{self.denominator}）"

    def __add__(self, other: "Ratio") -> "Ratio":
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)
