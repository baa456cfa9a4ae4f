"""One organisation under two codes: its records go to the subject that remains, and back again if that was wrong.

A merger speaks of records of several items and units, and a change of one: so it is a change for each of them, written
in one transaction, kept together by a Merger row. No version is edited: what moves is closed and written anew with the
same content.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from mingxin.access.models import Unit
from mingxin.access.queries.holders import subtree
from mingxin.archive import tables
from mingxin.archive.actions.draft import Draft
from mingxin.archive.actions.moving import Move, Moved, move
from mingxin.archive.actions.registering import Registrar
from mingxin.archive.models import Identifier, Mark, Merger, Name, Record, Subject
from mingxin.archive.queries.holding import require_held
from mingxin.archive.queries.merged import first_code, reported_since
from mingxin.archive.queries.parties import require_own_subjects
from mingxin.archive.queries.sides import is_on_register, units_of, units_parted
from mingxin.archive.queries.versions import find_subject
from mingxin.archive.rules.merging import Party, refuse_merging
from mingxin.archive.rules.naming import KnownName, carried, returned, taken_back
from mingxin.kernel.clock import CHINA
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.ledger import locks
from mingxin.ledger.actor import Actor


@dataclass(frozen=True)
class Undone:
    """`change` is the first change of the undoing. `stayed`: the threads of records that came under the returned code
    while the merger stood; they stay where they are until their unit reports them again or withdraws them.
    """

    change: int
    moved: int
    stayed: tuple[str, ...]


@transaction.atomic
def merge(*, gone: str, into: str, reason: str, by: Actor, at: datetime) -> int:
    """Merge the subject with the code `gone` into that with the code `into`; the number of the first change.

    Records, marks, codes and names go over; a name that `into` has not is kept as one it bore until today, never as a
    registered one. What was lawfully erased stays: it has no content to carry. An office merges only what lies in its
    own division, on both sides: Refusal("merge.region").
    """
    reason = _reasoned(reason)
    locks.hold(locks.CHANGES)
    leaving, staying = find_subject(gone), find_subject(into)
    require_own_subjects([(gone, leaving.pk), (into, staying.pk)])
    _require_reach(units_of(leaving, staying), by)
    refuse_merging(_party(leaving, gone), _party(staying, into))
    codes = list(Identifier.objects.filter(subject=leaving, known_until__isnull=True))
    names = list(_current_names(leaving))
    require_held([*codes, *names])
    records, marks = _standing_records(leaving), list(Mark.objects.filter(subject=leaving, known_until__isnull=True))
    _require_answered(records)

    def carry(draft: Draft, last: int) -> None:
        _give_codes(draft, codes, staying)
        _give_names(draft, names, staying, at)
        row = (draft.next_id("archive_merger"), leaving.pk, staying.pk, first_code(leaving), last, draft.number)
        draft.insert("archive_merger", tables.MERGER, [row])

    return move(
        Move(records, marks, to=staying, ground=leaving.change),
        reason=f"归并：{gone}并入{into}。{reason}",
        first=carry,
        detail={"gone": gone, "into": into},
        by=by,
        at=at,
    ).change


@transaction.atomic
def undo_merge(change: int, *, reason: str, by: Actor, at: datetime) -> Undone:
    """Undo the merger that `change` (its first) began: what it moved goes back, in the state in which it is now."""
    reason = _reasoned(reason)
    locks.hold(locks.CHANGES)
    merger = Merger.objects.filter(known_from=change).select_related("gone", "into").first()
    if merger is None:
        raise Refusal("merge.not_found", f"第 {change} 次变更不是归并。", "请在归并记录中核对变更编号。")
    if merger.known_until_id is not None:
        raise Refusal("merge.undone", "这次归并已经撤销。")
    _require_reach(units_parted(change), by)
    codes = _codes_given(merger)
    names = list(Name.objects.filter(subject=merger.gone, known_until=merger.known_from).order_by("id"))
    require_held([merger, *codes, *names])
    records, marks = _moved_by(merger)
    _require_answered(records)

    def carry(draft: Draft, last: int) -> None:
        draft.close("archive_merger", [merger.pk])
        _give_codes(draft, codes, merger.gone)
        _return_names(draft, merger, names)

    done: Moved = move(
        Move(records, marks, to=merger.gone, ground=merger.gone.change),
        reason=f"撤销第 {change} 次变更的归并：{reason}",
        first=carry,
        detail={"undone": change},
        by=by,
        at=at,
    )
    return Undone(done.change, len(records), reported_since(merger))


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise Refusal("merge.no_reason", "归并或者撤销归并必须写明理由。", "请写明依据，例如登记机关的换码证明。")
    return cut(reason.strip())[0]


def _require_reach(units: Collection[int], by: Actor) -> None:
    """That the division of the office that acts holds all of these units. Who acts for no unit works the platform."""
    if not by.unit:
        return
    office = Unit.objects.filter(uscc=by.unit).first()
    reach = subtree(office.region_id) if office is not None else frozenset()
    if Unit.objects.filter(pk__in=units).exclude(region__in=reach).exists():
        raise Refusal(
            "merge.region",
            "要归并的两方中，有其他区域的单位报送的信息，您的岗位不能办理。",
            "请由市级信用办办理。",
        )


def _party(subject: Subject, code: str) -> Party:
    """What decides whether it may be merged."""
    is_by_person = subject.kind == "sole_trader" or subject.is_named_after_person
    return Party(subject.pk, code, is_by_person, is_on_register(subject))


def _standing_records(subject: Subject) -> list[Record]:
    rows = Record.objects.filter(subject=subject, known_until__isnull=True, erased_by__isnull=True)
    return list(rows.order_by("id"))


def _require_answered(records: list[Record]) -> None:
    """A question of publicity names the versions of its batch; written anew they would wait for an answer for ever."""
    held = sum(1 for record in records if record.publicity == "held")
    if held:
        raise Refusal(
            "merge.unanswered",
            f"有 {held} 条信息的公示依据还没有答复。",
            "请先由报送单位答复公示依据问题，再办理归并。",
            held=held,
        )


def _moved_by(merger: Merger) -> tuple[list[Record], list[Mark]]:
    """What the merger moved, as it is now."""
    written = Q(change__gte=merger.known_from_id, change__lte=merger.last)
    marked = Q(known_from__gte=merger.known_from_id, known_from__lte=merger.last)
    threads = set(Record.objects.filter(written).values_list("thread", flat=True))
    threads |= set(Mark.objects.filter(marked).values_list("thread", flat=True))
    records = [r for r in _standing_records(merger.into) if r.thread in threads]
    marks = Mark.objects.filter(subject=merger.into, known_until__isnull=True).order_by("id")
    return records, [mark for mark in marks if mark.thread in threads]


def _codes_given(merger: Merger) -> list[Identifier]:
    """The codes that the merger took from the one that is gone, where they are now: later mergers may be undone too."""
    given = []
    for code in Identifier.objects.filter(subject=merger.gone, known_until=merger.known_from).order_by("id"):
        there = Identifier.objects.filter(
            subject=merger.into, scheme=code.scheme, value=code.value, known_until__isnull=True
        )
        newest = there.order_by("-id").first()  # the remaining subject may have had the same number before
        if newest is None:
            raise Refusal("merge.later", "保留的一方后来又并入了别的主体。", "请先撤销后来的归并，再撤销这一次。")
        given.append(newest)
    return given


def _give_codes(draft: Draft, codes: list[Identifier], to: Subject) -> None:
    draft.close("archive_identifier", [code.pk for code in codes])
    registrar = Registrar(draft, region="")
    for code in sorted(codes, key=lambda c: c.pk):
        registrar.add_identifier(to.pk, code.scheme, code.value)
    registrar.write()


def _give_names(draft: Draft, names: list[Name], staying: Subject, at: datetime) -> None:
    registrar = Registrar(draft, region="")
    registrar.close_names(name.pk for name in names)
    for given in carried(map(_known, names), map(_known, _current_names(staying)), str(at.astimezone(CHINA).date())):
        registrar.add_name(staying.pk, given)
    registrar.write()


def _return_names(draft: Draft, merger: Merger, closed: list[Name]) -> None:
    registrar = Registrar(draft, region="")
    given = Name.objects.filter(subject=merger.into, known_from=merger.known_from)
    registrar.close_names(taken_back(map(_known, _current_names(merger.into)), map(_known, given)))
    for one in returned(map(_known, closed)):
        registrar.add_name(merger.gone_id, one)
    registrar.write()


def _current_names(subject: Subject) -> QuerySet[Name]:
    return Name.objects.filter(subject=subject, known_until__isnull=True).order_by("id")


def _known(name: Name) -> KnownName:
    days = (_spelled(name.valid_from), _spelled(name.valid_until))
    return KnownName(name.pk, name.name, name.normal, name.registered, *days)


def _spelled(day: object) -> str | None:
    return str(day) if day is not None else None
