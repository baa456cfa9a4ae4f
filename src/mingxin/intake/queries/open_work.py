"""What somebody has under way: what must pass to another before the person leaves."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mingxin.access.models import Person, Post, StaffRole, Unit
from mingxin.intake.models import Batch, BatchState, PublicityQuestion
from mingxin.intake.queries.batches import left_behind
from mingxin.notices.handing_over import unread_of

UNDER_WAY = (
    BatchState.RECEIVED,
    BatchState.CHECKING,
    BatchState.READY,
    BatchState.SUBMITTED,
    BatchState.RETURNED,
)


@dataclass(frozen=True)
class OpenBatch:
    """`why`: under way, questions of publicity that wait, rows left behind; in words."""

    number: str
    title: str
    item: str
    state: str
    why: str


@dataclass(frozen=True)
class OpenWork:
    batches: tuple[OpenBatch, ...]
    notices: int

    def __bool__(self) -> bool:
        return bool(self.batches or self.notices)


def open_work(person: Person, unit: Unit) -> OpenWork:
    """In the order in which it came."""
    mine = handled_by(person.login, unit)
    asked = _by_batch(mine)
    left = {batch.number: batch.left for batch in left_behind(mine)}
    found = [
        OpenBatch(
            batch.number,
            batch.file_name,
            batch.item,
            batch.get_state_display(),
            _why(batch, asked.get(batch.number, 0), left.get(batch.number, 0)),
        )
        for batch in mine.filter(Q(state__in=UNDER_WAY) | Q(pk__in=[*asked, *left])).order_by("received_at", "number")
    ]
    return OpenWork(tuple(found), unread_of(unit_id=unit.pk, person_id=person.pk).count())


def handled_by(login: str, unit: Unit) -> QuerySet[Batch]:
    """Whose batches they are now: sent by the person and not handed over, or handed to the person."""
    return Batch.objects.filter(Q(handler_login=login) | Q(handler_login="", actor_login=login), unit=unit)


def takers(person: Person, unit: Unit, *, on: date) -> QuerySet[Person]:
    """Colleagues who may take over: active, and stewards of the unit today."""
    still = Q(until_on__isnull=True) | Q(until_on__gt=on)
    stewards = Post.objects.filter(still, role=StaffRole.STEWARD, unit=unit, from_on__lte=on).values("person")
    return Person.objects.filter(pk__in=stewards, is_active=True).exclude(pk=person.pk).order_by("name", "login")


def _by_batch(mine: QuerySet[Batch]) -> dict[str, int]:
    asked: dict[str, int] = {}
    waiting = PublicityQuestion.objects.filter(answered_at__isnull=True, batch__in=mine.order_by().values("pk"))
    for number in waiting.values_list("batch_id", flat=True):
        asked[number] = asked.get(number, 0) + 1
    return asked


def _why(batch: Batch, questions: int, left: int) -> str:
    words = ["正在办理"] if batch.state in UNDER_WAY else []
    if questions:
        words.append(f"{questions} 个公示依据问题待答复")
    if left:
        words.append(f"{left} 行待补报")
    return "，".join(words)
