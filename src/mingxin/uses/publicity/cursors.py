"""Where a list goes on, in letters only: digits in an address could be taken for an identity number."""

from datetime import date

from mingxin.uses.publicity.queries import Cursor

_LETTERS = "ghjkmnpqrt"
_SPELLED = str.maketrans("0123456789", _LETTERS)
_READ = str.maketrans(_LETTERS, "0123456789")
_LONGEST = 20


def spell_number(number: int) -> str:
    return str(number).translate(_SPELLED)


def read_number(text: str) -> int | None:
    """None for anything that was not spelled here."""
    digits = text.translate(_READ)
    known = 0 < len(text) < _LONGEST and all(letter in _LETTERS for letter in text)
    return int(digits) if known else None


def spell(cursor: Cursor | None) -> str:
    if cursor is None:
        return ""
    return f"{spell_number(cursor.decided_on.toordinal())}-{spell_number(cursor.record_id)}"


def read(text: str) -> Cursor | None:
    """None for anything that was not spelled here: the list then begins at its beginning."""
    day, _, record = text.partition("-")
    ordinal, record_id = read_number(day), read_number(record)
    if ordinal is None or record_id is None or not 0 < ordinal <= date.max.toordinal():
        return None
    return Cursor(date.fromordinal(ordinal), record_id)
