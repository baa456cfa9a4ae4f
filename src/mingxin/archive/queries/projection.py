"""Is what is shown what the records and marks say? Compared whole; `rebuild` mends it."""

import hashlib
from collections import Counter
from dataclasses import dataclass

from mingxin.archive import bulk, tables
from mingxin.archive.actions import projecting
from mingxin.archive.rules.spans import edges_of, shown_spans


@dataclass(frozen=True)
class ProjectionCheck:
    """Spans that should show and do not, that show and should not, and edges that count otherwise."""

    spans: int
    missing: int
    surplus: int
    wrong_edges: int

    @property
    def holds(self) -> bool:
        return not (self.missing or self.surplus or self.wrong_edges)


def compare_projection() -> ProjectionCheck:
    """Every column of every span, and every edge, written anew by the same rule and held against what is there."""
    should: Counter[bytes] = Counter()
    edges: Counter[tuple[object, ...]] = Counter()
    public = list(projecting.current_public())
    marks = projecting.hiding_marks([record["thread"] for record in public])
    for record in public:
        spans = shown_spans(record["shown_from"], record["hidden_from"], marks.get(record["thread"], ()))
        for begin, end in spans:
            should[_key(*(record[column] for column in tables.SHOWN[:-2]), begin, end)] += 1
        for day, delta in edges_of(spans).items():
            edges[(record["item"], record["unit_id"], record["is_sole_trader"], str(day))] += delta
    sole = tables.SHOWN.index("is_sole_trader")
    is_shown = Counter(
        _key(*row[:sole], bool(row[sole]), *row[sole + 1 :])
        for row in bulk.select(f"SELECT {', '.join(tables.SHOWN)} FROM archive_shown")  # noqa: S608 - own names
    )
    counted: Counter[tuple[object, ...]] = Counter()  # summed up, as the pages do, should a key be there twice
    for item, unit, sole, day, delta in bulk.select(
        "SELECT item, unit_id, is_sole_trader, day, delta FROM archive_edge"
    ):
        counted[item, unit, bool(sole), str(day)] += delta
    wanted = {key: delta for key, delta in edges.items() if delta}
    wrong = len([key for key in {*counted, *wanted} if counted[key] != wanted.get(key, 0)])
    return ProjectionCheck(
        spans=is_shown.total(),
        missing=(should - is_shown).total(),
        surplus=(is_shown - should).total(),
        wrong_edges=wrong,
    )


def _key(*parts: object) -> bytes:
    """Sixteen bytes for a whole span: two million of them are compared at once."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).digest()
