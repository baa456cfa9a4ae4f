"""The calendar of working days, by edition: a year that is replaced leaves the earlier editions answerable."""

from django.db import models
from django.db.models import Q


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
