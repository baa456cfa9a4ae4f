"""Lawful erasure of what people typed: the words go, the names of those who typed them stay."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.archive.actions.amend import erase
from mingxin.archive.actions.scrubbing import EMPTIED
from mingxin.intake.actions.forgetting import ERASED, forget
from mingxin.intake.actions.linking import decline_proposal, propose_link, undo_proposal
from mingxin.intake.actions.reviewing import hands_of
from mingxin.intake.actions.rulings import dismiss, register
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.models import Batch, LinkProposal, Ruling, RulingSide
from mingxin.intake.queries.history import mends_of
from mingxin.intake.queries.rulings import running
from mingxin.vault import actions as vault
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import firm, penalty, require_sound, thread
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, OFFICER, STEWARD, Desk, refusal_of, tell_of

GROUND = "个人信息保护法第四十七条，决定书1号"
ROW, NO_CODE, NO_DAY = penalty(1), {"CF_XDR_SHXYM": ""}, {"CF_JDRQ": ""}
TYPED = "当事人在仓库私设暗门一事甲乙丙丁戊己。"


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


def forgotten(desk: Desk) -> None:
    forget(thread(ROW), by=OFFICER, at=desk.at)
    erase(thread=thread(ROW), ground=GROUND, by=OFFICER, at=desk.at)
    require_sound()


def test_who_mended_does_not_release_after_an_erasure(desk: Desk) -> None:
    """Row 2 is the record's, row 3 another's; both were mended, and the values of row 3 are in what is released."""
    desk.admitted(ROW)
    batch = desk.checked({**ROW, "CF_JDRQ": ""}, penalty(2, **NO_DAY), penalty(3))
    desk.mended(batch.number, (2, "CF_JDRQ", "2026-11-16"), (2, "CF_SY", TYPED), by=CHECKER)
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-17"), by=CHECKER)
    submit(batch.number, by=STEWARD, at=desk.at)
    forgotten(desk)
    assert sorted(batch.mends.values_list("row", "value", "actor_login")) == [
        (2, "", "wang"),
        (2, "", "wang"),
        (3, "2026-11-17", "wang"),
    ]
    batch.refresh_from_db()
    assert "wang" in hands_of(batch)
    refused = refusal_of(release, batch.number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    assert refused.code == "release.same_person"
    release(batch.number, secrecy_reviewed=True, by=COLLEAGUE, at=desk.at)


def test_of_a_batch_that_is_over_every_typed_word_goes(desk: Desk) -> None:
    batch = desk.checked({**ROW, "CF_JDRQ": ""}, penalty(2))
    desk.mended(batch.number, (2, "CF_JDRQ", "2026-11-16"), (2, "CF_SY", TYPED))
    desk.through(batch.number)
    forgotten(desk)
    assert set(batch.mends.values_list("before", "value", "actor_name")) == {("", "", "张经办")}
    assert batch.mends.count() == 2, "that rows were mended still counts among the figures"


def test_what_was_typed_about_another_record_stays(desk: Desk) -> None:
    """Of a batch that is over too: the mend says whose it is. But not where it names the erased one."""
    sent = [{**ROW, **NO_DAY}, penalty(2, **NO_DAY), penalty(3, CF_WSH=ROW["CF_WSH"], CF_XDR_SHXYM="X"), penalty(4)]
    batch = desk.checked(*sent)
    desk.mended(batch.number, (2, "CF_JDRQ", "2026-11-16"), (3, "CF_JDRQ", "2026-11-17"))
    desk.mended(batch.number, (4, "CF_WSH", penalty(3)["CF_WSH"]), (4, "CF_XDR_SHXYM", firm(3)))
    desk.mended(batch.number, (5, "CF_WSH", ""))
    assert desk.through(batch.number).admitted == 3
    forgotten(desk)
    left = {(m.row, m.field): m.after for m in mends_of(Batch.objects.get(pk=batch.pk), None)}
    gone = "（已依法删除）"
    assert left == {
        (2, "CF_JDRQ"): gone,
        (3, "CF_JDRQ"): "2026-11-17",
        (4, "CF_WSH"): gone,  # what stood there before
        (4, "CF_XDR_SHXYM"): gone,
        (5, "CF_WSH"): gone,  # no record has it, so nothing says whose it is
    }


def test_a_mended_row_that_changed_nothing_loses_its_words_too(desk: Desk) -> None:
    """No file names the record any more when the original's days are over; the mend itself says whose it is."""
    desk.admitted(ROW, penalty(2))
    batch = desk.checked({**ROW, "CF_SY": TYPED}, penalty(3, CF_SY=TYPED))
    desk.mended(batch.number, (2, "CF_SY", ROW["CF_SY"]), (3, "CF_SY", "另有原因。"))
    batch = desk.through(batch.number)
    assert (batch.unchanged, batch.admitted) == (1, 1)
    for original in Original.objects.filter(wrapped_key__isnull=False):
        tell_of(*vault.destroy(original, at=desk.at), at=desk.at)
    forgotten(desk)
    assert [(m.row, m.before, m.after) for m in mends_of(batch, None)] == [
        (2, "（已依法删除）", "（已依法删除）"),
        (3, TYPED, "另有原因。"),
    ]


def test_proposals_lose_their_words_and_wait_no_more(desk: Desk) -> None:
    """Rows 2 and 3 are the record's without its code, row 4 another's; row 3 was declined before."""
    desk.admitted(ROW)
    sent = [{**ROW, **NO_CODE}, {**ROW, **NO_CODE, "BZ": "再次报送"}, penalty(4, **NO_CODE), penalty(5)]
    batch = desk.checked(*sent)
    given = {"uscc": firm(1), "reason": TYPED, "by": OFFICER, "at": desk.at}
    proposals = {row: propose_link(batch.number, row, **given) for row in (2, 3, 4)}
    decline_proposal(proposals[3].pk, reason=TYPED, by=STEWARD, at=desk.at)
    forgotten(desk)
    found = {one.row: one for one in LinkProposal.objects.all()}
    assert [(found[row].name, found[row].reason) for row in (2, 3)] == [("", ERASED)] * 2
    assert (found[2].undone_by, found[3].declined_reason) == ("赵信用", ERASED)
    assert (found[4].reason, found[4].undone_at) == (TYPED, None), "another record's stays as it was"
    undo_proposal(proposals[4].pk, by=OFFICER, at=desk.at)


def test_rulings_upon_it_keep_their_days_and_no_words(desk: Desk) -> None:
    desk.admitted(ROW, penalty(2))
    told = {"reason_type": "决定被撤销", "case": TYPED, "ruled_on": desk.at.date(), "side": RulingSide.UNIT, "link": ""}
    for row in (ROW, penalty(2)):
        made = register(thread(row), **told, by=STEWARD, at=desk.at)
        dismiss(made.pk, reason=TYPED, side=RulingSide.UNIT, link="", by=STEWARD, at=desk.at)
        register(thread(row), **told, by=STEWARD, at=desk.at)
    forgotten(desk)
    of_it = Ruling.objects.filter(thread=thread(ROW)).order_by("id")
    assert list(of_it.values_list("case", "end_note")) == [(ERASED, ERASED), (ERASED, "")]
    assert set(Ruling.objects.exclude(thread=thread(ROW)).values_list("case", flat=True)) == {TYPED}
    assert {one.thread for one in running()} == {thread(penalty(2))}


def test_every_table_that_is_emptied_is_scrubbed(desk: Desk) -> None:
    """PostgreSQL keeps dead rows until they are vacuumed; the list must name whatever an erasure changes."""
    desk.admitted(ROW)
    batch = desk.checked({**ROW, **NO_CODE}, {**ROW, "CF_JDRQ": "", "BZ": "再次报送"})
    desk.mended(batch.number, (3, "CF_SY", TYPED))
    propose_link(batch.number, 2, uscc=firm(1), reason=TYPED, by=OFFICER, at=desk.at)
    with CaptureQueriesContext(connection) as run:
        forgotten(desk)
    said = [re.match(r'(?:UPDATE|DELETE FROM) "?(\w+)', query["sql"]) for query in run.captured_queries]
    changed = {found[1] for found in said if found}
    assert "intake_rowmend" in changed
    assert changed <= set(EMPTIED)
    assert set(EMPTIED) <= set(connection.introspection.table_names())
    assert Batch.objects.count() == 2
