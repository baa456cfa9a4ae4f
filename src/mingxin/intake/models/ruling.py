"""裁决登记: a decision on record no longer stands, and the three working days to take it back are running."""

from django.db import models
from django.db.models import Q

from mingxin.kernel.told_row import ToldRow


class RulingSide(models.TextChoices):
    UNIT = "unit", "报送单位"
    OFFICE = "office", "信用办"


class RulingEnd(models.TextChoices):
    WITHDRAWN = "withdrawn", "已撤回"
    CORRECTED = "corrected", "已更正"
    DISMISSED = "dismissed", "登记有误"


class Ruling(ToldRow):
    """Somebody learnt that a decision was changed, revoked, found unlawful or void. It opens a clock and does no more.

    `unit` and `item` are those of the record `thread`. `ruled_on`: the day on which the unit decided so or received
    the ruling; day 0 of the three working days (archive.rules.withdrawal_clock).
    """

    thread = models.CharField(max_length=32)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    item = models.CharField(max_length=40)
    reason_type = models.CharField(max_length=40)
    case = models.CharField(max_length=120)  # the document or the number of the case
    ruled_on = models.DateField()
    side = models.CharField(max_length=10, choices=RulingSide.choices)  # who registered it
    registered_by = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended_how = models.CharField(max_length=10, choices=RulingEnd.choices, blank=True)
    end_note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread"], condition=Q(ended_at__isnull=True), name="ruling_open_once"),
            models.CheckConstraint(condition=~Q(case="") & ~Q(reason_type=""), name="ruling_grounded"),
            models.CheckConstraint(condition=Q(side__in=RulingSide.values), name="ruling_side"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="", ended_how="", end_note="")
                | (Q(ended_at__isnull=False, ended_how__in=RulingEnd.values) & ~Q(ended_by="")),
                name="ruling_ended_whole",
            ),
            models.CheckConstraint(
                condition=~Q(ended_how=RulingEnd.DISMISSED) | ~Q(end_note=""), name="ruling_dismissed_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["thread"], name="ruling_of_record"),
            models.Index(fields=["unit", "ruled_on"], condition=Q(ended_at__isnull=True), name="ruling_open_of_unit"),
        ]
