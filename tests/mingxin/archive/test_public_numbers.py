"""Numbers of records for the public: each thread has one, it leads back, and it cannot be made without the key."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from mingxin.archive import public_numbers
from mingxin.archive.public_numbers import (
    KEY_FILE,
    make_numbers_key,
    numbers_key_is_there,
    public_number,
    thread_of_number,
    threads_meant,
)
from mingxin.kernel.refusal import Refusal

THREADS = st.binary(min_size=16, max_size=16).map(bytes.hex)


@pytest.fixture(autouse=True)
def keys(home: Path) -> None:
    public_numbers._cipher.cache_clear()


@given(thread=THREADS)
def test_a_number_leads_back_and_looks_like_one(thread: str) -> None:
    number = public_number(thread)
    assert (thread_of_number(number), len(number)) == (thread, 32)
    assert number != thread
    assert threads_meant(number) == (thread, number)


@pytest.mark.parametrize(
    "text", ["", "0" * 31, "0" * 33, "g" * 32, "A" * 32, "０" * 32, "0" * 31 + "\n", "云市监罚1号"]
)
def test_what_is_no_number(text: str) -> None:
    assert thread_of_number(text) is None
    assert threads_meant(text) == ()


def test_another_installation_has_other_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = hashlib.sha256(b"a record").hexdigest()[:32]
    ours = public_number(thread)
    make_numbers_key(tmp_path)
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    assert public_number(thread) != ours


def test_the_key_is_for_its_owner_and_made_once(tmp_path: Path) -> None:
    make_numbers_key(tmp_path)
    first = (tmp_path / KEY_FILE).read_text()
    make_numbers_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == first
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert numbers_key_is_there(tmp_path)


@pytest.mark.parametrize("content", [None, "", "not hex", "00" * 16 + "0", "é"])
def test_without_a_key_no_number_is_made_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / KEY_FILE).write_text(content, encoding="utf-8")
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    assert not numbers_key_is_there(tmp_path)
    with pytest.raises(Refusal) as caught:
        public_number("0" * 32)
    assert caught.value.code == "keys.no_public_numbers"
    assert "mingxin init" in caught.value.remedy
