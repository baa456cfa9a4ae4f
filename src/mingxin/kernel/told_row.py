"""A row that acts change in place: it remembers how the database gave it, so that the ledger can tell both."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import models


class ToldRow(models.Model):
    """`as_read`: the columns that are proved as they were read; None: made, not read."""

    class Meta:
        abstract = True

    as_read: Mapping[str, object] | None = None

    @classmethod
    def from_db(cls, *given: Any, **more: Any) -> Self:
        row = super().from_db(*given, **more)
        row.as_read = row._held(proved_columns(cls))
        return row

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Self] | None = None,
    ) -> None:
        named = None if fields is None else [*fields]
        super().refresh_from_db(using, named, from_queryset)
        asked = {f.attname for f in self._meta.concrete_fields if named is None or {f.name, f.attname} & {*named}}
        self.as_read = {**(self.as_read or {}), **self._held(n for n in proved_columns(type(self)) if n in asked)}

    def remember(self) -> None:
        """As it stands now: it has been told so."""
        self.as_read = self._held(proved_columns(type(self)))

    def _held(self, names: Iterable[str]) -> dict[str, object]:
        # lists are changed in place, too; what was left out of the reading is not fetched for this
        return {name: copy.deepcopy(self.__dict__[name]) for name in names if name in self.__dict__}


def proved_columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that the digests of a row cover: those the model names in PROVED, or all but the key, and those in
    PROVED_BESIDE.
    """
    beside: tuple[str, ...] = getattr(model, "PROVED_BESIDE", ())
    named: tuple[str, ...] | None = getattr(model, "PROVED", None)
    every = (f.attname for f in model._meta.concrete_fields if not f.primary_key and f.attname not in beside)
    return (*(every if named is None else named), *beside)
