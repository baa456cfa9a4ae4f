"""How long a lease holds, how often work is tried, and what is said when it comes to nothing. Spans, no clock."""

from datetime import timedelta

LEASE = timedelta(seconds=30)
HEARTBEAT = timedelta(seconds=5)
PROGRESS = timedelta(seconds=0.5)
"""Progress is written, and a wish to stop is heard, this often at most."""

ATTEMPTS = 5
WAITS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""Before the second, third, fourth and fifth attempt."""


def wait_after(attempt: int) -> timedelta | None:
    """How long to wait when this attempt (from 1) failed; None where it was the last."""
    return WAITS[attempt - 1] if attempt < ATTEMPTS else None


def told_of_another_try(attempt: int) -> str:
    return f"第 {attempt} 次办理没有成功，稍后会自动再试，不必重新提交。"


def told_of_forgery(*, number: int) -> tuple[str, str]:
    """Sentence and remedy for work that nobody asked for in the ledger, or somebody else did."""
    return (
        "账本里没有与这项工作相符的申请，可能有人绕过平台改动过任务，因此没有办理。",
        f"请联系平台维护人员，告知任务编号 {number}；确实要办的，请重新提交。",
    )


def told_of_failure(*, number: int, is_interrupted: bool) -> tuple[str, str]:
    """Sentence and remedy for work that is given up after the last attempt."""
    what = "中途中断" if is_interrupted else "没有成功"
    return (
        f"这项工作办理了 {ATTEMPTS} 次都{what}，已不再自动重试；此前已经办成的部分不受影响。",
        f"请点“继续”再办一次；仍不成功的，请联系平台维护人员，告知任务编号 {number}。",
    )
