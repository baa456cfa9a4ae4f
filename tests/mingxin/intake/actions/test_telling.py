"""A returned batch reaches whoever submitted it, with the reason and the way to it."""

from mingxin.access.models import Person
from mingxin.intake.actions.submitting import send_back, submit
from mingxin.intake.models import Batch
from mingxin.notices.models import Notice
from tests.mingxin.archive.sending import penalty
from tests.mingxin.intake.actions.desk import CHECKER, COLLEAGUE, STEWARD, Desk, tell_of

REASON = "第 2 行金额与决定书不一致，证件 11010519491231002X"


def returned(desk: Desk, number: str, reason: str = REASON) -> list[Notice]:
    before = set(Notice.objects.values_list("pk", flat=True))
    send_back(number, reason=reason, by=CHECKER, at=desk.later(minutes=1))
    return list(Notice.objects.filter(kind="batch.returned").exclude(pk__in=before).order_by("to_person__login"))


def submitted(desk: Desk) -> Batch:
    batch = desk.checked(penalty(1))
    return submit(batch.number, by=COLLEAGUE, at=desk.later(minutes=1))


def test_whoever_submitted_it_is_told(desk: Desk) -> None:
    batch = submitted(desk)
    [notice] = returned(desk, batch.number)
    assert notice.to_person is not None
    assert (notice.to_person.login, notice.to_unit_id, notice.for_role) == (COLLEAGUE.login, batch.unit_id, "")
    assert notice.subject == f"审核退回：{batch.file_name}"
    assert notice.link == f"/desk/batches/{batch.number.partition('-')[2]}/"
    assert "第 2 行金额与决定书不一致" in notice.text
    assert "王审核退回了" in notice.text
    assert "11010519491231002X" not in notice.text


def test_each_return_is_a_message_of_its_own(desk: Desk) -> None:
    batch = submitted(desk)
    returned(desk, batch.number)
    submit(batch.number, by=STEWARD, at=desk.later(minutes=1))
    [second] = returned(desk, batch.number, reason="请核对案由，重新提交。。")
    assert second.to_person is not None
    assert "理由：请核对案由，重新提交。请修改后再次提交" in second.text
    assert (second.to_person.login, "请核对案由" in second.text) == (STEWARD.login, True)
    assert Notice.objects.filter(kind="batch.returned").count() == 2


def test_to_whom_it_was_handed_over_is_told_too(desk: Desk) -> None:
    batch = submitted(desk)
    Batch.objects.filter(pk=batch.number).update(handler_login=STEWARD.login, handler_name=STEWARD.name)
    tell_of(Batch.objects.get(pk=batch.number), at=desk.at)
    told = [one.to_person.login for one in returned(desk, batch.number) if one.to_person is not None]
    assert told == [COLLEAGUE.login, STEWARD.login]


def test_where_the_submitter_has_gone_the_stewards_of_the_unit_are_told(desk: Desk) -> None:
    batch = submitted(desk)
    Person.objects.filter(login=COLLEAGUE.login).update(is_active=False)
    [notice] = returned(desk, batch.number)
    assert (notice.to_person, notice.for_role) == (None, "steward")
