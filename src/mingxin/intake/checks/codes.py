"""Codes other than the credit code: document numbers, organisation codes, registration numbers."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from mingxin.intake.checks.check import Check, Context, always, has_role
from mingxin.intake.checks.credit_codes import lost_digits
from mingxin.intake.checks.judged import Judged, Remark, distinct
from mingxin.kernel import docnumber, uscc
from mingxin.rulebook.cards import FieldType, Role

_USUAL_DOCUMENT: Final = r"^[\p{Han}A-Za-z0-9\-]*〔(19|20)[0-9]{2}〕[\p{Han}A-Za-z0-9\-]*号$"

# A court's case number opens with its year in round brackets; that is its standard form (法〔2015〕137号).
_COURT_CASE: Final = r"[（(](19|20)\d{2}[)）].+号"
_FULL_WIDTH: Final = str.maketrans("()", "（）")


def judge_code(column: pl.Series, role: Role | None) -> Judged:
    if role is Role.DOCUMENT_NUMBER:
        return _judge_document_numbers(column)
    judged = Judged()
    if role is Role.ORGANISATION_CODE:
        for value in column.unique().drop_nulls():
            judged.set(value, uscc.fold(value) or None)
            if not _is_organisation_code(uscc.fold(value)):
                judged.remarks.append(Remark(value, "organisation_code.check_digit"))
    if role is Role.REGISTRATION_NUMBER:
        odd = column.filter(~column.str.contains(r"^([0-9]{13}|[0-9]{15})$")).unique().drop_nulls()
        judged.remarks = [Remark(value, "registration_number.length") for value in odd if not uscc.is_valid(value)]
    return judged


def _judge_document_numbers(column: pl.Series) -> Judged:
    judged = Judged()
    for value in distinct(column, ~column.str.contains(_USUAL_DOCUMENT)):
        if re.match(_COURT_CASE, value):
            judged.set(value, "".join(value.split()).translate(_FULL_WIDTH))
            continue
        normal = docnumber.normalise(value)
        judged.set(value, normal or None)
        judged.remarks += [Remark(value, code, normal=normal) for code in docnumber.problems(value)]
    return judged


def _is_organisation_code(code: str) -> bool:
    return re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) is not None and uscc.inner_check_char(code[:8]) == code[8]


def _remarked(ctx: Context) -> Iterable[pl.DataFrame]:
    for card in ctx.kept_fields():
        if card.type is FieldType.CODE:
            yield from ctx.remarked(card)
            yield ctx.found("code.number_lost_digits", lost_digits(ctx, card), card)


def _organisation_code_differs(ctx: Context) -> Iterable[pl.DataFrame]:
    card, whole = ctx.by_role(Role.ORGANISATION_CODE), ctx.by_role(Role.USCC)
    if card is None or whole is None:
        return
    inner = pl.col(whole.code).str.slice(8, 9)
    is_whole = pl.col(whole.code).str.len_chars() == 18
    is_nine = pl.col(card.code).str.len_chars() == 9
    yield ctx.found(
        "organisation_code.differs",
        ctx.rows(card, is_whole & is_nine & (pl.col(card.code) != inner), inner=inner),
        card,
    )


CODE_CHECKS: Final = (
    Check(
        (
            "docnumber.brackets",
            "docnumber.no_year",
            "docnumber.no_hao",
            "organisation_code.check_digit",
            "registration_number.length",
            "code.number_lost_digits",
        ),
        always,
        _remarked,
    ),
    Check(
        ("organisation_code.differs",),
        has_role(Role.ORGANISATION_CODE, Role.USCC),
        _organisation_code_differs,
    ),
)
