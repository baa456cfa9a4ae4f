"""A draft at the desk: judged, compared, put in force on its day, and never a way round what an edition refuses."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mingxin.catalogue.actions.drafts import (
    drop_card,
    drop_draft,
    open_draft,
    put_card,
    put_due_drafts,
    reopen_draft,
)
from mingxin.catalogue.drafts import difference, drafted_cards, rulebook_of_draft
from mingxin.catalogue.models import CatalogueDraft, DraftCard, DraftState, Edition, Item, ItemKind
from mingxin.catalogue.queries import rulebook_in_force, rulebook_of_edition
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.models import Entry
from mingxin.rulebook.book import digest_of
from tests.mingxin.catalogue.drafting import (
    AT,
    BOOK,
    HONOUR,
    OFFICER,
    ONE_DAY,
    SHORTER,
    TODAY,
    card_text,
    code_of,
    draft,
    in_force,
    put,
    start,
)

__all__ = ["draft", "in_force"]
pytestmark = pytest.mark.django_db


def test_a_draft_becomes_an_edition_in_which_one_card_is_another(draft: CatalogueDraft) -> None:
    put(draft, SHORTER)
    assert rulebook_in_force() == BOOK, "a draft counts for nothing"
    preview = rulebook_of_draft(draft)
    done = start(draft)
    assert (done.state, done.edition_id, done.in_force_on, done.closed_by) == (DraftState.IN_FORCE, 2, TODAY, "zhang")
    book = rulebook_in_force()
    assert book == preview
    assert book.cards["honour"].deadline_workdays == 10
    assert {code for code in book.cards if book.cards[code] != BOOK.cards[code]} == {"honour"}
    assert rulebook_of_edition(1) == BOOK
    assert list(Item.objects.filter(edition=2, from_desk=True).values_list("code", flat=True)) == ["honour"]
    edition = Edition.objects.get(number=2)
    assert digest_of(edition.content) == edition.digest == book.digest
    assert edition.loaded_by == "zhang"


def test_the_same_cards_give_the_same_digest_in_any_order(draft: CatalogueDraft) -> None:
    other = open_draft(name="同样的改动", by=OFFICER, at=AT)
    texts = [SHORTER, card_text("admin_licence").replace("cycle: daily", "cycle: weekly")]
    for text in texts:
        put(draft, text)
    for text in reversed(texts):
        put(other, "# 另一个人写的\n" + text)
    assert rulebook_of_draft(draft).digest == rulebook_of_draft(other).digest != BOOK.digest


def test_a_new_item_may_be_added(draft: CatalogueDraft) -> None:
    put(draft, HONOUR.replace("code: honour", "code: medal").replace("name: 诚信荣誉", "name: 诚信奖章"))
    assert [(one.item, one.field) for one in difference(draft)] == [("medal", "新增事项")]
    start(draft)
    assert ItemKind.objects.filter(code="medal", kind="enterprise").exists()


def test_the_difference_stays_readable_after_the_draft_is_in_force(draft: CatalogueDraft) -> None:
    put(draft, SHORTER)
    before = difference(draft)
    assert [(one.field, one.before, one.after) for one in before] == [("报送时限", "20 个工作日", "10 个工作日")]
    start(draft)
    assert difference(CatalogueDraft.objects.get()) == before


BASES = HONOUR[HONOUR.index("basis:") : HONOUR.index("standing:")]
MEMO = "basis: [{source: national-catalogue-2024, article: 荣誉}]\n"
FAULTY = [
    ("no basis", BASES, "basis: []\n", "没有法律依据"),
    ("a memorandum alone", BASES, MEMO, "单独不能作为依据"),
    ("a field never collected", "name: 主体名称", "name: 民族", "任何情况下都不采集"),
    ("natural persons", "kinds: [enterprise,", "kinds: [natural_person, enterprise,", "没有开启自然人"),
]


@pytest.mark.parametrize(("good", "bad", "words"), [c[1:] for c in FAULTY], ids=[c[0] for c in FAULTY])
def test_a_faulty_card_is_kept_with_its_faults_and_never_put_in_force(
    draft: CatalogueDraft, good: str, bad: str, words: str
) -> None:
    assert good in HONOUR
    put(draft, HONOUR.replace(good, bad))
    [drafted] = drafted_cards(draft)
    assert not drafted.is_good
    assert words in "".join(fault.sentence for fault in drafted.faults)
    assert words in drafted.row.faults
    for day in (TODAY, TODAY + ONE_DAY):
        with pytest.raises(Refusal) as caught:
            start(draft, day)
        assert code_of(caught) == "draft.faulty"
        assert words in caught.value.message
        assert "honour 第" in caught.value.message
    assert Edition.objects.count() == 1
    put(draft, SHORTER)  # mended: the same item again takes the place of the faulty one
    assert start(draft).state == DraftState.IN_FORCE


def test_a_card_whose_code_no_address_can_hold_is_not_taken(draft: CatalogueDraft) -> None:
    with pytest.raises(Refusal) as caught:
        put(draft, SHORTER.replace("code: honour", "code: a/b 片", 1))
    assert code_of(caught) == "draft.unreadable"
    assert "只能用小写字母和下划线" in caught.value.message
    assert not draft.cards.exists()


def test_what_is_no_card_is_not_taken(draft: CatalogueDraft) -> None:
    with pytest.raises(Refusal) as caught:
        put(draft, "code: honour\nname: [\n")
    assert code_of(caught) == "draft.unreadable"
    assert "第 3 行" in caught.value.message
    assert not draft.cards.exists()


def test_an_identity_number_in_a_card_is_cut(draft: CatalogueDraft) -> None:
    put(draft, SHORTER + "# 联系人 429913199003070016\n")
    assert "429913199003070016" not in draft.cards.get().text


DAYS = [
    (TODAY - ONE_DAY, "draft.past", "the day before"),
    (TODAY, DraftState.IN_FORCE, "the same day"),
    (TODAY + ONE_DAY, DraftState.SCHEDULED, "the day after"),
]


@pytest.mark.parametrize(("day", "state", "because"), DAYS, ids=[case[2] for case in DAYS])
def test_the_day_that_may_be_named(draft: CatalogueDraft, day: date, state: str, because: str) -> None:
    put(draft, SHORTER)
    if state == "draft.past":
        with pytest.raises(Refusal) as caught:
            start(draft, day)
        assert code_of(caught) == state
        return
    assert start(draft, day).state == state
    assert Edition.objects.count() == (2 if day == TODAY else 1)


WAKING = [(9, 1, "the day before"), (10, 2, "on the day"), (11, 2, "the day after, when nobody was awake on the day")]


@pytest.mark.parametrize(("days", "editions", "because"), WAKING, ids=[case[2] for case in WAKING])
def test_a_scheduled_draft_waits_for_its_day(draft: CatalogueDraft, days: int, editions: int, because: str) -> None:
    put(draft, SHORTER)
    start(draft, TODAY + 10 * ONE_DAY)
    at = AT + days * ONE_DAY
    put_due_drafts(at=at)
    assert Edition.objects.count() == editions
    if editions == 2:
        assert Edition.objects.get(number=2).in_force_on == at.date()
        assert put_due_drafts(at=at) == (), "a second call changes nothing"


def of_its_text(draft: CatalogueDraft) -> None:
    DraftCard.objects.filter(draft=draft).update(text=SHORTER.replace("deadline_workdays: 10", "deadline_workdays: 60"))


def of_its_cards(draft: CatalogueDraft) -> None:
    """One of the two is away."""
    DraftCard.objects.filter(draft=draft, item="admin_licence").delete()


def of_its_day(draft: CatalogueDraft) -> None:
    CatalogueDraft.objects.filter(pk=draft.pk).update(in_force_on=TODAY)


@pytest.mark.forges
@pytest.mark.parametrize(("forgery", "days"), [(of_its_text, 1), (of_its_cards, 1), (of_its_day, 0)])
def test_a_draft_that_was_altered_past_the_desk_becomes_no_edition(
    draft: CatalogueDraft, forgery: Callable[[CatalogueDraft], None], days: int
) -> None:
    """Whoever has the database puts the row back afterwards; an edition would stay."""
    put(draft, SHORTER)
    put(draft, card_text("admin_licence").replace("cycle: daily", "cycle: weekly"))
    start(draft, TODAY + ONE_DAY)
    forgery(draft)
    [back] = put_due_drafts(at=AT + days * ONE_DAY)
    assert (back.state, Edition.objects.count()) == (DraftState.OPEN, 1)
    assert "与账本的记载不符" in back.problem


def test_due_drafts_follow_in_the_order_of_their_days() -> None:
    drafts = [open_draft(name=f"第{n}份", by=OFFICER, at=AT) for n in (1, 2)]
    put(drafts[0], card_text("admin_licence").replace("cycle: daily", "cycle: weekly"))
    put(drafts[1], SHORTER)
    start(drafts[0], TODAY + 2 * ONE_DAY)
    start(drafts[1], TODAY + ONE_DAY)
    done = put_due_drafts(at=AT + 3 * ONE_DAY)
    assert [(one.pk, one.edition_id) for one in done] == [(drafts[1].pk, 2), (drafts[0].pk, 3)]
    book = rulebook_in_force()
    assert (book.cards["honour"].deadline_workdays, book.cards["admin_licence"].cycle) == (10, "weekly")


def test_a_draft_whose_item_another_changed_is_handed_back(draft: CatalogueDraft) -> None:
    """Two officers at once lose nothing: the later one sees the difference first."""
    other = open_draft(name="另一份", by=OFFICER, at=AT)
    put(draft, SHORTER)
    put(other, HONOUR.replace("deadline_workdays: 20", "deadline_workdays: 15"))
    start(draft, TODAY + ONE_DAY)
    start(other)
    [back] = put_due_drafts(at=AT + ONE_DAY)
    assert (back.state, back.in_force_on) == (DraftState.OPEN, None)
    assert "请核对差异后重新上传" in back.problem
    assert rulebook_in_force().cards["honour"].deadline_workdays == 15
    put_card(draft=back, text=SHORTER, by=OFFICER, at=AT + ONE_DAY)
    start(back, (AT + ONE_DAY).date(), AT + ONE_DAY)
    assert rulebook_in_force().cards["honour"].deadline_workdays == 10


def test_one_draft_that_fails_does_not_stop_the_others(draft: CatalogueDraft) -> None:
    other = open_draft(name="另一份", by=OFFICER, at=AT)
    put(draft, SHORTER)
    put(other, card_text("admin_licence").replace("cycle: daily", "cycle: weekly"))
    start(draft, TODAY + ONE_DAY)
    start(other, TODAY + 2 * ONE_DAY)
    third = open_draft(name="当日的", by=OFFICER, at=AT)
    put(third, HONOUR.replace("deadline_workdays: 20", "deadline_workdays: 15"))
    start(third)
    assert [one.state for one in put_due_drafts(at=AT + 2 * ONE_DAY)] == [DraftState.OPEN, DraftState.IN_FORCE]


def test_what_tells_records_apart_is_not_changed_under_them(draft: CatalogueDraft) -> None:
    put(draft, HONOUR.replace("record_key: [RY_WSH, RY_TYSHXYDM, RY_MC]", "record_key: [RY_WSH, RY_TYSHXYDM]"))
    with pytest.raises(Refusal) as caught:
        start(draft)
    assert code_of(caught) == "draft.faulty"
    assert "信息主键" in caught.value.message


def test_one_may_go_back_to_what_was(draft: CatalogueDraft) -> None:
    put(draft, SHORTER)
    start(draft)
    back = open_draft(name="恢复", by=OFFICER, at=AT)
    put(back, HONOUR)
    start(back)
    assert rulebook_in_force() == BOOK
    assert Edition.objects.get(number=3).digest == Edition.objects.get(number=1).digest
    assert not Item.objects.filter(edition=3, from_desk=True).exists(), "the program's own text hands the item back"


def test_an_empty_draft_and_one_without_a_change_are_refused(draft: CatalogueDraft) -> None:
    with pytest.raises(Refusal) as caught:
        start(draft)
    assert code_of(caught) == "draft.empty"
    put(draft, HONOUR)
    with pytest.raises(Refusal) as caught:
        start(draft)
    assert code_of(caught) == "draft.no_change"
    drop_card(draft=draft, item="honour", by=OFFICER, at=AT)
    with pytest.raises(Refusal) as caught:
        drop_card(draft=draft, item="honour", by=OFFICER, at=AT)
    assert code_of(caught) == "draft.no_card"


def test_a_draft_that_is_scheduled_or_closed_takes_no_card(draft: CatalogueDraft) -> None:
    put(draft, SHORTER)
    start(draft, TODAY + ONE_DAY)
    with pytest.raises(Refusal) as caught:
        put(draft, HONOUR)
    assert code_of(caught) == "draft.scheduled"
    reopen_draft(draft=draft, by=OFFICER, at=AT)
    with pytest.raises(Refusal) as caught:
        reopen_draft(draft=draft, by=OFFICER, at=AT)
    assert code_of(caught) == "draft.not_scheduled"
    put(draft, SHORTER)
    drop_draft(draft=draft, by=OFFICER, at=AT)
    codes = []
    for act in (lambda: put(draft, SHORTER), lambda: start(draft), lambda: drop_draft(draft=draft, by=OFFICER, at=AT)):
        with pytest.raises(Refusal) as caught:
            act()
        codes.append(code_of(caught))
    assert codes == ["draft.closed"] * 3
    assert put_due_drafts(at=AT + 9 * ONE_DAY) == ()


def test_a_draft_has_a_name() -> None:
    with pytest.raises(Refusal) as caught:
        open_draft(name="  ", by=OFFICER, at=AT)
    assert code_of(caught) == "draft.no_name"


def test_every_act_is_told_by_name(draft: CatalogueDraft) -> None:
    put(draft, SHORTER)
    start(draft, TODAY + ONE_DAY)
    put_due_drafts(at=AT + ONE_DAY)
    told = Entry.objects.filter(object_type="catalogue_draft").order_by("id").values_list("action", "actor_login")
    assert list(told) == [
        ("catalogue.open_draft", "zhang"),
        ("catalogue.put_card", "zhang"),
        ("catalogue.schedule_draft", "zhang"),
        ("catalogue.put_draft_in_force", "platform"),
    ]


@pytest.mark.parametrize(
    "changes",
    [{"state": "in_force"}, {"state": "scheduled"}, {"state": "dropped"}, {"in_force_on": TODAY}, {"name": ""}],
    ids=["in force without an edition", "scheduled without a day", "dropped by nobody", "open with a day", "no name"],
)
def test_the_table_refuses_a_state_that_does_not_hold(changes: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueDraft.objects.create(**({"name": "草稿", "created_at": AT, "created_by": "zhang"} | changes))
