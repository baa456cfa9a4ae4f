"""Whether the fields of a card may be collected, and whether what the card says about them holds together."""

from collections.abc import Mapping

from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import FieldCard, ItemCard, Role
from mingxin.rulebook.faults import Faults
from mingxin.rulebook.forbidden import must_be_cut, never_collected

FILTERS_AT_MOST = 3
# Charter 2.8: no search by person.
PERSON_ROLES: frozenset[Role] = frozenset({Role.LEGAL_REPRESENTATIVE})


def validate_fields(card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    for field in card.fields:
        _forbidden(field, rulebook, faults)
        _cut(field, card, faults)
        _references(field, card, rulebook, faults)
    _names(card, faults)
    _filters(card, faults)
    _key(card, faults)
    for check in card.checks:
        _check(card, check, faults)


def _forbidden(field: FieldCard, rulebook: Rulebook, faults: Faults) -> None:
    hit = never_collected(field, rulebook.forbidden)
    if hit:
        element, word = hit
        faults.add("forbidden_element", f"数据项“{field.name}”（{word}）属于“{element.name}”，任何情况下都不采集。")
    hit = must_be_cut(field, rulebook.forbidden)
    if hit and not field.cut:
        element, word = hit
        faults.add(
            "must_be_cut",
            f"数据项“{field.name}”（{word}）属于“{element.name}”，平台不保存，必须标明 cut: true。",
        )


def _cut(field: FieldCard, card: ItemCard, faults: Faults) -> None:
    if field.cut and (field.public or field.filter or field.code in card.record_key or field.required != "never"):
        faults.add("cut_field_used", f"数据项“{field.name}”收到即删除，不能公开、筛选、必填或者作为记录的键。")


def _references(field: FieldCard, card: ItemCard, rulebook: Rulebook, faults: Faults) -> None:
    if field.code_set is not None and field.code_set not in rulebook.code_sets:
        faults.add("unknown_code_set", f"数据项“{field.name}”引用的代码集“{field.code_set}”不存在。")
    if field.many and field.code_set is None:
        faults.add("unknown_code_set", f"数据项“{field.name}”可填多个值（many），却没有代码集。")
    if field.required not in vocabulary.REQUIRED_WORDS:
        listed = "、".join(vocabulary.REQUIRED_WORDS)
        faults.add("unknown_condition", f"数据项“{field.name}”的 required 写作“{field.required}”，只能是：{listed}。")
    elif field.required.startswith("kind_") and card.by_role(Role.KIND) is None:
        faults.add("unknown_condition", f"数据项“{field.name}”的必填条件要看主体类别，但本事项没有主体类别一栏。")
    elif field.required.startswith("category_") and card.by_role(Role.CATEGORY) is None:
        faults.add("unknown_condition", f"数据项“{field.name}”的必填条件要看类别，但本事项没有类别一栏。")


def _names(card: ItemCard, faults: Faults) -> None:
    """A header must lead to one field only."""
    taken: dict[str, str] = {}
    if not card.fields:
        faults.add("no_fields", f"事项“{card.name}”没有数据项。")
    for field in card.fields:
        names = (field.code, field.name, *field.aliases, *field.joined_from)
        for name in names:
            folded = fold_header(name)
            owner = taken.setdefault(folded, field.code)
            if owner != field.code:
                faults.add("name_twice", f"列名“{name}”同时指向 {owner} 和 {field.code}，读表时无法分辨。")
    for name in card.ignored_columns:
        if fold_header(name) in taken:
            faults.add("name_twice", f"列名“{name}”既是数据项又在 ignored_columns 中。")


def fold_header(name: str) -> str:
    """How headers are compared here: width of brackets, spaces and case are no difference."""
    return name.replace("（", "(").replace("）", ")").replace(" ", "").upper()


def _filters(card: ItemCard, faults: Faults) -> None:
    filters = [field for field in card.fields if field.filter]
    if len(filters) > FILTERS_AT_MOST:
        names = "、".join(field.name for field in filters)
        faults.add("too_many_filters", f"事项“{card.name}”的筛选项最多三个，现有 {len(filters)} 个：{names}。")
    for field in filters:
        if field.role in PERSON_ROLES:
            faults.add("search_by_person", f"数据项“{field.name}”是人名，不能作为筛选项：本平台不按人查询。")
        if not field.public:
            faults.add("filter_not_public", f"数据项“{field.name}”不公示，不能作为筛选项：筛选会列出它的内容。")


def _key(card: ItemCard, faults: Faults) -> None:
    if not card.record_key:
        faults.add("no_record_key", f"事项“{card.name}”没有写明哪些数据项相同即为同一条记录（record_key）。")
    codes = {field.code for field in card.fields}
    for code in card.record_key:
        if code not in codes:
            faults.add("unknown_field", f"事项“{card.name}”的 record_key 用到不存在的数据项“{code}”。")


def _check(card: ItemCard, check: Mapping[str, object], faults: Faults) -> None:
    kind = str(check.get("kind", ""))
    arguments = vocabulary.CHECKS.get(kind)
    if arguments is None:
        listed = "、".join(vocabulary.CHECKS)
        faults.add("unknown_check", f"事项“{card.name}”的核对“{kind}”不存在，只能是：{listed}。")
        return
    codes = {field.code for field in card.fields}
    if set(check) != {"kind", *arguments}:
        faults.add("unknown_check", f"事项“{card.name}”的核对“{kind}”应当恰好写明：{'、'.join(arguments)}。")
    for argument in arguments:
        if argument not in vocabulary.CHECK_ARGUMENTS_NOT_FIELDS and str(check.get(argument)) not in codes:
            faults.add("unknown_field", f"事项“{card.name}”的核对“{kind}”用到不存在的数据项“{check.get(argument)}”。")
