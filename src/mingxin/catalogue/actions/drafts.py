"""Drafts of the catalogue at the desk: cards are put in, compared, and put in force as an edition on a day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from mingxin.catalogue.actions.editions import hold_editions, put_in_force
from mingxin.catalogue.drafts import Judged, is_same, judge
from mingxin.catalogue.models import CatalogueDraft, DraftCard, DraftState, Edition, Item
from mingxin.catalogue.queries import rulebook_in_force, rulebook_of_edition
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger.actions import write
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.row_proof import STOCK, all_as_told, as_told
from mingxin.rulebook.book import digest_of, spell
from mingxin.rulebook.card_text import ReadCard, read_card_text
from mingxin.rulebook.cards import ItemCard
from mingxin.rulebook.loader import packaged_rulebook
from mingxin.rulebook.validation import ITEM_CODE

PUT_CARD: Final = "catalogue.put_card"
_OBJECT: Final = "catalogue_draft"
_NAME_LONGEST: Final = 100
_FAULTS_SHOWN: Final = 20
TRIES: Final = 3
_MEND: Final = "请改正后重新上传；现行目录不受影响。"


@transaction.atomic
def open_draft(*, name: str, by: Actor, at: datetime) -> CatalogueDraft:
    name = cut(name.strip())[0][:_NAME_LONGEST]
    if not name:
        raise Refusal("draft.no_name", "草稿没有名称。", "请写明这次修改什么，例如“行政处罚增加一栏”。")
    draft = CatalogueDraft.objects.create(name=name, created_at=at, created_by=by.login)
    _tell(draft, "catalogue.open_draft", by, at, name=name)
    return draft


def put_card(*, draft: CatalogueDraft, text: str, by: Actor, at: datetime) -> DraftCard:
    """Put a card, as YAML, into an open draft, in place of an earlier one of its item; its faults are kept with it.

    It is judged by the edition in force before the draft is held, and the row names that edition: whatever is done with
    it later judges it anew. Raises Refusal("draft.unreadable") where the text is no card, with all faults and lines.
    """
    _require_open(CatalogueDraft.objects.get(pk=draft.pk))
    rulebook_in_force()  # refuses before the first edition
    newest = Edition.objects.order_by("-number")[0]
    text = cut(text.replace("\r\n", "\n").replace("\x00", ""))[0]
    read = read_card_text(text, rulebook_of_edition(newest.number))
    if read.card is None or not ITEM_CODE.fullmatch(read.card.code):  # it stands in addresses
        raise Refusal(
            "draft.unreadable",
            "上传的文字不是一张事项卡片：\n" + "\n".join(f"· 第 {f.line} 行：{f.sentence}" for f in read.faults),
            _MEND,
            faults=tuple(asdict(fault) for fault in read.faults),
        )
    return _write_card(draft, read, read.card.code, text, newest, by, at)


@transaction.atomic
def _write_card(
    draft: CatalogueDraft, read: ReadCard, item: str, text: str, judged_by: Edition, by: Actor, at: datetime
) -> DraftCard:
    locked = _open(draft)
    row, _ = DraftCard.objects.update_or_create(
        draft=locked,
        item=item,
        defaults={
            "text": text,
            "faults": spell([asdict(fault) for fault in read.faults]),
            "based_on": judged_by,
            "put_at": at,
            "put_by": by.login,
        },
    )
    _tell(
        locked,
        PUT_CARD,
        by,
        at,
        rows=(row,),
        item=row.item,
        digest=digest_of(text),
        faults=len(read.faults),
    )
    return row


@transaction.atomic
def drop_card(*, draft: CatalogueDraft, item: str, by: Actor, at: datetime) -> None:
    """Take one card out of an open draft again."""
    locked = _open(draft)
    dropped = list(locked.cards.filter(item=item))
    if not dropped:
        raise Refusal("draft.no_card", f"草稿中没有事项“{item}”的卡片。", "请刷新页面查看草稿的内容。")
    _tell(locked, "catalogue.drop_card", by, at, gone=dropped, item=item)
    locked.cards.filter(item=item).delete()


@transaction.atomic
def drop_draft(*, draft: CatalogueDraft, by: Actor, at: datetime) -> CatalogueDraft:
    locked = _locked(draft)
    if locked.state not in (DraftState.OPEN, DraftState.SCHEDULED):
        raise _closed(locked)
    locked.state, locked.closed_at, locked.closed_by = DraftState.DROPPED, at, by.login
    locked.save()
    _tell(locked, "catalogue.drop_draft", by, at)
    return locked


@transaction.atomic
def reopen_draft(*, draft: CatalogueDraft, by: Actor, at: datetime) -> CatalogueDraft:
    """Take back the day that was named, so that the draft can be changed again."""
    locked = _locked(draft)
    if locked.state != DraftState.SCHEDULED:
        raise Refusal("draft.not_scheduled", "这份草稿没有定启用日，不必撤回。", "请刷新页面查看最新状态。")
    locked.state, locked.in_force_on = DraftState.OPEN, None
    locked.save()
    _tell(locked, "catalogue.reopen_draft", by, at)
    return locked


def put_draft_in_force(*, draft: CatalogueDraft, in_force_on: date, by: Actor, at: datetime) -> CatalogueDraft:
    """Make the draft an edition today, or name the day to come on which it shall be one (state 待启用).

    Raises Refusal("draft.…") with every fault; for a day that is past; and where another edition changed the same item
    after its card was uploaded.
    """
    today = at.astimezone(CHINA).date()
    _require_open(CatalogueDraft.objects.get(pk=draft.pk))
    if in_force_on < today:
        raise Refusal(
            "draft.past", f"{in_force_on} 已经过去，目录不能自过去的日子起施行。", "请改为今天或者以后的日期。"
        )

    def start(locked: CatalogueDraft, judged: Judged) -> CatalogueDraft:
        _require_open(locked)
        if in_force_on == today:
            return _put(locked, judged, today, by, at)
        _good_cards(locked, judged)
        locked.state, locked.in_force_on, locked.problem = DraftState.SCHEDULED, in_force_on, ""
        locked.save()
        _tell(locked, "catalogue.schedule_draft", by, at, in_force_on=in_force_on.isoformat())
        return locked

    return _with_judged(draft, start)


def put_due_drafts(*, at: datetime) -> tuple[CatalogueDraft, ...]:
    """Put in force every draft whose day has come, in the order of the days; each in a transaction of its own.

    One that no longer holds goes back to its drafters, open again with the reason. Safe to repeat.
    """
    today = at.astimezone(CHINA).date()
    due = CatalogueDraft.objects.filter(state=DraftState.SCHEDULED, in_force_on__lte=today)
    return tuple(_put_due(draft, today, at) for draft in due.order_by("in_force_on", "pk"))


def _put_due(draft: CatalogueDraft, today: date, at: datetime) -> CatalogueDraft:
    def start(locked: CatalogueDraft, judged: Judged) -> CatalogueDraft:
        if locked.state != DraftState.SCHEDULED or locked.in_force_on is None or locked.in_force_on > today:
            return locked
        return _put(locked, judged, today, PLATFORM, at)

    try:
        return _with_judged(draft, start)
    except Refusal as refusal:
        with transaction.atomic():
            locked = _locked(draft)
            if locked.state == DraftState.SCHEDULED:
                locked.state, locked.in_force_on, locked.problem = DraftState.OPEN, None, str(refusal)
                locked.save()
                _tell(locked, "catalogue.return_draft", PLATFORM, at, code=refusal.code)
            return locked


def _with_judged(draft: CatalogueDraft, start: Callable[[CatalogueDraft, Judged], CatalogueDraft]) -> CatalogueDraft:
    """Judged before anything is held; in the transaction only whether that still holds is asked. Who finds each time
    that somebody else was faster judges at last while the others wait (ADR 0023).
    """
    packaged_rulebook()  # read once by a process, and not under the lock
    for _ in range(TRIES):
        judged = judge(draft)
        with transaction.atomic():
            locked = _held(draft)
            if is_same(judged, locked):
                return start(locked, judged)
    with transaction.atomic():
        locked = _held(draft)
        return start(locked, judge(locked))


def _held(draft: CatalogueDraft) -> CatalogueDraft:
    locked = _locked(draft)
    hold_editions()
    return locked


def _put(draft: CatalogueDraft, judged: Judged, today: date, by: Actor, at: datetime) -> CatalogueDraft:
    cards = _good_cards(draft, judged)
    packaged = packaged_rulebook().cards
    newest = Edition.objects.order_by("-number")[0]
    own = set(Item.objects.filter(edition=newest, from_desk=True).values_list("code", flat=True))
    own -= {card.code for card in cards}
    own |= {card.code for card in cards if card != packaged.get(card.code)}  # the program's own text hands an item back
    edition = put_in_force(judged.book, by=by, at=at, in_force_on=today, from_desk=frozenset(own), again=True)
    draft.state, draft.in_force_on, draft.edition = DraftState.IN_FORCE, today, edition
    draft.closed_at, draft.closed_by, draft.problem = at, by.login, ""
    draft.save()
    items = sorted(card.code for card in cards)
    _tell(draft, "catalogue.put_draft_in_force", by, at, edition=edition.number, items=items)
    return draft


def _good_cards(draft: CatalogueDraft, judged: Judged) -> tuple[ItemCard, ...]:
    """The draft's cards; Refusal where one may not be put in force, or none changes anything."""
    drafted = judged.drafted
    _require_as_told(draft, [one.row for one in drafted])  # the very rows that were judged
    if not drafted:
        raise Refusal("draft.empty", "草稿中还没有事项卡片。", "请先上传要修改的卡片。")
    said = [f"{one.row.item} 第 {f.line} 行：{f.sentence}" for one in drafted for f in one.faults]
    said += [sentence for one in drafted for sentence in one.obstacles]
    if said:
        more = f"\n（另有 {len(said) - _FAULTS_SHOWN} 处）" if len(said) > _FAULTS_SHOWN else ""
        lines = "\n".join(f"· {sentence}" for sentence in said[:_FAULTS_SHOWN])
        raise Refusal(
            "draft.faulty", f"草稿有 {len(said)} 处问题，不能启用：\n{lines}{more}", _MEND, faults=tuple(said)
        )
    cards = tuple(one.card for one in drafted if one.card is not None)
    present = rulebook_in_force().cards
    if all(card == present.get(card.code) for card in cards):
        raise Refusal("draft.no_change", "草稿与现行目录没有差别，不必启用。", "请核对上传的卡片，或者作废这份草稿。")
    return cards


def _require_as_told(draft: CatalogueDraft, cards: Sequence[DraftCard]) -> None:
    """An edition is for good: all that was put into the draft at the desk stands in it, and nothing else."""
    of_it, stock = Q(object_type=_OBJECT, object_key=str(draft.pk)), Q(action=STOCK)
    if not as_told([draft], of_it | stock) or not all_as_told(DraftCard, cards, of=of_it, besides=stock):
        raise Refusal(
            "draft.altered",
            "这份草稿与账本的记载不符，可能被人绕过平台改动过，没有启用；现行目录不受影响。",
            "请报告审计员；核实后另建草稿，重新上传卡片。",
        )


def _locked(draft: CatalogueDraft) -> CatalogueDraft:
    return CatalogueDraft.objects.select_for_update().get(pk=draft.pk)


def _open(draft: CatalogueDraft) -> CatalogueDraft:
    locked = _locked(draft)
    _require_open(locked)
    return locked


def _require_open(draft: CatalogueDraft) -> None:
    if draft.state == DraftState.SCHEDULED:
        raise Refusal("draft.scheduled", f"这份草稿已定于 {draft.in_force_on} 启用。", "需要修改时，请先撤回启用日。")
    if draft.state != DraftState.OPEN:
        raise _closed(draft)


def _closed(draft: CatalogueDraft) -> Refusal:
    return Refusal("draft.closed", f"这份草稿{DraftState(draft.state).label}，不能再改动。", "请另建一份草稿。")


def _tell(
    draft: CatalogueDraft,
    action: str,
    by: Actor,
    at: datetime,
    *,
    rows: Iterable[DraftCard] = (),
    gone: Iterable[DraftCard] = (),
    **detail: object,
) -> None:
    write(
        action=action,
        object_type=_OBJECT,
        object_key=str(draft.pk),
        by=by,
        at=at,
        detail=detail,
        rows=(draft, *rows),
        gone=gone,
    )
