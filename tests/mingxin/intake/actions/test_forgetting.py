"""Lawful erasure in intake: whatever a batch kept of the record is gone, and of other records as little as can be."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from django.conf import settings

from mingxin.archive.actions.amend import erase
from mingxin.archive.models import Record
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.forgetting import Forgotten, forget
from mingxin.intake.actions.process import process
from mingxin.intake.actions.resume import resume_pending
from mingxin.intake.actions.submitting import release, send_back, submit
from mingxin.intake.actions.supplements import supplement_of
from mingxin.intake.carriers import find_carriers
from mingxin.intake.models import Batch, RowMend
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.ledger.rows import FOUND, KEY
from mingxin.ledger.searching import detail_of
from mingxin.vault import actions as vault
from mingxin.vault.models import Original
from tests.mingxin.archive.sending import UNIT, Sender, firm, penalty, require_sound, thread, write_csv
from tests.mingxin.intake.actions.desk import CHECKER, STEWARD, Desk
from tests.mingxin.intake.actions.test_resume import interrupt

PLANTED = "当事人在仓库私设暗门一事甲乙丙丁戊己。"
GROUND = "个人信息保护法第四十七条，决定书1号"
ROW = penalty(1, CF_SY=PLANTED)


@pytest.fixture(autouse=True)
def own_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "HOME", tmp_path / "var")


def forget_and_erase(by: Actor, at: datetime) -> Forgotten:
    """As the platform erases, in one transaction; then the sweeper of the next day."""
    gone = forget(thread(ROW), by=by, at=at)
    erase(thread=thread(ROW), ground=GROUND, by=by, at=at)
    vault.sweep(older_than_seconds=0)
    return gone


def kept_with(text: str) -> list[str]:
    """Everything under the home that gives the text back: files as they lie, rows of tables in them, originals."""
    found = []
    for path in (p for p in Path(settings.HOME).rglob("*") if p.is_file()):
        data = path.read_bytes()
        if text.encode() in data or (data[:4] == b"PAR1" and text in str(pl_rows(data))):
            found.append(str(path))
    for original in Original.objects.filter(wrapped_key__isnull=False):
        data = vault.read_original(original)
        if text.encode() in data or (data[:2] == b"PK" and text in str(workbook_cells(data))):
            found.append(f"original {original.pk}")
    return found


def pl_rows(data: bytes) -> list[tuple[object, ...]]:
    return pl.read_parquet(io.BytesIO(data)).rows()


def workbook_cells(data: bytes) -> list[object]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


def as_workbook(source: Path, item: str, by: Actor, at: datetime) -> None:
    """Send the rows of a CSV as an XLSX."""
    book = openpyxl.Workbook()
    with source.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.reader(handle):
            book.active.append(row)
    target = source.with_suffix(".xlsx")
    book.save(target)
    process(target, item=item, unit=UNIT, by=by, at=at)


Send = Callable[[Sender, Path, Actor, datetime], object]
# how the content came here besides the batch that wrote it, and how many batches hold it then
WAYS: list[tuple[str, Send, int]] = [
    ("once", lambda *_: None, 1),
    ("sent again, nothing changed", lambda s, *_: s.penalties(ROW, penalty(2)), 2),
    ("sent again beside a new record", lambda s, *_: s.penalties(ROW, penalty(7)), 2),
    ("sent again with other brackets", lambda s, *_: s.penalties({**ROW, "CF_WSH": "云市监罚(2026) 1 号"}), 2),
    (
        "sent again as a workbook",
        lambda _, folder, by, at: as_workbook(
            write_csv(folder / "again.csv", "admin_penalty", [ROW]), "admin_penalty", by, at
        ),
        2,
    ),
    ("sent with a faulty code", lambda s, *_: s.penalties({**ROW, "CF_XDR_SHXYM": firm(1)[:-1] + "0"}), 2),
    ("sent without a code", lambda s, *_: s.penalties({**ROW, "CF_XDR_SHXYM": ""}), 2),
    ("sent with a fault of its own", lambda s, *_: s.penalties({**ROW, "CF_JDRQ": "从前"}), 2),
    ("changed by a later batch", lambda s, *_: s.penalties({**ROW, "CF_NR": "罚款10000元"}), 2),
    (
        "corrected",
        lambda s, _, by, at: correct(thread(ROW), {"CF_NR": "罚款1元"}, reason="笔误", by=by, at=at),
        1,
    ),
    ("another's record of the same item", lambda s, *_: s.penalties(penalty(3)), 1),
]


@pytest.mark.parametrize(("send", "holding"), [pytest.param(*way[1:], id=way[0]) for way in WAYS])
def test_the_content_is_found_nowhere(
    sender: Sender, tmp_path: Path, actor: Actor, now: datetime, send: Send, holding: int
) -> None:
    sender.penalties(ROW, penalty(2))
    send(sender, tmp_path, actor, now)
    assert kept_with(PLANTED), "it is there before"
    gone = forget_and_erase(actor, now)
    assert gone.originals == holding
    assert kept_with(PLANTED) == []
    assert Entry.objects.filter(action="intake.forget").count() == holding
    assert not Record.objects.filter(payload__contains=PLANTED).exists()
    require_sound()


def test_the_ledger_names_batches_and_no_content(sender: Sender, actor: Actor, now: datetime) -> None:
    sent = sender.penalties(ROW)
    forget_and_erase(actor, now)
    told = Entry.objects.get(action="intake.forget")
    assert (told.object_type, told.object_key) == ("batch", sent.batch)
    said = detail_of(told)
    assert said.pop(KEY) and said.pop(FOUND), "digests of what was there and what is left"
    assert (told.matter, said) == ("依法删除", {"files": 2, "original": True})
    batch = Batch.objects.select_related("original").get()
    assert (batch.rows_file, batch.findings_file, batch.ready_file) == ("", "", "")
    assert (batch.original.wrapped_key, batch.original.destroyed_at) == (None, now)
    with pytest.raises(Refusal) as refused:
        vault.read_original(batch.original)
    assert refused.value.code == "original.destroyed"


def test_other_batches_keep_what_they_had(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(ROW)
    others = [
        sender.penalties(penalty(3), penalty(4, CF_XDR_SHXYM="")).batch,
        sender.penalties(penalty(3)).batch,
        sender.penalties(penalty(5, 1, CF_SY="同一单位的另一件。")).batch,
    ]
    forget_and_erase(actor, now)
    for batch in Batch.objects.filter(pk__in=others).select_related("original"):
        assert batch.original.wrapped_key is not None
        vault.read_original(batch.original)
        assert vault.read_file(batch.rows_file)
        assert vault.read_file(batch.findings_file)


def test_a_batch_that_waits_loses_the_record_and_admits_the_rest(
    sender: Sender, tmp_path: Path, actor: Actor, now: datetime
) -> None:
    sender.penalties(ROW)
    waiting = interrupt(
        tmp_path, {**ROW, "CF_NR": "罚款3元"}, penalty(6), penalty(8, CF_XDR_SHXYM=""), unit=UNIT, by=actor, at=now
    )
    forget_and_erase(actor, now)
    assert kept_with(PLANTED) == []
    assert resume_pending(by=actor, at=now) == [waiting]
    batch = Batch.objects.get(pk=waiting)
    assert (batch.reported, batch.admitted, batch.questioned, batch.unlinked) == (3, 1, 1, 1)
    assert vault.read_file(batch.rows_file), "its questioned rows are others'"
    require_sound()


def test_what_arrived_after_the_look_is_looked_at_too(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(ROW)
    found = find_carriers(thread(ROW))
    sender.penalties(ROW, penalty(9))
    assert forget(thread(ROW), by=actor, at=now, found=found).originals == 2


def test_an_original_whose_days_are_over_stays_as_it_ended(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(ROW)
    Original.objects.update(wrapped_key=None, destroyed_at=datetime(2026, 1, 1, tzinfo=now.tzinfo))
    assert forget(thread(ROW), by=actor, at=now) == Forgotten(originals=0, files=2)
    assert Original.objects.get().destroyed_at == datetime(2026, 1, 1, tzinfo=now.tzinfo)
    assert forget(thread(ROW), by=actor, at=now) == Forgotten(originals=0, files=0), "again finds nothing"


OPEN_STATES = ("received", "guessed", "ready", "mended", "submitted", "returned", "released", "supplement")


@pytest.mark.parametrize("state", OPEN_STATES)
def test_an_open_batch_in_any_state_gives_nothing_back(desk: Desk, state: str) -> None:
    """The row came before, and comes again with another beside it; neither a mend nor a release brings it back."""
    desk.admitted(ROW)
    desk.later(minutes=1)
    again = (penalty(6), {**ROW, "CF_NR": "罚款3元"})
    if state in ("received", "guessed"):
        number = desk.receive(*again, item="admin_penalty" if state == "received" else "")
        if state == "guessed":
            Batch.objects.filter(pk=number).update(item="")
    elif state == "supplement":
        parent = desk.admitted(penalty(6), {**ROW, "CF_JDRQ": ""})
        number = supplement_of(parent.number, by=STEWARD, at=desk.later(minutes=1)).number
    elif state == "mended":  # its document number was mended to another: the old one stands in the sieved file alone
        number = desk.checked(penalty(6), {**ROW, "CF_JDRQ": ""}).number
        desk.mended(number, (3, "CF_WSH", penalty(9)["CF_WSH"]), (3, "BZ", PLANTED))
    else:
        number = desk.checked(*again).number
        if state != "ready":
            submit(number, by=STEWARD, at=desk.at)
        if state == "returned":
            send_back(number, reason="请核对", by=CHECKER, at=desk.at)
        if state == "released":
            release(number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
    forget(thread(ROW), by=CHECKER, at=desk.at)
    erase(thread=thread(ROW), ground=GROUND, by=CHECKER, at=desk.at)
    vault.sweep(older_than_seconds=0)
    if state != "mended":  # there the row is of another decision by now, and stays as that
        assert kept_with(PLANTED) == []
    assert RowMend.objects.filter(value=PLANTED).count() == int(state == "mended")
    batch = Batch.objects.get(pk=number)
    assert batch.sieved_file == ""
    if state in ("ready", "returned", "mended", "supplement"):
        with pytest.raises(Refusal, match="不再留存"):
            desk.mended(number, (3, "CF_JDRQ", "2026-11-16"))
    desk.work()
    batch.refresh_from_db()
    if state in ("received", "guessed"):
        assert (batch.state, batch.refusal_code) == ("refused", "original.destroyed")
        return
    if state == "submitted":
        release(number, secrecy_reviewed=True, by=CHECKER, at=desk.at)
        desk.work()
    elif state in ("ready", "returned"):
        desk.through(number)
    assert not Record.objects.filter(payload__contains=PLANTED).exists()
    assert not Record.objects.filter(thread=thread(ROW), erased_by__isnull=True).exists()
    require_sound()
