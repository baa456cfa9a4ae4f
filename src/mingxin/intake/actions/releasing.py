"""The worker's part after release: the good rows become records."""

from mingxin.intake.actions.admitting import admit_batch
from mingxin.jobs.running import Running


def run_admit(running: Running) -> None:
    """The job `intake.admit`; its key is the batch's number. Run twice, it admits once."""
    running.tell("入库", 0, 1)
    admit_batch(running.key, None, by=running.by, at=running.now())
