"""Reminders: who is written to, what the paper says, once a day, and taken back within it."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pdfplumber
import pytest
from django.conf import settings
from django.db.models import F

from mingxin.access.actions.units import add_region
from mingxin.access.models import Unit
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.models import Notice
from mingxin.oversight.actions.recalling import paper_of, recall
from mingxin.oversight.actions.remind import draft, send
from mingxin.oversight.files import missing_files
from mingxin.oversight.models import Reminder
from mingxin.oversight.queries.board import board
from mingxin.papers import keys, proof
from mingxin.uses.reports.actions import papers
from tests.conftest import InForce
from tests.mingxin.archive.sending import OTHER_UNIT, UNIT, penalty
from tests.mingxin.intake.actions.desk import Desk, tell_of

OCTOBER = date(2026, 10, 1)
PENALTY, LICENCE = (UNIT, "admin_penalty"), (UNIT, "admin_licence")
OFFICER = Actor("zhou", "周明远", OTHER_UNIT, "云泽市住房和城乡建设局")


def sent(*cells: tuple[str, str], at: datetime, **changes: object) -> tuple[Reminder, ...]:
    given = {
        "units": Unit.objects.all(),
        "month": OCTOBER,
        "chosen": cells,
        "answer_by": date(2026, 11, 25),
        "contact": "周明远 0700-1234567",
        "link": "/desk/watch/reminders/",
        "by": OFFICER,
        "at": at,
    }
    return send(**(given | changes))  # type: ignore[arg-type]


def read_back(reminder: Reminder) -> str:
    with pdfplumber.open(io.BytesIO(papers().read(reminder.file))) as pdf:
        return "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)


def test_one_paper_a_unit_signed_kept_and_told(in_force: InForce, signing_key: Path, now: datetime) -> None:
    made = sent(PENALTY, LICENCE, (OTHER_UNIT, "admin_penalty"), at=now)
    assert [(r.number, r.unit.uscc) for r in made] == [
        ("信用催报〔2026〕1号", UNIT),
        ("信用催报〔2026〕2号", OTHER_UNIT),
    ]
    first = made[0]
    text = read_back(first)
    for said in (
        "云泽市", "催报通知书", first.number, "云泽市市场监督管理局", "2026年10月", "行政处罚", "行政许可", "未报",
        "2026年11月25日", "周明远0700-1234567", "云泽市住房和城乡建设局", "2026年11月20日", "演示",
    ):  # fmt: skip
        assert said in text, said
    assert "本期无" not in text, "of a month that is over the desk takes no declaration"
    proved = proof.verify(papers().read(first.file), trusted=keys.trusted_certificates(settings.KEYS))
    assert (proved.outcome, proved.number) == ("genuine", first.number)
    notice = Notice.objects.get(key=first.number)
    assert (notice.kind, notice.to_unit.uscc, notice.paper, notice.link) == (
        "reminder", UNIT, first.file, "/desk/watch/reminders/",
    )  # fmt: skip
    assert Entry.objects.filter(action="oversight.remind").count() == 2
    assert missing_files() == []
    papers().remove(first.file)
    assert missing_files() == [first.file], "the check-up misses a paper that is gone"


def test_a_letter_asks_only_for_what_the_unit_can_do(desk: Desk, signing_key: Path) -> None:
    """Reported, one row of it left behind: no 本期无 can be declared. Of licences nothing came, and it can."""
    tell_of(*Unit.objects.all(), at=desk.at)
    desk.admitted(penalty(1, CF_JDRQ="2026/11/02"), penalty(2, CF_WSH=""))
    late = desk.later(days=8)
    asked = {"at": late, "month": date(2026, 11, 1), "answer_by": late.date() + timedelta(days=5)}
    reported, missing = (sent(one, **asked)[0] for one in (PENALTY, LICENCE))  # type: ignore[arg-type]
    for text in (read_back(reported), Notice.objects.get(key=reported.number).text):
        assert "疑问1行没有处理" in text.replace(" ", "")
        for never in ("本期无", "已报", "迟报", "尚未上传"):
            assert never not in text, never
    for text in (read_back(missing), Notice.objects.get(key=missing.number).text):
        assert "未报（确实没有数据的，请声明“本期无”）" in text


def test_numbers_go_on_within_a_year_and_begin_anew_in_the_next(
    in_force: InForce, signing_key: Path, now: datetime
) -> None:
    assert sent(PENALTY, at=now)[0].number == "信用催报〔2026〕1号"
    assert sent(PENALTY, at=now + timedelta(days=1))[0].number == "信用催报〔2026〕2号"
    later = now + timedelta(days=60)
    assert sent(PENALTY, at=later, answer_by=later.date() + timedelta(days=1))[0].number == "信用催报〔2027〕1号"


DAYS = [
    ("the same minute", timedelta(0), False),
    ("the same evening", timedelta(hours=13, minutes=59), False),
    ("midnight in Beijing", timedelta(hours=14), True),
]


@pytest.mark.parametrize(("reason", "later", "may"), DAYS, ids=[case[0] for case in DAYS])
def test_not_twice_on_one_day(
    in_force: InForce, signing_key: Path, now: datetime, reason: str, later: timedelta, may: bool
) -> None:
    sent(PENALTY, at=now)
    if may:
        assert len(sent(PENALTY, at=now + later)) == 1
        return
    with pytest.raises(Refusal) as refused:
        sent(PENALTY, at=now + later)
    assert refused.value.code == "reminder.already"
    assert len(sent(LICENCE, at=now + later)) == 1, "another item may still be reminded of"


def test_who_has_nothing_to_be_reminded_of_is_left_out(
    in_force: InForce, signing_key: Path, actor: Actor, now: datetime
) -> None:
    declare_none(unit=Unit.objects.get(uscc=UNIT), item="admin_penalty", month=OCTOBER, by=actor, at=now)
    shown = board(units=Unit.objects.all(), month=OCTOBER, today=now.date())
    one = draft(shown, [PENALTY, LICENCE])[0]
    assert [cell.item for cell in one.cells] == ["admin_licence"]
    assert [(left.cell.item, left.why) for left in one.left_out] == [("admin_penalty", "没有需要办理的情况")]
    with pytest.raises(Refusal):
        sent(PENALTY, at=now)
    assert not Reminder.objects.exists()


REFUSED = [
    ("no contact", {"contact": "  "}, "reminder.contact"),
    ("a person without a telephone", {"contact": "周明远"}, "reminder.contact"),
    ("a telephone without a person", {"contact": "0700-1234567"}, "reminder.contact"),
    ("answer by today", {"answer_by": date(2026, 11, 20)}, "reminder.answer_by"),
    ("answer by the sixty-first day", {"answer_by": date(2027, 1, 20)}, "reminder.answer_by"),
    ("nobody's office", {"by": Actor("operator", "命令行操作员")}, "reminder.office"),
    ("a month to come", {"month": date(2026, 12, 1)}, "board.future"),
    ("units out of reach", {"units": []}, "reminder.already"),
]


@pytest.mark.parametrize(("reason", "changes", "code"), REFUSED, ids=[case[0] for case in REFUSED])
def test_refusals(
    in_force: InForce, signing_key: Path, now: datetime, reason: str, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        sent(PENALTY, at=now, **changes)
    assert refused.value.code == code
    assert refused.value.remedy
    assert not Notice.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 21), date(2027, 1, 19)], ids=["tomorrow", "the sixtieth day"])
def test_answer_by(in_force: InForce, signing_key: Path, now: datetime, day: date) -> None:
    assert sent(PENALTY, at=now, answer_by=day)


def take_back(reminder: Reminder, at: datetime, by: Actor = OFFICER, reason: str = "数据已经放行") -> Reminder:
    return recall(reminder.number, reason=reason, link="/desk/watch/reminders/", by=by, at=at)


def test_taken_back_within_the_day_and_sent_anew(in_force: InForce, signing_key: Path, now: datetime) -> None:
    first = sent(PENALTY, at=now)[0]
    back = take_back(first, now + timedelta(hours=13, minutes=59))
    assert (back.recalled_by, back.lines.get().is_recalled) == ("周明远", True)
    told = Notice.objects.get(kind="reminder.recalled")
    assert told.subject.startswith("已收回") and "数据已经放行" in told.text
    assert Entry.objects.get(action="oversight.recall_reminder").matter == "数据已经放行"
    assert board(units=Unit.objects.all(), month=OCTOBER, today=now.date()).cell(*PENALTY).reminded is None  # type: ignore[union-attr]
    with pytest.raises(Refusal) as refused:
        take_back(first, now)
    assert refused.value.code == "reminder.recalled" and "不必再办理" in str(refused.value)
    assert sent(PENALTY, at=now)[0].number == "信用催报〔2026〕2号", "a number is not given twice"


def test_the_paper_of_one_that_was_taken_back_says_so(in_force: InForce, signing_key: Path, now: datetime) -> None:
    first = sent(PENALTY, at=now)[0]
    assert paper_of(first, at=now) == papers().read(first.file)
    take_back(first, now + timedelta(hours=1))
    first = Reminder.objects.get()
    stamped = paper_of(first, at=now)
    with pdfplumber.open(io.BytesIO(stamped)) as pdf:
        text = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
    for said in ("已收回", "已于2026年11月20日收回", "数据已经放行", first.number, "周明远0700-1234567", "未报"):
        assert said in text, said
    assert "已收回" not in read_back(first), "what went out stays as it was"
    proved = proof.verify(stamped, trusted=keys.trusted_certificates(settings.KEYS))
    assert (proved.outcome, proved.number) == ("genuine", first.number)
    Reminder.objects.update(recall_reason="")
    tell_of(Reminder.objects.get(), at=now)
    assert b"%PDF" in paper_of(Reminder.objects.get(), at=now)[:8], "taken back before reasons were asked for"


def test_taken_back_before_the_key_was_changed_it_can_be_verified_after(
    in_force: InForce, signing_key: Path, now: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    take_back(sent(PENALTY, at=now)[0], now + timedelta(hours=1))
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    keys.make_demonstration_key(settings.KEYS, city="云泽市", at=now + timedelta(days=2))
    stamped = paper_of(Reminder.objects.get(), at=now + timedelta(days=3))
    assert proof.verify(stamped, trusted=keys.trusted_certificates(settings.KEYS)).outcome == "genuine"


def test_not_taken_back_on_the_next_day(in_force: InForce, signing_key: Path, now: datetime) -> None:
    first = sent(PENALTY, at=now)[0]
    with pytest.raises(Refusal) as refused:
        take_back(first, now + timedelta(hours=14))
    assert refused.value.code == "reminder.too_late"
    assert Reminder.objects.get().recalled_at is None
    with pytest.raises(Refusal) as refused:
        take_back(first, now, reason="  ")
    assert refused.value.code == "reminder.reason"
    with pytest.raises(Refusal):
        take_back(Reminder(number="信用催报〔2026〕9号"), now)


def test_who_may_take_back(in_force: InForce, signing_key: Path, actor: Actor, now: datetime) -> None:
    """The office that sent it and the division above; not the county that the reminded unit belongs to."""
    add_region(code="429914", name="城东区", by=actor, at=now, parent="429913")
    county = Unit.objects.create(
        uscc="11429914000000014A", name="城东区发展和改革局", region_id="429914", valid_from=date(2020, 1, 1)
    )
    tell_of(county, at=now)
    of_county = Actor("xu", "许清和", county.uscc, county.name)
    Unit.objects.filter(uscc=UNIT).update(region_id="429914")
    tell_of(Unit.objects.get(uscc=UNIT), at=now)
    from_city = sent(PENALTY, at=now)[0]
    for by in (of_county, Actor("operator", "命令行操作员")):
        with pytest.raises(Refusal) as refused:
            take_back(from_city, now, by=by)
        assert refused.value.code == "reminder.not_yours"
    from_county = sent(LICENCE, at=now, by=of_county)[0]
    assert take_back(from_county, now, by=OFFICER).recalled_at
    assert take_back(from_city, now, by=OFFICER).recalled_at


def test_identity_numbers_go_nowhere(in_force: InForce, signing_key: Path, now: datetime) -> None:
    made = sent(PENALTY, at=now, contact="周明远 0700-1234567 11010519491231002X")[0]
    assert "11010519491231002X" not in made.contact
    assert "11010519491231002X" not in Notice.objects.get().text
    assert "11010519491231002X" not in read_back(made)


def other_counts(_: Batch) -> None:
    Batch.objects.update(questioned=F("questioned") + 40, reported=F("reported") + 40)


def another_due_day(_: Batch) -> None:
    Batch.objects.update(dues={"2026-10-01": [900, 0]})


def another_unit(batch: Batch) -> None:
    Unit.objects.filter(pk=batch.unit_id).update(name="云泽市虚构监管局")


@pytest.mark.both
@pytest.mark.forges
@pytest.mark.parametrize("alter", [other_counts, another_due_day, another_unit])
def test_no_letter_tells_what_the_ledger_does_not(
    desk: Desk, signing_key: Path, alter: Callable[[Batch], None]
) -> None:
    tell_of(*Unit.objects.all(), at=desk.at)
    batch = desk.checked(penalty(1))
    kept = [batch, *Unit.objects.all()]
    alter(batch)
    month = date(2026, 11, 1)
    late = desk.later(days=8)
    with pytest.raises(Refusal) as caught:
        sent(PENALTY, LICENCE, at=late, month=month, answer_by=late.date() + timedelta(days=5))
    assert (caught.value.code, Reminder.objects.count()) == ("reminder.altered", 0)
    for row in kept:
        row.save()
    assert sent(PENALTY, LICENCE, at=late, month=month, answer_by=late.date() + timedelta(days=5))


def another_line(made: Reminder) -> None:
    made.lines.update(said="行政处罚：超期未交 900")


def a_line_less(made: Reminder) -> None:
    made.lines.first().delete()


def another_reason(made: Reminder) -> None:
    Reminder.objects.filter(pk=made.pk).update(recall_reason="该单位拒不报送")


def another_office(made: Reminder) -> None:
    Unit.objects.filter(pk=made.office_id).update(name="云泽市虚构监管局")


@pytest.mark.both
@pytest.mark.forges
@pytest.mark.parametrize("alter", [another_line, a_line_less, another_reason, another_office])
def test_a_recalled_one_says_what_was_told_of_it(
    in_force: InForce, signing_key: Path, now: datetime, alter: Callable[[Reminder], None]
) -> None:
    tell_of(*Unit.objects.all(), at=now)
    made = sent(PENALTY, LICENCE, at=now)[0]
    take_back(made, now, by=OFFICER)
    assert paper_of(Reminder.objects.get(pk=made.pk), at=now)
    alter(made)
    with pytest.raises(Refusal) as caught:
        paper_of(Reminder.objects.get(pk=made.pk), at=now)
    assert caught.value.code == "reminder.altered"
