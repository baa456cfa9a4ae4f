"""What an officer had before the eyes: a draft that a colleague has changed meanwhile is not written over unseen."""

import json
from collections.abc import Iterable
from dataclasses import astuple
from typing import Final

from mingxin.catalogue.actions.drafts import PUT_CARD
from mingxin.catalogue.models import CatalogueDraft, DraftCard
from mingxin.catalogue.rules.difference import Difference
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.queries import names_of
from mingxin.rulebook.book import digest_of

FIELD: Final = "seen"  # hidden in the forms
CHANGED: Final = "draft.changed"


def seen_card(card: DraftCard | None) -> str:
    """Which card, in which text; "" where there was none."""
    return f"{card.item} {digest_of(card.text)}" if card is not None else ""


def seen_changes(found: CatalogueDraft, changes: Iterable[Difference]) -> str:
    """A digest of the changes that a page listed, and of the cards that they were worked out from."""
    cards = found.cards.order_by("item").values_list("item", "text")
    return digest_of(json.dumps([list(cards), [astuple(one) for one in changes]], ensure_ascii=False))


def held_cards(found: CatalogueDraft) -> dict[str, DraftCard]:
    """The cards of the draft by item. To be called in a transaction, until whose end nobody else changes them."""
    CatalogueDraft.objects.select_for_update().get(pk=found.pk)
    return {card.item: card for card in found.cards.all()}


def require_seen(present: DraftCard | None, *, item: str, seen: str) -> None:
    """That what is about to be replaced is what the page showed. Raises Refusal(CHANGED) with the `item`."""
    known = seen if seen.startswith(f"{item} ") else ""
    if known == seen_card(present):
        return
    if present is None:
        raise Refusal(
            CHANGED,
            "这张卡片已被同事从草稿中去掉，您的内容还没有保存。",
            "仍要放入草稿的，请核对后再保存一次。",
            item=item,
        )
    at = present.put_at.astimezone(CHINA)
    by = names_of(PUT_CARD).get(present.put_by, present.put_by)
    said = "与您打开时不同" if known else "已在草稿中"
    raise Refusal(
        CHANGED,
        f"这个事项的卡片{said}（{by} 于 {at:%Y-%m-%d %H:%M} 保存），您的操作还没有办理。",
        "请对照草稿中现在的文字，并入您的修改后再办理。",
        item=item,
    )
