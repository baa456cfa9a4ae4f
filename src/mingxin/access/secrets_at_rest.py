"""Secrets of second factors as they lie in the database: sealed under a key made from the installation's own."""

import hmac
import secrets
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mingxin.kernel.refusal import Refusal

_NONCE = 12


def seal(secret: bytes, *, whose: str) -> bytes:
    """`whose` is bound in: a row copied to another account does not open."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(next(_keys(b"second factor"))).encrypt(nonce, secret, whose.encode())


def unseal(sealed: bytes, *, whose: str) -> bytes:
    """Under whichever key it was sealed; a Refusal where none of them fits any more."""
    for key in _keys(b"second factor"):
        found = _opened(sealed, key, whose)
        if found is not None:
            return found
    raise Refusal(
        "second_factor.unreadable", "动态验证码的密钥无法读取，可能更换过会话密钥。", "请联系安全管理员重置动态验证码。"
    )


def is_sealed_newly(sealed: bytes, *, whose: str) -> bool:
    """Whether the key in use opens it, so that no older one is needed."""
    return _opened(sealed, next(_keys(b"second factor")), whose) is not None


def digests(code: str, *, whose: str) -> tuple[str, ...]:
    """Of a recovery code, under the key in use first, then under older ones.

    It is random, so a keyed digest is enough and a slow one needless.
    """
    said = f"{whose}\n{code}".encode()
    return tuple(hmac.digest(key, said, "sha256").hex() for key in _keys(b"recovery code"))


def _opened(sealed: bytes, key: bytes, whose: str) -> bytes | None:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], whose.encode())
    except InvalidTag:
        return None


def _keys(purpose: bytes) -> Iterator[bytes]:
    """The key in use first, then those of older secrets."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield HKDF(algorithm=SHA256(), length=32, salt=None, info=b"mingxin " + purpose).derive(str(secret).encode())
