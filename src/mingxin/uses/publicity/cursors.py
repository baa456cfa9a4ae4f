"""Where a list goes on: the last row that was seen, in letters."""

from datetime import date

from mingxin.archive.search import read_cursor, spell_cursor
from mingxin.uses.publicity.queries import Cursor


def spell(cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    return f"{spell_cursor(cursor.decided_on.toordinal())}-{spell_cursor(cursor.record_id)}"


def read(text: str) -> Cursor | None:
    """None for anything that was not spelled here: the list then begins at its beginning."""
    day, _, record = text.partition("-")
    ordinal, record_id = read_cursor(day), read_cursor(record)
    if ordinal is None or record_id is None or not 0 < ordinal <= date.max.toordinal():
        return None
    return Cursor(date.fromordinal(ordinal), record_id)
