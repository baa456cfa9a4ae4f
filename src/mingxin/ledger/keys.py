"""The ledger's own key, outside the database: it stamps entries and signs seals.

Whoever can write to the database but not read the keys folder can make neither. The file holds one seed a line, the one
in use first; older lines still prove what was stamped and signed under them (rotation).
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mingxin.kernel.keyfile import make_key_file
from mingxin.kernel.refusal import Refusal

KEY_FILE: Final = "ledger.key"
_ID, _NONCE, _MAC = 16, 8, 32  # hex of an identifier; bytes of a nonce; hex of a stamp's code


@dataclass(frozen=True)
class LedgerKey:
    """`id` names it in stamps and seals and says nothing of the secret: digest of the public key, which is `public`."""

    id: str
    public: str
    private: Ed25519PrivateKey
    stamping: bytes

    def stamp(self, entry: int, digest: str) -> str:
        """What proves that the platform wrote an entry with this number and digest. No two are alike, so none can be
        repeated.
        """
        nonce = secrets.token_hex(_NONCE)
        return f"{self.id}:{nonce}:{self._code(nonce, f'{entry} {digest}')}"

    def stamped(self, nonce: str, code: str, told: str) -> bool:
        return hmac.compare_digest(self._code(nonce, told), code)

    def sign(self, number: int, digest: str) -> str:
        return self.private.sign(self._message(number, digest)).hex()

    def signed(self, signature: str, number: int, digest: str) -> bool:
        try:
            self.private.public_key().verify(bytes.fromhex(signature), self._message(number, digest))
        except (InvalidSignature, ValueError):
            return False
        return True

    def _code(self, nonce: str, told: str) -> str:
        return hmac.new(self.stamping, f"{nonce}:{told}".encode(), hashlib.sha256).hexdigest()[:_MAC]

    def _message(self, number: int, digest: str) -> bytes:
        return f"mingxin-seal-1\n{number}\n{digest}\n{self.id}".encode()


@dataclass(frozen=True)
class Keyring:
    """All keys of the file by id. `ranks`: 0 the one in use, 1 the one before it …"""

    in_use: LedgerKey
    by_id: Mapping[str, LedgerKey]
    ranks: Mapping[str, int]

    def stamped(self, stamp: str, entry: int, digest: str) -> bool:
        """Whether the stamp is one that the platform gave to the entry with this number and digest."""
        return self._stamped(stamp, f"{entry} {digest}")

    def stamped_without_number(self, stamp: str, digest: str) -> bool:
        """The same of a stamp as it was made before it covered the number: it fits the entry under any number."""
        return self._stamped(stamp, digest)

    def _stamped(self, stamp: str, told: str) -> bool:
        key, _, rest = stamp.partition(":")
        nonce, _, code = rest.partition(":")
        return key in self.by_id and self.by_id[key].stamped(nonce, code, told)


class Stamps:
    """Whether entries bear the platform's stamp, asked in the order of the chain.

    Stamps did not always cover the number. Once one did, none without it is taken: it might have been held back until
    another number made it the newest. `numbered`: one did before the first that is asked for.
    """

    def __init__(self, keys: Keyring, *, numbered: bool = False) -> None:
        self._keys, self._numbered = keys, numbered

    def hold(self, entry: int, digest: str, stamp: str) -> bool:
        if self._keys.stamped(stamp, entry, digest):
            self._numbered = True
            return True
        return not self._numbered and self._keys.stamped_without_number(stamp, digest)


def make_ledger_key(keys: Path) -> None:
    """Make the key unless it is there; for the owner's eyes alone."""
    make_key_file(keys, KEY_FILE, secrets.token_hex(32))


def ledger_keys(keys: Path) -> Keyring | None:
    """The keys; None where there is no file. Raises Refusal("ledger.key_unreadable") where it cannot be read."""
    file = keys / KEY_FILE
    try:
        known = file.stat()
    except FileNotFoundError:
        return None
    return _read(file, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int, size: int) -> Keyring:
    """Read once for each state of the file: every act of the platform asks for it."""
    try:
        made = [_key(bytes.fromhex(line)) for line in file.read_text().split()]
        return Keyring(made[0], {key.id: key for key in made}, {key.id: rank for rank, key in enumerate(made)})
    except (OSError, ValueError, IndexError):
        raise Refusal("ledger.key_unreadable", f"账本密钥 {file} 无法读取。", "请从密钥备份中恢复。") from None


def _key(seed: bytes) -> LedgerKey:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    stamping = hmac.new(seed, b"mingxin ledger stamp", hashlib.sha256).digest()
    return LedgerKey(hashlib.sha256(public).hexdigest()[:_ID], public.hex(), private, stamping)
