"""Making subjects and keeping their names and identifiers, each with the span it was known."""

import json
from collections.abc import Iterable
from datetime import date

import polars as pl

from mingxin.archive import bulk, search, tables
from mingxin.archive.actions import projecting
from mingxin.archive.actions.draft import Draft
from mingxin.archive.models import Scheme
from mingxin.archive.rules.digests import public_id_of
from mingxin.archive.rules.naming import (
    NAME_LONGEST,
    GivenName,
    KnownName,
    Registered,
    folded,
    is_renamed,
    renamed,
    stated_former,
)
from mingxin.kernel import orgname
from mingxin.kernel.initials import initials
from mingxin.rulebook.cards import ItemCard, Role

SCHEMES = {
    Role.REGISTRATION_NUMBER: Scheme.REGISTRATION_NUMBER.value,
    Role.ORGANISATION_CODE: Scheme.ORGANISATION_CODE.value,
}


class Registrar:
    """Collects what a change says of subjects and writes it once, table by table."""

    def __init__(self, draft: Draft, *, region: str) -> None:
        self._draft, self._region = draft, region
        self._subjects: list[tuple[object, ...]] = []
        self._identifiers: list[tuple[object, ...]] = []
        self._names: list[tuple[object, ...]] = []
        self._closed_names: list[int] = []
        self._flags: dict[bool, list[int]] = {True: [], False: []}  # renamed subjects, by what the new name is

    def add_subject(self, *, uscc: str, kind: str, name: str, named_after_person: bool, region: str = "") -> int:
        subject = self._draft.next_id("archive_subject")
        self._subjects.append((subject, public_id_of(uscc), kind, region, self._draft.number, named_after_person))
        self.add_identifier(subject, Scheme.USCC.value, uscc)
        return subject

    def add_identifier(self, subject: int, scheme: str, value: str) -> None:
        row = (self._draft.next_id("archive_identifier"), subject, scheme, value, self._draft.number)
        self._identifiers.append(row)

    def add_name(self, subject: int, given: GivenName) -> None:
        self._names.append(
            (
                self._draft.next_id("archive_name"),
                subject,
                given.name,
                folded(given.name),
                initials(given.name)[:NAME_LONGEST],
                given.registered,
                given.valid_from,
                given.valid_until,
                self._draft.number,
            )
        )

    def close_names(self, ids: Iterable[int]) -> None:
        self._closed_names.extend(ids)

    def rename(self, subject: int, name: str) -> None:
        """The name decides whether a subject is treated as a sole trader is (charter 2.7)."""
        self._flags[orgname.is_named_after_person(name)].append(subject)

    def write(self) -> None:
        self._draft.insert("archive_subject", tables.SUBJECT, self._subjects, line=len(tables.SUBJECT_LINE))
        self._draft.insert("archive_identifier", tables.IDENTIFIER, self._identifiers)
        self._draft.insert("archive_name", tables.NAME, self._names)
        search.index_names((row[0], row[3], row[4]) for row in self._names)  # type: ignore[misc]
        self._draft.close("archive_name", self._closed_names)
        for flag, subjects in self._flags.items():
            projecting.flag_subjects(subjects, named_after_person=flag)


def make_missing_subjects(draft: Draft, rows: pl.DataFrame) -> dict[str, int]:
    """Subjects for valid codes that are not on file: "known only by its code". Gives uscc → subject id."""
    missing = rows.filter(pl.col("subject_id").is_null()).unique("uscc", keep="first", maintain_order=True)
    registrar, made = Registrar(draft, region=""), {}
    for uscc, name, kind in missing.select("uscc", "name", "subject_kind").iter_rows():
        made[uscc] = registrar.add_subject(
            uscc=uscc, kind=kind, name=name, named_after_person=orgname.is_named_after_person(name)
        )
        registrar.add_name(made[uscc], GivenName(name, registered=False))
    registrar.write()
    return made


def register(draft: Draft, rows: pl.DataFrame, card: ItemCard, *, region: str, today: date) -> dict[str, int]:
    """Take in registration rows: new subjects, changed names (the old one ends), further identifiers."""
    registrar, subjects = Registrar(draft, region=region), {}
    names, identifiers = _known_names(rows), _known_identifiers(rows)
    roles = {role: f.code for f in card.fields if (role := f.role) is not None}
    for uscc, name, kind, subject, payload in rows.select(
        "uscc", "name", "subject_kind", "subject_id", "payload"
    ).iter_rows():
        said = json.loads(payload)
        stated = Registered(
            name, said.get(roles.get(Role.FORMER_NAME), ""), said.get(roles.get(Role.CHANGED_ON)) or str(today)
        )
        if subject is None:
            subject = registrar.add_subject(
                uscc=uscc,
                kind=kind,
                name=name,
                named_after_person=orgname.is_named_after_person(name),
                region=region,
            )
            born = GivenName(name, registered=True, valid_from=said.get(roles.get(Role.ESTABLISHED_ON)))
            closed, given = list[int](), [born, *stated_former(stated, ())]
        else:
            known = names.get(subject, [])
            closed, given = renamed(stated, known)
            if is_renamed(stated, known):
                registrar.rename(subject, name)
        registrar.close_names(closed)
        for one in given:
            registrar.add_name(subject, one)
        subjects[uscc] = subject
        for role, scheme in SCHEMES.items():
            value = said.get(roles.get(role))
            if value and (subject, scheme, value) not in identifiers:
                registrar.add_identifier(subject, scheme, value)
    registrar.write()
    return subjects


def _known_names(rows: pl.DataFrame) -> dict[int, list[KnownName]]:
    found: dict[int, list[KnownName]] = {}
    subjects = rows["subject_id"].drop_nulls().unique()
    for subject, *name in bulk.select(
        "SELECT subject_id, id, name, normal, registered, valid_from, valid_until FROM archive_name "  # noqa: S608
        f"WHERE known_until_id IS NULL AND {bulk.among('subject_id')} ORDER BY id",
        [bulk.many(subjects)],
    ):
        spelled = [*name[:3], bool(name[3]), *(str(d) if d is not None else None for d in name[4:])]
        found.setdefault(subject, []).append(KnownName(*spelled))
    return found


def _known_identifiers(rows: pl.DataFrame) -> set[tuple[int, str, str]]:
    subjects = rows["subject_id"].drop_nulls().unique()
    return set(
        bulk.select(
            "SELECT subject_id, scheme, value FROM archive_identifier "  # noqa: S608
            f"WHERE known_until_id IS NULL AND {bulk.among('subject_id')}",
            [bulk.many(subjects)],
        )
    )
