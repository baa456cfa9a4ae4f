"""The calendar of working days by edition, and the announced outages of the platform.

A year that is replaced leaves the earlier editions answerable; an outage that is revoked stays on file.
"""

from django.db import models
from django.db.models import Q

from mingxin.kernel.told_row import ToldRow


class CalendarEdition(models.Model):
    """One loading of days. Nothing here is ever changed; the highest edition that names a day speaks for it."""

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=200)  # the State Council's notice
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)  # over the days and the provisional holidays
    provisional = models.TextField()  # canonical JSON of the statutory holidays that hold beyond the known years
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="calendar_edition_sourced"),
            models.CheckConstraint(condition=Q(last_year__gte=models.F("first_year")), name="calendar_edition_span"),
        ]


class CalendarDay(models.Model):
    """Whether a day is worked, as one edition says."""

    day = models.DateField()
    edition = models.ForeignKey(CalendarEdition, on_delete=models.PROTECT, related_name="days")
    is_workday = models.BooleanField()
    note = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "day"], name="calendar_day_once")]


class Outage(ToldRow):
    """An announced outage 平台公告停机: its days, both included, are not counted in any deadline of reporting."""

    first_on = models.DateField()
    last_on = models.DateField()
    ground = models.CharField(max_length=500)  # what was announced, where
    late_reason = models.CharField(max_length=500, blank=True)  # why it is announced for days already begun
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=64, blank=True)
    revoked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="outage_span"),
            models.CheckConstraint(condition=~Q(ground=""), name="outage_grounded"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by="", revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="") & ~Q(revoked_reason="")),
                name="outage_revoked_whole",
            ),
        ]
