"""Two ways through the names that hold certain words, in order of filing; each suits its database.

SQLite reads its index in order and stops when it has enough. PostgreSQL's gives all of the names with a word at once,
in no order, and its planner cannot tell how many: it takes neighbouring pairs for independent and believed that no
name held 食品有限公司, where forty thousand did. So the way is chosen here, by what the first few thousand names hold.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from mingxin.archive import bulk
from mingxin.archive.gram_shares import rarest, share_of

TABLE: Final = "archive_name_search"
WINDOW: Final = 4000  # names that are walked to learn how common the words are: 2 ms
FARTHEST: Final = 30_000  # names that are walked rather than looked up: 10 ms
RARE: Final = 0.001  # of all names: so few are looked up at once
_CHUNK: Final = 1000  # candidates checked by one query: so few that no plan but the lookup of each is considered
_SPARE: Final = 1.3

Row = tuple[int, int]  # name, subject


@dataclass(frozen=True)
class ByIndex:
    """The index leads. `source` is FROM … WHERE, with the names as n and their subjects as s."""

    source: str
    sought: Sequence[object]
    condition: str
    params: Sequence[object]

    def first(self, limit: int, *, after: int) -> list[Row]:
        # the index's own order: by the name's id every candidate would be sorted first
        sql = f"{self._sql} ORDER BY f.rowid LIMIT %s"
        return [(name, subject) for name, subject in bulk.select(sql, [*self._given(after), limit])]

    def count(self, most: int) -> int:
        sql = f"SELECT COUNT(*) FROM ({self._sql} LIMIT %s) counted"  # noqa: S608 - own names
        return int(next(bulk.select(sql, [*self._given(0), most]))[0])

    @property
    def _sql(self) -> str:
        return f"SELECT n.id, n.subject_id FROM {self.source} AND f.rowid > %s AND {self.condition}"  # noqa: S608

    def _given(self, after: int) -> list[object]:
        return [*self.sought, after, *self.params]


@dataclass(frozen=True)
class ByWalk:
    """Common words: walk the names in order. Others: look them up. Either way what is found is checked in chunks.

    `matches` is the part of the condition that needs the name alone.
    """

    grams: Sequence[str]
    letters: Sequence[str]
    matches: str
    matched: Sequence[object]
    condition: str
    params: Sequence[object]

    def first(self, limit: int, *, after: int) -> list[Row]:
        found, reached = self._walk(limit, after=after)
        if reached is None or len(found) >= limit:
            return found[:limit]
        return self._check(sorted(self._candidates(after=reached)), found, limit)

    def count(self, most: int) -> int:
        found, reached = self._walk(most, after=0)
        if reached is None or len(found) >= most:
            return min(len(found), most)
        at_once = most + most // 5  # nearly all candidates pass: rarely more are needed
        candidates = self._candidates(after=reached, limit=at_once)
        counted = len(self._check(candidates, found, most))
        if counted < most and len(candidates) == at_once:
            counted = len(self._check(self._candidates(after=reached), found, most))
        return counted

    def _walk(self, limit: int, *, after: int) -> tuple[list[Row], int | None]:
        """What the next names hold, and the last of them (None: there are no more)."""
        if self._is_rare():
            return [], after
        found, reached = self._window(after, WINDOW, limit)
        if reached is None or not found or len(found) >= limit:
            return found, reached
        farther = int((limit - len(found)) * WINDOW / len(found) * _SPARE)
        if farther > FARTHEST:
            return found, reached
        more, reached = self._window(reached, farther, limit - len(found))
        return found + more, reached

    def _window(self, after: int, names: int, limit: int) -> tuple[list[Row], int | None]:
        last = f"SELECT id FROM archive_name WHERE id > %s ORDER BY id OFFSET {names - 1} LIMIT 1"  # noqa: S608
        reached = next(bulk.select(last, [after]), (None,))[0]
        window = f"(SELECT * FROM archive_name WHERE id > %s ORDER BY id LIMIT {names}) n"  # noqa: S608 - a number
        sql = f"SELECT n.id FROM {window} WHERE {self.matches} ORDER BY n.id"  # noqa: S608 - own names
        return self._check([row[0] for row in bulk.select(sql, [after, *self.matched])], [], limit), reached

    def _is_rare(self) -> bool:
        either = [*([share_of("initials", self.letters)] if self.letters else []), share_of("grams", self.grams)]
        return max(either) < RARE

    def _candidates(self, *, after: int, limit: int | None = None) -> list[int]:
        condition, params = index_condition(self.grams, self.letters)
        sql = f"SELECT f.name_id FROM {TABLE} f WHERE {condition} AND f.name_id > %s LIMIT %s"  # noqa: S608
        return [row[0] for row in bulk.select(sql, [*params, after, limit])]

    def _check(self, ids: Sequence[int], found: Sequence[Row], limit: int) -> list[Row]:
        """`found` with those of the candidates that meet the whole condition, until there are `limit`."""
        rows = list(found)
        for chunk in _chunks(ids):
            if len(rows) >= limit:
                break
            rows += self._meeting(chunk)
        return rows[:limit]

    def _meeting(self, ids: Sequence[int]) -> list[Row]:
        sql = (
            "SELECT n.id, n.subject_id FROM archive_name n JOIN archive_subject s ON s.id = n.subject_id "  # noqa: S608
            f"JOIN {TABLE} f ON f.name_id = n.id "  # a name taken out of the index is found by no way
            f"WHERE n.id = ANY(%s) AND {self.condition} ORDER BY n.id"
        )
        return [(name, subject) for name, subject in bulk.select(sql, [list(ids), *self.params])]


def index_condition(grams: Sequence[str], letters: Sequence[str]) -> tuple[str, list[object]]:
    """What of the index, `f`, may hold the words. PostgreSQL's."""
    if not letters:
        return "f.grams @> %s", [rarest("grams", grams)]
    return "(f.grams @> %s OR f.initials @> %s)", [rarest("grams", grams), rarest("initials", letters)]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The first is small: a page needs twenty."""
    start, size = 0, _CHUNK // 10
    while start < len(ids):
        yield ids[start : start + size]
        start, size = start + size, _CHUNK
