"""What a check is, and what it is given. Everything is passed in: no clock, no database."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from mingxin.intake.checks import frame
from mingxin.intake.checks.judged import Judged
from mingxin.intake.table import ROW
from mingxin.kernel.workdays import Calendar
from mingxin.rulebook.cards import CodeSet, FieldCard, ItemCard, Role
from mingxin.rulebook.forbidden import RefusedMatter


@dataclass(frozen=True)
class Surroundings:
    """What checks must know beyond the sheet.

    `received_on` is the day the server received the file in Beijing, `as_of` the day of checking.
    `organ_names` maps an organ's credit code to the names it may be called by, the first being in force;
    `former_names` its code to each name that it ceased to bear, with the first day without it.
    `entitled_organs` are the codes of organs whose decisions the unit may report; None: not asked here.
    `longest_term_months` is the longest time the publicity rules can give; None: only endless claims are named.
    `no_end` gives, by the key of a publicity rule, the day that stands for a validity without end.
    `matters` are the rulebook's matters; the sieve refuses some of them, the others are questioned here.
    """

    as_of: date
    received_on: date
    code_sets: Mapping[str, CodeSet]
    calendar: Calendar | None = None
    unit_uscc: str = ""
    organ_names: Mapping[str, Collection[str]] = field(default_factory=dict)
    former_names: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    entitled_organs: Collection[str] | None = None
    longest_term_months: int | None = None
    no_end: Mapping[str, date] = field(default_factory=dict)
    matters: Collection[RefusedMatter] = ()


@dataclass(frozen=True)
class Context:
    """One table before a check.

    `raw` is as sent, `plain` without invisible characters and blank words, `cells` normalised; all have ROW and a
    String column per recognised field, row for row. `judged` has what reading the values of `plain` told, by field.
    """

    card: ItemCard
    raw: pl.DataFrame
    plain: pl.DataFrame
    cells: pl.DataFrame
    judged: Mapping[str, Judged]
    letters: Mapping[str, str]
    number_cells: pl.DataFrame
    unlike_cells: pl.DataFrame
    around: Surroundings

    def has(self, *codes: str) -> bool:
        return all(code in self.cells.columns for code in codes)

    def by_role(self, role: Role) -> FieldCard | None:
        """The field with this role, if its column is there."""
        card = self.card.by_role(role)
        return card if card and self.has(card.code) else None

    def kept_fields(self) -> list[FieldCard]:
        """Fields whose column is there and whose content is kept."""
        return [card for card in self.card.fields if not card.cut and self.has(card.code)]

    def settings(self, kind: str) -> list[Mapping[str, object]]:
        """The card's cross-field checks of one kind."""
        return [setting for setting in self.card.checks if setting.get("kind") == kind]

    def among(
        self, cards: Iterable[FieldCard], read: pl.DataFrame, meets: Callable[[FieldCard], pl.Expr]
    ) -> list[FieldCard]:
        """Those fields of which a cell meets its condition. All are asked in one pass: in most columns none does."""
        asked = {card.code: card for card in cards}
        told = read.select(meets(card).any().alias(code) for code, card in asked.items())
        return [card for code, card in asked.items() if told[code].any()]

    def rows(self, card: FieldCard, where: pl.Expr | pl.Series, **details: pl.Expr) -> pl.DataFrame:
        """ROW, value as sent, and details, of the rows where a condition on the normalised cells holds."""
        kept = self.cells.lazy().with_columns(self.raw[card.code].alias("value")).filter(where)
        return kept.select(ROW, "value", **details).collect()

    def found(self, code: str, rows: pl.DataFrame, card: FieldCard, **constants: str) -> pl.DataFrame:
        """Findings on a field's cells."""
        letter = self.letters.get(card.code, "")
        return frame.found(
            code, rows, field=card.code, column=letter, example=card.example, name=card.name, **constants
        )

    def remarked(self, card: FieldCard, **constants: str) -> Iterator[pl.DataFrame]:
        """Findings for all that reading the values of a field told."""
        for code, remarks in self.judged[card.code].frames():
            plain = self.plain.select(ROW, pl.col(card.code).alias("value"))
            rows = plain.join(remarks, on="value", maintain_order="left")
            yield self.found(code, rows, card, **constants)


@dataclass(frozen=True)
class Check:
    """One small pure unit: which findings it may raise, on which cards, and how."""

    codes: tuple[str, ...]
    applies: Callable[[ItemCard], bool]
    run: Callable[[Context], Iterable[pl.DataFrame]]


def always(_: ItemCard) -> bool:
    return True


def has_setting(kind: str) -> Callable[[ItemCard], bool]:
    """Whether a card asks for a kind of cross-field check."""
    return lambda card: any(setting.get("kind") == kind for setting in card.checks)


def has_role(*roles: Role) -> Callable[[ItemCard], bool]:
    return lambda card: all(card.by_role(role) is not None for role in roles)
