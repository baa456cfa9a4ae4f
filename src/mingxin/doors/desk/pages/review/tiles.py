"""The checker's tile of the first page."""

from collections.abc import Mapping

from mingxin.doors.desk.guard import DeskRequest
from mingxin.intake.queries.home import for_review
from mingxin.kernel.clock import now


def waiting(request: DeskRequest) -> Mapping[str, object]:
    return {"waiting": for_review(request.holder, at=now())}
