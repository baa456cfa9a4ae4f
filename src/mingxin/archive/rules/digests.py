"""What identifies a record and a subject, and what proves that neither was altered."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence

import polars as pl

SEPARATOR = "\x1f"
# Columns at the end that a table got later: left out of a line while empty, so lines from before still prove.
LATER_COLUMNS = {"archive_mark": 1}
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one for every row


def payload_of(values: Mapping[str, str | None]) -> str:
    """Canonical JSON: field code → text in the card's order, blanks left out."""
    return _JSON.encode({k: v for k, v in values.items() if v})


def thread_of(item: str, key: Sequence[str]) -> str:
    """The 32-hex name of a record, whatever its version: digest of its item and record key."""
    return hashlib.sha256(SEPARATOR.join(("record", item, *key)).encode()).hexdigest()[:32]


def public_id_of(uscc: str) -> str:
    """What stands in addresses for a subject: 16 hex that say nothing of the code."""
    return hashlib.sha256(f"subject{SEPARATOR}{uscc}".encode()).hexdigest()[:16]


def content_digest(payload: str, columns: Sequence[object]) -> str:
    """Over the payload and every column filled from it; stays when erasure empties them."""
    spelled = SEPARATOR.join([payload, *("" if c is None else str(c) for c in columns)])
    return hashlib.sha256(spelled.encode()).hexdigest()


def line_of(table: str, columns: Sequence[object]) -> str:
    """One row as it enters the digest of its change. Booleans as 0/1, so both databases spell alike."""
    for _ in range(LATER_COLUMNS.get(table, 0)):
        columns = columns[:-1] if columns[-1] is None else columns
    spelled = ("" if c is None else str(int(c)) if isinstance(c, bool) else str(c) for c in columns)
    return SEPARATOR.join((table, *spelled))


def lines_of(table: str, rows: pl.DataFrame) -> list[str]:
    """`line_of` each row of a frame, whose days are ISO text: many at once."""
    spelled = [
        (pl.col(name).cast(pl.Int8) if kind == pl.Boolean else pl.col(name)).cast(pl.String).fill_null("")
        for name, kind in rows.schema.items()
    ]
    return rows.select(pl.concat_str(pl.lit(table), *spelled, separator=SEPARATOR)).to_series().to_list()


def line_digest(line: str) -> bytes:
    """One line's digest: what a proof still has of a row whose content was lawfully erased."""
    return hashlib.sha256(line.encode()).digest()


def change_digest(line_digests: Iterable[bytes]) -> str:
    """Over the lines of a change in their order: written rows table by table, then closed ones."""
    hasher = hashlib.sha256()
    for digest in line_digests:
        hasher.update(digest)
    return hasher.hexdigest()
