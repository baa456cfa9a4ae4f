"""The records behind the figures, shown and never shown, counted one by one: no query of the product is asked."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import median
from typing import Any, Final

from mingxin.archive.models import Mark, Record, Timeliness
from mingxin.archive.public_numbers import public_number
from mingxin.intake.models import Batch
from mingxin.kernel.clock import CHINA
from mingxin.rulebook.loader import packaged_rulebook

LICENCE, PENALTY = "admin_licence", "admin_penalty"
UNSEEN_WORDS: Final = {"held": "待公示（缺依据）", "not_public": "不予公示"}
HIDES = ("shielded", "repaired", "withdrawn")
Counts = dict[Any, Any]


def beijing(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


@dataclass(frozen=True)
class RowsOfRecords:
    """Read once, as of a day."""

    day: date

    @cached_property
    def cards(self) -> dict[str, Any]:
        return dict(packaged_rulebook().cards)

    @cached_property
    def batches(self) -> list[Batch]:
        return list(Batch.objects.select_related("unit").order_by("number"))

    @cached_property
    def timeliness(self) -> list[Timeliness]:
        return list(Timeliness.objects.select_related("unit"))

    # What the public sees

    @cached_property
    def records(self) -> list[Record]:
        """The versions of now, erased ones apart."""
        return list(Record.objects.filter(known_until=None, erased_by=None).select_related("subject", "unit"))

    @cached_property
    def marks(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = defaultdict(list)
        for mark in Mark.objects.filter(known_until=None):
            found[mark.thread].append(mark)
        return found

    @cached_property
    def shown(self) -> list[Record]:
        return [one for one in self.records if self._shows(one)]

    def _shows(self, one: Record) -> bool:
        if one.publicity != "public" or one.decided_on is None or one.shown_from is None or one.shown_from > self.day:
            return False
        if one.hidden_from is not None and one.hidden_from <= self.day:
            return False
        return not any(
            mark.kind in HIDES and mark.from_on <= self.day and (mark.until_on is None or self.day < mark.until_on)
            for mark in self.marks[one.thread]
        )

    def shown_by(self, key: Callable[[Record], Any]) -> Counts:
        return Counter(key(one) for one in self.shown)

    def shown_by_item(self) -> Counts:
        return self.shown_by(lambda one: one.item)

    def shown_by_unit(self) -> Counts:
        return self.shown_by(lambda one: (one.item, one.unit.name))

    def shown_by_subject(self) -> Counts:
        return self.shown_by(lambda one: (one.subject.public_id, one.item))

    def shown_by_filter(self) -> Counts:
        """By the values of the fields that a card says are filtered by; a field may hold several."""
        found: Counter[Any] = Counter()
        for one in self.shown:
            fields = [field for field in self.cards[one.item].fields if field.filter][:3]
            for place, field in enumerate(fields, 1):
                written = getattr(one, f"filter_{place}")
                for value in written.split(";") if field.many else [written]:
                    if value:
                        found[one.item, f"f{place}", value] += 1
        return found

    def stopped(self) -> Counts:
        """Records that were public and that in the last 90 days ended, were hidden by a mark, or were erased; what was
        marked or erased when it had ended before ended then."""
        begun = self.day - timedelta(days=90)
        gone = Record.objects.exclude(erased_by=None).filter(publicity="public", known_until=None)
        erased = [one for one in gone if one.hidden_from is None or one.hidden_from > begun]
        hidden = [
            one
            for one in self.records
            if one.publicity == "public" and one.decided_on is not None and one not in self.shown
            and (
                (one.hidden_from is not None and begun < one.hidden_from <= self.day)
                or any(
                    mark.kind in HIDES
                    and begun < mark.from_on <= self.day
                    and (one.hidden_from is None or mark.from_on < one.hidden_from)
                    for mark in self.marks[one.thread]
                )
            )
        ]  # fmt: skip
        threads = {(one.item, one.thread) for one in (*erased, *hidden) if one.subject_kind != "sole_trader"}
        return Counter(item for item, _ in threads if item in (LICENCE, PENALTY))

    def begun(self) -> Counts:
        """The first day on which each record that shows did so, version by version, as a number of days."""
        first: Counts = {}
        shown = {one.thread: one for one in self.shown if one.subject_kind != "sole_trader"}
        for one in Record.objects.filter(thread__in=shown, publicity="public").select_related("known_until"):
            last = beijing(one.known_until.at) if one.known_until else self.day
            if one.shown_from and one.shown_from <= last and (not one.hidden_from or one.shown_from < one.hidden_from):
                key = (one.item, public_number(one.thread))
                first[key] = min(one.shown_from.toordinal(), first.get(key, one.shown_from.toordinal()))
        named = {public_number(t) for t, one in shown.items() if one.subject.is_named_after_person}
        return {key: day for key, day in first.items() if key[1] not in named}

    def of_several_versions(self) -> list[tuple[str, str]]:
        """Item and thread of what shows, is in the files and was changed since it was admitted."""
        kept = {number for _, number in self.begun()}
        shown = {one.thread: one.item for one in self.shown if public_number(one.thread) in kept}
        versions = Counter(Record.objects.filter(thread__in=shown).values_list("thread", flat=True))
        return [(shown[thread], thread) for thread, n in versions.items() if n > 1]

    def registered(self) -> Counts:
        """Subjects whose entry in the register stands: neither withdrawn nor erased."""
        standing = {
            one.subject_id
            for one in self.records
            if one.item == "org_registration"
            and not any(mark.kind == "withdrawn" for mark in self.marks[one.thread])
        }  # fmt: skip
        return {"登记主体": len(standing)}

    def workdays_this_month(self) -> Counts:
        begun = self.day.replace(day=1)
        spent = [
            one.workdays
            for one in self.timeliness
            if one.item in (LICENCE, PENALTY) and begun <= one.reported_on <= self.day
        ]
        return {"中位数": median(spent)}

    # What the public never sees

    @cached_property
    def reserved(self) -> tuple[str, ...]:
        """Items whose records are read with the subject's authorisation alone."""
        return tuple(item for item, card in self.cards.items() if card.disclosure == "authorised")

    @cached_property
    def unseen(self) -> list[Record]:
        """Records that were public on no day until today; entries of the register show on their subject's page."""
        versions = Record.objects.filter(publicity="public", shown_from__lte=self.day)
        seen = {
            thread
            for thread, begin, end in versions.values_list("thread", "shown_from", "hidden_from")
            if end is None or begin < end
        }
        return [one for one in self.records if one.thread not in seen and one.item != "org_registration"]

    def _unseen_state(self, one: Record) -> str:
        """ "" where a mark that hides it stands: its state is the mark's."""
        for mark in self.marks[one.thread]:
            if mark.kind in HIDES and mark.from_on <= self.day and (mark.until_on is None or self.day < mark.until_on):
                return ""
        if one.publicity == "held":
            return "held"
        return "not_public" if one.publicity == "not_public" or one.shown_from is None else ""

    def unseen_by_item(self) -> Counts:
        """As an office's list counts them: of what needs an authorisation it has none."""
        return Counter(
            (one.item, state) for one in self.records if one.item not in self.reserved
            if (state := self._unseen_state(one))
        )  # fmt: skip

    def unseen_by_batch(self) -> Counts:
        """(batch, state) → of what it wrote; counts tell nothing of anybody, so those of reserved items stand there."""
        now = {one.thread: self._unseen_state(one) for one in self.records}
        found: Counter[Any] = Counter()
        for batch in self.batches:
            if batch.state == "admitted" and batch.change_id is not None:
                threads = set(Record.objects.filter(change=batch.change_id).values_list("thread", flat=True))
                found.update((batch.number, now[one]) for one in threads if now.get(one))
        return found
