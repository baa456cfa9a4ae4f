"""The part of the rulebook that the public site needs, read once for a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from mingxin.catalogue.queries import rulebook_in_force
from mingxin.catalogue.rules.showing import Openness, is_in_force, may_show, openness_of
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.book import Rulebook
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.publicity import PublicityRule
from mingxin.rulebook.vocabulary import NATIONAL_CLASSES

LICENCE, PENALTY = "admin_licence", "admin_penalty"  # the two of 双公示
NO_COLUMN: Final = "publicity.no_column"
_FIRST = (LICENCE, PENALTY)


@dataclass(frozen=True)
class PublicBook:
    """`cards`: items whose records may be public, in the site's order. `registrations`: those that name subjects.
    `reserved`: items of which nobody is told without the subject's authorisation, but that they are reported.
    """

    cards: dict[str, ItemCard]
    reserved: dict[str, ItemCard]
    registrations: dict[str, ItemCard]
    opened: Openness
    rulebook: Rulebook

    def card(self, item: str) -> ItemCard:
        found = self.cards.get(item)
        if found is None:
            raise Refusal(NO_COLUMN, "没有这个公示栏目。", "请从网站地图选择栏目。")
        return found

    def rule(self, card: ItemCard) -> PublicityRule:
        return self.rulebook.publicity.rules[card.publicity]

    def published_under(self, card: ItemCard) -> str:
        """The ground of publication, as a reader can look it up; the article only where its text was read."""
        rule = self.rule(card)
        source = self.rulebook.sources[rule.source]
        was_read = "recalled" not in (source.standing, rule.standing)
        return f"《{source.title}》{rule.article if was_read else ''}"


def book_on(as_of: date) -> PublicBook:
    rulebook = rulebook_in_force()
    in_force = [c for c in rulebook.cards.values() if is_in_force(c, as_of)]
    public = [c for c in in_force if may_show(c, as_of)]
    return PublicBook(
        cards={c.code: c for c in _ordered(c for c in public if c.effect == "record")},
        reserved={c.code: c for c in _ordered(c for c in in_force if c.disclosure == "authorised")},
        registrations={c.code: c for c in public if c.effect == "registration"},
        opened=openness_of(rulebook.cards, as_of),
        rulebook=rulebook,
    )


def _ordered(cards: Iterable[ItemCard]) -> list[ItemCard]:
    """The two of 双公示 first, then in the order of the national classes."""

    def place(card: ItemCard) -> tuple[int, int, str]:
        first = _FIRST.index(card.code) if card.code in _FIRST else len(_FIRST)
        return first, NATIONAL_CLASSES.index(card.class_name), card.code

    return sorted(cards, key=place)
