"""The state of a record as SQL: what `rules.states.state_of` says, so that a list can be filtered and counted by it."""

from datetime import date

from django.db.models import Case, CharField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from mingxin.archive.models import Mark
from mingxin.archive.queries.showing import of_open_items
from mingxin.archive.rules.states import ORDER, WORDS
from mingxin.kernel.refusal import Refusal


def state_case(as_of: date) -> Case:
    """The state of a current version on a day, for `annotate`; marks as they are known now."""
    return Case(
        When(erased_by__isnull=False, then=Value("erased")),
        # one lookup a row: the strongest mark that stands, and its kind is the state's name
        default=Coalesce(_strongest_mark(as_of), _without_marks(as_of)),
        output_field=CharField(),
    )


def necessary_for(state: str, as_of: date) -> Q:
    """What every record in this state meets, by plain columns: narrows before `state_case` judges each row."""
    if state not in WORDS:
        raise Refusal("state.unknown", f"没有“{state}”这种状态。", f"可选：{'、'.join(WORDS.values())}。")
    if state in ORDER:
        standing = Mark.objects.filter(_standing(as_of), kind=state).values("thread")
        return Q(erased_by__isnull=True, thread__in=standing)
    is_public = Q(publicity="public", shown_from__isnull=False)
    open_end = Q(hidden_from__isnull=True) | Q(hidden_from__gt=as_of)
    is_open = of_open_items(as_of)
    return {
        "erased": Q(erased_by__isnull=False),
        "held": Q(publicity="held"),
        "not_public": ~Q(publicity="held") & (~Q(publicity="public") | Q(shown_from__isnull=True)),
        "closed": is_public & (open_end | Q(shown_from__gt=as_of)) & ~is_open,
        "awaiting": is_public & Q(shown_from__gt=as_of) & is_open,
        "shown": is_public & Q(shown_from__lte=as_of) & open_end & is_open,
        "ended": is_public & Q(shown_from__lte=as_of, hidden_from__lte=as_of),
    }[state]


def _standing(as_of: date) -> Q:
    return Q(Q(until_on__isnull=True) | Q(until_on__gt=as_of), known_until__isnull=True, from_on__lte=as_of)


def _strongest_mark(as_of: date) -> Subquery:
    strength = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(ORDER)))
    marks = Mark.objects.filter(_standing(as_of), thread=OuterRef("thread"), kind__in=ORDER)
    return Subquery(marks.order_by(strength).values("kind")[:1])


def _without_marks(as_of: date) -> Case:
    return Case(
        When(publicity="held", then=Value("held")),
        When(~Q(publicity="public") | Q(shown_from__isnull=True), then=Value("not_public")),
        When(shown_from__lte=as_of, hidden_from__lte=as_of, then=Value("ended")),
        When(~of_open_items(as_of), then=Value("closed")),
        When(shown_from__gt=as_of, then=Value("awaiting")),
        default=Value("shown"),
        output_field=CharField(),
    )
