"""Putting a rulebook in force, with its entry in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from mingxin.catalogue.models import Edition, Field, Item, ItemKind, Source, SubjectKind
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor
from mingxin.rulebook import cards
from mingxin.rulebook.book import Rulebook, card_content, with_cards
from mingxin.rulebook.loader import rulebook_of
from mingxin.rulebook.validation import OPEN_KINDS, validate_card
from mingxin.rulebook.vocabulary import GROUNDING_LEVELS, LOCAL_GROUND


@dataclass(frozen=True)
class Packaged:
    """`kept`: names of the items whose own card of the city stands, though the program brings another or none."""

    edition: Edition
    items: int
    kept: tuple[str, ...]


@transaction.atomic
def put_packaged_in_force(packaged: Rulebook, *, by: Actor, at: datetime, in_force_on: date) -> Packaged:
    """Put the rulebook of the program in force, but for the cards that were changed at the desk: those stand.

    Raises Refusal("catalogue.desk_card") where such a card does not hold under the rules that the program brings; the
    present edition then stays in force as it is.
    """
    hold_editions()
    newest = Edition.objects.order_by("-number").first()
    own = _own_cards(newest, packaged) if newest is not None else {}
    merged = with_cards(packaged, own.values()) if own else packaged
    faults = [fault for card in own.values() for fault in validate_card(card, merged)]
    if faults:
        raise Refusal(
            "catalogue.desk_card",
            "本市在工作台改过的事项卡片不符合新版程序带来的规则，目录没有更新：\n"
            + "\n".join(f"· {fault.sentence}" for fault in faults),
            "请在工作台用目录草稿改正这些卡片并启用，然后重新运行 mingxin init；现行目录不受影响。",
            faults=tuple((fault.file, fault.code, fault.sentence) for fault in faults),
        )
    edition = put_in_force(merged, by=by, at=at, in_force_on=in_force_on, from_desk=frozenset(own))
    return Packaged(edition, len(merged.cards), tuple(card.name for _, card in sorted(own.items())))


def hold_editions() -> None:
    """Let one transaction at a time make an edition: each is made of the one before it, so none may be passed by.

    The row that is locked is the first edition's, which never changes, and not the newest's, which the winner replaces.
    """
    Edition.objects.select_for_update().order_by("number").first()


def _own_cards(newest: Edition, packaged: Rulebook) -> dict[str, cards.ItemCard]:
    """The cards of the edition that come from the desk and say other than the program's."""
    present = rulebook_of(newest.content).cards
    codes = Item.objects.filter(edition=newest, from_desk=True).values_list("code", flat=True)
    return {code: present[code] for code in codes if present[code] != packaged.cards.get(code)}


@transaction.atomic
def put_in_force(
    rulebook: Rulebook,
    *,
    by: Actor,
    at: datetime,
    in_force_on: date,
    from_desk: frozenset[str] = frozenset(),
    again: bool = False,
) -> Edition:
    """Make this rulebook the catalogue in force from in_force_on; a rulebook that already is changes nothing.

    `from_desk`: codes of the items whose card is the city's own, so that no newer program replaces it unasked.
    `again`: somebody means to go back to what an earlier edition said.
    Raises Refusal("catalogue.…") for a day to come or before the present edition's, for content that was in force
    before and was replaced, and for dropping an item that records stand on (give its card an in_force_until instead).
    """
    hold_editions()
    newest = Edition.objects.order_by("-number").first()
    if newest is not None and newest.digest == rulebook.digest:
        return newest
    _require_new(rulebook, newest, at, in_force_on, again)
    highest = Edition.objects.aggregate(highest=Max("number"))["highest"] or 0
    edition = Edition.objects.create(
        number=highest + 1,
        digest=rulebook.digest,
        content=rulebook.content(),
        in_force_on=in_force_on,
        loaded_at=at,
        loaded_by=by.login,
    )
    _write_sources(rulebook)
    items = {code: _write_item(edition, card, rulebook, code in from_desk) for code, card in rulebook.cards.items()}
    _write_kinds(items, rulebook)
    write(
        action="catalogue.put_in_force",
        object_type="edition",
        object_key=str(edition.number),
        by=by,
        at=at,
        detail={"digest": rulebook.digest, "in_force_on": in_force_on.isoformat(), "items": sorted(rulebook.cards)}
        | ({"from_desk": sorted(from_desk)} if from_desk else {}),
    )
    return edition


def _require_new(rulebook: Rulebook, newest: Edition | None, at: datetime, in_force_on: date, again: bool) -> None:
    if in_force_on > at.astimezone(CHINA).date():
        raise Refusal(
            "catalogue.not_yet",
            f"目录版本不能提前启用（{in_force_on}）。",
            "请在生效之日再启用；单个事项可以在卡片上写明 in_force_from。",
        )
    if newest is not None and in_force_on < newest.in_force_on:
        raise Refusal(
            "catalogue.before_present",
            f"现行目录自 {newest.in_force_on} 起施行，新版本不能早于这一天。",
            "请改写启用日期。",
        )
    if not again and Edition.objects.filter(digest=rulebook.digest).exists():
        raise Refusal(
            "catalogue.replaced_before",
            "这一版规则库以前启用过，后来已被替换，不能原样再次启用。",
            "需要恢复旧内容时，请在新版本的来源说明中写明理由后重新载入。",
        )


def source_columns(source: cards.Source) -> dict[str, object]:
    """What the row of a source says, by the rulebook alone."""
    return {
        "key": source.key,
        "title": source.title,
        "number": source.number,
        "level": source.level,
        "standing": source.standing,
        "grounds": source.level in {*GROUNDING_LEVELS, LOCAL_GROUND},
    }


def _write_sources(rulebook: Rulebook) -> None:
    Source.objects.bulk_create(
        [Source(**source_columns(source)) for source in rulebook.sources.values()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "number", "level", "standing", "grounds"],
    )


def item_columns(card: cards.ItemCard, rulebook: Rulebook, *, from_desk: bool) -> dict[str, object]:
    """What the row of an item says in an edition of this rulebook, but for its own key."""
    basis = leading_basis(card, rulebook)
    return {
        "code": card.code,
        "name": card.name,
        "class_name": card.class_name,
        "level": card.level,
        "source_row": card.source_row,
        "basis_source_id": basis.source,
        "basis_grounds": True,
        "basis_article": basis.article,
        "nature": card.nature.value,
        "disclosure": card.disclosure,
        "publicity": card.publicity,
        "effect": card.effect,
        "in_force_from": card.in_force_from,
        "in_force_until": card.in_force_until,
        "card": card_content(card),
        "from_desk": from_desk,
    }


def field_columns(card: cards.ItemCard) -> list[dict[str, object]]:
    """What the rows of its fields say."""
    return [
        {
            "position": position,
            "code": field.code,
            "name": field.name,
            "element": field.element,
            "cut": field.cut,
            "public": field.public,
        }
        for position, field in enumerate(card.fields)
    ]


def _write_item(edition: Edition, card: cards.ItemCard, rulebook: Rulebook, from_desk: bool) -> Item:
    item = Item.objects.create(edition=edition, **item_columns(card, rulebook, from_desk=from_desk))
    Field.objects.bulk_create(Field(item=item, **columns) for columns in field_columns(card))
    return item


def leading_basis(card: cards.ItemCard, rulebook: Rulebook) -> cards.Basis:
    """The basis that carries the item: the first sufficient one; for a local item its local regulation."""
    wanted = GROUNDING_LEVELS if card.level == "national" else frozenset({LOCAL_GROUND})
    sufficient = (basis for basis in card.basis if rulebook.sources[basis.source].level in wanted)
    return next(sufficient, card.basis[0])


def _write_kinds(items: dict[str, Item], rulebook: Rulebook) -> None:
    """Make the rows of item kinds exactly those of the items now in force."""
    SubjectKind.objects.bulk_create(
        [SubjectKind(kind=kind.value, is_open=kind in OPEN_KINDS) for kind in cards.SubjectKind], ignore_conflicts=True
    )
    wanted = {(code, kind.value): items[code] for code, card in rulebook.cards.items() for kind in card.kinds}
    gone = [row for row in ItemKind.objects.all() if (row.code, row.kind) not in wanted]
    _drop(gone)
    ItemKind.objects.bulk_create(
        [ItemKind(item=item, code=code, kind=kind, kind_open=True) for (code, kind), item in wanted.items()],
        update_conflicts=True,
        unique_fields=["code", "kind"],
        update_fields=["item"],
    )


def _drop(gone: list[ItemKind]) -> None:
    if not gone:
        return
    try:
        with transaction.atomic():
            ItemKind.objects.filter(pk__in=[row.pk for row in gone]).delete()
            connection.check_constraints()
    except IntegrityError:
        names = "、".join(sorted({row.code for row in gone}))
        raise Refusal(
            "catalogue.item_in_use",
            f"已有信用信息依据的事项或者主体类别不能从目录中删除（{names}）。",
            "请保留卡片，并在卡片上写明终止日（in_force_until）。",
        ) from None
