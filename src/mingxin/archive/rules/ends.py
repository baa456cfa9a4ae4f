"""When a record ends: by its term, or before it, because it was withdrawn or lawfully erased."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Gone:
    """The day on which a record left everything before its time, and by what. Nothing comes after it: no page tells a
    later day of it.
    """

    on: date
    by: str  # 撤回 or 依法删除

    @property
    def words(self) -> str:
        return f"{self.on}（{self.by}）"

    def cuts(self, end: date | None) -> bool:
        """Whether it came before an end that was fixed, or instead of one that never comes."""
        return end is None or self.on < end


def gone(*, withdrawn_on: date | None, erased_on: date | None) -> Gone | None:
    """The earlier of the two; None where neither happened."""
    found = ((withdrawn_on, "撤回"), (erased_on, "依法删除"))
    return min((Gone(on, by) for on, by in found if on is not None), key=lambda one: one.on, default=None)


def hidden_on(
    *, publicity: str, shown_from: date | None, hidden_from: date | None, ended_by: Gone | None
) -> date | None:
    """The first day on which a version is public no more; None where it has none or never was to be public."""
    if publicity != "public" or shown_from is None or (ended_by is not None and ended_by.on < shown_from):
        return None
    return ended_by.on if ended_by is not None and ended_by.cuts(hidden_from) else hidden_from
