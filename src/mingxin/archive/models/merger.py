"""Two subjects that are one organisation: which of them is gone, and which remains."""

from django.db import models
from django.db.models import F, Q


class Merger(models.Model):
    """`gone` was merged into `into` by the changes `known_from` to `last`: one for each item and unit it concerned.

    They were written in one transaction under the lock of changes, so their numbers follow each other. `code` is the
    code of `gone` itself, without those that came to it by mergers of its own. Undoing writes `known_until`.
    """

    id = models.BigIntegerField(primary_key=True)
    gone = models.ForeignKey("archive.Subject", on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey("archive.Subject", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=50)
    last = models.BigIntegerField()
    known_from = models.ForeignKey("archive.Change", on_delete=models.PROTECT, related_name="+")
    known_until = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(gone=F("into")), name="merger_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(known_until__isnull=True), name="merger_once"),
        ]
