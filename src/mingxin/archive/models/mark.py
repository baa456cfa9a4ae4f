"""What stands beside a record: an objection, a suit, a shield, a repair, a withdrawal."""

from django.db import models
from django.db.models import F, Q


class MarkKind(models.TextChoices):
    OBJECTION = "objection", "异议核实中"
    APPEAL = "appeal", "复议或诉讼中"
    SHIELDED = "shielded", "暂时屏蔽"
    REPAIRED = "repaired", "已修复"
    WITHDRAWN = "withdrawn", "已撤回"


class Mark(models.Model):
    """Half-open days [from_on, until_on); `case` names the case or document it rests on.

    A withdrawal's public note shows in [from_on, note_until): null where the record was never public.
    """

    id = models.BigIntegerField(primary_key=True)
    thread = models.CharField(max_length=32)
    subject = models.ForeignKey("archive.Subject", on_delete=models.PROTECT, db_index=False)
    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    kind = models.CharField(max_length=12, choices=MarkKind.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reason_type = models.CharField(max_length=40, blank=True)
    case = models.CharField(max_length=120)
    note_until = models.DateField(null=True)
    ruled_on = models.DateField(null=True)  # a withdrawal: when the unit revoked the decision or received the ruling
    known_from = models.ForeignKey("archive.Change", on_delete=models.PROTECT, related_name="+")
    known_until = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(case=""), name="mark_has_case"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="mark_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(kind="withdrawn") | ~Q(reason_type=""), name="mark_withdrawal_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["thread"], name="mark_of_record"),
            models.Index(fields=["subject"], name="mark_of_subject"),
        ]
