"""What the credit office proposes for rows that stay in intake. It proposes; a named person of the unit decides."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class LinkProposal(ToldRow):
    """For an unlinked row: the subject that the office found, or the row sent back with a sentence.

    `uscc` is empty where the row was sent back. Charter 1.2: the office changes no department's data: a proposal takes
    effect only when the unit adopts it; until then it can be taken back. What the unit declines can be proposed anew.
    What it adopted is open again once the batch with the mend is withdrawn, or the mend is.
    """

    batch = models.ForeignKey("intake.Batch", on_delete=models.PROTECT, related_name="link_proposals")
    row = models.IntegerField()
    kind = models.CharField(max_length=10)  # link (on file), create (known only by its code), return
    uscc = models.CharField(max_length=18, blank=True)
    name = models.CharField(max_length=200, blank=True)  # of the subject, as on file
    reason = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = models.CharField(max_length=64, blank=True)
    mended_in = models.ForeignKey("intake.Batch", null=True, on_delete=models.PROTECT, related_name="+")  # once adopted
    declined_at = models.DateTimeField(null=True)
    declined_by = models.CharField(max_length=64, blank=True)
    declined_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "row"],
                condition=models.Q(undone_at__isnull=True, declined_at__isnull=True),
                name="link_proposal_one",
            ),
            models.CheckConstraint(
                condition=models.Q(declined_at__isnull=True, declined_by="", declined_reason="")
                | (models.Q(declined_at__isnull=False) & ~models.Q(declined_by="") & ~models.Q(declined_reason="")),
                name="link_proposal_declined_whole",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="link_proposal_reasoned"),
            models.CheckConstraint(
                condition=(models.Q(kind="return") & models.Q(uscc=""))
                | (models.Q(kind__in=["link", "create"]) & ~models.Q(uscc="")),
                name="link_proposal_kind",
            ),
        ]
