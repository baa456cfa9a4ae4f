"""Whether a card may be put in force: its ground, its kinds and its manner of showing. Every fault is told."""

import re

from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import Basis, FieldCard, ItemCard, Nature, Role, SubjectKind
from mingxin.rulebook.faults import Fault, Faults
from mingxin.rulebook.field_validation import validate_fields

OPEN_KINDS: frozenset[SubjectKind] = frozenset(
    {SubjectKind.ENTERPRISE, SubjectKind.ORGANISATION, SubjectKind.SOLE_TRADER}
)
ITEM_CODE = re.compile(r"[a-z][a-z_]{1,39}")  # it stands in addresses, which know no digits
LONGEST_DEADLINE = 250  # working days: about a year
FIELD_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def validate_card(
    card: ItemCard, rulebook: Rulebook, *, file: str = "", open_kinds: frozenset[SubjectKind] = OPEN_KINDS
) -> tuple[Fault, ...]:
    """Every reason why this card may not be put in force; empty when there is none."""
    faults = Faults(file=file or f"cards/{card.code}.yaml")
    _shape(card, faults)
    _ground(card, rulebook, faults)
    _words(card, rulebook, faults)
    _kinds(card, open_kinds, faults)
    _ends(card, rulebook, faults)
    _decision(card, faults)
    _authorised(card, rulebook, faults)
    validate_fields(card, rulebook, faults)
    return tuple(faults.found)


def _shape(card: ItemCard, faults: Faults) -> None:
    """What the tables have room for; PostgreSQL refuses what is longer."""
    if not ITEM_CODE.fullmatch(card.code):
        faults.add("malformed", f"事项的 code 写作“{card.code}”，只能用小写字母和下划线，二至四十个字符。")
    for field in card.fields:
        if not FIELD_CODE.fullmatch(field.code):
            faults.add(
                "malformed", f"数据项“{field.code}”的 code 只能用字母、数字和下划线，以字母开头，最多四十个字符。"
            )
    texts = [("name", card.name, 100), ("source_row", card.source_row, 200), ("owner", card.owner, 200)]
    texts += [("basis", basis.article, 100) for basis in card.basis]
    texts += [(f"数据项“{field.code}”的 name", field.name, 100) for field in card.fields]
    for key, text, longest in texts:
        if len(text) > longest:
            faults.add("malformed", f"{key} 最多 {longest} 个字，现有 {len(text)} 个。")
    if not card.name.strip():
        faults.add("missing", "事项没有名称（name）。")


def _ground(card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    """Source: sc-office-2020-49 art. （一）. No basis, no record."""
    if not card.source_row.strip():
        faults.add("no_source_row", f"事项“{card.name}”没有写明它在国家、省或市目录中的出处（source_row）。")
    if not card.basis:
        faults.add("no_basis", f"事项“{card.name}”没有法律依据，没有依据不得纳入目录。")
        return
    for basis in card.basis:
        _one_basis(card, basis, rulebook, faults)
    levels = {rulebook.sources[basis.source].level for basis in card.basis if basis.source in rulebook.sources}
    if card.level != "national" and vocabulary.LOCAL_GROUND not in levels:
        faults.add(
            "no_local_regulation", f"事项“{card.name}”是地方补充事项，必须以地方性法规为依据；规范性文件不能代替。"
        )
    elif levels and not levels & (vocabulary.GROUNDING_LEVELS | {vocabulary.LOCAL_GROUND}):
        faults.add(
            "weak_basis",
            f"事项“{card.name}”的依据中没有法律、行政法规或者党中央、国务院政策文件；规章、规范性文件、备忘录单独不能作为依据。",
        )


def _one_basis(card: ItemCard, basis: Basis, rulebook: Rulebook, faults: Faults) -> None:
    if not basis.article.strip():
        faults.add("no_article", f"事项“{card.name}”引用“{basis.source}”时没有写明条款。")
    source = rulebook.sources.get(basis.source)
    if source is None:
        faults.add("unknown_source", f"事项“{card.name}”引用的来源“{basis.source}”不在 sources.yaml 中。")
    elif source.in_force_until is not None and card.in_force_until is None:
        faults.add(
            "ended_basis",
            f"事项“{card.name}”引用的《{source.title}》已于 {source.in_force_until} 失效，"
            "请换用现行依据或者写明事项的终止日。",
        )


def _words(card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    known: tuple[tuple[str, str, object], ...] = (
        ("class_name", card.class_name, vocabulary.NATIONAL_CLASSES),
        ("level", card.level, tuple(vocabulary.LEVELS)),
        ("disclosure", card.disclosure, tuple(vocabulary.DISCLOSURES)),
        ("cycle", card.cycle, tuple(vocabulary.CYCLES)),
        ("standing", card.standing, tuple(vocabulary.STANDINGS)),
        ("effect", card.effect, vocabulary.EFFECTS),
        ("publicity", card.publicity, tuple(rulebook.publicity.rules)),
    )
    codes = {"class_name": "unknown_class", "level": "unknown_level", "publicity": "unknown_publicity"}
    for key, value, allowed in known:
        if isinstance(allowed, tuple) and value not in allowed:
            listed = "、".join(allowed)
            faults.add(codes.get(key, "unknown_value"), f"事项“{card.name}”的 {key} 写作“{value}”，只能是：{listed}。")
    if not card.retention.strip():
        faults.add("no_retention", f"事项“{card.name}”没有写明保存期限（retention）。")
    if card.deadline_workdays is not None and not 1 <= card.deadline_workdays <= LONGEST_DEADLINE:
        faults.add("no_deadline", f"事项“{card.name}”的报送时限应当为 1 至 {LONGEST_DEADLINE} 个工作日。")
    for key in card.believable:
        if key not in vocabulary.BELIEVABLE:
            listed = "、".join(vocabulary.BELIEVABLE)
            faults.add("unknown_value", f"事项“{card.name}”的 believable 有不认识的“{key}”，只能是：{listed}。")
        elif card.believable[key] > vocabulary.BELIEVABLE_AT_MOST[key]:
            most = vocabulary.BELIEVABLE_AT_MOST[key]
            faults.add("unknown_value", f"事项“{card.name}”的 believable 中“{key}”最多为 {most}。")


def _kinds(card: ItemCard, open_kinds: frozenset[SubjectKind], faults: Faults) -> None:
    if not card.kinds:
        faults.add("no_kinds", f"事项“{card.name}”没有写明适用于哪些主体（kinds）。")
    if SubjectKind.NATURAL_PERSON in card.kinds and SubjectKind.NATURAL_PERSON not in open_kinds:
        faults.add("natural_person", f"事项“{card.name}”适用于自然人，而本平台没有开启自然人信用档案。")


def _ends(card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    """Charter 1.4 and 2.7: a negative record ends by itself, and a sole trader's is not public by default."""
    if card.nature is not Nature.NEGATIVE:
        return
    rule = rulebook.publicity.rules.get(card.publicity)
    ends = rule is not None and (rule.method == "severity" or rule.longest_months is not None)
    if rule is not None and not ends:
        faults.add("no_end", f"事项“{card.name}”是负面信息，公示规则“{rule.key}”却没有最长期限。")
    if SubjectKind.SOLE_TRADER in card.kinds and card.sole_trader_public:
        faults.add(
            "sole_trader_public", f"事项“{card.name}”是负面信息，个体工商户的默认不公开（sole_trader_public: false）。"
        )


def _decision(card: ItemCard, faults: Faults) -> None:
    """Charter 1.2: a record names its subject, the authority, the document number and the date of the decision."""
    wanted = {Role.NAME: "主体名称", Role.USCC: "统一社会信用代码"}
    if card.effect == "record":
        wanted |= {Role.DOCUMENT_NUMBER: "文号", Role.DECIDED_ON: "决定日期", Role.ORGAN: "决定机关"}
    for role, name in wanted.items():
        fields = card.codes_of(role)
        if len(fields) != 1:
            faults.add("no_decision", f"事项“{card.name}”应当恰有一个数据项承载“{name}”（role: {role.value}）。")
        elif card.field(fields[0]).required == "never":
            faults.add("no_decision", f"事项“{card.name}”的“{name}”不能是选填。")
    for role in card.headline:
        if card.by_role(role) is None:
            faults.add("unknown_field", f"事项“{card.name}”的 headline 用到“{role.value}”，但没有数据项承载它。")


def _authorised(card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    """What is read with the subject's authorisation only: never negative, never public, nothing owed and no address."""
    if card.disclosure != "authorised":
        return
    if card.nature is Nature.NEGATIVE:
        faults.add("authorised_negative", f"事项“{card.name}”是授权查询的信息，不能作为负面信息（nature）。")
    rule = rulebook.publicity.rules.get(card.publicity)
    if rule is not None and (rule.method != "not_public" or rule.key not in vocabulary.NEVER_SHOWN_RULES):
        listed = "、".join(vocabulary.NEVER_SHOWN_RULES)
        faults.add("authorised_public", f"事项“{card.name}”是授权查询的信息，公示规则（publicity）只能是：{listed}。")
    if card.effect != "record":
        faults.add("authorised_public", f"事项“{card.name}”是授权查询的信息，不能作为登记信息（effect）。")
    if card.deadline_workdays is not None or "amount_wan_at_most" in card.believable:
        faults.add(
            "authorised_watched",
            f"事项“{card.name}”是授权查询的信息，不能规定报送期限（deadline_workdays）和金额上限（amount_wan_at_most）："
            "逾期清单和疑问数据会把它的行给报送单位以外的人看。",
        )
    for field in card.fields:
        _authorised_field(field, faults)


def _authorised_field(field: FieldCard, faults: Faults) -> None:
    if field.public or field.filter:
        faults.add("authorised_public", f"数据项“{field.name}”属于授权查询的事项，必须标明 public: false，也不能筛选。")
    named = "".join((field.name, *field.aliases, *field.joined_from))
    word = next((word for word in vocabulary.NOT_FOR_AUTHORISED if word in named), None)
    if word is not None or field.role is Role.ADDRESS:
        faults.add(
            "authorised_field",
            f"数据项“{field.name}”（{word or '地址'}）不能列入授权查询的事项：不收欠费、违约、地址和用户编号。",
        )
