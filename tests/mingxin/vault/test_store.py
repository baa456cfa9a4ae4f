"""Files by digest: written whole or not at all, and proved when they are read."""

import hashlib
import stat

import pytest

from mingxin.kernel.refusal import Refusal
from mingxin.vault.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "files")


def test_a_file_is_named_by_its_digest(store):
    digest, size = store.put([b"ab", b"c"])
    assert (digest, size) == (hashlib.sha256(b"abc").hexdigest(), 3)
    assert store.read(digest) == b"abc"
    assert [path.name for path in store.all()] == [digest]
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700


def test_the_same_bytes_are_one_file(store):
    assert store.put([b"abc"]) == store.put([b"a", b"bc"])
    assert len(list(store.all())) == 1


def test_a_writer_that_fails_leaves_nothing(store):
    def failing():
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        store.put(failing())
    assert not list(store.all())
    assert not list(store.arriving())


def test_a_file_altered_on_disk_is_refused(store):
    digest, _ = store.put([b"abc"])
    store.path(digest).write_bytes(b"abd")
    with pytest.raises(Refusal) as refused:
        store.read(digest)
    assert refused.value.code == "vault.altered"


def test_a_missing_file_says_what_to_do(store):
    with pytest.raises(Refusal, match="mingxin restore"):
        store.read("0" * 64)
