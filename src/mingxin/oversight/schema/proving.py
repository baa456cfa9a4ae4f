"""Whether the database is made as this version's migrations make it.

What they make stands in a file for each kind of database beside this one, written by `make schema` and held against
the migrations by a test: the check needs no right to create anything, and a change of the schema is seen in review.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from django.db import connection

from mingxin.oversight.schema import postgresql, sqlite
from mingxin.oversight.schema.objects import Made, differences, read

_TOLD: Final = 5


@dataclass(frozen=True)
class SchemaProof:
    """Of how many things the database is made, and in what it differs, or "".

    `is_incomplete`: the program would ask for a table or a column that is not there.
    """

    objects: int
    broken: str
    is_incomplete: bool


def objects() -> list[Made]:
    """What the connected database is made of."""
    return list(postgresql.objects() if connection.vendor == "postgresql" else sqlite.objects())


def made_by_migrations(vendor: str) -> list[Made]:
    return read((files("mingxin.oversight.schema") / f"{vendor}.txt").read_text("utf-8"))


def prove_schema() -> SchemaProof:
    there, wanted = objects(), made_by_migrations(connection.vendor)
    found = list(differences(there, wanted))
    more = f"；另有 {len(found) - _TOLD} 处" if len(found) > _TOLD else ""
    missing = {one[:3] for one in wanted} - {one[:3] for one in there}
    is_incomplete = any(kind in ("table", "column") for kind, _, _ in missing)
    return SchemaProof(len(there), "；".join(found[:_TOLD]) + more, is_incomplete)
