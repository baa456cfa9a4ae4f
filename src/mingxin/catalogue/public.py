"""The catalogue as anyone may read it: what is collected, on what ground, shown how long."""

from dataclasses import dataclass
from typing import Final

from mingxin.catalogue.queries import edition_in_force, rulebook_in_force
from mingxin.catalogue.rules.words import KIND_WORDS, NATURE_WORDS, clause
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook import vocabulary
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import FieldCard, ItemCard, Role, SubjectKind

UNKNOWN_ITEM: Final = "catalogue.unknown_item"


@dataclass(frozen=True)
class ShownBasis:
    title: str
    number: str
    article: str
    level: str
    to_be_verified: bool  # 待核实: the text, or this place in it, was not checked

    @property
    def cited(self) -> str:
        """As the public reads it: the article only where it was checked against the text."""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{'' if self.to_be_verified else clause(self.article)}"


@dataclass(frozen=True)
class ShownField:
    name: str
    code: str
    required: str
    public: bool
    kept: bool  # False: recognised and deleted on arrival


@dataclass(frozen=True)
class ShownItem:
    """One item of the public catalogue page, in words ready to print.

    deadline_workdays counts from the day after the decision. to_be_verified covers the card as a whole (待核实).
    """

    code: str
    name: str
    class_name: str
    level: str
    source_row: str
    owner: str
    kinds: tuple[str, ...]
    nature: str
    disclosure: str
    bases: tuple[ShownBasis, ...]
    to_be_verified: bool
    publicity: str
    publicity_ground: ShownBasis
    sole_traders: str
    retention: str
    deadline_workdays: int | None
    deadline: str
    cycle: str
    fields: tuple[ShownField, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """Its grounds as the public reads them, each once: of a text that was not checked several articles are one."""
        return tuple(dict.fromkeys(basis.cited for basis in self.bases))


@dataclass(frozen=True)
class ShownEdition:
    """`sources`: documents that its items and their rules of publicity cite; `checked`: those of which every place that
    is cited was read in the text, and is named; `partly`: those of which some were.
    """

    number: int
    digest: str
    in_force_on: str
    sources: int
    checked: int
    partly: int


def show_edition() -> ShownEdition | None:
    edition = edition_in_force()
    if edition is None:
        return None
    cited: dict[tuple[str, str], set[bool]] = {}
    for item in show_catalogue():
        for basis in (*item.bases, item.publicity_ground):
            cited.setdefault((basis.title, basis.number), set()).add(basis.to_be_verified)
    standing, day = list(cited.values()), edition.in_force_on.isoformat()
    whole, partly = standing.count({False}), standing.count({True, False})
    return ShownEdition(edition.number, edition.digest, day, len(cited), whole, partly)


def show_catalogue() -> tuple[ShownItem, ...]:
    """Every item of the edition in force, in the order of the national classes; empty before the first edition."""
    if edition_in_force() is None:
        return ()
    return shown_items(rulebook_in_force())


def show_item(code: str) -> ShownItem:
    """One item. Raises Refusal("catalogue.unknown_item")."""
    rulebook = rulebook_in_force()
    card = rulebook.cards.get(code)
    if card is None:
        raise Refusal(UNKNOWN_ITEM, "信用信息目录中没有这一事项。", "请返回目录页查看全部事项。", item=code)
    return shown_item(card, rulebook)


def shown_items(rulebook: Rulebook) -> tuple[ShownItem, ...]:
    """Every item of a rulebook, in words."""
    order = {name: place for place, name in enumerate(vocabulary.NATIONAL_CLASSES)}
    cards = sorted(rulebook.cards.values(), key=lambda card: (order[card.class_name], card.code))
    return tuple(shown_item(card, rulebook) for card in cards)


def shown_item(card: ItemCard, rulebook: Rulebook) -> ShownItem:
    rule = rulebook.publicity.rules[card.publicity]
    bases = tuple(_basis(rulebook, basis.source, basis.article) for basis in card.basis)
    return ShownItem(
        code=card.code,
        name=card.name,
        class_name=card.class_name,
        level=vocabulary.LEVELS[card.level],
        source_row=card.source_row,
        owner=card.owner,
        kinds=tuple(KIND_WORDS[kind] for kind in card.kinds),
        nature=NATURE_WORDS[card.nature],
        disclosure=vocabulary.DISCLOSURES[card.disclosure],
        bases=bases,
        to_be_verified=card.standing == "recalled" or rule.standing == "recalled",
        publicity=rule.words,
        publicity_ground=_basis(rulebook, rule.source, rule.article),
        sole_traders=_sole_traders(card),
        retention=card.retention,
        deadline_workdays=card.deadline_workdays,
        deadline=_deadline(card),
        cycle=vocabulary.CYCLES[card.cycle],
        fields=tuple(_field(field) for field in card.fields),
    )


def _basis(rulebook: Rulebook, cited: str, article: str) -> ShownBasis:
    """A place in a text. What a rule of publicity says is not checked there is not checked wherever it is cited."""
    source, rules = rulebook.sources[cited], rulebook.publicity.rules.values()
    standing = {rule.standing for rule in rules if (rule.source, rule.article) == (cited, article)}
    return ShownBasis(
        title=source.title,
        number=source.number,
        article=article,
        level=vocabulary.SOURCE_LEVELS[source.level],
        to_be_verified="recalled" in {source.standing, *standing},
    )


def _field(field: FieldCard) -> ShownField:
    return ShownField(
        name=field.name,
        code=field.code,
        required=vocabulary.REQUIRED_WORDS[field.required],
        public=field.public,
        kept=not field.cut,
    )


def _sole_traders(card: ItemCard) -> str:
    if SubjectKind.SOLE_TRADER not in card.kinds:
        return "不适用于个体工商户。"
    if card.sole_trader_public:
        return "个体工商户的信息同样公示，但不显示经营者姓名和住所。"
    if card.by_role(Role.PUBLIC) is None:
        return "个体工商户的信息不公示。"
    return "个体工商户的信息默认不公示；作出决定的单位认为应当公示的，须写明理由。"


def _deadline(card: ItemCard) -> str:
    if card.deadline_workdays is None:
        return "没有规定报送时限。"
    return f"自决定之日起{card.deadline_workdays}个工作日内报送（决定当日不计，最后一日计入）。"
