"""One file under one key: given back whole, or not at all."""

import secrets
import stat

import pytest

from mingxin.kernel.refusal import Refusal
from mingxin.vault.sealing import KEY_FILE, PIECE, TAG, decrypt, encrypt, make_vault_key, unwrap, vault_keys, wrap

KEY = bytes(range(32))


@pytest.mark.parametrize(
    "size",
    [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7],
    ids=["empty", "one byte", "a byte short", "a whole piece", "a byte over", "two pieces", "two and a rest"],
)
def test_what_went_in_comes_out(size):
    data = secrets.token_bytes(size)
    chunks = [data[at : at + 300_000] for at in range(0, size, 300_000)]
    sealed = b"".join(encrypt(chunks, KEY))
    assert decrypt(sealed, KEY) == data
    assert data[:64] not in sealed or size == 0 or size == 1


def altered(sealed: bytes) -> dict[str, bytes]:
    step = PIECE + TAG
    first, second, rest = sealed[:step], sealed[step : 2 * step], sealed[2 * step :]
    return {
        "a bit flipped": bytes([sealed[0] ^ 1]) + sealed[1:],
        "the last bit flipped": sealed[:-1] + bytes([sealed[-1] ^ 1]),
        "the end cut off": sealed[:-1],
        "the last piece gone": first + second,
        "a piece gone": first + rest,
        "two pieces exchanged": second + first + rest,
        "a piece twice": first + first + second + rest,
        "something behind it": sealed + b"x",
        "nothing left": b"",
    }


@pytest.mark.parametrize("how", list(altered(b"0" * (3 * PIECE))))
def test_an_altered_file_is_refused(how):
    sealed = b"".join(encrypt([secrets.token_bytes(2 * PIECE + 100)], KEY))
    with pytest.raises(Refusal) as refused:
        decrypt(altered(sealed)[how], KEY)
    assert refused.value.code == "vault.altered"


def test_another_key_does_not_open_it():
    with pytest.raises(Refusal, match="无法解密"):
        decrypt(b"".join(encrypt([b"abc"], KEY)), bytes(32))


def test_a_wrapped_key_opens_under_any_of_the_vaults_keys_and_no_other():
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    wrapped = wrap(KEY, old)
    assert unwrap(wrapped, [new, old]) == KEY
    with pytest.raises(Refusal) as refused:
        unwrap(wrapped, [new])
    assert refused.value.code == "keys.wrong"


def test_the_vaults_key_is_made_once_for_the_owners_eyes(tmp_path):
    make_vault_key(tmp_path / "keys")
    first = vault_keys(tmp_path / "keys")
    make_vault_key(tmp_path / "keys")
    assert vault_keys(tmp_path / "keys") == first
    assert stat.S_IMODE((tmp_path / "keys" / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_a_new_key_above_the_old_one_is_used_first(tmp_path):
    make_vault_key(tmp_path)
    (old,) = vault_keys(tmp_path)
    file = tmp_path / KEY_FILE
    file.write_text("ab" * 32 + "\n" + file.read_text())
    assert vault_keys(tmp_path) == (bytes.fromhex("ab" * 32), old)


def test_without_keys_it_says_where_to_get_them(tmp_path):
    with pytest.raises(Refusal, match="密钥备份"):
        vault_keys(tmp_path)
