"""Originals end on their day; working files live while somebody names them; the sweeper alone deletes."""

import os
import time
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile, Original
from mingxin.vault.sealing import KEY_FILE

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def own_home(home, tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "HOME", tmp_path)


def keep(at, data=b"original"):
    laid = vault.lay_original([data])
    original = vault.name_original(laid, sent_digest="0" * 64, is_cut=False, at=at, kept_days=30)
    told(original, at)
    return original


def told(original, at):
    """As the verb that takes a file tells of it."""
    ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=at, rows=(original,))


def aged(store, days):
    """Every file of a store as if written that many days ago."""
    for path in [*store.all(), *store.arriving()]:
        os.utime(path, (time.time() - days * DAY,) * 2)


def test_an_original_is_given_back_and_lies_encrypted(now):
    original = keep(now)
    assert vault.read_original(original) == b"original"
    assert b"original" not in vault.originals().read(original.file)


def destroy_over(at):
    """Two passes, a day and a seal apart, as the upkeep makes them."""
    gone = 0
    for moment in (at, at + timedelta(hours=24)):
        ledger.write(action="test", object_type="test", object_key="1", by=PLATFORM, at=moment)
        ledger.seal(at=moment)
        gone += vault.destroy_expired(at=moment, ran=None).destroyed
    return gone


@pytest.mark.parametrize(
    ("days", "destroyed"), [(29, 0), (30, 1), (31, 1)], ids=["the day before", "on the day", "the day after"]
)
def test_an_original_ends_after_its_days(now, days, destroyed):
    original = keep(now)
    assert destroy_over(now + timedelta(days=days)) == destroyed
    original.refresh_from_db()
    assert (original.wrapped_key is None) == bool(destroyed)


FORGED = [
    {"kept_until": date(2026, 1, 1)},
    {"kept_until": date(2026, 1, 1), "due_at": datetime(2026, 1, 1, tzinfo=CHINA), "due_seal": 0},
]


@pytest.mark.parametrize("forged", FORGED, ids=["its days", "its days, and that they were found over"])
def test_an_original_whose_days_were_rewritten_is_not_destroyed(now, forged):
    """Whoever owns the database cannot make the platform destroy evidence before its time."""
    original, other = keep(now), keep(now - timedelta(days=40), b"other")
    Original.objects.filter(pk=original.pk).update(**forged)
    assert destroy_over(now) == 1, "the other, whose days are over"
    original.refresh_from_db()
    assert vault.read_original(original) == b"original"
    assert vault.destroy_expired(at=now + timedelta(days=2), ran=None) == vault.Expired(destroyed=0, withheld=1)
    with pytest.raises(Refusal):
        vault.read_original(Original.objects.get(pk=other.pk))


def test_a_destroyed_original_cannot_be_read_even_before_it_is_swept(now):
    original = keep(now)
    destroy_over(now + timedelta(days=30))
    original.refresh_from_db()
    assert vault.originals().path(original.file).is_file()
    with pytest.raises(Refusal) as refused:
        vault.read_original(original)
    assert refused.value.code == "original.destroyed"


def test_the_sweeper_deletes_what_no_row_names(now):
    kept, released = keep(now), vault.keep_file(b"rows", owner="b1", kind="rows")
    vault.release_file(released, owner="b1", kind="rows")
    aged(vault.files(), 2)
    aged(vault.originals(), 2)
    assert vault.sweep() == 1
    assert vault.read_original(kept) == b"original"
    assert not vault.files().path(released).exists()


def test_a_file_with_two_owners_stays_until_both_let_go():
    digest = vault.keep_file(b"rows", owner="b1", kind="rows")
    assert vault.keep_file(b"rows", owner="b2", kind="rows") == digest
    vault.keep_file(b"rows", owner="b2", kind="rows")
    assert KeptFile.objects.count() == 2
    vault.release_file(digest, owner="b1", kind="rows")
    aged(vault.files(), 2)
    assert vault.sweep() == 0
    vault.release_file(digest, owner="b2", kind="rows")
    assert vault.sweep() == 1


@pytest.mark.parametrize(("hours", "gone"), [(23, 0), (25, 1)], ids=["within a day", "after a day"])
def test_a_young_file_may_belong_to_a_writer_that_has_not_committed(hours, gone):
    vault.files().put([b"rows"])
    aged(vault.files(), hours / 24)
    assert vault.sweep() == gone


def test_what_a_killed_writer_left_is_swept():
    vault.files().put([b"x"])
    (vault.files().folder / ".arriving-dead").write_bytes(b"half")
    aged(vault.files(), 2)
    assert vault.sweep() == 2


def test_the_original_of_a_swept_row_is_gone_from_disk(now):
    original = keep(now)
    destroy_over(now + timedelta(days=30))
    aged(vault.originals(), 2)
    assert vault.sweep() == 1
    assert not vault.originals().path(original.file).exists()


def test_after_the_keys_are_rotated_older_originals_still_open(now, monkeypatch, tmp_path):
    keys = tmp_path / "rotated"
    keys.mkdir()
    held = (settings.KEYS / KEY_FILE).read_text()
    original = keep(now)
    (keys / KEY_FILE).write_text("cd" * 32 + "\n" + held)
    monkeypatch.setattr(settings, "KEYS", keys)
    assert vault.read_original(original) == b"original"
    assert vault.read_original(keep(now, b"newer")) == b"newer"
