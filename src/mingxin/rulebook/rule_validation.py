"""Whether sources, publicity rules and code sets hold together. Every fault is told."""

from collections.abc import Iterator

from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.faults import Fault, Faults

MATTER_ACTIONS = ("refuse", "question")
_NEVER_SHOWN = "、".join(vocabulary.NEVER_SHOWN_RULES)


def validate_rules(rulebook: Rulebook) -> tuple[Fault, ...]:
    faults = Faults()
    faults.file = "sources.yaml"
    _sources(rulebook, faults)
    faults.file = "codes"
    _code_sets(rulebook, faults)
    faults.file = "publicity.yaml"
    _publicity(rulebook, faults)
    _severity(rulebook, faults)
    faults.file = "forbidden.yaml"
    _forbidden(rulebook, faults)
    faults.file = "calendar.yaml"
    _cited("暂定节假日", rulebook.holidays.source, rulebook.holidays.article, rulebook, faults)
    return tuple(faults.found)


def _sources(rulebook: Rulebook, faults: Faults) -> None:
    for source in rulebook.sources.values():
        if source.level not in vocabulary.SOURCE_LEVELS:
            faults.add("unknown_level", f"来源“{source.key}”的效力级别“{source.level}”不认识。")
        if source.standing not in vocabulary.STANDINGS:
            faults.add("unknown_value", f"来源“{source.key}”的 standing 只能是 read 或 recalled。")
        if not source.title.strip() or not source.number.strip():
            faults.add("missing", f"来源“{source.key}”没有标题或者文号。")
        if source.in_force_from is None:
            faults.add("missing", f"来源“{source.key}”没有施行日期。")
        elif source.in_force_until is not None and source.in_force_until < source.in_force_from:
            faults.add("malformed", f"来源“{source.key}”的失效日期早于施行日期。")


def _code_sets(rulebook: Rulebook, faults: Faults) -> None:
    """A word must fold into one value only."""
    for code_set in rulebook.code_sets.values():
        taken: dict[str, str] = {}
        for value, aliases in code_set.values.items():
            for word in (value, *aliases):
                owner = taken.setdefault(word, value)
                if owner != value:
                    faults.add("name_twice", f"代码集“{code_set.key}”的“{word}”同时归入“{owner}”和“{value}”。")
        if code_set.source and code_set.source not in rulebook.sources:
            faults.add("unknown_source", f"代码集“{code_set.key}”引用的来源“{code_set.source}”不存在。")


def _publicity(rulebook: Rulebook, faults: Faults) -> None:
    for rule in rulebook.publicity.rules.values():
        name = f"公示规则“{rule.key}”"
        _cited(name, rule.source, rule.article, rulebook, faults)
        if rule.method not in vocabulary.PUBLICITY_METHODS:
            faults.add("unknown_value", f"{name}的 method“{rule.method}”不认识。")
        if not rule.words.strip():
            faults.add("missing", f"{name}没有向公众说明的文字（words）。")
        if (rule.key in vocabulary.NEVER_SHOWN_RULES) != (rule.method == "not_public"):
            faults.add("unknown_value", f"{name}的 method 与名称不符：从不公示的规则只能是 {_NEVER_SHOWN}。")
        if rule.method == "months" and rule.longest_months is None:
            faults.add("no_end", f"{name}按月计算，却没有最长期限。")
        if rule.method == "valid_span" and not rule.ends:
            faults.add("no_end", f"{name}随有效期公示，却没有写明以哪一栏为止。")
    note = rulebook.publicity.withdrawal_note
    _cited("撤回说明", note.source, note.article, rulebook, faults)
    if note.code_set not in rulebook.code_sets:
        faults.add("unknown_code_set", f"撤回说明引用的代码集“{note.code_set}”不存在。")


def _severity(rulebook: Rulebook, faults: Faults) -> None:
    severity = rulebook.publicity.severity
    if severity.transition != "more_favourable":
        faults.add("unknown_value", "失信程度的 transition 目前只能是 more_favourable。")
    known = {term.severity for term in rulebook.terms}
    for name in vocabulary.SEVERITIES:
        if name not in known:
            faults.add("missing", f"没有“{vocabulary.SEVERITIES[name]}”失信的公示期限。")
    for term in rulebook.terms:
        _cited("公示期限", term.source, term.article, rulebook, faults)
        if term.severity not in vocabulary.SEVERITIES or term.shown_months < term.repairable_after_months:
            faults.add("malformed", f"公示期限（{term.severity}）的程度不认识，或者最长期限短于最短期限。")
    for default, code_set in _defaults(rulebook):
        _cited(f"失信程度的默认值“{default[0]}”", default[2], default[3], rulebook, faults)
        if default[1] not in (*vocabulary.SEVERITIES, "open"):
            faults.add("unknown_value", f"“{default[0]}”的失信程度“{default[1]}”不认识。")
        if code_set not in rulebook.code_sets or default[0] not in rulebook.code_sets[code_set].values:
            faults.add("unknown_code_set", f"失信程度的默认值“{default[0]}”不在代码集“{code_set}”中。")


def _defaults(rulebook: Rulebook) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    severity = rulebook.publicity.severity
    for entry in severity.by_procedure:
        yield (entry.value, entry.severity, entry.source, entry.article), "procedure"
    for entry in severity.by_category:
        yield (entry.value, entry.severity, entry.source, entry.article), "penalty_category"


def _forbidden(rulebook: Rulebook, faults: Faults) -> None:
    for element in (*rulebook.forbidden.never, *rulebook.forbidden.cut_only):
        _cited(f"数据项“{element.name}”", element.source, element.article, rulebook, faults)
        if not element.words:
            faults.add("missing", f"数据项“{element.name}”没有写明用来识别的词。")
    for matter in rulebook.forbidden.matters:
        _cited(f"事项“{matter.name}”", matter.source, matter.article, rulebook, faults)
        if matter.action not in MATTER_ACTIONS or not matter.words or not matter.in_roles:
            faults.add("malformed", f"拒收事项“{matter.name}”应当写明 action、words 和 in_roles。")


def _cited(name: str, source: str, article: str, rulebook: Rulebook, faults: Faults) -> None:
    if source not in rulebook.sources:
        faults.add("unknown_source", f"{name}引用的来源“{source}”不在 sources.yaml 中。")
    if not article.strip():
        faults.add("no_article", f"{name}没有写明条款。")
