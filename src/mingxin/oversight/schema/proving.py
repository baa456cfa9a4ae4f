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
    """Of how many things the database is made, and in what it differs, or ""."""

    objects: int
    broken: str


def objects() -> list[Made]:
    """What the connected database is made of."""
    return list(postgresql.objects() if connection.vendor == "postgresql" else sqlite.objects())


def made_by_migrations(vendor: str) -> list[Made]:
    return read((files("mingxin.oversight.schema") / f"{vendor}.txt").read_text("utf-8"))


def prove_schema() -> SchemaProof:
    there = objects()
    found = list(differences(there, made_by_migrations(connection.vendor)))
    more = f"；另有 {len(found) - _TOLD} 处" if len(found) > _TOLD else ""
    return SchemaProof(len(there), "；".join(found[:_TOLD]) + more)
