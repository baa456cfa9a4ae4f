"""What a unit is to do month by month, and whether somebody checks before release."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class ZeroReport(ToldRow):
    """本期无: a named person declares that the unit has nothing to report of an item for a month."""

    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    item = models.CharField(max_length=40)
    month = models.DateField()  # its first day
    declared_at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "item", "month"], condition=models.Q(revoked_at__isnull=True), name="zero_report_once"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="zero_report_month"),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_by="")),
                name="zero_report_revoked_whole",
            ),
        ]


class ReviewRule(ToldRow):
    """Whether batches of an item wait for a checker in a unit; the newest row that counts speaks.

    From when one counts: `rules.review_switch`. Without a row: on for negative items (penalties), off for others.
    """

    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    item = models.CharField(max_length=40)
    is_on = models.BooleanField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="review_rule_reasoned")]
        indexes = [models.Index(fields=["unit", "item", "-set_at"], name="review_rule_of_unit")]
