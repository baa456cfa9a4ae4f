"""Reading a draft: its cards judged anew, what they change, and the rulebook that would come of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mingxin.catalogue.models import CatalogueDraft, DraftCard, DraftState, Edition
from mingxin.catalogue.queries import edition_in_force, rulebook_in_force, rulebook_of_edition, rulebook_with
from mingxin.catalogue.rules.difference import Difference, differences, fixed_changes
from mingxin.rulebook.book import Rulebook, with_cards
from mingxin.rulebook.card_text import LocatedFault, ReadCard, read_card_text
from mingxin.rulebook.cards import ItemCard


@dataclass(frozen=True)
class DraftedCard:
    """One card of a draft under the rulebook in force today. `obstacles` are sentences beside the faults."""

    row: DraftCard
    card: ItemCard | None
    faults: tuple[LocatedFault, ...]
    obstacles: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return self.card is not None and not self.faults and not self.obstacles


def drafted_cards(draft: CatalogueDraft) -> tuple[DraftedCard, ...]:
    """Every card of the draft, judged by the rulebook in force, which may be another than when it was uploaded."""
    book = rulebook_in_force()
    rows = draft.cards.order_by("item").select_related("based_on")
    return tuple(_drafted(row, book) for row in rows)


@dataclass(frozen=True)
class Judged:
    """A draft as it was judged before anything was held. `edition`: the one in force then; `book`: the rulebook that
    would come of it; `rows`: what it holds, by item the text and the edition it was based on.
    """

    edition: int
    rows: Mapping[str, tuple[str, int]]
    drafted: tuple[DraftedCard, ...]
    book: Rulebook


def judge(draft: CatalogueDraft) -> Judged:
    """Reads and judges every card, a twentieth of a second for each: no lock is held meanwhile (ADR 0023)."""
    edition = _edition_number()
    drafted = drafted_cards(draft)
    book = with_cards(rulebook_in_force(), (one.card for one in drafted if one.card is not None))
    return Judged(edition, _said(one.row for one in drafted), drafted, book)


def is_same(judged: Judged, draft: CatalogueDraft) -> bool:
    """Whether the draft's cards and the edition in force still are those that were judged."""
    return _said(draft.cards.all()) == judged.rows and _edition_number() == judged.edition


def _said(rows: Iterable[DraftCard]) -> Mapping[str, tuple[str, int]]:
    return {row.item: (row.text, row.based_on_id) for row in rows}


def _edition_number() -> int:
    """Raises Refusal before the first edition, as whoever reads the rulebook does."""
    rulebook_in_force()
    present = edition_in_force()
    return present.number if present else 0


def difference(draft: CatalogueDraft) -> tuple[Difference, ...]:
    """What the draft changes; of a closed one, what it changed or would have changed when it was uploaded."""
    is_closed = draft.state in (DraftState.IN_FORCE, DraftState.DROPPED)
    found: list[Difference] = []
    for row in draft.cards.order_by("item"):
        book = rulebook_of_edition(row.based_on_id) if is_closed else rulebook_in_force()
        card = _read(row.text, book.digest).card
        if card is not None:
            found += differences(book.cards.get(row.item), card, book)
    return tuple(found)


def rulebook_of_draft(draft: CatalogueDraft) -> Rulebook:
    """The rulebook in force with the draft's cards: what a preview shows, whatever faults they still have."""
    cards = (drafted.card for drafted in drafted_cards(draft))
    return with_cards(rulebook_in_force(), (card for card in cards if card is not None))


def _drafted(row: DraftCard, book: Rulebook) -> DraftedCard:
    read = _read(row.text, book.digest)
    present = book.cards.get(row.item)
    obstacles = []
    if read.card is not None:
        fixed = "、".join(fixed_changes(present, read.card))
        if fixed:
            obstacles.append(
                f"事项“{read.card.name}”已经启用，不能再改动{fixed}：改动后已有的信息会被当作另一条重复收入。请另立事项。"
            )
    if rulebook_of_edition(row.based_on_id).cards.get(row.item) != present:
        name = present.name if present is not None else row.item
        obstacles.append(f"事项“{name}”在这张卡片上传之后已由别的版本改动，请核对差异后重新上传。")
    return DraftedCard(row, read.card, read.faults, tuple(obstacles))


@lru_cache(maxsize=64)
def _read(text: str, digest: str) -> ReadCard:
    """What a rulebook says of a text never changes; to say it takes a twentieth of a second."""
    number = Edition.objects.filter(digest=digest).order_by("-number").values_list("number", flat=True)[0]
    return read_card_text(text, rulebook_with(number, digest))
