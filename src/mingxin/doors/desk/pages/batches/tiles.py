"""The steward's tiles of the first page."""

from collections.abc import Mapping

from mingxin.access.permits import Act
from mingxin.access.queries.holders import units_for
from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.queries.duties import duties_asked_about, duties_of, urgent_rows
from mingxin.intake.queries.home import asked_in_time, came_back, publicity_questions, questioned
from mingxin.intake.rules.sentences import asked_words
from mingxin.kernel.clock import now


def due(request: DeskRequest) -> Mapping[str, object]:
    """What is due, what came back, and the drop zone: read together, for they are of the same batches."""
    at = now()
    duties = duties_of(request.holder, at=at)
    running = (*duties, *duties_asked_about(request.holder, at=at))
    batches, rows = questioned(request.holder, at=at)
    questions = publicity_questions(request.holder)
    return {
        "duties": duties,
        "urgent": urgent_rows(running),
        "pressing": [duty for duty in running if duty.urgent],
        "came_back": came_back(request.holder, at=at),
        "questioned_batches": batches,
        "questioned_rows": rows,
        "questions": questions,
        "asked_clock": asked_words(*asked_in_time(request.holder)) if questions else "",
        "units": list(units_for(request.holder, Act.REPORT).order_by("name").values_list("id", "name")),
        "has_units": len({duty.unit_id for duty in duties}) > 1,
        "items": sorted({(duty.item, duty.name) for duty in duties}, key=lambda one: one[1]),
        "month": at,
    }
