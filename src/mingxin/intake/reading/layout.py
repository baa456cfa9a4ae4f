"""Finding the table in a sheet: its header, its columns under the fields of a card, its notes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from mingxin.intake.reading.beside import rows_beside
from mingxin.intake.reading.headers import Claims, HeaderRows, Joined, fewest_matches, read_pair, read_single
from mingxin.intake.reading.letters import index_of
from mingxin.intake.table import ROW, Sheet, Table, Unlike
from mingxin.kernel.refusal import Refusal
from mingxin.kernel.resident_id import cut
from mingxin.rulebook.cards import ItemCard

_HEADER_WITHIN_ROWS: Final = 15
_COLUMN_CODE: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)  # also one that the card does not know
ROWS_BESIDE_DATA: Final = _HEADER_WITHIN_ROWS + 15  # of a sheet that is read: titles, header and notes are no data


def recognise(sheet: Sheet, card: ItemCard) -> Table:
    """The table of a sheet under the fields of a card.

    Every row with something in it is either data or told in `Table.beside`. Refuses header.not_found, header.twice
    where two columns claim one field, header.not_as_shown where another header is seen than was read, file.two_tables,
    file.data_above_header and file.merged_cells.
    """
    claims = Claims(card)
    header = _find_header(sheet.cells, claims)
    if header is None:
        raise _not_found(sheet, card)
    columns = _columns_of(header)
    bottom = max(header.rows)
    body = sheet.cells.filter(pl.col(ROW) > bottom)
    cells = body.select(ROW, *(_cells_of(code, letters) for code, letters in columns.items()))
    unknown = _unknown(body, header, claims)
    top = sheet.cells.head(_HEADER_WITHIN_ROWS).filter(pl.col(ROW) <= bottom)
    beside = rows_beside(top, body, cells, header=header, columns=columns, unknown=unknown, card=card, claims=claims)
    kept = cells.filter(~pl.col(ROW).is_in(list(beside)) & pl.any_horizontal(pl.exclude(ROW).is_not_null()))
    _require_seen(sheet, header)
    require_unmerged(sheet, kept.get_column(ROW), [letter for several in columns.values() for letter in several])
    return Table(
        sheet=replace(
            sheet, header_is_merged=len(header.rows) > 1, unlike_cells=_under_first(sheet.unlike_cells, columns)
        ),
        card=card,
        header_row=bottom,
        cells=kept,
        letters={code: letters[0] for code, letters in columns.items()},
        unknown=unknown,
        missing=tuple(field.code for field in card.fields if field.code not in columns),
        beside=tuple(sorted(beside.items())),
    )


def _require_seen(sheet: Sheet, header: HeaderRows) -> None:
    """Of a merged box each cell may hold what its first one shows."""
    unlike = sheet.unlike_cells.filter(pl.col(ROW).is_in(header.rows) & pl.col("column").is_in(list(header.claimed)))
    if unlike.is_empty():
        return
    near = pl.col(ROW).is_between(min(header.rows) - 1, max(header.rows))
    rows = {row[ROW]: row for row in sheet.cells.filter(near).rows(named=True)}
    texts = [text for row in rows.values() for text in row.values()]
    for row, letter, why in unlike.iter_rows():
        text = rows[row][letter]
        if why == Unlike.FORMULA or (why == Unlike.COVERED and texts.count(text) > 1):
            continue
        raise Refusal(
            "header.not_as_shown",
            f"表头（第 {row} 行）{letter} 列的文字“{cut(text)[0]}”在表格中看不到，"
            "或者看到的与此不同，无法判断这一列填的是什么。",
            "请取消表头的合并单元格和特殊的数字格式、字体颜色，逐列写明表头后重新上传。",
            letter=letter,
            row=row,
        )


def _under_first(unlike: pl.DataFrame, columns: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """What is told of a column that is joined to another is told at that one."""
    first = {letter: letters[0] for letters in columns.values() for letter in letters[1:]}
    return unlike.with_columns(pl.col("column").replace(first)).unique(maintain_order=True) if first else unlike


def guess_item(sheet: Sheet, cards: Sequence[ItemCard]) -> list[tuple[str, float]]:
    """(item code, share of the headers that its card claims, 0..1), the likeliest first; none below one match."""
    guesses = []
    for card in cards:
        claims = Claims(card)
        header = _best_header(sheet.cells, claims)
        if header is None or not header.matched:
            continue
        heads = [
            text for letter, text in header.texts.items() if letter in header.claimed or not claims.is_ignored(text)
        ]
        guesses.append((card.code, len(header.claimed) / len(heads), header.matched))
    guesses.sort(key=lambda guess: (-guess[1], -guess[2]))
    return [(code, share) for code, share, _ in guesses]


def require_rows(rows: int, most: int) -> None:
    """A limit is on rows of data: titles, header and notes do not count."""
    if rows > most:
        raise Refusal(
            "file.too_many_rows",
            f"表中有 {rows} 行数据，超过单个文件 {most} 行的上限。",
            "请分成几个文件上传。",
            rows=rows,
        )


def require_unmerged(sheet: Sheet, rows: pl.Series, letters: Collection[str]) -> None:
    """Refuse a box over several of the rows of data, in one of these columns: only the first row would have its word.

    Whether it is meant for each of them (an authority) or for all together (an amount) is the sender's to say.
    """
    numbers, columns = rows.sort().to_list(), {index_of(letter) + 1: letter for letter in letters}
    for top, left, bottom, right in sheet.merged:
        covered = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        letter = next((columns[column] for column in range(left, right + 1) if column in columns), None)
        if len(covered) > 1 and letter is not None:
            raise Refusal(
                "file.merged_cells",
                f"{letter} 列第 {covered[0]} 行到第 {covered[-1]} 行是合并单元格，无法判断其中的内容属于哪一行。",
                "请取消表中数据行的合并单元格，逐行填写后重新上传。",
                letter=letter,
                rows=[covered[0], covered[-1]],
            )


def has_header(cells: pl.DataFrame, card: ItemCard) -> bool:
    return _find_header(cells, Claims(card)) is not None


def _find_header(cells: pl.DataFrame, claims: Claims) -> HeaderRows | None:
    header = _best_header(cells, claims)
    if header is None:
        return None
    return header if header.matched >= fewest_matches(header) else None


def _best_header(cells: pl.DataFrame, claims: Claims) -> HeaderRows | None:
    """The rows among the first ones that name most fields; of equals one row before two, and the first."""
    letters = [name for name in cells.columns if name != ROW]
    rows = _top_rows(cells)
    best: HeaderRows | None = None
    for index, (number, texts) in enumerate(rows):
        single = read_single(claims, number, texts)
        if best is None or single.matched > best.matched:
            best = single
        if index and rows[index - 1][0] == number - 1:
            pair = read_pair(claims, (number - 1, number), rows[index - 1][1], texts, letters)
            if _is_better_pair(pair, best, rows[index - 1][1], texts, claims):
                best = pair
    return _with_code_row(best, rows, claims, letters) if best is not None else None


def _is_better_pair(
    pair: HeaderRows, best: HeaderRows, upper: Mapping[str, str], lower: Mapping[str, str], claims: Claims
) -> bool:
    """Two rows are a header only if the lower adds names, and is no row of data under a header of one row."""
    if pair.matched <= best.matched:
        return False
    names = [letter for letter in lower if letter in pair.claimed]
    return len(names) * 2 >= len(lower)


def _with_code_row(
    best: HeaderRows, rows: Sequence[tuple[int, Mapping[str, str]]], claims: Claims, letters: Sequence[str]
) -> HeaderRows:
    """A row of column codes, and nothing else, directly under (or over) the row of names belongs to the header."""
    for number, texts in rows:
        if number not in (min(best.rows) - 1, max(best.rows) + 1):
            continue
        other = read_single(claims, number, texts)
        if other.matched * 2 < best.matched or not other.matched or len(other.claimed) * 2 < len(texts):
            continue
        if any(at not in other.claimed and not _COLUMN_CODE.fullmatch(texts[at]) for at in best.claimed if at in texts):
            continue
        clash = next((at for at, field in other.claimed.items() if best.claimed.get(at, field) != field), None)
        if clash is not None:
            raise Refusal(
                "header.conflict",
                f"{clash} 列的两行表头不一致：“{cut(best.texts.get(clash, ''))[0]}”"
                f"与“{cut(texts[clash])[0]}”不是同一数据项。",
                "请按模板核对该列的表头，只保留一行正确的表头后重新上传。",
                letter=clash,
            )
        return HeaderRows(
            tuple(sorted((*best.rows, number))), {**texts, **best.texts}, {**other.claimed, **best.claimed}
        )
    return best


def _top_rows(cells: pl.DataFrame) -> list[tuple[int, Mapping[str, str]]]:
    top = cells.head(_HEADER_WITHIN_ROWS).rows(named=True)
    return [
        (row[ROW], {letter: text for letter, text in row.items() if letter != ROW and text is not None}) for row in top
    ]


def _columns_of(header: HeaderRows) -> dict[str, list[str]]:
    """Field → letters, its own first, then those joined to it. Refuses two columns of one field."""
    own: dict[str, list[str]] = {}
    for letter, field in header.claimed.items():
        if isinstance(field, str):
            if field in own:
                first = own[field][0]
                raise Refusal(
                    "header.twice",
                    f"{first} 列与 {letter} 列的表头都是“{cut(header.texts[letter])[0]}”，无法判断以哪一列为准。",
                    "请删除其中一列，或改正其表头后重新上传。",
                    field=field,
                    letters=[first, letter],
                )
            own[field] = [letter]
    for letter, field in header.claimed.items():
        if isinstance(field, Joined):
            own.setdefault(field.field, []).append(letter)
    return own


def _cells_of(code: str, letters: Sequence[str]) -> pl.Expr:
    if len(letters) == 1:
        return pl.col(letters[0]).alias(code)
    joined = pl.concat_str(*letters, separator=";", ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias(code)


def _unknown(body: pl.DataFrame, header: HeaderRows, claims: Claims) -> tuple[tuple[str, str], ...]:
    """Columns that no field claims; one without a header counts where it holds something."""
    unknown = []
    for letter in body.columns:
        if letter == ROW or letter in header.claimed:
            continue
        text = header.texts.get(letter, "")
        if text and not claims.is_ignored(text):
            unknown.append((letter, " ".join(text.split())))
        elif not text and body[letter].null_count() < body.height:
            unknown.append((letter, ""))
    return tuple(unknown)


def _not_found(sheet: Sheet, card: ItemCard) -> Refusal:
    expected = [field.name for field in card.fields if field.required != "never"][:6]
    return Refusal(
        "header.not_found",
        f"在“{cut(sheet.name)[0]}”的前 {_HEADER_WITHIN_ROWS} 行中没有找到“{card.name}”的表头。"
        f"表头应包含：{'、'.join(expected)} 等。",
        "请确认选择的事项与表格一致，并按目录中该事项的数据项名称填写表头后重新上传。",
        item=card.code,
        expected=expected,
    )
