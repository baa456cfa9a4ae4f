"""Former names: each is one that its subject bore, or that its registration states.

A new name from the register ends the old one, which is written anew as a former name. A row that read otherwise for a
moment would give the subject a name for good that it never bore; here the two are compared.
"""

import json

from mingxin.archive import bulk
from mingxin.archive.rules.naming import former_names
from mingxin.catalogue.queries import fields_by_item
from mingxin.rulebook.cards import Role

_FOUND = (  # written by an admission as a name of the past, and not from the row that it ended
    "SELECT n.id, n.known_from_id, n.name, n.subject_id FROM archive_name n "
    "JOIN archive_change c ON c.number = n.known_from_id AND c.kind = 'admission' "
    "WHERE n.registered AND n.valid_until IS NOT NULL AND NOT EXISTS (SELECT 1 FROM archive_name o "
    "WHERE o.subject_id = n.subject_id AND o.known_until_id = n.known_from_id AND o.registered AND o.name = n.name "
    "AND COALESCE(CAST(o.valid_from AS text), '') = COALESCE(CAST(n.valid_from AS text), ''))"
)
_STATED = (
    f"SELECT f.id, f.known_from_id, f.name, r.item, r.payload, r.erased_by_id FROM ({_FOUND}) f "  # noqa: S608
    "LEFT JOIN archive_record r ON r.subject_id = f.subject_id AND r.change_id = f.known_from_id ORDER BY f.id"
)


def first_invented() -> tuple[int, str] | None:
    """The first change that gave a subject a former name which is neither the one it ended nor in the registration's
    row, and what is wrong. What a row said that was lawfully erased since is passed over.

    For changes that hold: names and versions are as they were written.
    """
    fields = fields_by_item(Role.FORMER_NAME)
    waiting: dict[int, int] = {}
    held = set[int]()
    for row, change, name, item, payload, erased_by in bulk.select(_STATED):
        said = json.loads(payload) if payload and erased_by is None else {}
        stated = {one for field in fields.get(item, ()) for one in former_names(said.get(field) or "")}
        if erased_by is not None or name in stated:
            held.add(row)
        waiting[row] = change
    first = min((change for row, change in waiting.items() if row not in held), default=None)
    return (first, "主体的一个曾用名既不是它当时的名称，也不是登记信息所载的曾用名") if first is not None else None
