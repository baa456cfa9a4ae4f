"""What the public door may ask of the archive: who is on file, by name or code."""

from dataclasses import dataclass
from datetime import date

from mingxin.archive import search
from mingxin.archive.models import Identifier, Name, Scheme, Subject
from mingxin.archive.queries.subject_names import own_codes
from mingxin.kernel import uscc

PAGE_SUBJECTS = 20
KINDS = {"enterprise": "企业", "organisation": "其他组织", "sole_trader": "个体工商户"}


@dataclass(frozen=True)
class Found:
    """One subject in a list of results. `former` is the former name by which it was found."""

    public_id: str
    name: str
    code: str
    kind: str
    former: str


@dataclass(frozen=True)
class FoundPage:
    """`onward` is the cursor of the next page, empty on the last. `is_only`: there is one answer and no more."""

    found: tuple[Found, ...]
    count: str
    onward: str
    is_only: bool
    looked_for: str  # what of a name was compared with the words, ready to be followed by them


def show_code(text: str, *, as_of: date) -> Found | None:
    """The subject with this 统一社会信用代码; None where the public may not know of one."""
    known = Identifier.objects.filter(scheme=Scheme.USCC, value=uscc.fold(text), known_until__isnull=True)
    identifier = known.select_related("subject").first()
    if identifier is None or not search.is_public_subject(identifier.subject_id, as_of):
        return None
    return _found([search.Hit(0, identifier.subject_id)])[0]


def show_search(text: str, *, as_of: date, after: str = "", limit: int = PAGE_SUBJECTS) -> FoundPage:
    """Subjects by a whole name, a part of one, a former one, or pinyin initials."""
    page = search.search(text, limit=limit, after=search.read_cursor(after), as_of=as_of)
    over = page.count > search.COUNT_CAP
    count = f"超过 {search.COUNT_CAP:,}" if over else f"{page.count:,}"
    onward = search.spell_cursor(page.after) if page.after is not None else ""
    looked_for = "名称或者拼音首字母含" if search.may_be_initials(search.fold(text)) else "名称含"
    return FoundPage(_found(page.hits), count, onward, page.count == 1, looked_for)


def _found(hits: list[search.Hit] | tuple[search.Hit, ...]) -> tuple[Found, ...]:
    """The hits with what a list says of them; three queries, however many."""
    ids = [hit.subject_id for hit in hits]
    subjects = Subject.objects.in_bulk(ids)
    codes = own_codes(ids)
    names: dict[int, list[Name]] = {}
    for name in Name.objects.filter(subject__in=ids, known_until__isnull=True).order_by("-registered", "-id"):
        names.setdefault(name.subject_id, []).append(name)
    return tuple(_one(hit, subjects[hit.subject_id], codes, names.get(hit.subject_id, [])) for hit in hits)


def _one(hit: search.Hit, subject: Subject, codes: dict[int, str], names: list[Name]) -> Found:
    current = next((n for n in names if n.valid_until is None), names[0] if names else None)
    matched = next((n for n in names if n.pk == hit.name_id), None)
    held = current.name if current else ""
    is_former = matched is not None and matched.valid_until is not None and matched.name != held
    return Found(
        public_id=subject.public_id,
        name=held,
        code=codes.get(subject.pk, ""),
        kind=KINDS[subject.kind],
        former=matched.name if matched is not None and is_former else "",
    )
