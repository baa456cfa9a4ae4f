"""Finding subjects by name: part of a name, a former name, pinyin initials.

The index gives candidates by bigrams; every candidate is checked again for exact containment, so the index may be
coarse and may still hold names that a later change closed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models.expressions import RawSQL

from mingxin.archive import bulk
from mingxin.archive.looking import TABLE, ByIndex, ByWalk, index_condition
from mingxin.archive.remembered import Remembered
from mingxin.catalogue.queries import openness
from mingxin.catalogue.rules.showing import Openness
from mingxin.kernel import orgname

COUNT_CAP = 1000  # beyond this a count helps nobody and costs the database
_LARGEST_ID = 2**63 - 1  # of both databases
_BY_PERSON = "(s.kind = 'sole_trader' OR s.is_named_after_person)"

_LETTERS = "ghjkmnpqrt"
_SPELLED = str.maketrans("0123456789", _LETTERS)
_READ = str.maketrans(_LETTERS, "0123456789")
_CURSOR_LONGEST = 20

_common = Remembered[int](1000)

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
        bulk.insert(TABLE, ("name_id", "grams", "initials"), indexed_arrays(rows))
        return
    bulk.insert(
        TABLE, ("rowid", "grams", "initials"), ((i, " ".join(g), " ".join(p)) for i, g, p in indexed_words(rows))
    )


def unindex_names(rows: Iterable[NameRow]) -> None:
    """Take names out. A contentless table needs the very words that were put in."""
    if connection.vendor == "postgresql":
        bulk.execute(f"DELETE FROM {TABLE} WHERE {bulk.among('name_id')}", [bulk.many(i for i, _, _ in rows)])  # noqa: S608
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} ({TABLE}, rowid, grams, initials) VALUES ('delete', %s, %s, %s)",  # noqa: S608
            [(i, " ".join(g), " ".join(p)) for i, g, p in indexed_words(rows)],
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
    wanted, opened = fold(text), openness(as_of)
    whole = _whole_names(wanted, as_of, opened)
    if len(wanted) < 2:
        return Page(whole if after is None else (), len(whole), None)
    room = max(limit - (len(whole) if after is None else 0), 0)
    looking = _looking(wanted, as_of, opened, excluding=[hit.subject_id for hit in whole])
    found = looking.first(room + 1, after=after or 0)
    hits, more = found[:room], len(found) > room
    count = len(whole) + (_count(looking, wanted, as_of) if more or after is not None else len(found))
    last = hits[-1][0] if hits else (after or 0)
    shown = (*(whole if after is None else ()), *(Hit(*row) for row in hits))
    return Page(shown, count, last if more else None)


def _count(looking: ByIndex | ByWalk, wanted: str, as_of: date) -> int:
    """That there are more than COUNT_CAP is dear to find out for a common word, so that alone is remembered."""
    most = COUNT_CAP + 1
    return _common.get((wanted, as_of, most), lambda: looking.count(most), keep=lambda count: count == most)


def subjects_named(text: str) -> RawSQL:
    """The ids of subjects one of whose names contains `text`, for use in a condition. Never by a person's name."""
    wanted = fold(text)
    source, params = _from_index(_bigrams(wanted), _letters(wanted))
    sql = (
        f"SELECT n.subject_id FROM {source} AND {_matches('n', wanted)} "  # noqa: S608 - own names
        f"AND n.known_until_id IS NULL AND NOT {_BY_PERSON}"
    )
    return RawSQL(sql, [*params, *_exact(wanted)])  # noqa: S611 - the text goes in as a parameter


def spell_cursor(number: int) -> str:
    """A cursor in letters only: digits in an address could be taken for an identity number."""
    return str(number).translate(_SPELLED)


def read_cursor(text: str) -> int | None:
    """None for anything that was not spelled here."""
    known = 0 < len(text) < _CURSOR_LONGEST and all(letter in _LETTERS for letter in text)
    number = int(text.translate(_READ)) if known else _LARGEST_ID + 1
    return number if number <= _LARGEST_ID else None


def fold(text: str) -> str:
    """The form in which names are compared: normalised, ASCII letters small."""
    return _lower(orgname.normalise(text))


def _looking(wanted: str, as_of: date, opened: Openness, *, excluding: Sequence[int]) -> "ByIndex | ByWalk":
    grams, letters = _bigrams(wanted), _letters(wanted)
    known = f"n.known_until_id IS NULL AND NOT {_BY_PERSON} AND NOT ({bulk.among('n.subject_id')})"
    same_before = (
        "EXISTS (SELECT 1 FROM archive_name n2 WHERE n2.subject_id = n.subject_id AND n2.id < n.id "  # noqa: S608
        f"AND n2.known_until_id IS NULL AND {_matches('n2', wanted)}{_each_by_itself()})"
    )
    public, days = _public(as_of, opened)
    is_public = f"({_registered('n', opened)} OR {public})"
    condition = f"{_matches('n', wanted)} AND {known} AND {is_public} AND NOT {same_before}"
    exact = _exact(wanted)
    params = [*exact, bulk.many(excluding), *days, *exact]
    if connection.vendor == "postgresql":
        return ByWalk(grams, letters, _matches("n", wanted), exact, condition, params)
    return ByIndex(*_from_index(grams, letters), condition, params)


def _public(as_of: date, opened: Openness) -> tuple[str, list[object]]:
    """The condition that the public may know of subject `s`: a registered name, a record, or a note of withdrawal, each
    of an item that is open on the day; and its parameters.
    """
    alone, closed = _each_by_itself(), sorted(opened.closed)
    is_open = f" AND item NOT IN ({', '.join(['%s'] * len(closed))})" if closed else ""
    sql = (
        f"(EXISTS (SELECT 1 FROM archive_name r WHERE r.subject_id = s.id AND {_registered('r', opened)} "  # noqa: S608
        f"AND r.known_until_id IS NULL{alone}) "
        "OR EXISTS (SELECT 1 FROM archive_shown v WHERE v.subject_id = s.id AND v.shown_from <= %s "
        f"AND v.hidden_from > %s{is_open}{alone}) "
        "OR EXISTS (SELECT 1 FROM archive_mark m WHERE m.subject_id = s.id AND m.known_until_id IS NULL "
        f"AND m.note_until > %s{is_open}{alone}))"
    )
    return sql, [as_of, as_of, *closed, as_of, *closed]


def _registered(alias: str, opened: Openness) -> str:
    """That a name is the register's, and the register public. A name does not tell by which of its items it came."""
    return f"{alias}.registered" if opened.register else "1 = 0"


def _each_by_itself() -> str:
    """At the end of an EXISTS: PostgreSQL then asks it for each row, and never reads a whole table to hash it."""
    return " OFFSET 0" if connection.vendor == "postgresql" else ""


def is_public_subject(subject_id: int, as_of: date, opened: Openness | None = None) -> bool:
    """Whether the public may know that this subject is on file: registered, or something public on the day. `opened`:
    of that day, as read before.
    """
    condition, params = _public(as_of, opened or openness(as_of))
    sql = f"SELECT 1 FROM archive_subject s WHERE s.id = %s AND {condition}"  # noqa: S608
    return next(bulk.select(sql, [subject_id, *params]), None) is not None


def _whole_names(wanted: str, as_of: date, opened: Openness) -> tuple[Hit, ...]:
    """Subjects that bear exactly this name, or bore it."""
    condition, params = _public(as_of, opened)
    sql = (
        "SELECT MIN(n.id), n.subject_id FROM archive_name n JOIN archive_subject s ON s.id = n.subject_id "  # noqa: S608
        f"WHERE n.normal IN (%s, %s) AND n.known_until_id IS NULL AND {condition} "
        "GROUP BY n.subject_id ORDER BY 1 LIMIT 50"
    )
    return tuple(Hit(*row) for row in bulk.select(sql, [wanted, wanted.upper(), *params]))


def _from_index(grams: list[str], letters: list[str]) -> tuple[str, list[object]]:
    """FROM … WHERE part that takes candidates from the index, and its parameters."""
    joined = f"JOIN archive_name n ON n.id = f.{_key()} JOIN archive_subject s ON s.id = n.subject_id"
    if connection.vendor == "postgresql":
        either, params = index_condition(grams, letters)
        return f"{TABLE} f {joined} WHERE {either}", params
    # CROSS keeps SQLite from walking the names first
    crossed = joined.replace("JOIN", "CROSS JOIN")
    phrase = '"' + " ".join(grams).replace('"', '""') + '"'
    match = f"grams : {phrase} OR initials : {phrase}" if letters else f"grams : {phrase}"
    return f"{TABLE} f {crossed} WHERE {TABLE} MATCH %s", [match]


def _key() -> str:
    return "name_id" if connection.vendor == "postgresql" else "rowid"


def _matches(alias: str, wanted: str) -> str:
    """The exact condition; its parameters are `_exact`. Case is folded only where there is any: it costs a half."""
    function = "strpos" if connection.vendor == "postgresql" else "instr"
    text = f"{alias}.normal" if wanted.upper() == wanted.lower() else f"lower({alias}.normal)"
    inside = f"{function}({text}, %s) > 0"
    return f"({inside} OR {alias}.initials LIKE %s)" if may_be_initials(wanted) else inside


def _exact(wanted: str) -> list[object]:
    return [wanted, f"%{wanted}%"] if may_be_initials(wanted) else [wanted]


def may_be_initials(wanted: str) -> bool:
    """Whether the words may be pinyin initials: letters and digits only."""
    return wanted.isascii() and wanted.isalnum()


def _letters(wanted: str) -> list[str]:
    """What initials are looked up by: three letters each where there are three. Empty: these can be no initials."""
    if not may_be_initials(wanted):
        return []
    return _bigrams(wanted) if len(wanted) == 2 else _trigrams(wanted)


def indexed_arrays(rows: Iterable[NameRow]) -> Iterable[tuple[int, list[str], list[str]]]:
    """What PostgreSQL's index keeps of each name: its number, the words of the name, those of its initials."""
    for name_id, normal, initials in rows:
        yield name_id, _bigrams(_lower(normal)), _bigrams(initials) + _trigrams(initials)


def _trigrams(text: str) -> list[str]:
    return [text[i : i + 3] for i in range(len(text) - 2)]


def indexed_words(rows: Iterable[NameRow]) -> Iterable[tuple[int, list[str], list[str]]]:
    """What SQLite's index keeps of each name, the words in their order."""
    for name_id, normal, initials in rows:
        yield name_id, _bigrams(_lower(normal)), _bigrams(initials)


def _bigrams(text: str) -> list[str]:
    """Each two neighbouring characters. ASCII signs become full-width, since the tokenizer would cut at them."""
    kept = "".join(c if c.isalnum() or not c.isascii() else chr(ord(c) + 0xFEE0) for c in text if not c.isspace())
    return [kept[i : i + 2] for i in range(len(kept) - 1)]


def _lower(text: str) -> str:
    """Small ASCII letters, as SQL's lower() makes them in both databases."""
    return "".join(c.lower() if c.isascii() else c for c in text)
