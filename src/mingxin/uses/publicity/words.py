"""A record in the words in which the public reads it. Pure: values in, ready words out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from mingxin.kernel.masking import mask_phones_in
from mingxin.rulebook.cards import FieldCard, FieldType, ItemCard, Nature, Role

LONG_TERM = "2099-12-31"  # how departments write that nothing ends a licence
# Values of code sets which say that all duties are performed; any other says that a condition of repair is not met.
# Source: repair-measures-2026, conditions of repair (domain 1.4).
PERFORMED: Final = {"performance": "全部已履行"}
_PERSONAL = frozenset({Role.LEGAL_REPRESENTATIVE, Role.ADDRESS})  # of a sole trader never shown (charter 2.7)
SEVERITIES = {"minor": "轻微", "ordinary": "一般", "serious": "严重"}
WITHDRAWN = {
    "shown": "已撤回，即刻停止公示",
    "ended": "已撤回；撤回前这条信息已经停止公示，公众看到的没有变化",
    "unknown": "已撤回；这条信息没有公示过，公众看到的没有变化",
}
"""What a withdrawal changed for the public, by how the record stood with it before (see `removals.state_of`)."""
TONES = {Nature.NEGATIVE: "bad", Nature.NEUTRAL: "neutral", Nature.POSITIVE: "good"}


@dataclass(frozen=True)
class Pair:
    """A label and its value; `is_code` asks for a fixed-width face."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True)
class Tag:
    words: str
    tone: str  # ok | blue


@dataclass(frozen=True)
class Term:
    """How far a negative record's time in public has gone. Shares are whole percent of the whole term."""

    decided: str
    repairable: str
    now: str
    ends: str
    elapsed: int
    repairable_at: int
    spoken: str


@dataclass(frozen=True)
class Spans:
    """The days that were fixed when the record was made. `unmet`: see the function of that name."""

    decided_on: date
    hidden_from: date | None
    repairable_from: date | None
    unmet: str = ""


def day(value: date | str | None) -> str:
    return str(value) if value else ""


def number(value: int) -> str:
    return f"{value:,}"


def public_fields(card: ItemCard, *, sole_trader: bool) -> tuple[FieldCard, ...]:
    """Fields that anybody may read: what the card marks public, never what is cut, nor a sole trader's person or home.

    A legal representative stands on the organisation's own page only, as registration data (charter 2.8).
    """
    return tuple(
        f
        for f in card.fields
        if f.public
        and not f.cut
        and not (f.role is Role.LEGAL_REPRESENTATIVE and card.effect != "registration")
        and not (sole_trader and f.role in _PERSONAL)
    )


def spelled(field: FieldCard, value: str) -> str:
    """A value as a reader expects it. Mobile numbers in free text are masked."""
    if field.role in (Role.FINE_WAN, Role.CONFISCATED_WAN):
        return f"{value} 万元（{yuan(value)}）"
    if field.role is Role.VALID_UNTIL and value >= LONG_TERM:
        return "长期"
    if field.many:
        return value.replace(";", "、")
    return mask_phones_in(value) if field.type is FieldType.TEXT else value


def in_workbook(field: FieldCard, value: str) -> str:
    """A value in a file for people: as the page spells it, but an amount stays a number."""
    return value if field.role in (Role.FINE_WAN, Role.CONFISCATED_WAN) else spelled(field, value)


def in_table(field: FieldCard, value: str) -> str:
    """A value in a file for programs: as the national list of fields has it, a day for no end and ";" between several
    (发改办财金〔2018〕424号). Mobile numbers are masked here too.
    """
    return mask_phones_in(value) if field.type is FieldType.TEXT else value


def table_notes(card: ItemCard) -> str:
    """What the page says of `in_table`, of fields that the card has."""
    fields = public_fields(card, sole_trader=False)
    told = [
        *(f"{f.name}写 {LONG_TERM} 的，是长期有效" for f in fields if f.role is Role.VALID_UNTIL),
        *(f"{f.name}有几种的，用英文分号“;”隔开" for f in fields if f.many),
    ]
    return f"Excel 中的写法和网页相同。CSV 供程序读取，照国家数据标准写：{'；'.join(told)}。" if told else ""


def yuan(wan: str) -> str:
    """Ten-thousands of yuan in words of yuan: "0.2" is "2,000 元"."""
    try:
        amount = Decimal(wan) * 10000
    except InvalidOperation:
        return f"{wan} 万元"
    whole = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()
    return f"{whole:,} 元"


def pairs(card: ItemCard, said: Mapping[str, str], *, sole_trader: bool) -> tuple[Pair, ...]:
    """Every public field that is filled, in the card's order."""
    return tuple(
        Pair(f.name, spelled(f, said[f.code]), f.type in (FieldType.CODE, FieldType.USCC) and said[f.code].isascii())
        for f in public_fields(card, sole_trader=sole_trader)
        if said.get(f.code)
    )


def brief(card: ItemCard, said: Mapping[str, str], *, sole_trader: bool, published_under: str) -> tuple[Pair, ...]:
    """What stands on a subject's page: who decided and when, on what ground, what, until when."""
    return tuple(_brief(card, said, sole_trader, published_under))


def _brief(card: ItemCard, said: Mapping[str, str], sole_trader: bool, published_under: str) -> Iterator[Pair]:
    told = {f.role: f for f in public_fields(card, sole_trader=sole_trader) if f.role and said.get(f.code)}

    def value(role: Role) -> str:
        return spelled(told[role], said[told[role].code]) if role in told else ""

    if Role.ORGAN in told:
        facts = [v for v in (value(Role.DECIDED_ON), value(Role.DOCUMENT_NUMBER)) if v]
        yield Pair(told[Role.ORGAN].name, f"{value(Role.ORGAN)}（{'，'.join(facts)}）" if facts else value(Role.ORGAN))
    for role in (Role.CATEGORY, Role.CONTENT, Role.GROUNDS):
        if role in told:
            yield Pair(told[role].name, value(role))
    if published_under:
        yield Pair("公示依据", published_under)
    if Role.VALID_UNTIL in told:
        begun = value(Role.VALID_FROM)
        yield Pair("有效期", f"{begun} 至 {value(Role.VALID_UNTIL)}" if begun else f"至 {value(Role.VALID_UNTIL)}")
    if Role.REMOVED_ON in told:
        yield Pair(told[Role.REMOVED_ON].name, value(Role.REMOVED_ON))


def title(card: ItemCard, said: Mapping[str, str]) -> str:
    """What the record is about, in one line: the conduct and the fine, or the thing that was granted."""
    said_by = _by_role(card, said)
    if card.nature is Nature.NEGATIVE:
        about = said_by.get(Role.CONDUCT) or said_by.get(Role.CATEGORY) or card.name
        fine = said_by.get(Role.FINE_WAN)
        return shortened(about) + (f"，罚款 {yuan(fine)}" if fine else "")
    return shortened(subject_matter(card, said))


def subject_matter(card: ItemCard, said: Mapping[str, str]) -> str:
    said_by = _by_role(card, said)
    told = (f for f in card.fields if f.filter and f.role is None and f.public and not f.cut)
    certificate = next((said[f.code] for f in told if said.get(f.code)), "")
    return certificate or said_by.get(Role.DOCUMENT_TITLE) or said_by.get(Role.CATEGORY) or card.name


def summary(card: ItemCard, said: Mapping[str, str]) -> str:
    """The second line in a list: matter, organ, document number."""
    said_by = _by_role(card, said)
    about = title(card, said) if card.nature is Nature.NEGATIVE else subject_matter(card, said)
    parts = (about, said_by.get(Role.ORGAN, ""), said_by.get(Role.DOCUMENT_NUMBER, ""))
    return " · ".join(shortened(part) for part in parts if part)


def end_words(card: ItemCard, said: Mapping[str, str], hidden_from: date | None) -> str:
    """Until when: a licence's own term, or the day on which showing stops by itself."""
    until = _by_role(card, said).get(Role.VALID_UNTIL)
    if until:
        return "长期有效" if until >= LONG_TERM else f"有效至 {until}"
    return f"{hidden_from} 停止公示" if hidden_from and str(hidden_from) < LONG_TERM else ""


def term(spans: Spans, *, as_of: date) -> Term | None:
    """The bar of a negative record; None where nothing is to be drawn."""
    if spans.hidden_from is None or spans.hidden_from <= spans.decided_on:
        return None
    whole = (spans.hidden_from - spans.decided_on).days

    def share(when: date) -> int:
        return max(0, min(100, round((when - spans.decided_on).days * 100 / whole)))

    repairable = repair_words(spans.repairable_from)
    now = ""
    if spans.repairable_from and spans.repairable_from <= as_of:
        now = f"；{spans.unmet}，现在还不能申请" if spans.unmet else "；符合条件的，现在可申请"
    ends = stops_words(spans.hidden_from)
    decided = f"{spans.decided_on} 决定"
    elapsed = share(as_of)
    return Term(
        decided=decided,
        repairable=repairable,
        now=now,
        ends=ends,
        elapsed=elapsed,
        repairable_at=share(spans.repairable_from) if spans.repairable_from else 0,
        spoken=f"公示期已过 {elapsed}%：" + "；".join(w for w in (decided, repairable + now, ends) if w),
    )


def repair_words(repairable_from: date | None) -> str:
    """The first day is one condition of several; "" where the rule names no day."""
    return f"纠正失信行为、履行全部义务的，{repairable_from} 起可申请修复" if repairable_from else ""


def unmet(card: ItemCard, said: Mapping[str, str]) -> str:
    """What the record itself tells of a condition of repair that is not met; "" where it tells of none."""
    found = (
        (f.name, said[f.code])
        for f in card.fields
        if f.public and f.code_set in PERFORMED and said.get(f.code, "") not in ("", PERFORMED[f.code_set])
    )
    return next((f"{name}为“{value}”" for name, value in found), "")


def stops_words(hidden_from: date) -> str:
    """The first day on which a record is shown no more: it goes by itself."""
    return f"{hidden_from} 自动停止公示"


def tags(card: ItemCard, said: Mapping[str, str], marks: Sequence[str]) -> tuple[Tag, ...]:
    """State, then what stands beside the record. How grave it is decides its days and is itself not published."""
    status = _by_role(card, said).get(Role.STATUS)
    found = [Tag(status, "ok")] if status else []
    return (*found, *(Tag(words, "blue") for words in marks))


def name_in(card: ItemCard, said: Mapping[str, str]) -> str:
    """The party's name as the decision has it."""
    return _by_role(card, said).get(Role.NAME, "")


def shortened(text: str, most: int = 60) -> str:
    masked = mask_phones_in(text)
    return masked if len(masked) <= most else f"{masked[: most - 1]}…"


def _by_role(card: ItemCard, said: Mapping[str, str]) -> dict[Role, str]:
    """Public values by what they mean, the first of a role."""
    found: dict[Role, str] = {}
    for f in card.fields:
        if f.role and f.public and not f.cut and said.get(f.code) and f.role not in found:
            found[f.role] = said[f.code].replace(";", "、") if f.many else said[f.code]
    return found
