"""The shape of a catalogue card: what may be collected, from whom, on what ground, shown to whom, how long."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class SubjectKind(StrEnum):
    """The three subject libraries, sole traders apart (charter 2.7)."""

    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    SOLE_TRADER = "sole_trader"
    NATURAL_PERSON = "natural_person"


class Nature(StrEnum):
    """Whether a record speaks for or against its subject; only negative records carry terms that repair can shorten."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class FieldType(StrEnum):
    TEXT = "text"
    CODE = "code"  # an identifier: kept as text whatever Excel made of it
    USCC = "uscc"
    DATE = "date"
    NUMBER = "number"


class Role(StrEnum):
    """What a field means to the platform, whatever its national column code is."""

    NAME = "name"
    KIND = "kind"  # 行政相对人类别
    USCC = "uscc"
    REGISTRATION_NUMBER = "registration_number"  # 工商注册号
    ORGANISATION_CODE = "organisation_code"
    LEGAL_REPRESENTATIVE = "legal_representative"
    DOCUMENT_NUMBER = "document_number"  # 文号
    DOCUMENT_TITLE = "document_title"
    CATEGORY = "category"  # 处罚类别, 许可类别 …
    CONDUCT = "conduct"  # 违法行为类型
    FACTS = "facts"
    GROUNDS = "grounds"  # 处罚依据
    CONTENT = "content"  # 处罚内容, 许可内容
    FINE_WAN = "fine_wan"  # 罚款金额, in 万元
    CONFISCATED_WAN = "confiscated_wan"
    DECIDED_ON = "decided_on"
    SERVED_ON = "served_on"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    CLAIMED_END = "claimed_end"  # 处罚有效期, 公示截止期: compared, never used
    REMOVED_ON = "removed_on"  # 移出日期, 解除日期: hidden from that day
    STATUS = "status"
    ORGAN = "organ"
    ORGAN_CODE = "organ_code"
    SOURCE = "source"
    SOURCE_CODE = "source_code"
    REMARK = "remark"
    # optional columns after 备注 that carry the basis of publication
    PROCEDURE = "procedure"  # 程序类型
    SEVERITY = "severity"  # 失信程度
    PUBLIC = "public"  # 是否公开
    REASON = "reason"  # 理由
    # registration
    ESTABLISHED_ON = "established_on"
    ORGANISATION_TYPE = "organisation_type"
    CAPITAL = "capital"
    ADDRESS = "address"
    SCOPE = "scope"
    INDUSTRY = "industry"
    FORMER_NAME = "former_name"
    CHANGED_ON = "changed_on"
    REGION = "region"  # 所在地区


@dataclass(frozen=True)
class Basis:
    """A legal ground: the key of a source in rulebook/sources.yaml and the article in it."""

    source: str
    article: str


@dataclass(frozen=True)
class FieldCard:
    """One data element of an item.

    required is "always", "never", or the name of a condition that `intake.rules.conditions` knows
    (for instance "category_has_fine"). length counts characters. code_set is a key of rulebook/codes/.
    cut means: recognised, checked and removed before anything is stored (charter 2.5). joined_from are columns of older
    layouts whose values are joined to this one's with ";" (a second category column).
    """

    code: str
    name: str
    type: FieldType = FieldType.TEXT
    length: int | None = None
    required: str = "never"
    role: Role | None = None
    aliases: tuple[str, ...] = ()
    joined_from: tuple[str, ...] = ()
    code_set: str | None = None
    many: bool = False  # several code-set values joined with ";"
    public: bool = True
    cut: bool = False
    filter: bool = False  # lists can be filtered by it (at most three a card)
    optional_column: bool = False  # may be missing from the sheet without a word (columns after 备注)
    element: str = ""  # national element code (GB/T 39445), where known
    example: str = ""
    hint: str = ""


@dataclass(frozen=True)
class ItemCard:
    """A catalogue item 目录事项. `publicity` names a rule of rulebook/publicity.yaml."""

    code: str
    name: str
    class_name: str  # one of the 13 national classes
    level: str  # national | provincial | city
    source_row: str  # edition and row of the catalogue it stands in
    basis: tuple[Basis, ...]
    standing: str  # read | recalled (shown to the operator as 待核实)
    owner: str  # the kind of department that owns the item, in Chinese
    kinds: tuple[SubjectKind, ...]
    nature: Nature
    disclosure: str  # public | government | authorised
    publicity: str
    retention: str
    deadline_workdays: int | None
    cycle: str  # daily | monthly | …
    fields: tuple[FieldCard, ...]
    record_key: tuple[str, ...]  # field codes that make two rows the same record
    headline: tuple[Role, ...] = ()  # which roles make the line a reader sees in a list
    effect: str = "record"  # record | registration (creates and updates subjects)
    sole_trader_public: bool = True
    believable: Mapping[str, int] = field(default_factory=dict)
    in_force_from: date | None = None
    in_force_until: date | None = None
    checks: tuple[Mapping[str, object], ...] = ()  # cross-field checks, see rulebook.vocabulary.CHECKS
    ignored_columns: tuple[
        str, ...
    ] = ()  # columns of older layouts that say nothing we keep: passed over without a word

    def by_role(self, role: Role) -> FieldCard | None:
        return next((f for f in self.fields if f.role is role), None)

    def field(self, code: str) -> FieldCard:
        return next(f for f in self.fields if f.code == code)

    def codes_of(self, *roles: Role) -> tuple[str, ...]:
        return tuple(f.code for f in self.fields if f.role in roles)


@dataclass(frozen=True)
class Source:
    """A law, regulation or State Council document.

    in_force_until is the first day on which it no longer holds. standing is "read" (checked against a copy of the
    text) or "recalled" (shown as 待核实).
    """

    key: str
    title: str
    number: str
    level: str  # law | regulation | state_council | ministry_rule | local_regulation | standard | policy | judicial
    in_force_from: date | None
    in_force_until: date | None
    standing: str
    note: str = ""


@dataclass(frozen=True)
class CodeSet:
    """A code set: value → aliases that fold into it. The value itself is what is kept."""

    key: str
    name: str
    values: Mapping[str, tuple[str, ...]]
    open_prefix: str = ""  # "其他" allows 其他-补充说明
    source: str = ""

    def value_of(self, spelling: str) -> str:
        """The value that is written so, or of which this is an alias; "" for neither."""
        return next((value for value, aliases in self.values.items() if spelling in (value, *aliases)), "")


_KINDS_NAMED: Final = {"自然人": SubjectKind.NATURAL_PERSON, "个体工商户": SubjectKind.SOLE_TRADER}
"""Values of 行政相对人类别 that only some cards take; a row with another kind would be refused."""


def values_taken(field: FieldCard, card: ItemCard, code_set: CodeSet) -> tuple[str, ...]:
    """The values that may be chosen in a field of this item, wherever they are offered."""
    if field.role is not Role.KIND:
        return tuple(code_set.values)
    named = {value: _KINDS_NAMED.get(value) for value in code_set.values}
    return tuple(value for value, kind in named.items() if kind is None or kind in card.kinds)


@dataclass(frozen=True)
class Terms:
    """How long a class of records is public, in months from the day of decision (calendar months, clamped)."""

    severity: str  # minor | ordinary | serious
    public: bool
    repairable_after_months: int
    shown_months: int
    source: str
    article: str
    standing: str
    in_force_from: date
