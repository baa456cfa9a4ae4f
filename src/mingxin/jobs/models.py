"""Long work that outlives the page that asked for it, and the process that began it."""

from django.db import models
from django.db.models import Q

from mingxin.ledger.actor import Actor


class JobState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
    STOPPED = "stopped", "已停止"


LIVE = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One piece of work on one thing. While it runs only the holder of (`worker`, `attempts`) may write the row."""

    kind = models.CharField(max_length=40)  # a key of settings.JOBS
    key = models.CharField(max_length=80)  # what it works on, e.g. a batch number
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    detail = models.JSONField(default=dict)  # for the handler: identifiers and digests, no free text

    asked_at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    actor_unit = models.CharField(max_length=18, blank=True)
    actor_unit_name = models.CharField(max_length=200, blank=True)

    not_before = models.DateTimeField()  # its place in its unit's queue, and the wait before another try
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)  # of the present or last attempt
    ended_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)  # first instant at which another worker may take it
    stop_asked = models.BooleanField(default=False)

    step = models.CharField(max_length=100, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    remedy = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], condition=Q(state__in=LIVE), name="job_live_once"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING)
                | (Q(lease_until__isnull=False, started_at__isnull=False, attempts__gt=0) & ~Q(worker="")),
                name="job_running_leased",
            ),
            models.CheckConstraint(condition=Q(state__in=LIVE) | Q(ended_at__isnull=False), name="job_ended"),
            models.CheckConstraint(condition=~Q(state=JobState.FAILED) | ~Q(message=""), name="job_failed_told"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before", "id"], name="job_queue"),
            models.Index(fields=["kind", "key", "id"], name="job_of_key"),
            models.Index(fields=["actor_unit", "started_at"], name="job_turn"),  # when a unit was last served
        ]

    @property
    def by(self) -> Actor:
        return Actor(self.actor_login, self.actor_name, self.actor_unit, self.actor_unit_name)
