"""The rows of a batch that need somebody: each cell as sent, what is wrong with it, and how it can be mended there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from mingxin.intake.queries.proposals import proposal_of
from mingxin.intake.queries.working import Working
from mingxin.intake.table import ROW
from mingxin.rulebook.cards import FieldCard, FieldType, Role, values_taken

PAGE_ROWS: Final = 20
LONG_CHARACTERS: Final = 16  # from here on a text is mended in a field of several lines
LINE_CHARACTERS: Final = 16  # of one such line
_KNOWN_BY: Final = (Role.NAME, Role.USCC, Role.DOCUMENT_NUMBER)
_CODE_TYPES: Final = (FieldType.USCC, FieldType.CODE)
_LONG_NAME: Final = re.compile(r"^.*代码_\d（(.+)）$")  # 行政相对人代码_1（统一社会信用代码）: known by what is inside
_MISSING: Final = "column.missing"


@dataclass(frozen=True)
class Said:
    severity: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Column:
    field: str
    letter: str  # as Excel shows it; "" where the sheet has no such column
    name: str
    kind: str  # text | long | code | number | date | choice
    options: tuple[str, ...] = ()
    many: bool = False
    is_known: bool = False  # by it the row is known


@dataclass(frozen=True)
class Cell:
    """`value` is what stands there now; `sent` what was sent, where it was mended since (else the same)."""

    column: Column
    value: str
    sent: str
    said: tuple[Said, ...]
    proposal: str
    is_mended: bool
    is_long: bool

    @property
    def is_wrong(self) -> bool:
        return any(said.severity == "error" for said in self.said)

    @property
    def is_open(self) -> bool:
        """Whether somebody is to write here."""
        return bool(self.said) or self.is_mended

    @property
    def lines(self) -> int:
        """How high a field must be so that what stands there is seen whole, as far as a page can bear it."""
        return min(max(2, -(-len(self.value) // LINE_CHARACTERS), self.value.count("\n") + 1), 8)

    @property
    def choices(self) -> tuple[str, ...]:
        """What to choose from; what stands there now is among it, so that nothing changes by itself."""
        given = self.column.options
        return given if not self.value or self.value in given else (self.value, *given)


@dataclass(frozen=True)
class FaultyRow:
    """`said` is about the row as a whole. A refused row has no cells: its content was not kept."""

    row: int
    cells: tuple[Cell, ...]
    said: tuple[Said, ...]
    is_unlinked: bool
    is_refused: bool
    is_mended: bool


@dataclass(frozen=True)
class RowsPage:
    """`onward` is the last row of the page where more follow, else 0."""

    columns: tuple[Column, ...]
    rows: tuple[FaultyRow, ...]
    total: int
    onward: int


def faulty_rows(working: Working, *, after: int = 0, kind: str = "", limit: int = PAGE_ROWS) -> RowsPage:
    """The rows behind row number `after`, of one kind of finding if asked, in the order of the sheet."""
    every = sorted({*working.behind, *working.refused})
    if kind:
        of_kind = working.findings.filter(pl.col("code") == kind)
        about_all = bool((of_kind[ROW] <= working.header_row).any())
        every = every if about_all else [row for row in every if row in set(of_kind[ROW])]
    wanted = [row for row in every if row > after][:limit]
    is_more = bool(wanted) and wanted[-1] != every[-1]
    told = _told(working, wanted)
    columns = _columns(working, told)
    sent, now = working.sent(wanted), working.now(wanted)
    rows = tuple(_row(working, row, columns, told[row], sent.get(row, {}), now.get(row, {})) for row in wanted)
    return RowsPage(columns, rows, len(every), wanted[-1] if is_more else 0)


def one_row(working: Working, row: int) -> FaultyRow | None:
    """Any row of the batch with every field of its item, as it stands now; None where the sheet has no such row."""
    if row in working.refused:
        return _row(working, row, (), _told(working, [row])[row], {}, {})
    sent = working.sent([row]).get(row)
    if sent is None:
        return None
    letters = working.sieved.table.letters
    columns = [_column(working, field, letters.get(field.code, "")) for field in working.card.fields if not field.cut]
    return _row(working, row, columns, _told(working, [row])[row], sent, working.now([row])[row])


def neighbours(working: Working, row: int) -> tuple[int, int]:
    """The rows with content before and after this number, 0 where there is none."""
    kept = working.sieved.table.cells[ROW]
    return int(kept.filter(kept < row).max() or 0), int(kept.filter(kept > row).min() or 0)  # type: ignore[arg-type]


def current_values(working: Working, rows: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Row → field → the text that stands there now, "" left out."""
    return working.now(list(rows))


def proposal_for(working: Working, row: int, field: str) -> str:
    """What is proposed for one cell, worked out anew."""
    codes = working.spoken.filter((pl.col(ROW) == row) & (pl.col("field") == field))["code"].to_list()
    return proposal_of(working.card.field(field), codes, working.now([row]).get(row, {}), working.card)


def _told(working: Working, rows: Sequence[int]) -> dict[int, list[dict[str, str]]]:
    """Row → what is said of it. What is said of a missing column counts for every row that lacks it."""
    told: dict[int, list[dict[str, str]]] = {row: [] for row in rows}
    for one in working.spoken.filter(pl.col(ROW).is_in(list(rows))).iter_rows(named=True):
        told[one[ROW]].append(one)
    missing = working.findings.filter(pl.col("code") == _MISSING)
    for one in missing.iter_rows(named=True):
        for row in set(rows) & set(working.behind):
            told[row].append({**one, "message": "表中没有这一列。", "remedy": "请补填这一格，或者在原表中补上这一列。"})
    return told


def _columns(working: Working, told: Mapping[int, Sequence[Mapping[str, str]]]) -> tuple[Column, ...]:
    """By what a row is known, then everything that is wrong with any of them, in the order of the card."""
    table, card = working.sieved.table, working.card
    known = [field for role in _KNOWN_BY if (field := card.by_role(role)) is not None]
    said = {one["field"] for ones in told.values() for one in ones} | {field for _, field in working.mends}
    wrong = [field for field in card.fields if field.code in said and field not in known and not field.cut]
    return tuple(_column(working, field, table.letters.get(field.code, "")) for field in (*known, *wrong))


def _column(working: Working, field: FieldCard, letter: str) -> Column:
    chosen = working.code_sets.get(field.code_set or "")
    if field.type in _CODE_TYPES:
        kind = "code"
    elif field.type is FieldType.NUMBER:
        kind = "number"
    elif field.type is FieldType.DATE:
        kind = "date"
    else:
        kind = "choice" if chosen is not None and not field.many and not chosen.open_prefix else "text"
    options = values_taken(field, working.card, chosen) if chosen is not None else ()
    of_sheet = letter if letter.isascii() else ""  # a column that a mend added is named by its field
    return Column(
        field.code, of_sheet, _LONG_NAME.sub(r"\1", field.name), kind, options, field.many, field.role in _KNOWN_BY
    )


def _row(
    working: Working,
    row: int,
    columns: Sequence[Column],
    told: Sequence[Mapping[str, str]],
    sent: Mapping[str, str],
    now: Mapping[str, str],
) -> FaultyRow:
    is_refused = row in working.refused
    shown = {column.field for column in columns}
    cells = () if is_refused else tuple(_cell(working, row, column, told, sent, now) for column in columns)
    about_row = tuple(_said(one, "") for one in told if is_refused or one["field"] not in shown)
    return FaultyRow(
        row=row,
        cells=cells,
        said=about_row,
        is_unlinked=row in working.unlinked,
        is_refused=is_refused,
        is_mended=any(cell.is_mended for cell in cells),
    )


def _cell(
    working: Working,
    row: int,
    column: Column,
    told: Sequence[Mapping[str, str]],
    sent: Mapping[str, str],
    now: Mapping[str, str],
) -> Cell:
    own = [one for one in told if one["field"] == column.field]
    value = now.get(column.field, "")
    return Cell(
        column=column,
        value=value,
        sent=sent.get(column.field, ""),
        said=tuple(_said(one, working.card.field(column.field).name) for one in own),
        proposal=proposal_of(working.card.field(column.field), [one["code"] for one in own], now, working.card),
        is_mended=(row, column.field) in working.mends,
        is_long=column.kind == "text" and (len(value) >= LONG_CHARACTERS or "\n" in value),
    )


def _said(one: Mapping[str, str], name: str) -> Said:
    """Under its own cell a sentence need not repeat the column and what stands there."""
    message = one["message"]
    if name:
        message = message.removeprefix(f"“{name}”").removeprefix(f"填写的“{one['value']}”：").removeprefix("：")
    return Said(one["severity"], message, one["remedy"])
