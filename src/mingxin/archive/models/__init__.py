"""The tables of the archive, gathered for Django."""

from mingxin.archive.models.change import Change
from mingxin.archive.models.mark import Mark, MarkKind
from mingxin.archive.models.merger import Merger
from mingxin.archive.models.record import Publicity, Record, Timeliness
from mingxin.archive.models.shown import Edge, Shown
from mingxin.archive.models.subject import Identifier, Name, Scheme, Subject

__all__ = [
    "Change",
    "Edge",
    "Identifier",
    "Mark",
    "MarkKind",
    "Merger",
    "Name",
    "Publicity",
    "Record",
    "Scheme",
    "Shown",
    "Subject",
    "Timeliness",
]
