"""What was found in a batch, by kind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import polars as pl

from mingxin.intake.actions.taking import frame
from mingxin.intake.checks.finding import SPOKEN, general_remedy, title_of
from mingxin.intake.table import ROW

_ORDER: Final[Mapping[str, int]] = {"error": 0, "warning": 1, "note": 2}
_PROPOSES: Final = pl.col("remedy").str.contains("很可能应为“", literal=True) | (pl.col("code") == "money.yuan_for_wan")
NAMED: Final = 12  # so many rows are named each
_APART: Final = "（不在本次入库之列）"


@dataclass(frozen=True)
class FindingKind:
    """`rows` 0: it is about the sheet as a whole. `proposals`: rows for which the check proposes a value.

    `first` are the first of these rows by number, at most NAMED. `behind`: how many of them are not to be admitted.
    `said` are its sentences, where it is about the sheet as a whole; at most NAMED.
    """

    code: str
    title: str
    severity: str
    rows: int
    remedy: str
    proposals: int
    first: tuple[int, ...] = ()
    behind: int = 0
    said: tuple[str, ...] = ()

    @property
    def severity_words(self) -> str:
        return SPOKEN[self.severity]

    @property
    def how_many(self) -> str:
        """Its rows, or what it says of the sheet, and how many of them are not to be admitted, for whoever releases."""
        if not self.rows:
            apart = _APART if self.severity == "error" else ""
            return f"整表{apart}{'。' if self.said else ''}{''.join(self.said)}"
        if self.behind == self.rows:
            return f"{self.rows} 行{_APART}"
        return f"{self.rows} 行" + (f"（其中 {self.behind} 行不在本次入库之列）" if self.behind else "")


def finding_kinds(
    findings: pl.DataFrame, *, header_row: int = 0, behind: Collection[int] = ()
) -> tuple[FindingKind, ...]:
    """Errors first, then by how many rows they touch. `behind` are the rows that stay behind, for whatever reason."""
    stays = pl.col(ROW).is_in(pl.Series(sorted(behind), dtype=pl.UInt32).implode())
    kinds = findings.group_by("code", "severity", maintain_order=True).agg(
        rows=pl.col(ROW).filter(pl.col(ROW) > header_row).n_unique(),
        remedies=pl.col("remedy").n_unique(),
        remedy=pl.col("remedy").first(),
        proposals=pl.col(ROW).filter(_PROPOSES).n_unique(),
        first=pl.col(ROW).filter(pl.col(ROW) > header_row).unique().sort().head(NAMED),
        behind=pl.col(ROW).filter((pl.col(ROW) > header_row) & stays).n_unique(),
        said=pl.col("message").filter(pl.col(ROW) <= header_row).head(NAMED),
    )
    found = [
        FindingKind(
            code=one["code"],
            title=title_of(one["code"]),
            severity=one["severity"],
            rows=one["rows"],
            remedy=one["remedy"] if one["remedies"] == 1 else general_remedy(one["code"], one["remedy"]),
            proposals=one["proposals"],
            first=tuple(one["first"]),
            behind=one["behind"],
            said=tuple(one["said"]) if not one["rows"] else (),
        )
        for one in kinds.iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda kind: (_ORDER.get(kind.severity, 3), -kind.rows, kind.code)))


def without_values(kinds: Iterable[FindingKind]) -> tuple[FindingKind, ...]:
    """The same for whoever may not read the rows: nothing names what stands in one or proposes a value."""
    return tuple(replace(kind, remedy=general_remedy(kind.code, ""), proposals=0, said=()) for kind in kinds)


@lru_cache(maxsize=2000)
def kinds_kept(findings_file: str, settled: frozenset[int] = frozenset()) -> tuple[tuple[str, int], ...]:
    """(title, rows) of what a kept file of findings says of rows but for those settled, errors alone; a kept file never
    changes.
    """
    kinds = finding_kinds(frame(findings_file).filter(~pl.col(ROW).is_in(list(settled))))
    return tuple((kind.title, kind.rows) for kind in kinds if kind.severity == "error" and kind.rows)
