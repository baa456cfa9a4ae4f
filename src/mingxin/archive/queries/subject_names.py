"""Names of subjects: the one each goes by, and whose a name that came without a code may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from mingxin.access.models import Region
from mingxin.archive import bulk, search
from mingxin.archive.models import Identifier, Name, Scheme, Subject
from mingxin.kernel import orgname
from mingxin.kernel.initials import initials

MOST_CANDIDATES = 8
LEAST_SIMILARITY = 0.5
_LOOKED_AT = 300  # subjects by one part of a name; more share it than could be told apart by it
_SHORTEST = 2


@dataclass(frozen=True)
class Candidate:
    """`matched` is the name of it that is most like the one asked for. Not registered: known only by its code."""

    uscc: str
    name: str
    matched: str
    kind: str
    is_registered: bool
    similarity: float


def candidates(name: str, *, most: int = MOST_CANDIDATES, least: float = LEAST_SIMILARITY) -> tuple[Candidate, ...]:
    """The subjects that may be meant by a name, most similar first; for a person to choose from, never to link by.

    Somebody who types a part of a name asks with `least` 0 (of 1): a short part is never like the whole. Sole traders
    come by their whole name only (charter 2.7).
    """
    normal = search.fold(name)
    found = list(dict.fromkeys(_subjects_like(name, normal)))
    names: dict[int, list[Name]] = {}
    for known in Name.objects.filter(subject__in=bulk.listed(found), known_until__isnull=True).order_by("id"):
        names.setdefault(known.subject_id, []).append(known)
    best = {
        subject: max((fuzz.ratio(normal, search.fold(n.name)) / 100, n.name) for n in known)
        for subject, known in names.items()
    }
    likely = sorted((s for s in best if best[s][0] >= least), key=lambda s: (-best[s][0], s))[:most]
    subjects, codes = Subject.objects.in_bulk(likely), own_codes(likely)
    return tuple(
        Candidate(
            uscc=codes.get(subject, ""),
            name=_held(names[subject]),
            matched=best[subject][1],
            kind=subjects[subject].kind,
            is_registered=any(n.registered for n in names[subject]),
            similarity=round(best[subject][0], 2),
        )
        for subject in likely
    )


def held_names(subjects: Iterable[int]) -> dict[int, str]:
    """The name each goes by now: from the register before one that only records give."""
    names: dict[int, list[Name]] = {}
    for name in Name.objects.filter(subject__in=bulk.listed(subjects), known_until__isnull=True).order_by("id"):
        names.setdefault(name.subject_id, []).append(name)
    return {subject: _held(known) for subject, known in names.items()}


def own_codes(subjects: Iterable[int]) -> dict[int, str]:
    """The 统一社会信用代码 of each: of several, the one it had before others were merged into it."""
    known = Identifier.objects.filter(subject__in=bulk.listed(subjects), scheme=Scheme.USCC, known_until__isnull=True)
    return dict(known.order_by("-id").values_list("subject_id", "value"))


def _held(names: list[Name]) -> str:
    current = [n for n in names if n.valid_until is None] or names
    return ([n for n in current if n.registered] or current)[-1].name


def _subjects_like(name: str, normal: str) -> Iterator[int]:
    """By the whole name, then by parts of it, the telling ones first."""
    whole = Name.objects.filter(normal__in=(normal, normal.upper()), known_until__isnull=True)
    yield from whole.order_by("id").values_list("subject_id", flat=True)[:_LOOKED_AT]
    for words in _parts(name):
        if len(words) >= _SHORTEST:
            like = Subject.objects.filter(pk__in=search.subjects_named(words))
            yield from like.values_list("pk", flat=True)[:_LOOKED_AT]


def _parts(name: str) -> list[str]:
    """The whole; it without its place; the trade name; the pinyin initials, which a wrongly written character keeps."""
    parts = orgname.split(name, places=list(Region.objects.values_list("name", flat=True)))
    without_place = f"{parts.trade}{parts.industry}{parts.form}"
    words = [orgname.normalise(name), without_place, f"{parts.trade}{parts.industry}", parts.trade]
    return list(dict.fromkeys([*words, initials(f"{parts.trade}{parts.industry}")]))
