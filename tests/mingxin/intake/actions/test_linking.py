"""The office proposes whose a row is; a named person of the unit decides; nothing attaches by a name."""

import json

import polars as pl
import pytest

from mingxin.access.models import Unit
from mingxin.archive.models import Record
from mingxin.intake.actions.linking import (
    adopt_proposal,
    decline_proposal,
    propose_link,
    propose_links,
    return_row,
    return_rows,
    undo_proposal,
    undo_proposals,
)
from mingxin.intake.actions.mending import undo_mends
from mingxin.intake.actions.submitting import submit, withdraw_batch
from mingxin.intake.actions.supplements import supplement_of
from mingxin.intake.models import Batch, LinkProposal
from mingxin.intake.queries import linking as linking_queries
from mingxin.intake.queries.linking import candidates_for, proposals_of, unlinked_rows
from mingxin.ledger.models import Entry
from tests.mingxin.archive.sending import document, firm, firm_name, penalty, registration, require_sound
from tests.mingxin.intake.actions.desk import OFFICER, STEWARD, Desk, counts, error_codes, refusal_of

NO_CODE = {"CF_XDR_SHXYM": ""}
REASON = "按决定书所附营业执照核对"


def waiting(desk: Desk) -> Batch:
    """Rows 3 and 4 are unlinked, row 5 has another fault; the party of row 3 is on file."""
    desk.through(desk.checked(registration(2), item="org_registration").number)
    batch = desk.admitted(penalty(1), penalty(2, **NO_CODE), penalty(3, **NO_CODE), penalty(4, CF_JDRQ=""))
    assert counts(batch) == (4, 1, 0, 1, 2, 0)
    return batch


def propose(desk: Desk, number: str, row: int = 3, uscc: str = firm(2), **given: str) -> LinkProposal:
    return propose_link(number, row, uscc=uscc, by=OFFICER, at=desk.at, **({"reason": REASON} | given))


def test_proposed_by_the_office_adopted_by_the_unit(desk: Desk) -> None:
    batch = waiting(desk)
    records = Record.objects.count()
    proposal = propose(desk, batch.number)
    assert (proposal.kind, proposal.uscc, proposal.name) == ("link", firm(2), firm_name(2))
    batch.refresh_from_db()
    assert (batch.unlinked, batch.mends.count(), Record.objects.count()) == (2, 0, records), (
        "a proposal changes nothing"
    )
    mended = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    assert (mended.supplement_to, mended.state) == (batch, "ready")
    told = mended.mends.get()
    assert (told.row, told.value, told.ground, told.actor_name) == (3, firm(2), "linked", STEWARD.name)
    assert Record.objects.count() == records, "and adopting alone admits nothing"
    desk.through(mended.number)
    assert Record.objects.filter(document_number=document(2)).exists()
    proposal.refresh_from_db()
    assert proposal.adopted_by == STEWARD.name
    assert Entry.objects.filter(action__in=("intake.propose_link", "intake.adopt_proposal")).count() == 2
    require_sound()


@pytest.mark.parametrize("returned", [False, True], ids=["ready", "submitted"])
def test_a_batch_that_is_still_the_stewards_is_mended_itself(desk: Desk, returned: bool) -> None:
    batch = desk.checked(penalty(1), penalty(2, **NO_CODE))
    proposal = propose(desk, batch.number, name=firm_name(2))
    if returned:
        submit(batch.number, by=STEWARD, at=desk.at)
        assert refusal_of(adopt_proposal, proposal.pk, by=STEWARD, at=desk.at).code == "link.waits"
        proposal.refresh_from_db()
        assert proposal.adopted_at is None
        return
    assert adopt_proposal(proposal.pk, by=STEWARD, at=desk.at).number == batch.number
    batch.refresh_from_db()
    assert counts(batch) == (2, 0, 0, 2, 0, 0)


def test_a_name_that_the_register_denies_does_not_attach(desk: Desk) -> None:
    """Adopted or not: the row passes every check that a sent row passes."""
    batch = waiting(desk)
    mended = adopt_proposal(propose(desk, batch.number, row=4).pk, by=STEWARD, at=desk.later(minutes=1))
    assert (4, "name.register") in error_codes(mended) or mended.admitted == 0


def test_a_code_that_is_not_on_file_needs_the_name(desk: Desk) -> None:
    batch = waiting(desk)
    assert refusal_of(propose, desk, batch.number, 4, firm(3)).code == "link.name"
    created = propose(desk, batch.number, 4, firm(3), name=firm_name(3))
    assert (created.kind, created.name) == ("create", firm_name(3))


REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("a code that cannot be", {"uscc": firm(2)[:-1] + "0"}, "link.uscc"),
    ("an identity number for a code", {"uscc": "11010519491231002X"}, "link.uscc"),
    ("no reason", {"reason": " "}, "link.reason"),
    ("a good row", {"row": 2}, "link.row"),
    ("a row with another fault", {"row": 5}, "link.row"),
    ("a row that there is not", {"row": 99}, "link.row"),
]


@pytest.mark.parametrize(("given", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_may_not_be_proposed(desk: Desk, given: dict[str, object], code: str) -> None:
    batch = waiting(desk)
    assert refusal_of(propose, desk, batch.number, **given).code == code
    assert not LinkProposal.objects.exists()


def test_one_proposal_at_a_time_taken_back_or_declined(desk: Desk) -> None:
    batch = waiting(desk)
    first = propose(desk, batch.number)
    assert refusal_of(propose, desk, batch.number).code == "link.proposed"
    undo_proposal(first.pk, by=OFFICER, at=desk.at)
    assert refusal_of(adopt_proposal, first.pk, by=STEWARD, at=desk.at).code == "link.decided"
    second = propose(desk, batch.number)
    assert refusal_of(decline_proposal, second.pk, reason=" ", by=STEWARD, at=desk.at).code == "link.reason"
    decline_proposal(second.pk, reason="是同名的另一家", by=STEWARD, at=desk.at)
    assert refusal_of(undo_proposal, second.pk, by=OFFICER, at=desk.at).code == "link.decided"
    third = propose(desk, batch.number)
    adopt_proposal(third.pk, by=STEWARD, at=desk.at)
    assert refusal_of(undo_proposal, third.pk, by=OFFICER, at=desk.at).code == "link.decided"
    assert refusal_of(propose, desk, batch.number).code == "link.proposed", "what is adopted goes its way"
    assert refusal_of(adopt_proposal, 999_999, by=STEWARD, at=desk.at).code == "link.none"


def test_several_rows_at_once_all_or_none(desk: Desk) -> None:
    batch = waiting(desk)
    given = {"uscc": firm(2), "reason": REASON, "by": OFFICER, "at": desk.at}
    assert refusal_of(propose_links, [(batch.number, 3), (batch.number, 5)], **given).code == "link.row"
    assert not LinkProposal.objects.exists()
    assert refusal_of(propose_links, [], **given).code == "link.nothing"
    made = propose_links([(batch.number, 3), (batch.number, 4)], **given)
    assert [p.row for p in made] == [3, 4]
    undo_proposals([p.pk for p in made], by=OFFICER, at=desk.at)
    back = return_rows([(batch.number, row) for row in (3, 4, 5)], reason="请补决定书", by=OFFICER, at=desk.at)
    assert {p.kind for p in back} == {"return"}
    assert refusal_of(adopt_proposal, back[0].pk, by=STEWARD, at=desk.at).code == "link.returned"


def test_a_sentence_is_cut_of_identity_numbers(desk: Desk) -> None:
    batch = waiting(desk)
    back = return_row(batch.number, 5, reason="当事人11010519491231002X，请补", by=OFFICER, at=desk.at)
    assert "11010519491231002X" not in back.reason


def test_the_list_of_unlinked_rows(desk: Desk) -> None:
    batch = waiting(desk)
    proposal = propose(desk, batch.number)
    decline_proposal(propose(desk, batch.number, 4).pk, reason="不是", by=STEWARD, at=desk.at)
    first, second = unlinked_rows(Unit.objects.all(), today=desk.later(days=4).date())
    assert (first.batch, first.row, first.name, first.document_number) == (batch.number, 3, firm_name(2), document(2))
    assert (first.waiting_days, str(first.due_on)) == (4, "2026-11-25")
    assert first.proposal is not None
    assert (first.proposal.id, first.proposal.state) == (proposal.pk, "open")
    assert second.proposal is not None
    assert second.proposal.state == "declined"
    assert candidates_for(batch.number, 3)[0].uscc == firm(2)
    assert len(unlinked_rows(Unit.objects.filter(pk=0), today=desk.at.date())) == 0
    desk.through(adopt_proposal(proposal.pk, by=STEWARD, at=desk.at).number)
    assert [row.row for row in unlinked_rows(Unit.objects.all(), today=desk.at.date())] == [4]


def test_all_of_them_are_counted_and_a_page_reads_the_files_of_its_rows_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many batches there are: the newest as well as the oldest."""
    numbers = []
    for first in (2, 4, 6):
        numbers.append(desk.admitted(penalty(first, **NO_CODE), penalty(first + 1, **NO_CODE), penalty(90 + first)))
        desk.later(minutes=1)
    read: list[str] = []
    from_file = linking_queries.frame

    def noted(digest: str) -> pl.DataFrame:
        read.append(digest)
        return from_file(digest)

    monkeypatch.setattr(linking_queries, "frame", noted)
    rows = unlinked_rows(Unit.objects.all(), today=desk.at.date())
    assert (len(rows), rows.batches, read) == (6, 3, []), "counted without a file"
    assert [(row.batch, row.row) for row in rows[1:3]] == [(numbers[0].number, 3), (numbers[1].number, 2)]
    assert read == [numbers[0].rows_file, numbers[1].rows_file]
    assert rows[-1].document_number == document(7) and rows[5] == list(rows)[5] and rows[6:] == []
    assert rows[0:6] == list(rows) and len(rows.of_batches(lambda batch: batch.number == numbers[1].number)) == 2
    propose(desk, numbers[0].number, 2, name=firm_name(2))
    rows = unlinked_rows(Unit.objects.all(), today=desk.at.date())
    assert [row.row for row in rows.by_proposal(lambda one: one is not None and one.state == "open")] == [2]
    assert len(rows.by_proposal(lambda one: one is None)) == 5


def test_what_was_taken_back_waits_no_longer(desk: Desk) -> None:
    batch = desk.checked(penalty(2, **NO_CODE), penalty(1))
    proposal = propose(desk, batch.number, 2, name=firm_name(2))
    withdraw_batch(batch.number, reason="选错文件", by=STEWARD, at=desk.at)
    assert list(unlinked_rows(Unit.objects.all(), today=desk.at.date())) == []
    assert refusal_of(adopt_proposal, proposal.pk, by=STEWARD, at=desk.at).code == "link.waits"


def test_a_row_that_a_supplement_left_is_mended_in_that_file(desk: Desk) -> None:
    """Both files have a row 3: what is proposed for the one does not reach the other."""
    root = desk.admitted(penalty(1), penalty(2, **NO_CODE), penalty(3, **NO_CODE))
    desk.later(minutes=1)
    sent = desk.admitted(penalty(3), penalty(5, **NO_CODE), supplement_to=root)
    listed = [
        (row.batch, row.row, row.document_number) for row in unlinked_rows(Unit.objects.all(), today=desk.at.date())
    ]
    assert listed == [(root.number, 3, document(2)), (sent.number, 3, document(5))]
    proposal = propose(desk, sent.number, uscc=firm(5), name=firm_name(5))
    made = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    assert (made.rows_of, made.supplement_to, counts(made)) == (sent, root, (1, 0, 0, 1, 0, 0))
    desk.through(made.number)
    found = Record.objects.filter(subject__identifier__value=firm(5)).values_list("document_number", flat=True)
    assert list(found) == [document(5)]
    assert [row.row for row in unlinked_rows(Unit.objects.all(), today=desk.at.date())] == [3]
    require_sound()


def test_a_row_that_came_back_in_a_file_is_not_adopted_any_more(desk: Desk) -> None:
    batch = waiting(desk)
    proposal = propose(desk, batch.number)
    assert (batch.number, 3) in proposals_of([batch])
    desk.later(minutes=1)
    desk.admitted(penalty(2), supplement_to=batch)
    assert refusal_of(adopt_proposal, proposal.pk, by=STEWARD, at=desk.at).code == "link.settled"
    assert proposals_of([batch]) == {}, "nor is it offered"
    assert not batch.desk_supplements.exists()


def test_with_its_supplement_an_adoption_is_taken_back(desk: Desk) -> None:
    batch = waiting(desk)
    proposal = propose(desk, batch.number)
    made = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    withdraw_batch(made.number, reason="先不补", by=STEWARD, at=desk.at)
    proposal.refresh_from_db()
    assert (proposal.adopted_at, proposal.adopted_by, proposal.mended_in) == (None, "", None)
    told = Entry.objects.get(action="intake.reopen_proposal")
    assert (told.object_key, json.loads(told.detail)["mended_in"]) == (batch.number, made.number)
    again = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    assert again.number != made.number
    undo_mends(again.number, row=3, by=STEWARD, at=desk.at)
    proposal.refresh_from_db()
    assert proposal.adopted_at is None, "as with the mend alone"
    undo_proposal(proposal.pk, by=OFFICER, at=desk.at)
    assert propose(desk, batch.number).pk != proposal.pk


def test_an_undone_mend_of_another_row_takes_no_adoption_back(desk: Desk) -> None:
    batch = waiting(desk)
    proposal = propose(desk, batch.number)
    made = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    desk.mended(made.number, (5, "CF_JDRQ", "2026-11-16"))
    undo_mends(made.number, row=5, by=STEWARD, at=desk.at)
    proposal.refresh_from_db()
    assert (proposal.adopted_by, proposal.mended_in) == (STEWARD.name, made)


def test_an_adoption_that_stayed_behind_goes_along_into_the_next_supplement(desk: Desk) -> None:
    batch = desk.admitted(penalty(1), penalty(2, **NO_CODE), penalty(3, **NO_CODE))
    proposal = propose(desk, batch.number, uscc=firm(9), name=firm_name(9))
    made = adopt_proposal(proposal.pk, by=STEWARD, at=desk.later(minutes=1))
    desk.mended(made.number, (4, "CF_XDR_SHXYM", firm(3)), (3, "CF_JDRQ", "不详"))
    assert counts(desk.through(made.number)) == (2, 1, 0, 1, 0, 0)
    second = supplement_of(batch.number, by=STEWARD, at=desk.later(minutes=1))
    proposal.refresh_from_db()
    assert proposal.mended_in == second
    withdraw_batch(second.number, reason="不是这一家", by=STEWARD, at=desk.at)
    undo_proposal(proposal.pk, by=OFFICER, at=desk.at)
