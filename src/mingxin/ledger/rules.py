"""What is digested, and how: pure, so that a verifier elsewhere can repeat it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from mingxin.kernel.resident_id import cut

GENESIS = "0" * 64
_HEX = re.compile("[0-9a-f]{32,64}")


def canonical(detail: Mapping[str, object]) -> str:
    """The one spelling of a detail: sorted keys, no spaces, characters as they are."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def without_numbers(value: object) -> object:
    """What a detail holds, at any depth, without identity numbers; digests and record numbers stay as they are."""
    if isinstance(value, str):
        return value if _HEX.fullmatch(value) else cut(value)[0]
    if isinstance(value, Mapping):
        return {key: without_numbers(held) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_numbers(held) for held in value]
    return value


def moment(at: datetime) -> str:
    """An instant in UTC to the microsecond, so that both databases give back what was digested."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_digest(at: datetime, columns: Iterable[str]) -> str:
    """SHA-256 over the instant and the columns in their order, as a JSON list (no two lists share a spelling)."""
    spelled = json.dumps([moment(at), *columns], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def seal_digest(number: int, at: datetime, previous: str, entries: Iterable[tuple[int, str]]) -> str:
    """Over the seal before it and its entries in their order, each by number and digest: the order in which they are
    read is sealed with them.
    """
    return _over(number, at, previous, (f"{entry} {digest}" for entry, digest in entries))


def seal_digest_without_numbers(number: int, at: datetime, previous: str, entry_digests: Iterable[str]) -> str:
    """As seals were made before the numbers of entries were sealed. Nobody can find entries that fit both forms, so a
    proof may take either.
    """
    return _over(number, at, previous, entry_digests)


def _over(number: int, at: datetime, previous: str, lines: Iterable[str]) -> str:
    hasher = hashlib.sha256(f"{number}\n{moment(at)}\n{previous}\n".encode())
    for line in lines:
        hasher.update(f"{line}\n".encode())
    return hasher.hexdigest()
