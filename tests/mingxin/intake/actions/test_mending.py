"""Mending at the desk: the same as sending the mended sheet, under the name of who mends, and to be taken back."""

import io
from collections.abc import Mapping

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mingxin.intake.actions.marked import make_marked
from mingxin.intake.actions.mending import MOST_ROWS, Mend, last_mend, mend, undo_mends
from mingxin.intake.actions.reviewing import hands_of
from mingxin.intake.actions.submitting import submit
from mingxin.intake.actions.supplements import supplement_of
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, RowMend
from mingxin.intake.queries.history import mends_of
from mingxin.intake.queries.working import working_of
from mingxin.ledger.models import Entry
from mingxin.vault import actions as vault
from mingxin.vault.models import KeptFile, Original
from tests.mingxin.archive.sending import Row, firm, firm_name, penalty, require_sound, trader
from tests.mingxin.intake.actions.desk import COLLEAGUE, STEWARD, Desk, counts, error_codes, refusal_of, tell_of

NUMBER = "11010519491231002X"  # of nobody: the example of the national standard
MINOR = penalty(4, CF_XDR_LB="自然人", CF_XDR_SHXYM="")
FAULTY = (
    penalty(1),
    penalty(2, CF_JDRQ="2026-02-30", CF_SY=""),
    penalty(3, CF_XDR_SHXYM=""),
    MINOR,
    penalty(5, CF_XDR_SHXYM=NUMBER),
    penalty(6, CF_WSH=penalty(1)["CF_WSH"], CF_XDR_SHXYM=firm(1), CF_XDR_MC=firm_name(1), CF_SY="另一种说法。"),
    penalty(7, CF_SY=f"当事人{NUMBER}未明码标价。"),
)
FIELDS = ("CF_JDRQ", "CF_SY", "CF_XDR_SHXYM", "CF_WSH", "CF_NR_FK", "CF_SXCD", "CF_XDR_LB", "BZ", "CF_XDR_MC")
VALUES = st.sampled_from(
    ["", "2026-11-16", "2026/02/30", "2099-01-01", firm(3), firm(5), trader(5), firm(5)[:-1] + "0", "20000", "２",
     "一般", "特别严重", "云市监罚〔2026〕9号", "法人及非法人组织", "自然人", "个体工商户", "甲" * 30, firm_name(5),
     "行政拘留三日", " 有\x00控制符\r\n 的字 "]
)  # fmt: skip
# the sheet that was sent still holds the number in a cell that is mended nowhere else: there it speaks for a person
WITHOUT_NUMBERS = tuple(row for row in FAULTY if NUMBER not in "".join(row.values()))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink a batch takes minutes
NEVER_TAKEN = {"row.natural_person", "row.minor", "row.public_order"}
CELLS = st.dictionaries(st.tuples(st.sampled_from((2, 3, 4, 6)), st.sampled_from(FIELDS)), VALUES, max_size=6)


def laid(rows: tuple[Row, ...], cells: Mapping[tuple[int, str], str]) -> list[Row]:
    return [
        {**row, **{field: value.replace("\x00", "") for (at, field), value in cells.items() if at == place}}
        for place, row in enumerate(rows, 2)
    ]


def told(batch: Batch) -> list[tuple[object, ...]]:
    findings = frame(batch.findings_file)
    return sorted(findings.select("row", "field", "code", "severity", "value", "message").iter_rows())


def refused_rows(batch: Batch) -> set[object]:
    return {row for row, _, code, *_ in told(batch) if code in NEVER_TAKEN}


def ready(batch: Batch) -> list[tuple[object, ...]]:
    rows = frame(batch.ready_file)
    return sorted(rows.select("row", "thread", "content_digest", "verdict", "publicity").iter_rows())


@pytest.mark.parametrize(
    ("field", "value"),
    [("CF_XDR_LB", "自然人"), ("CF_CFLB", "行政拘留"), ("CF_NR", "行政拘留三日")],
    ids=["a natural person", "detention as its kind", "detention in its content"],
)
def test_a_mend_that_reveals_what_is_never_taken_is_refused_and_leaves_nothing(
    desk: Desk, field: str, value: str
) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_SY=""))
    before = (counts(batch), batch.findings_file, batch.sieved_file)
    assert refusal_of(desk.mended, batch.number, (3, field, value)).code == "mend.forbidden"
    batch.refresh_from_db()
    assert (counts(batch), batch.findings_file, batch.sieved_file) == before
    assert not RowMend.objects.exists()
    assert not Entry.objects.filter(action="intake.mend").exists()


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(cells=CELLS)
def test_mending_cells_is_sending_the_mended_sheet(desk: Desk, cells: dict[tuple[int, str], str]) -> None:
    with transaction.atomic():
        here = desk.checked(*WITHOUT_NUMBERS)
        mendable = {key: value for key, value in cells.items() if key[0] in set(frame(here.rows_file)["row"])}
        sent = desk.checked(*laid(WITHOUT_NUMBERS, mendable))
        if mendable:
            mends = [(row, field, value) for (row, field), value in mendable.items()]
            if refused_rows(sent) - refused_rows(here):  # what may never be taken is not typed in either
                assert refusal_of(desk.mended, here.number, *mends).code == "mend.forbidden"
                transaction.set_rollback(True)
                return
            desk.mended(here.number, *mends)
            here.refresh_from_db()
        assert counts(here) == counts(sent)
        assert told(here) == told(sent)
        assert ready(here) == ready(sent)
        assert here.dues == sent.dues
        transaction.set_rollback(True)


def test_counts_stay_true_with_refused_rows_and_what_was_cut(desk: Desk) -> None:
    batch = desk.checked(*FAULTY)
    before = counts(batch)
    assert before == (7, 5, 0, 1, 1, 0)
    arrived, kept = Original.objects.order_by("id")
    assert (arrived.wrapped_key, kept.is_cut) == (None, True), "the file as it arrived is gone, a cut copy stays"
    assert NUMBER.encode() not in vault.read_original(kept)
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"), (3, "CF_SY", "未明码标价。"), (6, "CF_XDR_SHXYM", firm(5)))
    batch.refresh_from_db()
    assert counts(batch) == (7, 3, 0, 3, 1, 0), "the refused row is still among the questioned"
    assert "uscc.resident_id" not in {code for _, code in error_codes(batch)}, "the cell says something else now"
    assert counts(desk.through(batch.number)) == (7, 3, 0, 3, 1, 0)
    require_sound()


def test_mends_are_taken_back(desk: Desk) -> None:
    batch = desk.checked(*FAULTY)
    before = (counts(batch), told(batch), batch.sieved_file)
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"), (3, "CF_SY", "甲"), (4, "CF_XDR_SHXYM", firm(3)))
    desk.mended(batch.number, (3, "CF_SY", "未明码标价。"))
    undo_mends(batch.number, row=4, by=STEWARD, at=desk.at)
    batch.refresh_from_db()
    assert counts(batch) == (7, 4, 0, 2, 1, 0)
    undo_mends(batch.number, row=3, by=STEWARD, at=desk.at)
    batch.refresh_from_db()
    assert (counts(batch), told(batch), batch.sieved_file) == before
    assert refusal_of(undo_mends, batch.number, row=3, by=STEWARD, at=desk.at).code == "mend.none"
    assert Entry.objects.filter(action="intake.undo_mend").count() == 2


def test_a_mended_row_may_be_mended_again_though_it_is_good(desk: Desk) -> None:
    number = desk.checked(penalty(1), penalty(2, CF_JDRQ="")).number
    desk.mended(number, (3, "CF_JDRQ", "2026-11-15"))
    assert counts(desk.mended(number, (3, "CF_JDRQ", "2026-11-16"))) == (2, 0, 0, 2, 0, 0)
    assert '"CF_JDRQ":"2026-11-16"' in frame(Batch.objects.get().ready_file).filter(row=3)["payload"][0]


def marked(desk: Desk, number: str) -> bytes:
    assert make_marked(number, at=desk.at)
    return vault.read_file(Batch.objects.get(pk=number).marked_file)


def test_a_good_row_is_mended_under_the_name_of_who_does_it(desk: Desk) -> None:
    """A checker finds what no check finds: the fine of the paper is another."""
    batch = desk.checked(penalty(1), penalty(2))
    kept, before = batch.sieved_file, marked(desk, batch.number)
    desk.mended(batch.number, (3, "CF_NR_FK", "4"), (3, "CF_NR", "罚款40000元"), by=COLLEAGUE)
    batch.refresh_from_db()
    assert counts(batch) == (2, 0, 0, 2, 0, 0)
    assert batch.sieved_file == kept, "what was sent stays as it was sent"
    assert '"CF_NR_FK":"4"' in frame(batch.ready_file).filter(row=3)["payload"][0]
    sheet = openpyxl.load_workbook(io.BytesIO(marked(desk, batch.number))).worksheets[0]
    assert [cell for cell in next(sheet.iter_rows(3, 3, values_only=True)) if cell in ("罚款40000元", "4", 4)]
    assert marked(desk, batch.number) != before
    assert COLLEAGUE.login in hands_of(batch), "who mended does not release"
    assert [(m.row, m.field, m.before, m.after, m.by) for m in mends_of(batch, working_of(batch))] == [
        (3, "CF_NR", "罚款20000元", "罚款40000元", COLLEAGUE.name),
        (3, "CF_NR_FK", "2", "4", COLLEAGUE.name),
    ]
    undo_mends(batch.number, row=3, by=STEWARD, at=desk.at)
    batch.refresh_from_db()
    assert '"CF_NR_FK":"2"' in frame(batch.ready_file).filter(row=3)["payload"][0]


@pytest.mark.parametrize("left", [(), (penalty(3, CF_WSH=""),)], ids=["all of it", "all but one row"])
def test_old_and_new_values_stay_with_the_batch_after_admission(desk: Desk, left: tuple[Row, ...]) -> None:
    """The page promises it to who mends and to who releases: a mend is history like any other change."""
    batch = desk.checked(penalty(1, CF_SY="甲说。"), penalty(2, CF_JDRQ=""), *left)
    desk.mended(batch.number, (2, "CF_SY", "乙说。"), (3, "CF_JDRQ", "2026-11-16"))
    batch = desk.mended(batch.number, (2, "CF_SY", "丙说。"), by=COLLEAGUE)
    told = [
        (2, "违法事实", "甲说。", "乙说。", "手工填写", "张经办"),
        (2, "违法事实", "乙说。", "丙说。", "手工填写", "李经办"),
        (3, "处罚决定日期", "", "2026-11-16", "手工填写", "张经办"),
    ]

    def seen() -> list[tuple[object, ...]]:
        found = mends_of(batch, working_of(batch))
        return [(m.row, m.name, m.before, m.after, m.ground, m.by) for m in found]

    assert seen() == told
    batch = desk.through(batch.number)
    assert (working_of(batch) is None) == (not left), "the rows as they were sent are gone where all became records"
    assert seen() == told


def test_a_supplement_knows_what_its_rows_said_when_they_were_sent(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_JDRQ="从前", CF_SY=""))
    desk.mended(batch.number, (3, "CF_JDRQ", "后来"))
    desk.mended(batch.number, (3, "CF_JDRQ", "将来"))
    made = supplement_of(desk.through(batch.number).number, by=STEWARD, at=desk.at)
    assert [(m.before, m.after) for m in mends_of(made, working_of(made))] == [("从前", "将来")]


def test_of_a_mend_from_before_this_was_kept_the_page_says_so(desk: Desk) -> None:
    batch = desk.checked(penalty(1, CF_SY="甲说。"))
    desk.mended(batch.number, (2, "CF_SY", "乙说。"))
    RowMend.objects.update(before=None)
    tell_of(RowMend.objects.get(), at=desk.at)
    assert [m.before for m in mends_of(batch, working_of(batch))] == ["甲说。"], "the row as sent is still there"
    batch = desk.through(batch.number)
    assert [(m.before, m.after) for m in mends_of(batch, working_of(batch))] == [("（当时没有留存）", "乙说。")]


def test_an_identity_number_that_is_typed_is_kept_nowhere(desk: Desk) -> None:
    number = desk.checked(penalty(1, CF_SY=""), penalty(2)).number
    desk.mended(number, (2, "CF_SY", f"当事人证件{NUMBER}，未明码标价。"))
    desk.mended(number, (2, "CF_SY", "未明码标价。"))
    assert NUMBER not in "".join(f"{before}{value}" for before, value in RowMend.objects.values_list("before", "value"))
    wrong = refusal_of(desk.mended, number, (2, "CF_XDR_SHXYM", NUMBER))
    assert (wrong.code, NUMBER in str(wrong)) == ("mend.identity", False)
    assert RowMend.objects.count() == 2
    for kept in KeptFile.objects.all():
        assert NUMBER.encode() not in vault.read_file(kept.digest)
    assert not Entry.objects.filter(detail__contains=NUMBER).exists()


REFUSED: list[tuple[str, tuple[int, str, str], str]] = [
    ("a row that there is not", (99, "CF_SY", "甲"), "mend.row"),
    ("a row that was refused whole", (5, "CF_SY", "甲"), "mend.refused"),
    ("a field that there is not", (3, "XYZ", "甲"), "mend.field"),
    ("a column that is never kept", (3, "CF_FR_ZJHM", "甲"), "mend.field"),
]


@pytest.mark.parametrize(("cell", "code"), [pytest.param(*case[1:], id=case[0]) for case in REFUSED])
def test_what_may_not_be_mended(desk: Desk, cell: tuple[int, str, str], code: str) -> None:
    number = desk.checked(*FAULTY).number
    assert refusal_of(desk.mended, number, cell).code == code
    assert refusal_of(desk.mended, number).code == "mend.nothing"
    assert not RowMend.objects.exists()


def test_only_what_is_the_stewards_may_be_mended(desk: Desk) -> None:
    number = desk.checked(penalty(1), penalty(2, CF_JDRQ="")).number
    submit(number, by=STEWARD, at=desk.at)
    assert refusal_of(desk.mended, number, (3, "CF_JDRQ", "2026-11-16")).code == "mend.state"
    Batch.objects.filter(pk=number).update(state="ready", reported=MOST_ROWS + 1, questioned=MOST_ROWS)
    tell_of(Batch.objects.get(), at=desk.at)
    assert refusal_of(desk.mended, number, (3, "CF_JDRQ", "2026-11-16")).code == "mend.too_long"


def test_two_stewards_mend_the_same_batch(desk: Desk) -> None:
    batch = desk.checked(penalty(1, CF_JDRQ=""), penalty(2, CF_JDRQ=""), penalty(3, CF_SY=""))
    seen = last_mend(batch)  # both have the page open
    desk.mended(batch.number, (2, "CF_JDRQ", "2026-11-16"), by=STEWARD)
    mend(batch.number, [Mend(3, "CF_JDRQ", "2026-11-16")], by=COLLEAGUE, at=desk.at, seen=seen)
    crossed = refusal_of(mend, batch.number, [Mend(2, "CF_JDRQ", "2026-11-15")], by=COLLEAGUE, at=desk.at, seen=seen)
    assert (crossed.code, STEWARD.name in crossed.message) == ("mend.crossed", True)
    mend(batch.number, [Mend(4, "CF_SY", "未明码标价。")], by=STEWARD, at=desk.at, seen=seen)
    batch.refresh_from_db()
    assert counts(batch) == (3, 0, 0, 3, 0, 0), "each other's cells stay"
    mend(batch.number, [Mend(2, "CF_JDRQ", "2026-11-15")], by=COLLEAGUE, at=desk.at, seen=last_mend(batch))
    submit(batch.number, by=COLLEAGUE, at=desk.at)
    assert refusal_of(desk.mended, batch.number, (2, "CF_JDRQ", "2026-11-16")).code == "mend.state"


def test_a_mend_is_written_once_and_the_newest_is_what_was_seen(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_JDRQ=""))
    assert last_mend(batch) == 0
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-15"))
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"))
    made = list(RowMend.objects.order_by("id").values_list("pk", "value"))
    assert [value for _, value in made] == ["2026-11-15", "2026-11-16"]
    assert Entry.objects.filter(action="intake.mend").count() == 2
    assert last_mend(batch) == made[-1][0]
    undo_mends(batch.number, row=3, by=STEWARD, at=desk.at)
    assert (last_mend(batch), Entry.objects.filter(action="intake.undo_mend").count()) == (0, 1)


def test_the_marked_workbook_follows_the_mend(desk: Desk) -> None:
    batch = desk.checked(penalty(1), penalty(2, CF_JDRQ="", CF_SY=""))
    first = marked(desk, batch.number)
    desk.mended(batch.number, (3, "CF_JDRQ", "2026-11-16"))
    assert Batch.objects.get().marked_file == ""
    assert marked(desk, batch.number) != first


def test_a_column_that_the_sheet_lacks_can_be_filled(desk: Desk) -> None:
    rows = [{k: v for k, v in penalty(n).items() if k != "CF_SY"} for n in (1, 2)]
    batch = desk.checked(*rows)
    assert counts(batch) == (2, 2, 0, 0, 0, 0)
    desk.mended(batch.number, (2, "CF_SY", "未明码标价。"))
    batch.refresh_from_db()
    assert (counts(batch), error_codes(batch)) == ((2, 1, 0, 1, 0, 0), [(3, "required.empty")])
    assert make_marked(batch.number, at=desk.at)
