"""Work under way that passed from one person to another."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class Handover(ToldRow):
    """交接: the open work of one person of a unit became another's. Taken back whole, where it is taken back."""

    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    from_login = models.CharField(max_length=64)
    from_name = models.CharField(max_length=64)
    to_login = models.CharField(max_length=64)
    to_name = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=64)
    notices = models.JSONField(default=list)  # numbers of the personal messages that went along
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="handover_reasoned"),
            models.CheckConstraint(condition=~models.Q(from_login=models.F("to_login")), name="handover_to_another"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="handover_undone_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="handover_of_unit")]


class HandedBatch(ToldRow):
    """A batch that went along, with who was responsible before."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="batches")
    batch = models.ForeignKey("intake.Batch", on_delete=models.PROTECT, related_name="handed")
    before_login = models.CharField(max_length=64, blank=True)  # as the columns of the batch stood
    before_name = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "batch"], name="handed_once")]
