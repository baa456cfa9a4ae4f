"""The number under which the public knows a record: its thread, enciphered under a key of this installation.

A thread follows from what stands in a decision. Whoever guesses that could ask for the address made of it, and learn
from the difference between "ended" and "not found" that somebody once had a penalty. The number cannot be guessed: who
has one was given it while the record was public.
"""

import re
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from mingxin.kernel.keyfile import make_key_file
from mingxin.kernel.refusal import Refusal

KEY_FILE: Final = "public-numbers.key"
NO_KEY: Final = "keys.no_public_numbers"
_SHAPE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


def make_numbers_key(keys: Path) -> None:
    """Make the key unless it is there; it is never changed, for every published address hangs on it."""
    make_key_file(keys, KEY_FILE, secrets.token_hex(32))


def public_number(thread: str) -> str:
    """32 hex for a thread of 32 hex. Raises Refusal `keys.no_public_numbers` where the key is missing or broken."""
    return _cipher(Path(settings.KEYS)).encryptor().update(bytes.fromhex(thread)).hex()


def thread_of_number(number: str) -> str | None:
    """The thread behind a number, whether or not there is such a record; None for what cannot be one.

    Raises Refusal as `public_number` does.
    """
    if not _SHAPE.fullmatch(number):
        return None
    return _cipher(Path(settings.KEYS)).decryptor().update(bytes.fromhex(number)).hex()


def threads_meant(number: str) -> tuple[str, ...]:
    """For those who work here, who may have either at hand: the thread behind a number, and the number as a thread."""
    thread = thread_of_number(number)
    return (thread, number) if thread else ()


def numbers_key_is_there(keys: Path) -> bool:
    try:
        _cipher(keys)
    except Refusal:
        return False
    return True


@lru_cache(maxsize=1)
def _cipher(keys: Path) -> Cipher[modes.ECB]:
    try:
        key = bytes.fromhex((keys / KEY_FILE).read_text(encoding="ascii"))
        # a thread is a single block and no two are alike: here the plain mode is the permutation that is wanted
        return Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305
    except (OSError, ValueError):
        raise Refusal(
            NO_KEY,
            f"密钥目录 {keys} 中没有可用的公开编号密钥 {KEY_FILE}，不能给出信息编号和网址。",
            "请从密钥备份中恢复；从没有过这个密钥的安装请运行 mingxin init，再重启服务。",
        ) from None
