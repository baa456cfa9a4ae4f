"""The ledger's entries about an account."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mingxin.access.models import Person
from mingxin.access.queries.accounts import actor_of
from mingxin.kernel.told_row import ToldRow
from mingxin.ledger.actions import write
from mingxin.ledger.actor import Actor


def enter_account(
    what: str,
    person: Person,
    *,
    at: datetime,
    by: Actor | None = None,
    matter: str = "",
    detail: Mapping[str, object] | None = None,
    rows: Iterable[ToldRow] = (),
    gone: Iterable[ToldRow] = (),
) -> None:
    """`what` happened to the account; without `by`, by its own holder. `rows` and `gone`: of second factor and recovery
    codes, as `ledger.actions.write` takes them; the account's own row is always told.
    """
    write(
        action=f"access.{what}",
        object_type="person",
        object_key=person.login,
        by=by or actor_of(person),
        at=at,
        matter=matter,
        detail=detail,
        rows=(person, *rows),
        gone=gone,
    )
