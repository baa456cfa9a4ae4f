"""Encrypting one file under a key of its own, in pieces, so that destroying the key ends the file."""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mingxin.kernel.keyfile import make_key_file
from mingxin.kernel.refusal import Refusal

PIECE = 1 << 20
TAG = 16
KEY_FILE = "vault.key"


def make_vault_key(keys: Path) -> None:
    """Make the vault's key unless it is there; for the owner's eyes alone."""
    make_key_file(keys, KEY_FILE, secrets.token_hex(32))


def vault_keys(keys: Path) -> tuple[bytes, ...]:
    """The vault's keys, the one in use first; further lines are older ones that may still open (rotation)."""
    try:
        lines = (keys / KEY_FILE).read_text().split()
        return tuple(bytes.fromhex(line) for line in lines)
    except FileNotFoundError:
        raise Refusal(
            "keys.missing", f"密钥目录 {keys} 中没有 {KEY_FILE}。", "请先运行 mingxin init，或从密钥备份中恢复。"
        ) from None


def encrypt(data: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """AES-256-GCM piece by piece; each piece knows its place and whether it is the last."""
    cipher, place, held = AESGCM(key), 0, b""
    for chunk in data:
        held += chunk
        while len(held) > PIECE:
            yield cipher.encrypt(_nonce(place), held[:PIECE], b"more")
            held, place = held[PIECE:], place + 1
    yield cipher.encrypt(_nonce(place), held, b"last")


def decrypt(sealed: bytes, key: bytes) -> bytes:
    """The whole plain text; a Refusal if a byte was changed, a piece moved or the end cut off."""
    cipher, out, step = AESGCM(key), [], PIECE + TAG
    starts = range(0, max(len(sealed), 1), step)
    try:
        for place, start in enumerate(starts):
            last = b"last" if start + step >= len(sealed) else b"more"
            out.append(cipher.decrypt(_nonce(place), sealed[start : start + step], last))
    except InvalidTag:
        raise Refusal("vault.altered", "留存的原始文件无法解密，可能已损坏或被改动。") from None
    return b"".join(out)


def wrap(key: bytes, under: bytes) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(under).encrypt(nonce, key, b"file key")


def unwrap(wrapped: bytes, keys: Iterable[bytes]) -> bytes:
    for under in keys:
        try:
            return AESGCM(under).decrypt(wrapped[:12], wrapped[12:], b"file key")
        except InvalidTag:
            continue
    raise Refusal("keys.wrong", "现有密钥打不开这份留存文件。", "请从密钥备份中恢复保管它时所用的 vault.key。")


def _nonce(place: int) -> bytes:
    return place.to_bytes(12, "big")  # the key is this file's own, so a counter never repeats
