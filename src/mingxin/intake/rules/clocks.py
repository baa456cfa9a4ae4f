"""When the rows of a batch are due, by the day on which their matter was decided."""

from collections.abc import Mapping
from datetime import date

from mingxin.kernel.workdays import Calendar

Clock = tuple[str, int, int]  # due day as ISO, good rows, rows that stay behind
Clocks = Mapping[str, Clock]  # by day of decision as ISO


def clocks_of(
    good: Mapping[date, int], behind: Mapping[date, int], *, term: int, worked: Calendar, given: Clocks
) -> dict[str, Clock]:
    """Rows by day of decision, due `term` working days later; or on the day that was `given` before, if that is later.

    No deadline that was given becomes shorter: not by a calendar that becomes known, not by an outage revoked.
    """
    found: dict[str, Clock] = {}
    for decided in sorted({*good, *behind}):
        due, spelled = worked.add_workdays(decided, term).on.isoformat(), decided.isoformat()
        before = given[spelled][0] if spelled in given else due
        found[spelled] = (max(due, before), good.get(decided, 0), behind.get(decided, 0))
    return found


def wound_on(clocks: Clocks, *, term: int, worked: Calendar) -> dict[str, Clock]:
    """The same rows by another calendar: due on the later of both days."""
    good = {date.fromisoformat(day): rows for day, (_, rows, _) in clocks.items()}
    behind = {date.fromisoformat(day): rows for day, (_, _, rows) in clocks.items()}
    return clocks_of(good, behind, term=term, worked=worked, given=clocks)


def by_due_day(clocks: Clocks) -> dict[str, list[int]]:
    """Due day → [good rows, rows that stay behind], as `due_spans` reads them."""
    dues: dict[str, list[int]] = {}
    for due, good, behind in clocks.values():
        held = dues.setdefault(due, [0, 0])
        held[0] += good
        held[1] += behind
    return dict(sorted(dues.items()))
