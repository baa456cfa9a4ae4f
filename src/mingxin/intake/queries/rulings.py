"""Registered rulings: those that run, of whom, and how their clock stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingxin.access.permits import Act, Holder
from mingxin.access.queries.holders import reached
from mingxin.archive.models import Record
from mingxin.archive.rules import withdrawal_clock
from mingxin.archive.rules.withdrawal_clock import WithdrawalState
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.intake.models import Ruling
from mingxin.intake.rules.due_spans import TAGS, span_of
from mingxin.kernel.workdays import Calendar


@dataclass(frozen=True)
class OpenRuling:
    """A ruling that runs. `span` is one of intake.rules.due_spans.SPANS; `title` names the record."""

    ruling: Ruling
    title: str
    state: WithdrawalState
    span: str

    @property
    def tone(self) -> str:
        return TAGS[self.span][1]


def running() -> QuerySet[Ruling]:
    """Not ended, of records that are still there: what was erased by law needs no withdrawal."""
    there = Record.objects.filter(thread=OuterRef("thread"), known_until__isnull=True, erased_by__isnull=True)
    return Ruling.objects.filter(Exists(there), ended_at__isnull=True)


def visible_rulings(holder: Holder, act: Act) -> QuerySet[Ruling]:
    """Those that run, of records upon which the act is permitted."""
    wanted = Q(pk__in=())
    for post in holder.posts_for(act):
        wanted |= reached(post, act) & (Q(item__in=post.items) if post.items else Q())
    return running().filter(wanted).select_related("unit")


def with_clock(rulings: Iterable[Ruling], *, today: date, worked: Calendar) -> tuple[OpenRuling, ...]:
    """With how each stands today, the oldest day first."""
    waiting = sorted(rulings, key=lambda one: (one.ruled_on, one.pk))
    current = Record.objects.filter(thread__in=[one.thread for one in waiting], known_until__isnull=True)
    documents = dict(current.values_list("thread", "document_number"))
    names = {code: card.name for code, card in rulebook_in_force().cards.items()}
    found = []
    for one in waiting:
        told = withdrawal_clock.state(one.ruled_on, None, worked, today)
        title = f"{names.get(one.item, one.item)} {documents.get(one.thread, '')}".strip()
        found.append(OpenRuling(one, title, told, span_of(told.due.on, today=today, worked=worked)))
    return tuple(found)


def rulings_of(thread: str) -> tuple[Ruling, ...]:
    """All that were registered of a record, the newest first."""
    return tuple(Ruling.objects.filter(thread=thread).select_related("unit").order_by("-id"))
