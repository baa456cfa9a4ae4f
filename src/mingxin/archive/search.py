"""Finding subjects by name: part of a name, a former name, pinyin initials.

The index gives candidates by bigrams; every candidate is checked again for exact containment, so the index may be
coarse and may still hold names that a later change closed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL

from mingxin.archive import bulk
from mingxin.kernel import orgname

TABLE = "archive_name_search"
COUNT_CAP = 1000  # beyond this a count helps nobody and costs the database
_BY_PERSON = "(s.kind = 'sole_trader' OR s.is_named_after_person)"

_LETTERS = "ghjkmnpqrt"
_SPELLED = str.maketrans("0123456789", _LETTERS)
_READ = str.maketrans(_LETTERS, "0123456789")
_CURSOR_LONGEST = 20

NameRow = tuple[int, str, str]


@dataclass(frozen=True)
class Hit:
    """One subject, by the name of it that matched."""

    name_id: int
    subject_id: int


@dataclass(frozen=True)
class Page:
    """`after` is the cursor of the next page, None on the last. `count` stops at COUNT_CAP + 1."""

    hits: tuple[Hit, ...]
    count: int
    after: int | None


def index_names(rows: Iterable[NameRow]) -> None:
    """Add names (id, normal, initials). Called in the transaction that writes the names."""
    if connection.vendor == "postgresql":
        bulk.insert(TABLE, ("name_id", "grams", "initials"), ((i, list(g), list(p)) for i, g, p in _grams(rows)))
        return
    bulk.insert(TABLE, ("rowid", "grams", "initials"), ((i, " ".join(g), " ".join(p)) for i, g, p in _grams(rows)))


def unindex_names(rows: Iterable[NameRow]) -> None:
    """Take names out. A contentless table needs the very words that were put in."""
    if connection.vendor == "postgresql":
        bulk.execute(f"DELETE FROM {TABLE} WHERE {bulk.among('name_id')}", [bulk.many(i for i, _, _ in rows)])  # noqa: S608
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, grams, initials) VALUES ('delete', %s, %s, %s)",  # noqa: S608
            [(i, " ".join(g), " ".join(p)) for i, g, p in _grams(rows)],
        )


def rebuild_index() -> int:
    """Make the index anew from the names on file; how many there are."""
    if connection.vendor == "postgresql":
        bulk.execute(f"DELETE FROM {TABLE}")  # noqa: S608
    else:
        bulk.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # noqa: S608
    rows = list(bulk.select("SELECT id, normal, initials FROM archive_name ORDER BY id"))
    index_names((i, n, p) for i, n, p in rows)
    return len(rows)


def search(text: str, *, limit: int, after: int | None, as_of: date) -> Page:
    """Subjects one of whose names contains `text` (or whose initials do), a whole name first, then in order of filing.

    Each subject comes once, by the first of its names that matches. Sole traders, and who bears a person's name, come
    by a whole name only. Who has neither a registered name nor anything public on `as_of` does not come at all.
    """
    wanted = fold(text)
    whole = _whole_names(wanted, as_of)
    if len(wanted) < 2:
        return Page(whole if after is None else (), len(whole), None)
    room = limit - (len(whole) if after is None else 0)
    sql, params = _partial(wanted, as_of, excluding=[hit.subject_id for hit in whole])
    found = [Hit(*row) for row in bulk.select(f"{sql} LIMIT %s", [*params(after or 0), max(room, 0) + 1])]
    hits, more = found[: max(room, 0)], len(found) > max(room, 0)
    count = len(whole) + (
        next(bulk.select(f"SELECT COUNT(*) FROM ({sql} LIMIT %s) counted", [*params(0), COUNT_CAP + 1]))[0]  # noqa: S608
        if more or after is not None
        else len(found)
    )
    last = hits[-1].name_id if hits else (after or 0)
    return Page((*(whole if after is None else ()), *hits), count, last if more else None)


def subjects_named(text: str) -> RawSQL:
    """The ids of subjects one of whose names contains `text`, for use in a condition. Never by a person's name."""
    wanted = fold(text)
    source, condition, params = _candidates(wanted)
    sql = (
        f"SELECT n.subject_id FROM {source} AND {condition} "  # noqa: S608 - own names
        f"AND n.known_until_id IS NULL AND NOT {_BY_PERSON}"
    )
    return RawSQL(sql, params)  # noqa: S611 - the text goes in as a parameter


def spell_cursor(number: int) -> str:
    """A cursor in letters only: digits in an address could be taken for an identity number."""
    return str(number).translate(_SPELLED)


def read_cursor(text: str) -> int | None:
    """None for anything that was not spelled here."""
    known = 0 < len(text) < _CURSOR_LONGEST and all(letter in _LETTERS for letter in text)
    return int(text.translate(_READ)) if known else None


def fold(text: str) -> str:
    """The form in which names are compared: normalised, ASCII letters small."""
    return _lower(orgname.normalise(text))


def _partial(wanted: str, as_of: date, *, excluding: Sequence[int]) -> tuple[str, Callable[[int], list[object]]]:
    """A query for names in order of filing, and the parameters of it after a given name."""
    source, condition, params = _candidates(wanted)
    key = f"f.{_key()}"  # the index's own order: by the name's id it would sort every candidate first
    by_name, by_initials = _contains("n2"), _starts_alike(wanted)
    same_before = f"({by_name} OR n2.initials LIKE %s)" if by_initials else by_name
    before = [wanted, f"%{wanted}%"] if by_initials else [wanted]
    sql = (
        f"SELECT n.id, n.subject_id FROM {source} AND {condition} AND {key} > %s "  # noqa: S608 - own names
        f"AND n.known_until_id IS NULL AND NOT {_BY_PERSON} AND NOT ({bulk.among('n.subject_id')}) AND {_PUBLIC} "
        f"AND NOT EXISTS (SELECT 1 FROM archive_name n2 WHERE n2.subject_id = n.subject_id AND n2.id < n.id "
        f"AND n2.known_until_id IS NULL AND {same_before}) ORDER BY {key}"
    )

    def bound(after: int) -> list[object]:
        return [*params, after, bulk.many(excluding), as_of, as_of, as_of, *before]

    return sql, bound


_PUBLIC = (
    "(EXISTS (SELECT 1 FROM archive_name r WHERE r.subject_id = s.id AND r.registered AND r.known_until_id IS NULL) "
    "OR EXISTS (SELECT 1 FROM archive_shown v WHERE v.subject_id = s.id AND v.shown_from <= %s AND v.hidden_from > %s) "
    "OR EXISTS (SELECT 1 FROM archive_mark m WHERE m.subject_id = s.id AND m.known_until_id IS NULL "
    "AND m.note_until > %s))"
)


def is_public_subject(subject_id: int, as_of: date) -> bool:
    """Whether the public may know that this subject is on file: registered, or something public on the day."""
    sql = f"SELECT 1 FROM archive_subject s WHERE s.id = %s AND {_PUBLIC}"  # noqa: S608
    return next(bulk.select(sql, [subject_id, as_of, as_of, as_of]), None) is not None


def _whole_names(wanted: str, as_of: date) -> tuple[Hit, ...]:
    """Subjects that bear exactly this name, or bore it."""
    sql = (
        "SELECT MIN(n.id), n.subject_id FROM archive_name n JOIN archive_subject s ON s.id = n.subject_id "  # noqa: S608
        f"WHERE n.normal IN (%s, %s) AND n.known_until_id IS NULL AND {_PUBLIC} "
        "GROUP BY n.subject_id ORDER BY 1 LIMIT 50"
    )
    return tuple(Hit(*row) for row in bulk.select(sql, [wanted, wanted.upper(), as_of, as_of, as_of]))


def _candidates(wanted: str) -> tuple[str, str, list[object]]:
    """FROM … WHERE part, the exact condition, and the parameters of both."""
    grams, letters = _bigrams(wanted), _starts_alike(wanted)
    condition = f"({_contains('n')} OR n.initials LIKE %s)" if letters else _contains("n")
    exact: list[object] = [wanted, f"%{wanted}%"] if letters else [wanted]
    joined = f"JOIN archive_name n ON n.id = f.{_key()} JOIN archive_subject s ON s.id = n.subject_id"
    if connection.vendor == "postgresql":
        either = "(f.grams @> %s OR f.initials @> %s)" if letters else "f.grams @> %s"
        source = f"{TABLE} f {joined} WHERE {either}"
        return source, condition, [grams, grams, *exact] if letters else [grams, *exact]
    # CROSS keeps SQLite from walking the names first
    crossed = joined.replace("JOIN", "CROSS JOIN")
    phrase = '"' + " ".join(grams).replace('"', '""') + '"'
    match = f"grams : {phrase} OR initials : {phrase}" if letters else f"grams : {phrase}"
    return f"{TABLE} f {crossed} WHERE {TABLE} MATCH %s", condition, [match, *exact]


def _key() -> str:
    return "name_id" if connection.vendor == "postgresql" else "rowid"


def _contains(alias: str) -> str:
    function = "strpos" if connection.vendor == "postgresql" else "instr"
    return f"{function}(lower({alias}.normal), %s) > 0"


def _starts_alike(wanted: str) -> bool:
    """Whether the words may be pinyin initials: letters and digits only."""
    return wanted.isascii() and wanted.isalnum()


def _grams(rows: Iterable[NameRow]) -> Iterable[tuple[int, list[str], list[str]]]:
    for name_id, normal, initials in rows:
        yield name_id, _bigrams(_lower(normal)), _bigrams(initials)


def _bigrams(text: str) -> list[str]:
    """Each two neighbouring characters. ASCII signs become full-width, since the tokenizer would cut at them."""
    kept = "".join(c if c.isalnum() or not c.isascii() else chr(ord(c) + 0xFEE0) for c in text if not c.isspace())
    return [kept[i : i + 2] for i in range(len(kept) - 1)]


def _lower(text: str) -> str:
    """Small ASCII letters, as SQL's lower() makes them in both databases."""
    return "".join(c.lower() if c.isascii() else c for c in text)
