"""Matters that no legislation has made a record: questioned, so that a person looks at the ground."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always
from mingxin.kernel.seen_words import pattern_of


def _without_law(ctx: Context) -> Iterable[pl.DataFrame]:
    """Source: sc-office-2020-49 art. （一）."""
    for matter in ctx.around.matters:
        if matter.action != "question":
            continue
        pattern = f"({pattern_of(matter.words)})"
        for card in ctx.kept_fields():
            if card.role in matter.in_roles:
                said = pl.col(card.code)
                rows = ctx.rows(card, said.str.contains(pattern), word=said.str.extract(pattern, 1))
                yield ctx.found("matter.without_law", rows, card, reason=matter.reason)


MATTER_CHECKS: Final = (Check(("matter.without_law",), always, _without_law),)
