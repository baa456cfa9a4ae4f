"""Lines of a 口径表 in words, and as the file that is filled in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.severity import GRAVITY, OPEN, CriterionLine
from mingxin.intake.actions.criteria import HEADERS

FINE: Final = "罚款"  # the category that only amounts can grade


@dataclass(frozen=True)
class ShownLine:
    category: str
    amounts: str
    severity: str
    is_public: bool
    ground: str


def shown_lines(lines: Iterable[CriterionLine]) -> list[ShownLine]:
    words = _severity_words()
    return [
        ShownLine(
            "且".join(line.category) or "（任何类别）",
            _amounts(line),
            words[line.severity],
            line.is_public,
            line.ground,
        )
        for line in lines
    ]


def as_file(lines: Iterable[CriterionLine]) -> Iterator[tuple[str, ...]]:
    words = _severity_words()
    yield HEADERS
    for line in lines:
        yield (
            ";".join(line.category),
            _plain(line.at_least_wan),
            _plain(line.below_wan),
            words[line.severity],
            "是" if line.is_public else "否",
            line.ground,
        )


def default_file() -> Iterator[tuple[str, ...]]:
    """Of several lines the first that fits decides: so the graver stand above. A fine has a line of each severity."""
    book, words = rulebook_in_force(), _severity_words()
    public = {terms.severity: terms.public for terms in sorted(book.terms, key=lambda t: t.in_force_from)}
    yield HEADERS
    for severity in sorted(words, key=GRAVITY.index, reverse=True):
        shown = "是" if public[severity] else "否"
        yield FINE, "", "", words[severity], shown, ""
        for default in book.publicity.severity.by_category:
            if default.severity == severity and default.severity != OPEN:
                source = book.sources[default.source]
                yield default.value, "", "", words[severity], shown, f"《{source.title}》{default.article}"


def _severity_words() -> dict[str, str]:
    return {key: word for word, key in rulebook_in_force().publicity.severity.words.items()}


def _amounts(line: CriterionLine) -> str:
    if line.at_least_wan is None and line.below_wan is None:
        return "不限金额"
    least = f"{_plain(line.at_least_wan)} 万元以上" if line.at_least_wan is not None else ""
    return least + (f"不足 {_plain(line.below_wan)} 万元" if line.below_wan is not None else "")


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"
