"""Reading cards, sources and code sets from plain mappings (YAML, or an edition's stored content)."""

from mingxin.rulebook.cards import Basis, CodeSet, FieldCard, FieldType, ItemCard, Nature, Role, Source, SubjectKind
from mingxin.rulebook.faults import Faults
from mingxin.rulebook.reading import Reader


def read_source(key: str, data: object, faults: Faults) -> Source:
    reader = Reader(data, f"来源“{key}”", faults)
    reader.drop_key()
    source = Source(
        key=key,
        title=reader.text("title"),
        number=reader.text("number"),
        level=reader.text("level"),
        in_force_from=reader.day("in_force_from"),
        in_force_until=reader.day("in_force_until"),
        standing=reader.text("standing"),
        note=reader.text("note", ""),
    )
    reader.finish()
    return source


def read_code_set(key: str, data: object, faults: Faults) -> CodeSet:
    reader = Reader(data, f"代码集“{key}”", faults)
    reader.drop_key()
    values: dict[str, tuple[str, ...]] = {}
    for value, aliases in reader.mapping("values").items():
        if isinstance(aliases, list | tuple) and all(isinstance(alias, str) for alias in aliases):
            values[value] = tuple(aliases)
        else:
            faults.add("malformed", f"代码集“{key}”的值“{value}”的别名应当是文字的列表，数字请加引号。")
    code_set = CodeSet(
        key=key,
        name=reader.text("name"),
        values=values,
        open_prefix=reader.text("open_prefix", ""),
        source=reader.text("source", ""),
    )
    reader.finish()
    return code_set


def read_field(data: object, faults: Faults) -> FieldCard:
    code = data.get("code", "?") if isinstance(data, dict) else "?"
    reader = Reader(data, f"数据项“{code}”", faults)
    field = FieldCard(
        code=reader.text("code"),
        name=reader.text("name"),
        type=reader.choice("type", FieldType, FieldType.TEXT),
        length=reader.whole("length"),
        required=reader.text("required", "never"),
        role=reader.optional("role", Role),
        aliases=reader.texts("aliases"),
        joined_from=reader.texts("joined_from"),
        code_set=reader.text("code_set", "") or None,
        many=reader.flag("many", False),
        public=reader.flag("public", True),
        cut=reader.flag("cut", False),
        filter=reader.flag("filter", False),
        optional_column=reader.flag("optional_column", False),
        element=reader.text("element", ""),
        example=reader.text("example", ""),
        hint=reader.text("hint", ""),
    )
    reader.finish()
    return field


def read_basis(data: object, faults: Faults) -> Basis:
    reader = Reader(data, "依据", faults)
    basis = Basis(source=reader.text("source", ""), article=reader.text("article", ""))
    reader.finish()
    return basis


def read_card(data: object, faults: Faults) -> ItemCard:
    code = data.get("code", "?") if isinstance(data, dict) else "?"
    reader = Reader(data, f"事项“{code}”", faults)
    card = ItemCard(
        code=reader.text("code"),
        name=reader.text("name"),
        class_name=reader.text("class_name"),
        level=reader.text("level"),
        source_row=reader.text("source_row", ""),
        basis=tuple(read_basis(entry, faults) for entry in reader.entries("basis")),
        standing=reader.text("standing"),
        owner=reader.text("owner"),
        kinds=reader.choices("kinds", SubjectKind),
        nature=reader.choice("nature", Nature, Nature.NEUTRAL),
        disclosure=reader.text("disclosure"),
        publicity=reader.text("publicity"),
        retention=reader.text("retention", ""),
        deadline_workdays=reader.whole("deadline_workdays"),
        cycle=reader.text("cycle"),
        fields=tuple(read_field(entry, faults) for entry in reader.entries("fields")),
        record_key=reader.texts("record_key"),
        headline=reader.choices("headline", Role),
        effect=reader.text("effect", "record"),
        sole_trader_public=reader.flag("sole_trader_public", True),
        believable=_whole_numbers(reader.mapping("believable"), faults),
        in_force_from=reader.day("in_force_from"),
        in_force_until=reader.day("in_force_until"),
        checks=tuple(_check(entry, faults) for entry in reader.entries("checks")),
        ignored_columns=reader.texts("ignored_columns"),
    )
    reader.finish()
    return card


def _check(data: object, faults: Faults) -> dict[str, object]:
    """A cross-field check as plain values: lists become tuples, so that a stored card equals the one that was read."""
    if not isinstance(data, dict):
        faults.add("malformed", "checks 的每一条应当是“键: 值”的形式。")
        return {}
    return {str(key): tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _whole_numbers(data: dict[str, object], faults: Faults) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for key, value in data.items():
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            numbers[key] = value
        else:
            faults.add("malformed", f"believable 的“{key}”应当是正整数。")
    return numbers
