"""Rows that need somebody: each cell with what is said, what is proposed, and what was mended since."""

import pytest

from mingxin.intake.models import Batch
from mingxin.intake.queries.findings import finding_kinds
from mingxin.intake.queries.history import mends_of, steps_of
from mingxin.intake.queries.rows import Cell, FaultyRow, faulty_rows, proposal_for
from mingxin.intake.queries.working import Working, working_of
from tests.mingxin.archive.sending import Row, penalty
from tests.mingxin.intake.actions.desk import Desk

WRONG_CODE = penalty(20)["CF_XDR_SHXYM"][:-1] + "7"
YUAN = {"CF_NR": "罚款2000元", "CF_NR_FK": "2000"}


def opened(batch: Batch) -> Working:
    working = working_of(batch)
    assert working is not None
    return working


def cell(row: FaultyRow, field: str) -> Cell:
    return next(one for one in row.cells if one.column.field == field)


def test_only_rows_that_stay_behind_are_shown_in_the_order_of_the_sheet(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_WSH=""), penalty(3), penalty(4, CF_JDRQ="2026/13/05"))
    page = faulty_rows(opened(batch))
    assert [row.row for row in page.rows] == [3, 5]
    assert (page.total, page.onward) == (2, 0)
    assert [column.name for column in page.columns] == [
        "行政相对人名称", "统一社会信用代码", "行政处罚决定书文号", "处罚决定日期",
    ]  # fmt: skip
    first = page.rows[0]
    assert cell(first, "CF_WSH").is_wrong
    assert not cell(first, "CF_JDRQ").is_open, "the date of this row is good"


@pytest.mark.parametrize(
    ("row", "field", "proposal"),
    [
        pytest.param(penalty(20, CF_XDR_SHXYM=WRONG_CODE), "CF_XDR_SHXYM", penalty(20)["CF_XDR_SHXYM"], id="a code"),
        pytest.param(penalty(21, **YUAN), "CF_NR_FK", "0.2", id="yuan written as ten thousand yuan"),
        pytest.param(penalty(22, CF_WSH=""), "CF_WSH", "", id="nothing is certain of an empty cell"),
        pytest.param(penalty(23, CF_XDR_SHXYM="9142991"), "CF_XDR_SHXYM", "", id="too short to be mended"),
        pytest.param(penalty(24, CF_XDR_SHXYM=""), "CF_XDR_SHXYM", "", id="unlinked"),
    ],
)
def test_proposal(desk: Desk, row: Row, field: str, proposal: str) -> None:
    working = opened(desk.checked(penalty(1), row))
    [faulty] = faulty_rows(working).rows
    assert cell(faulty, field).proposal == proposal
    assert proposal_for(working, faulty.row, field) == proposal


def test_a_missing_column_is_asked_for_in_every_row(desk: Desk) -> None:
    rows = [{k: v for k, v in penalty(n).items() if k != "CF_WFXW"} for n in (1, 2)]
    page = faulty_rows(opened(desk.checked(*rows)))
    assert [cell(row, "CF_WFXW").said[0].message for row in page.rows] == ["表中没有这一列。"] * 2


def test_a_refused_row_has_a_reason_and_no_content(desk: Desk) -> None:
    person = penalty(9, CF_XDR_LB="自然人", CF_XDR_MC="贾有名", CF_XDR_SHXYM="")
    [row] = faulty_rows(opened(desk.checked(penalty(1), person))).rows
    assert row.is_refused
    assert row.cells == ()
    assert "自然人" in row.said[0].message


def test_a_drop_down_where_the_field_has_a_code_set(desk: Desk) -> None:
    [row] = faulty_rows(opened(desk.checked(penalty(1), penalty(2, CF_XDR_LB="公司")))).rows
    party = cell(row, "CF_XDR_LB")
    assert party.column.kind == "choice"
    assert party.choices[0] == "公司", "what stands there is among the choices, so that nothing changes by itself"
    assert "个体工商户" in party.choices


def test_pages_follow_the_row_numbers(desk: Desk) -> None:
    batch = desk.checked(penalty(99), *(penalty(n, CF_WSH="") for n in range(1, 6)))
    working = opened(batch)
    first = faulty_rows(working, limit=2)
    assert [row.row for row in first.rows] == [3, 4]
    second = faulty_rows(working, after=first.onward, limit=2)
    assert [row.row for row in second.rows] == [5, 6]
    last = faulty_rows(working, after=second.onward, limit=2)
    assert ([row.row for row in last.rows], last.onward) == ([7], 0)
    assert faulty_rows(working, after=99_999).rows == ()


def test_one_kind_of_finding_alone(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_WSH=""), penalty(3, CF_JDRQ="2026/13/05"))
    working = opened(batch)
    assert [row.row for row in faulty_rows(working, kind="date.no_such_day").rows] == [4]
    assert faulty_rows(working, kind="no.such_kind").rows == ()


def test_what_was_mended_is_shown_beside_what_was_sent(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_WSH=""), penalty(3, CF_WSH=""))
    batch = desk.mended(batch.number, (3, "CF_WSH", ""), (4, "CF_WSH", "云市监罚〔2026〕3号"))
    working = opened(batch)
    [row] = faulty_rows(working).rows
    assert row.row == 3
    assert [(m.row, m.before, m.after, m.by, m.is_left) for m in mends_of(batch, working)] == [
        (3, "", "", "张经办", True),
        (4, "", "云市监罚〔2026〕3号", "张经办", False),
    ]


def test_findings_by_kind_errors_first(desk: Desk) -> None:
    rows = [penalty(1), penalty(2, CF_WSH=""), penalty(3, CF_WSH=""), penalty(20, CF_XDR_SHXYM=WRONG_CODE)]
    working = opened(desk.checked(*rows))
    kinds = finding_kinds(working.findings, header_row=working.header_row)
    assert [(kind.code, kind.rows, kind.proposals) for kind in kinds if kind.severity == "error"] == [
        ("required.empty", 2, 0),
        ("uscc.check_digit", 1, 1),
    ]


def test_a_batch_without_working_data_has_no_rows(desk: Desk) -> None:
    assert working_of(Batch.objects.get(pk=desk.receive(penalty(1)))) is None, "not checked yet"
    assert working_of(desk.admitted(penalty(2))) is None, "all of it is on record"


def test_history_is_told_newest_first(desk: Desk) -> None:
    batch = desk.admitted(penalty(1))
    steps = steps_of(batch)
    assert [step.words for step in steps] == ["已入库", "入库中", "待审核", "待提交", "检查中", "已接收"]
    assert [step.by for step in steps] == ["王审核", "王审核", "张经办", "平台自动", "平台自动", "张经办"]
