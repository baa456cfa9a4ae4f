"""The ledger's entries about an account."""

from collections.abc import Mapping
from datetime import datetime

from mingxin.access.models import Person
from mingxin.access.queries.accounts import actor_of
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
) -> None:
    """`what` happened to the account; without `by`, by its own holder."""
    write(
        action=f"access.{what}",
        object_type="person",
        object_key=person.login,
        by=by or actor_of(person),
        at=at,
        matter=matter,
        detail=detail,
        rows=(person,),
    )
