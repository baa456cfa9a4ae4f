"""Who acts, as plain values: the ledger keeps no foreign key to a person who may one day be gone."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The account, the person's name, and the unit acted for by its 统一社会信用代码 ("" for the platform itself)."""

    login: str
    name: str
    unit: str = ""
    unit_name: str = ""


PLATFORM = Actor(login="platform", name="平台自动")
