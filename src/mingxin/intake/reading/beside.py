"""Rows of a sheet that stand beside its data: titles, notes, totals, the header again. Each is told, none is lost.

What may be a second table is nobody's to guess: the file is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

import polars as pl

from mingxin.intake.reading.headers import Claims, HeaderRows, fewest_matches, fold, folded, read_single
from mingxin.intake.table import ROW, Beside
from mingxin.kernel.refusal import Refusal
from mingxin.rulebook.cards import FieldType, ItemCard, Role

_NOTE_WORDS: Final = "注 说明 备注 填表 填报 填写说明 填写示例 示例 制表 审核人 联系人 联系电话 单位负责人"
_NOTE_START: Final = rf"^(?:{_NOTE_WORDS.replace(' ', '|')})[^:：]{{0,12}}[:：]"
_NUMBERED_NOTE: Final = "^注[0-9]"  # so a firm may be called, which has more to tell

_TOTAL: Final = r"^(?:合\s*计|总\s*计|小\s*计)[:：]?$"
_NOTE_MOST_CELLS: Final = 6
_SENTENCE: Final = r"[。；;：:，]"
_LONG_TEXT: Final = 15
_CODE: Final = "[0-9A-Za-z]{9}"
_CREDIT_CODE: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", re.IGNORECASE)
_LABEL: Final = re.compile(r"[^:：]{1,16}[:：]")
_FIGURES: Final = "^[0-9０-９]{2}"  # of a year, of a code; no header begins so
_WITH_FIGURES: Final = frozenset({FieldType.USCC, FieldType.DATE})
_TITLE_MOST_CELLS: Final = 2


def rows_beside(
    top: pl.DataFrame,
    below: pl.DataFrame,
    cells: pl.DataFrame,
    *,
    header: HeaderRows,
    columns: Mapping[str, Sequence[str]],
    unknown: Sequence[tuple[str, str]],
    card: ItemCard,
    claims: Claims,
) -> dict[int, Beside]:
    """Row → why it is no data. `top` has the cells by letter to the header's last row, `below` those under it, `cells`
    the latter by field.

    Refuses file.two_tables and file.data_above_header.
    """
    above = top.filter(pl.col(ROW) < min(header.rows))
    own = [_texts(row) for row in top.filter(pl.col(ROW) >= min(header.rows)).rows(named=True)]
    figures = [at for code, letters in columns.items() if card.field(code).type in _WITH_FIGURES for at in letters]
    return {
        **_foreign_rows(below, cells, unknown),
        **_notes(cells, columns, card),
        **dict.fromkeys(_headers_again(below, own, figures, header, claims), Beside.HEADER),
        **dict(_titles(above, header, claims)),
    }


def _titles(above: pl.DataFrame, header: HeaderRows, claims: Claims) -> Iterator[tuple[int, Beside]]:
    """Rows above the header. A header among them is told before the data under it."""
    read = [read_single(claims, row[ROW], _texts(row)) for row in reversed(above.rows(named=True))]
    touched, bottom = min(header.rows), max(header.rows)
    for other in read:
        if other.rows[0] == touched - 1 and other.claimed and other.claimed.items() <= header.claimed.items():
            touched -= 1  # some codes over the names: a part of this header, and nothing lies between
        elif _is_header(other, header):
            raise _two_tables(other.rows[0], bottom)
    for other in read:
        if _is_data(other.texts, header):
            raise Refusal(
                "file.data_above_header",
                f"第 {other.rows[0]} 行像是一行数据，却在表头（第 {bottom} 行）之上，平台无法判断它属于哪个表。",
                "请把表头移到所有数据行之上，或者删除不报送的行后重新上传。",
                rows=[other.rows[0], bottom],
            )
        is_title = len(other.texts) <= _TITLE_MOST_CELLS or _has_label(other.texts)
        yield other.rows[0], Beside.TITLE if is_title else Beside.ABOVE


def _is_header(other: HeaderRows, header: HeaderRows) -> bool:
    """Whether a row reads as a header of its own: it names enough fields, and hardly anything else."""
    return other.matched >= fewest_matches(header) and len(other.claimed) * 2 >= len(other.texts)


def _is_data(texts: Mapping[str, str], header: HeaderRows) -> bool:
    has_code = any(_CREDIT_CODE.search(unicodedata.normalize("NFKC", text)) for text in texts.values())
    return has_code and len(texts) * 2 >= len(header.texts) and not _has_label(texts)


def _has_label(texts: Mapping[str, str]) -> bool:
    return any(_LABEL.match(text) for text in texts.values())


def _headers_again(
    below: pl.DataFrame,
    own: Sequence[Mapping[str, str]],
    figures: Sequence[str],
    header: HeaderRows,
    claims: Claims,
) -> Iterator[int]:
    """Rows that say the header again at its own columns, as pages pasted under each other do, and nothing else.

    A row that is a header otherwise (other columns, another order) begins a second table.
    """
    for letter in figures:  # nearly every row of data goes with the first of them
        below = below.filter(~pl.col(letter).str.contains(_FIGURES).fill_null(False))
    letters = [letter for letter in below.columns if letter != ROW]
    plain = below.select(ROW, *(folded(letter).alias(letter) for letter in letters))
    says_own = [pl.col(at).is_in(sorted({fold(row[at]) for row in own if at in row})) for at in letters]
    names = sorted(claims.folded_names)
    filled = _count(pl.col(at).is_not_null() for at in letters)
    named = _count(pl.col(at).is_in(names) for at in letters)
    suspects = plain.filter(((named >= fewest_matches(header)) & (named * 2 >= filled)) | (_count(says_own) == filled))

    @cache
    def says_header(at: str, text: str) -> bool:
        field = claims.of(text)
        return (
            any(fold(row[at]) == fold(text) for row in own if at in row)
            or (field is not None and field == header.claimed.get(at))
            or claims.is_ignored(header.texts.get(at, ""))
        )

    is_header = cache(lambda texts: _is_header(read_single(claims, 0, dict(texts)), header))
    for row in below.filter(pl.col(ROW).is_in(suspects.get_column(ROW).implode())).rows(named=True):
        texts = _texts(row)
        if all(says_header(at, text) for at, text in texts.items()):
            yield row[ROW]
        elif is_header(tuple(texts.items())):
            raise _two_tables(max(header.rows), row[ROW])


def _count(said: Iterable[pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(*(one.fill_null(False) for one in said))


def _two_tables(first: int, second: int) -> Refusal:
    return Refusal(
        "file.two_tables",
        f"工作表中有两个不同的表头：第 {first} 行和第 {second} 行，平台无法判断各行数据属于哪个表头。",
        "两个表的，请分成两个文件上传；同一个表的，请删掉多余的表头，并使各行与留下的表头对齐。",
        rows=[first, second],
    )


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {letter: text for letter, text in row.items() if isinstance(text, str)}


def _notes(cells: pl.DataFrame, columns: Mapping[str, Sequence[str]], card: ItemCard) -> dict[int, Beside]:
    """Notes, signatures, totals, one long sentence."""
    if cells.is_empty():
        return {}
    fields = sorted(columns, key=lambda code: (len(columns[code][0]), columns[code][0]))
    count, first = pl.sum_horizontal(pl.col(fields).is_not_null()), pl.coalesce(fields)
    uscc = card.by_role(Role.USCC)
    has_code = pl.col(uscc.code).str.contains(_CODE) if uscc and uscc.code in columns else pl.lit(False)
    has_no_code = ~has_code.fill_null(False)
    is_note = first.str.contains(_NOTE_START) & (count <= _NOTE_MOST_CELLS) & has_no_code
    is_numbered = first.str.contains(_NUMBERED_NOTE) & (count == 1) & has_no_code
    is_total = first.str.contains(_TOTAL) & has_no_code
    is_sentence = (count == 1) & (first.str.len_chars() >= _LONG_TEXT) & first.str.contains(_SENTENCE)
    found = cells.select(ROW, is_total=is_total, is_note=is_note | is_numbered | is_sentence).filter(
        pl.col("is_total") | pl.col("is_note")
    )
    return {row: Beside.TOTAL if is_total else Beside.NOTE for row, is_total, _ in found.iter_rows()}


def _foreign_rows(below: pl.DataFrame, cells: pl.DataFrame, unknown: Sequence[tuple[str, str]]) -> dict[int, Beside]:
    """Rows that hold something in columns that no field claims, and nothing in those of the fields."""
    letters = [letter for letter, _ in unknown]
    if not letters:
        return {}
    blank = cells.filter(pl.all_horizontal(pl.exclude(ROW).is_null())).get_column(ROW)
    rows = below.filter(pl.col(ROW).is_in(blank.implode()) & pl.any_horizontal(pl.col(letters).is_not_null()))
    return dict.fromkeys(rows.get_column(ROW).to_list(), Beside.FOREIGN)
