"""What the platform sets on each PostgreSQL connection itself.

Whoever owns the database can set most of it for a role or a database (`ALTER ROLE … SET`), and the same questions are
answered otherwise. What only the server's administrator may set is not here; the proof of the schema looks at it.
`search_path` is not here either: in which schema the tables lie is for whoever set them up, and the proof looks there.
"""

from collections.abc import Mapping
from typing import Final

RELIED_UPON: Final[Mapping[str, str]] = {
    "gin_fuzzy_search_limit": "0",  # else the name search answers with some of its hits
    "row_security": "off",  # a policy that would keep rows back makes the question fail instead
    "transform_null_equals": "off",
    "array_nulls": "on",
    "standard_conforming_strings": "on",
    "DateStyle": "ISO, MDY",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "quote_all_identifiers": "off",  # in this spelling the schema is held against its file
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
}


def options(given: str = "") -> str:
    """Command-line options for the server, as libpq sends them: `given` in the address first, so that ours stand."""
    ours = ["-c " + f"{name}={value}".replace(" ", r"\ ") for name, value in RELIED_UPON.items()]
    return " ".join([given, *ours] if given else ours)
