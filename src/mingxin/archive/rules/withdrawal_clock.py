"""The three days within which a published decision that no longer stands is taken back.

Source: administrative-penalty-law art. 48: a published penalty that is changed, revoked, found unlawful or void is
withdrawn within three days and the reason published; art. 85: these are working days.
"""

from dataclasses import dataclass
from datetime import date

from mingxin.kernel.workdays import Calendar, Deadline

WITHDRAWAL_WORKDAYS = 3


@dataclass(frozen=True)
class WithdrawalState:
    """`state` is in_time, late or running. `workdays`: left if running, too many if late, else 0."""

    state: str
    due: Deadline
    workdays: int

    @property
    def words(self) -> str:
        if self.state == "in_time":
            return "按期"
        if self.state == "late":
            return f"逾期 {self.workdays} 个工作日" if self.workdays else "逾期"
        return f"剩余 {self.workdays} 个工作日" if self.workdays else "今天到期"


def withdrawal_due(ruled_on: date, calendar: Calendar) -> Deadline:
    """The last day in time. `ruled_on`: the unit revoked the decision, or received the ruling; day 0, worked or not."""
    return calendar.add_workdays(ruled_on, WITHDRAWAL_WORKDAYS)


def state(ruled_on: date, withdrawn_on: date | None, calendar: Calendar, today: date) -> WithdrawalState:
    """How the clock stands today; with `withdrawn_on`, how it stopped."""
    due = withdrawal_due(ruled_on, calendar)
    ended_on = withdrawn_on or today
    if ended_on > due.on:
        return WithdrawalState("late", due, calendar.workdays_between(due.on, ended_on))
    if withdrawn_on is not None:
        return WithdrawalState("in_time", due, 0)
    return WithdrawalState("running", due, calendar.workdays_between(today, due.on))
