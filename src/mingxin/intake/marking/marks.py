"""What is to be marked in a returned workbook: cells with their sentence, rows with their three columns, a summary."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from mingxin.intake.checks.finding import SPOKEN, general_remedy, title_of
from mingxin.intake.reading.headers import MARK_HEADERS, fold
from mingxin.intake.reading.letters import index_of, letter_of
from mingxin.intake.table import ROW, Sheet, Sieved, Table
from mingxin.kernel.resident_id import cut

SUMMARY_HEADERS: Final = ("问题", "行数", "怎样修改")
_WEIGHT: Final = {"error": 2, "warning": 1, "note": 0}
MOST_CELL_CHARACTERS: Final = 32_767
_REFUSED: Final = "第 {row} 行（已退回，内容已删除）\n"


@dataclass(frozen=True)
class CellMark:
    severity: str  # the gravest of its findings
    sentence: str


@dataclass(frozen=True)
class Marks:
    """`cells` by (row, letter); `lines` by row: explanation, remedy, example, one line a finding in each.

    `columns` are the letters of the three added columns. `summary` has problem, count of rows, remedy.
    """

    cells: Mapping[tuple[int, str], CellMark]
    lines: Mapping[int, tuple[str, str, str]]
    columns: tuple[str, str, str]
    summary: Sequence[tuple[str, int, str]]
    refused_rows: frozenset[int] = field(default_factory=frozenset)


def marks_of(sheet: Sheet, table: Table, sieved: Sieved, findings: pl.DataFrame) -> Marks:
    by_cell: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    by_row: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for found in findings.iter_rows(named=True):
        row = found[ROW]
        severity = found["severity"]
        message = cut(found["message"])[0]
        if row > 0 and found["column"]:
            by_cell[row, found["column"]].append((severity, f"{SPOKEN[severity]}：{message}"))
        if row > table.header_row:
            place = f"{found['column']} 列：" if found["column"] else ""
            said = (place + message, cut(found["remedy"])[0], cut(found["example"])[0])
            by_row[row].append(said)
    refused = frozenset(sieved.refused.get_column(ROW).to_list())
    for row in refused - by_row.keys():
        by_row[row].append(("该行已退回，未保存。", "", ""))
    return Marks(
        cells={place: cell_mark(said) for place, said in by_cell.items()},
        lines={
            row: lines(said, head=_REFUSED.format(row=row) if row in refused else "") for row, said in by_row.items()
        },
        columns=_mark_columns(sheet, table),
        summary=_summary(findings),
        refused_rows=refused,
    )


def cell_mark(said: Sequence[tuple[str, str]]) -> CellMark:
    gravest = max((severity for severity, _ in said), key=_WEIGHT.__getitem__)
    return CellMark(gravest, "\n".join(sentence for _, sentence in said)[:MOST_CELL_CHARACTERS])


def lines(said: Sequence[tuple[str, str, str]], *, head: str = "") -> tuple[str, str, str]:
    """The three added cells of a row: explanations under `head`, remedies, examples."""
    messages, remedies, examples = zip(*said, strict=True)
    return (
        (head + "\n".join(messages))[:MOST_CELL_CHARACTERS],
        "\n".join(remedies).rstrip("\n")[:MOST_CELL_CHARACTERS],
        "\n".join(examples).rstrip("\n")[:MOST_CELL_CHARACTERS],
    )


def _mark_columns(sheet: Sheet, table: Table) -> tuple[str, str, str]:
    """Those of an earlier round where the sheet has them side by side, else the first three right of everything."""
    header = sheet.cells.filter(pl.col(ROW) == table.header_row)
    texts = (
        {letter: fold(header[letter][0] or "") for letter in header.columns if letter != ROW} if header.height else {}
    )
    first = next((letter for letter, text in texts.items() if text == fold(MARK_HEADERS[0])), None)
    if first is not None:
        start = index_of(first)
        there = [texts.get(letter_of(start + step), "") for step in range(3)]
        if there == [fold(header) for header in MARK_HEADERS]:
            return letter_of(start), letter_of(start + 1), letter_of(start + 2)
    start = 1 + max((index_of(letter) for letter in sheet.cells.columns if letter != ROW), default=-1)
    return letter_of(start), letter_of(start + 1), letter_of(start + 2)


def _summary(findings: pl.DataFrame) -> list[tuple[str, int, str]]:
    """Problems by number of rows, errors first. What is said of each row in other words is told by its kind, with
    the words of one row as those of that row.
    """
    if findings.is_empty():
        return []
    counted = (
        findings.with_columns(
            pl.col("severity").replace_strict(_WEIGHT, return_dtype=pl.Int32).alias("weight"),
            pl.col("message").n_unique().over("code", "field").alias("wordings"),
        )
        .group_by("code", "field", "severity", maintain_order=True)
        .agg(
            pl.col("weight").first(),
            pl.col(ROW).n_unique().alias("rows"),
            pl.col("message").first(),
            pl.col("wordings").first(),
            pl.col("remedy").first(),
            pl.col("remedy").n_unique().alias("remedies"),
            pl.col(ROW).first().alias("row"),
        )
        .sort("weight", "rows", descending=True, maintain_order=True)
    )
    return [
        (
            f"{SPOKEN[line['severity']]}：{_problem(line)}",
            line["rows"],
            cut(line["remedy"] if line["remedies"] == 1 else general_remedy(line["code"], line["remedy"]))[0],
        )
        for line in counted.iter_rows(named=True)
    ]


def _problem(line: Mapping[str, Any]) -> str:
    message = cut(line["message"])[0]
    return message if line["wordings"] == 1 else f"{title_of(line['code'])}。例如第 {line['row']} 行：{message}"
