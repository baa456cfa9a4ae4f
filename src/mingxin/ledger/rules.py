"""What is digested, and how: pure, so that a verifier elsewhere can repeat it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

GENESIS = "0" * 64


def canonical(detail: Mapping[str, object]) -> str:
    """The one spelling of a detail: sorted keys, no spaces, characters as they are."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def moment(at: datetime) -> str:
    """An instant in UTC to the microsecond, so that both databases give back what was digested."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_digest(at: datetime, columns: Iterable[str]) -> str:
    """SHA-256 over the instant and the columns in their order, as a JSON list (no two lists share a spelling)."""
    spelled = json.dumps([moment(at), *columns], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def seal_digest(number: int, at: datetime, previous: str, entry_digests: Iterable[str]) -> str:
    hasher = hashlib.sha256(f"{number}\n{moment(at)}\n{previous}\n".encode())
    for digest in entry_digests:
        hasher.update(f"{digest}\n".encode())
    return hasher.hexdigest()
