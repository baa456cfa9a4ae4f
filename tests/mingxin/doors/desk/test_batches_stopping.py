"""Stopping is for the check: what the checker released is let go on."""

from pathlib import Path

from mingxin.intake.models import BatchState
from mingxin.jobs.models import Job, JobState
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, lately, sent, words, work


def test_what_was_released_cannot_be_stopped(in_force: InForce, desk_client: DeskClient, tmp_path: Path) -> None:
    steward = desk_client("steward", unit=in_force.unit)
    checker = desk_client("checker", unit=in_force.unit, name="王审核")
    address = sent(steward.client, tmp_path, [lately(1)])
    do(steward.client, f"{address}submit/")
    do(checker.client, address.replace("/batches/", "/review/") + "release/", secrecy="yes")
    assert batch_at(address).state == BatchState.RELEASED
    answer = steward.client.post(f"{address}stop/")
    assert answer.status_code == 409
    assert "已经放行，正在入库，不能停止" in words(answer)
    job = Job.objects.get(kind="intake.admit")
    assert (job.state, job.stop_asked) == (JobState.WAITING, False)
    work()
    assert batch_at(address).state == BatchState.ADMITTED
