"""Mingxin itself, measured: one file through intake, the seconds of each step."""

from pathlib import Path
from time import perf_counter
from typing import Final

from bench.installation import ITEM, unit

# What intake calls its steps, in their order, and what the table calls them. Keeping lies between the last two.
STEPS: Final = ("reading", "sieving", "checking", "comparing", "keeping", "writing")


def intake(path: Path) -> dict[str, float]:
    """Check and admit the file; seconds by step, `rows` admitted and `unchanged`."""
    from mingxin.intake.actions.process import process
    from mingxin.kernel.clock import now
    from mingxin.ledger.actor import PLATFORM

    moments: list[float] = []
    outcome = process(
        path,
        item=ITEM,
        unit=unit().uscc,
        by=PLATFORM,
        at=now(),
        progress=lambda *_: moments.append(perf_counter()),
    )
    if len(moments) != len(STEPS) + 1:
        raise RuntimeError("intake tells of other steps than the table has")
    spent = {step: end - begin for step, begin, end in zip(STEPS, moments, moments[1:], strict=False)}
    return spent | {"rows": outcome.admitted, "unchanged": outcome.unchanged, "questioned": outcome.questioned}
