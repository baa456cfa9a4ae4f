"""Text whose cells stand between separators (CSV, TSV): which sign separates them, and small tables read whole."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.kernel.text import decode

SEPARATORS: Final = (",", "\t", ";", "，")
_SAMPLE_CHARACTERS: Final = 200_000
_SAMPLE_ROWS: Final = 30
_NAMED: Final = re.compile(r'"?sep=(\t|[^\w\s"])"?[,;\t ]*(?:\n|\Z)', re.IGNORECASE)
_MOST_COLUMNS: Final = 100
_LONGEST_CELL: Final = 100_000  # characters


def plain_lines(text: str) -> str:
    """Without a second mark of its encoding, or one of GB 18030, that no program shows; lines end in one way."""
    text = text.lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def without_separator_line(text: str) -> tuple[str, str]:
    """The table, and the sign that a first line `sep=;` names: a word to Excel, which shows no row of it.

    The sign is empty where there is no such line, or where it is not what separates the cells of the next one.
    """
    line = _NAMED.match(text)
    if line is None:
        return text, ""
    table = text[line.end() :]
    return table, line[1] if line[1] in table.partition("\n")[0] else ""


def separator_of(text: str) -> str:
    """The separator that stands equally often, outside quoted cells, in most of the first rows."""
    quoted = _quoted_cells("".join(SEPARATORS))
    bare = quoted.sub(lambda cell: cell[0] if cell["behind"] is None else "", text[:_SAMPLE_CHARACTERS])
    rows = bare.split("\n")[:_SAMPLE_ROWS]
    return max(SEPARATORS, key=lambda separator: _regularity(rows, separator))


def unpaired_row(text: str, separator: str) -> int | None:
    """The row (from 1) with a quoted cell that never ends, or ends lines later where no cell ends: a quote is missing.

    None where all quotes have their other.
    """
    breaks = 0
    for cell in _quoted_cells(separator).finditer(text):
        within = cell[0].count("\n")
        if cell["behind"] is None or (within and cell["behind"]):
            return 1 + text.count("\n", 0, cell.start()) - breaks
        breaks += within
    return None


def small_table(data: bytes, headers: Collection[str], *, name: str, code: str) -> list[list[str]]:
    """The rows of a small file with known headers, the first being row 1 as Excel counts; a line of nothing is [].

    `name` says in the sentences what file it is. Raises Refusal(`code`.unreadable, `code`.columns) and what `decode`
    raises.
    """
    text, separator = without_separator_line(plain_lines(decode(data).text))
    separator = separator or _separator_of_header(text.partition("\n")[0], headers)
    if row := unpaired_row(text, separator):
        raise Refusal(
            f"{code}.unreadable",
            f"{name}第 {row} 行有一个英文双引号没有配对，其后的内容无法分清单元格。",
            "请补上或者删去这个引号，然后重新导入。",
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    try:
        for cells in reader:
            if any(len(cell) > _LONGEST_CELL for cell in cells):  # the limit of `csv` itself is the whole process's
                raise _too_long(name, code, len(rows) + 1)
            rows.append([cell.strip() for cell in cells])
            if len(cells) > _MOST_COLUMNS:
                raise Refusal(
                    f"{code}.columns",
                    f"{name}第 {len(rows)} 行有 {len(cells):,} 列，最多 {_MOST_COLUMNS} 列。",
                    f"表头应为：{'，'.join(headers)}。请删去多余的列后重新导入。",
                )
    except csv.Error:
        raise _too_long(name, code, len(rows) + 1) from None
    return rows


def _too_long(name: str, code: str, row: int) -> Refusal:
    return Refusal(
        f"{code}.unreadable",
        f"{name}第 {row} 行无法读取：有一格的文字过长。",
        "请把每一格缩短到几百字以内，然后重新导入。",
    )


def unlike_header(cells: Sequence[str], header: Sequence[str], *, may_miss: int = 0) -> str:
    """What is wrong with the number of a row's cells, as the end of a sentence; empty where nothing is.

    Empty cells behind the last column are harmless; so are `may_miss` cells that are left out at the end.
    """
    beyond = [cell for cell in cells[len(header) :] if cell]
    if beyond:
        shown = cut(beyond[0])[0][:20]
        return (
            f"有 {len(cells)} 格，表头只有 {len(header)} 列，多出“{shown}”；格内有分隔符的，请用英文双引号括住整格，"
            "多余的请删去"
        )
    if len(cells) < len(header) - may_miss:
        return f"只有 {len(cells)} 格，表头有 {len(header)} 列；空着的格也要留出分隔符，请补齐"
    return ""


def _separator_of_header(line: str, headers: Collection[str]) -> str:
    """The separator by which most of the known headers are found."""

    def found(separator: str) -> int:
        return len({cell.strip().strip('"').strip() for cell in line.split(separator)} & set(headers))

    return max(SEPARATORS, key=found)


def _quoted_cells(separators: str) -> re.Pattern[str]:
    """Each cell that begins with a quote, ended as Excel and Python's reader end it.

    `behind` is what stands between its closing quote and the next separator or line end; None where no quote closes it.
    """
    separators = re.escape(separators)
    return re.compile(rf'(?<![^\n{separators}])"(?:[^"]++|"")*+(?:"(?P<behind>[^\n{separators}]*+)|\Z)')


def _regularity(rows: Sequence[str], separator: str) -> int:
    """How many separators stand in rows that have the commonest number of them."""
    counts = Counter(count for row in rows if (count := row.count(separator)))
    return max((count * rows for count, rows in counts.items()), default=0)
