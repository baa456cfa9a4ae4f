"""Reading publicity rules, forbidden elements and provisional holidays from plain mappings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mingxin.rulebook.cards import Role, Terms
from mingxin.rulebook.faults import Faults
from mingxin.rulebook.forbidden import Forbidden, ForbiddenElement, RefusedMatter
from mingxin.rulebook.publicity import Publicity, PublicityRule, SeverityDefault, SeverityRules, WithdrawalNote
from mingxin.rulebook.reading import Reader


@dataclass(frozen=True)
class Holidays:
    """Statutory holidays that hold in a year without a notice: (month, day) pairs of every year, and dated ones."""

    source: str
    article: str
    fixed: tuple[tuple[int, int], ...]
    dated: Mapping[date, str]


def read_publicity(data: object, faults: Faults) -> Publicity:
    reader = Reader(data, "公示规则", faults)
    publicity = Publicity(
        rules={key: _rule(key, entry, faults) for key, entry in reader.mapping("rules").items()},
        terms=tuple(_terms(entry, faults) for entry in reader.entries("terms")),
        severity=_severity(reader.mapping("severity"), faults),
        withdrawal_note=_withdrawal_note(reader.mapping("withdrawal_note"), faults),
    )
    reader.finish()
    return publicity


def read_forbidden(data: object, faults: Faults) -> Forbidden:
    reader = Reader(data, "禁止采集清单", faults)
    forbidden = Forbidden(
        never=tuple(_element(entry, faults) for entry in reader.entries("never")),
        cut_only=tuple(_element(entry, faults) for entry in reader.entries("cut_only")),
        matters=tuple(_matter(entry, faults) for entry in reader.entries("matters")),
    )
    reader.finish()
    return forbidden


def read_holidays(data: object, faults: Faults) -> Holidays:
    reader = Reader(data, "暂定节假日", faults)
    fixed: list[tuple[int, int]] = []
    for text in reader.texts("fixed_holidays"):
        try:
            day = date.fromisoformat(f"2024-{text}")
        except ValueError:
            faults.add("malformed", f"fixed_holidays 的“{text}”不是“月-日”。")
            continue
        fixed.append((day.month, day.day))
    dated: dict[date, str] = {}
    for entry in reader.entries("dated_holidays"):
        inner = Reader(entry, "dated_holidays", faults)
        dated[inner.dated("day")] = inner.text("name")
        inner.finish()
    holidays = Holidays(source=reader.text("source"), article=reader.text("article"), fixed=tuple(fixed), dated=dated)
    reader.finish()
    return holidays


def _rule(key: str, data: object, faults: Faults) -> PublicityRule:
    reader = Reader(data, f"公示规则“{key}”", faults)
    reader.drop_key()
    rule = PublicityRule(
        key=key,
        method=reader.text("method"),
        words=reader.text("words"),
        source=reader.text("source"),
        article=reader.text("article"),
        standing=reader.text("standing"),
        shown_from=reader.choices("shown_from", Role),
        ends=reader.choices("ends", Role),
        ends_after=reader.flag("ends_after", False),
        longest_months=reader.whole("longest_months"),
        repairable_after_months=reader.whole("repairable_after_months"),
        long_term_from=reader.day("long_term_from"),
        hidden_by_status=reader.texts("hidden_by_status"),
        needs_publication_basis=reader.flag("needs_publication_basis", False),
    )
    reader.finish()
    return rule


def _terms(data: object, faults: Faults) -> Terms:
    reader = Reader(data, "公示期限", faults)
    terms = Terms(
        severity=reader.text("severity"),
        public=reader.flag("public", True),
        repairable_after_months=reader.number("repairable_after_months"),
        shown_months=reader.number("shown_months"),
        source=reader.text("source"),
        article=reader.text("article"),
        standing=reader.text("standing"),
        in_force_from=reader.dated("in_force_from"),
    )
    reader.finish()
    return terms


def _severity(data: dict[str, object], faults: Faults) -> SeverityRules:
    reader = Reader(data, "失信程度", faults)
    rules = SeverityRules(
        transition=reader.text("transition"),
        words={word: str(severity) for word, severity in reader.mapping("words").items()},
        by_procedure=tuple(_severity_default(entry, faults) for entry in reader.entries("by_procedure")),
        by_category=tuple(_severity_default(entry, faults) for entry in reader.entries("by_category")),
    )
    reader.finish()
    return rules


def _severity_default(data: object, faults: Faults) -> SeverityDefault:
    reader = Reader(data, "失信程度的默认值", faults)
    default = SeverityDefault(
        value=reader.text("value"),
        severity=reader.text("severity"),
        source=reader.text("source"),
        article=reader.text("article"),
        standing=reader.text("standing"),
        why=reader.text("why", ""),
    )
    reader.finish()
    return default


def _withdrawal_note(data: dict[str, object], faults: Faults) -> WithdrawalNote:
    reader = Reader(data, "撤回说明", faults)
    note = WithdrawalNote(
        shown_months=reader.number("shown_months"),
        deadline_workdays=reader.number("deadline_workdays"),
        code_set=reader.text("code_set"),
        source=reader.text("source"),
        article=reader.text("article"),
        standing=reader.text("standing"),
    )
    reader.finish()
    return note


def _element(data: object, faults: Faults) -> ForbiddenElement:
    reader = Reader(data, "禁止采集的数据项", faults)
    element = ForbiddenElement(
        key=reader.text("key"),
        name=reader.text("name"),
        words=reader.texts("words"),
        codes=reader.texts("codes"),
        source=reader.text("source"),
        article=reader.text("article"),
    )
    reader.finish()
    return element


def _matter(data: object, faults: Faults) -> RefusedMatter:
    reader = Reader(data, "拒收的事项", faults)
    matter = RefusedMatter(
        key=reader.text("key"),
        action=reader.text("action"),
        name=reader.text("name"),
        words=reader.texts("words"),
        in_roles=reader.choices("in_roles", Role),
        reason=reader.text("reason"),
        source=reader.text("source"),
        article=reader.text("article"),
    )
    reader.finish()
    return matter
