"""Rows that may not enter at all: minors, natural persons while their archive is off, public-order penalties.

Source: public-order-penalty-law art. 第一百三十六条.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl

from mingxin.intake.checks.frame import found
from mingxin.intake.sifting.findings import together
from mingxin.intake.sifting.identity import may_hold
from mingxin.intake.table import ROW, Table
from mingxin.kernel import resident_id
from mingxin.kernel.seen_words import pattern_of, seen
from mingxin.kernel.text import is_blank_word
from mingxin.kernel.uscc import examine
from mingxin.rulebook.cards import FieldCard, ItemCard, Role, SubjectKind
from mingxin.rulebook.forbidden import Forbidden, RefusedMatter

REFUSED_SCHEMA: Final = pl.Schema({ROW: pl.UInt32(), "code": pl.String()})

_OFFICERS: Final = ("法定代表人", "法人", "负责人", "经营者", "代理人")
_SAYS_PERSON: Final = r"^(?:自然人|个人|公民|个人自然人)$"
_SAYS_ORGANISATION: Final = r"法人|组织|个体|企业|机关|单位"

_IS_NATURAL_PERSON: Final = "当事人是自然人"
_NUMBER_IN_NAME: Final = "名称中写有居民身份证号，按自然人信息处理"


def refused_rows(table: Table, *, forbidden: Forbidden, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(ROW, code) of refused rows, one code each, and the findings that say so."""
    named = _numbers_in_names(table)
    minors, persons = _people(table, named, as_of)
    told = [_refusal("row.minor", minors)]
    for matter in forbidden.matters:
        if matter.action == "refuse":
            rows, letter, code = _rows_of_matter(table, matter)
            words = {"matter": matter.name, "reason": matter.reason}
            told.append(_refusal("row.public_order", rows, column=letter, field=code, **words))
    told.append(_refusal("row.natural_person", named.get_column(ROW), why=_NUMBER_IN_NAME))
    told.append(_refusal("row.natural_person", persons, why=_IS_NATURAL_PERSON))
    findings = pl.concat(told).unique(ROW, keep="first", maintain_order=True)
    return findings.select(ROW, "code").cast(REFUSED_SCHEMA), together([findings])


def _refusal(code: str, rows: pl.Series, **words: str) -> pl.DataFrame:
    return found(code, rows.to_frame(ROW), **words)


def _rows_of_matter(table: Table, matter: RefusedMatter) -> tuple[pl.Series, str, str]:
    """Rows that name the matter, and the place where one column alone is searched."""
    fields = [field for field in table.card.fields if field.role in matter.in_roles and field.code in table.letters]
    if not fields:
        return pl.Series(ROW, [], dtype=pl.UInt32), "", ""
    words = pattern_of(matter.words)
    says = pl.any_horizontal(pl.col(field.code).str.contains(words).fill_null(False) for field in fields)
    rows = table.cells.filter(says).get_column(ROW)
    if len(fields) > 1:
        return rows, "", ""
    return rows, table.letters[fields[0].code], fields[0].code


def _numbers_in_names(table: Table) -> pl.DataFrame:
    """ROW and date of birth of each identity number that stands in the name of a party: no unit is registered so."""
    name = table.card.by_role(Role.NAME)
    return _held_numbers(table.cells, [name.code] if name and name.code in table.letters else [])


def _people(table: Table, named: pl.DataFrame, as_of: date) -> tuple[pl.Series, pl.Series]:
    """Rows of minors, and of natural persons where the card has no place for them."""
    card = table.card
    numbers = [field.code for field in party_number_fields(card) if field.code in table.letters]
    uscc, kind = card.by_role(Role.USCC), card.by_role(Role.KIND)
    code = uscc.code if uscc and uscc.code in table.letters else None
    places = [*numbers, *([code] if code else [])]
    held = _held_numbers(table.cells, places)
    minors = pl.concat([held, named]).filter(pl.col("born") > _eighteen_before(as_of)).get_column(ROW).unique()
    if SubjectKind.NATURAL_PERSON in card.kinds:
        return minors, pl.Series(ROW, [], dtype=pl.UInt32)
    rows = table.cells.select(
        ROW,
        (pl.col(kind.code) if kind and kind.code in table.letters else pl.lit(None, dtype=pl.String)).alias("kind"),
        (pl.col(code) if code else pl.lit(None, dtype=pl.String)).alias("uscc"),
    )
    spellings = {text: seen(text) for text in rows.get_column("kind").drop_nulls().unique()}
    rows = rows.with_columns(pl.col("kind").replace_strict(spellings, default=None, return_dtype=pl.String))
    says_person = pl.col("kind").str.contains(_SAYS_PERSON) | (
        pl.col("kind").str.contains("自然人") & ~pl.col("kind").str.contains("非自然人|法人|组织|个体")
    )
    has_number = pl.col(ROW).is_in(held.get_column(ROW).implode())
    says_organisation = pl.col("kind").str.contains(_SAYS_ORGANISATION).fill_null(False)
    doubtful = rows.filter(has_number & ~says_organisation & ~says_person.fill_null(False))
    without_code = [row for row, _, text in doubtful.iter_rows() if not _is_credit_code(text)]
    said = rows.filter(says_person).get_column(ROW)
    return minors, pl.concat([said, pl.Series(ROW, without_code, dtype=pl.UInt32)]).unique()


def party_number_fields(card: ItemCard) -> Sequence[FieldCard]:
    """The columns that hold the party's own identity number, not an officer's."""
    return [field for field in card.fields if field.cut and not any(word in field.name for word in _OFFICERS)]


def _held_numbers(cells: pl.DataFrame, places: Sequence[str]) -> pl.DataFrame:
    """ROW and date of birth for each identity number in these columns."""
    found: list[tuple[int, date | None]] = []
    for name in places:
        candidates = cells.select(ROW, name).filter(may_hold(name))
        for row, text in candidates.iter_rows():
            spans = resident_id.find_in(text) or ([(0, len(text))] if _is_mistyped(text) else [])
            found += [(row, resident_id.birth_in(text[start:end])) for start, end in spans]
    return pl.DataFrame(found, schema={ROW: pl.UInt32, "born": pl.Date}, orient="row")


def _is_mistyped(text: str) -> bool:
    """Whether a cell where a number of the party is expected holds one of any birth, its check digit wrong."""
    return resident_id.resembles(text) and examine(text).problem == "uscc.resident_id"


def _eighteen_before(as_of: date) -> date:
    """Whoever was born after this day is a minor. Someone born on 29 February comes of age on 1 March."""
    try:
        return as_of.replace(year=as_of.year - 18)
    except ValueError:
        return as_of.replace(year=as_of.year - 18, day=28)


def _is_credit_code(text: str | None) -> bool:
    return text is not None and not is_blank_word(text) and examine(text).problem in (None, "uscc.check_digit")
