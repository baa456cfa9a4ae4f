"""The measurements as one table of plain text, and how the peers compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.own import STEPS

CHECKED: Final = ("reading", "sieving", "checking", "comparing")


@dataclass(frozen=True)
class Line:
    """One measurement: seconds by step, rows, and peak_mib of its process."""

    database: str
    what: str
    figures: Mapping[str, float] = field(default_factory=dict)
    is_peer: bool = False

    @property
    def total(self) -> float:
        return sum(self.figures.get(step, 0) for step in STEPS)

    @property
    def rows(self) -> float:
        return self.figures["rows"] + self.figures.get("unchanged", 0)


def text(lines: Sequence[Line]) -> str:
    """Markdown: seconds by step, then the ratios."""
    heads = ["database", "what", *STEPS, "checked in", "total s", "rows/s", "peak MiB"]
    body = [_row(line) for line in lines]
    return "\n".join([_joined(heads), _joined(["---"] * len(heads)), *map(_joined, body), "", *_ratios(lines)]) + "\n"


def _row(line: Line) -> list[str]:
    seconds = [f"{line.figures[step]:.2f}" if step in line.figures else "" for step in STEPS]
    checked = "" if line.is_peer else f"{sum(line.figures[step] for step in CHECKED):.2f}"
    speed = f"{line.rows / line.total:,.0f}"
    return [line.database, line.what, *seconds, checked, f"{line.total:.2f}", speed, f"{line.figures['peak_mib']:,.0f}"]


def _joined(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _ratios(lines: Sequence[Line]) -> list[str]:
    """How many times the peer's seconds per row ours are, step by step that they share."""
    own = {(line.database, line.what): line for line in lines if not line.is_peer}
    told = []
    for peer in (line for line in lines if line.is_peer):
        for (database, what), line in own.items():
            if what != "CSV, new" or peer.database not in (database, "none"):
                continue
            step = "checking" if "checking" in peer.figures else "writing"
            ratio = (line.figures[step] / line.rows) / (peer.figures[step] / peer.rows)
            told.append(f"- {database}: our {step} takes {ratio:.2f} times as long a row as {peer.what}.")
    return told
