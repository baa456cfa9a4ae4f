"""Which pairs of characters are rare among names, by PostgreSQL's own statistics. They plan, they never answer."""

from collections.abc import Sequence
from functools import lru_cache
from time import monotonic
from typing import Final

from mingxin.archive import bulk

_KEPT_SECONDS: Final = 600
_MOST: Final = 3  # pairs beyond the three rarest narrow little, and each is a list as long as its pair is common

_SHARES = """
SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
WHERE schemaname = current_schema() AND tablename = 'archive_name_search' AND attname = %s
"""


def rarest(column: str, grams: Sequence[str]) -> list[str]:
    """Those of the pairs by which the index should look in `column`."""
    shares = _shares(column, int(monotonic() // _KEPT_SECONDS))
    return sorted(dict.fromkeys(grams), key=lambda gram: shares.get(gram, 0))[:_MOST]


def share_of(column: str, grams: Sequence[str]) -> float:
    """The largest share of names that can hold all of the pairs, 0..1; 1 where nothing is known."""
    shares = _shares(column, int(monotonic() // _KEPT_SECONDS))
    return min((shares.get(gram, 0) for gram in grams), default=1) if shares else 1


@lru_cache(maxsize=4)
def _shares(column: str, period: int) -> dict[str, float]:
    """The share of names that hold a pair, for the commonest; read anew in each `period`. Empty before any ANALYZE."""
    for elements, shares in bulk.select(_SHARES, [column]):
        return dict(zip(elements or (), shares or (), strict=False))
    return {}
