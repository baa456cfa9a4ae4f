"""What a registration, a merger and its undoing make of names: which end, which are written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mingxin.kernel import orgname

NAME_LONGEST = 200  # of the columns; PostgreSQL refuses what is longer


@dataclass(frozen=True)
class KnownName:
    """A name as it is known. Days are ISO text."""

    id: int
    name: str
    normal: str
    registered: bool
    valid_from: str | None
    valid_until: str | None


@dataclass(frozen=True)
class GivenName:
    """A name as it is to be written. Days are ISO text."""

    name: str
    registered: bool
    valid_from: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True)
class Registered:
    """What the register says of names in one row. `former`: its cell of 曾用名; `changed_on`: the day that it states
    for the change, else that on which it came (ISO text).
    """

    name: str
    former: str
    changed_on: str


def folded(name: str) -> str:
    """As names are compared and searched; folding can lengthen: ㈱ becomes three characters."""
    return orgname.normalise(name)[:NAME_LONGEST]


def is_renamed(said: Registered, known: Iterable[KnownName]) -> bool:
    """Whether it goes by another name now, be it only that it is spelled otherwise or came from records alone."""
    normal = orgname.normalise(said.name)
    current = [n for n in known if n.valid_until is None]
    return not any(n.registered and n.normal == normal and n.name == said.name for n in current)


def renamed(said: Registered, known: Sequence[KnownName]) -> tuple[list[int], list[GivenName]]:
    """Ids of the names that end, and the names that are written, of a subject on file. The name held till now ends
    unless it is the same; a registered one stays on file as a former name.
    """
    closed, given = list[int](), list[GivenName]()
    if is_renamed(said, known):
        normal = orgname.normalise(said.name)
        current = [n for n in known if n.valid_until is None]
        closed = [old.id for old in current]
        borne = [old for old in current if old.registered and old.normal != normal]
        given = [GivenName(old.name, True, old.valid_from, said.changed_on) for old in borne]
        begun = next((n.valid_from for n in current if n.normal == normal), None)
        given.append(GivenName(said.name, registered=True, valid_from=said.changed_on if borne else begun))
    return closed, [*given, *stated_former(said, known)]


def stated_former(said: Registered, known: Iterable[KnownName]) -> list[GivenName]:
    """The former names in the register's row that are not on file."""
    have, given = {n.normal for n in known}, []
    for name in former_names(said.former):
        if len(name) <= NAME_LONGEST and orgname.normalise(name) not in have:
            have.add(orgname.normalise(name))
            given.append(GivenName(name, registered=True, valid_until=said.changed_on))
    return given


def carried(leaving: Iterable[KnownName], staying: Iterable[KnownName], on: str) -> list[GivenName]:
    """The names that a merger on that day gives to the subject that stays; all of the leaving one's end with it. What
    it has not is kept as a name that it bore until then, never as a registered one.
    """
    have, given = {n.normal for n in staying}, []
    for name in leaving:
        if name.normal not in have:
            have.add(name.normal)
            given.append(GivenName(name.name, False, name.valid_from, name.valid_until or on))
    return given


def taken_back(staying: Iterable[KnownName], given: Iterable[KnownName]) -> list[int]:
    """Ids of the names that end where a merger is undone: those that it gave, if no later change ended them."""
    normals = {name.normal for name in given}
    return [name.id for name in staying if not name.registered and name.normal in normals]


def returned(ended: Iterable[KnownName]) -> list[GivenName]:
    """The names that an undone merger ended, written again."""
    return [GivenName(n.name, n.registered, n.valid_from, n.valid_until) for n in ended]


def former_names(said: str) -> list[str]:
    """Those in a cell of 曾用名, which may hold several: 甲公司；乙公司、丙公司."""
    return [name for part in said.replace("；", ";").replace("、", ";").split(";") if (name := part.strip())]
