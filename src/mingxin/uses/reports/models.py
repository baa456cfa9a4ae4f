"""Reports that were issued. The signed file is kept and given again, never made again."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class Report(ToldRow):
    """What the report said is fixed by `change_number` and `as_of`; `file` is its digest in the vault's papers.

    A report that shows a lawfully erased record is destroyed: the file goes, the row stays to answer for its number.
    """

    number = models.CharField(max_length=40, primary_key=True)
    verification_code = models.CharField(max_length=12)
    subject = models.ForeignKey("archive.Subject", on_delete=models.PROTECT)
    as_of = models.DateField()
    made_at = models.DateTimeField()
    change_number = models.BigIntegerField()  # the last change known to it
    state_digest = models.CharField(max_length=64)  # over what it says: same state, same day, same report
    threads = models.TextField()  # JSON list of the records it shows, to find who read a record that changed
    file = models.CharField(max_length=64)
    size = models.BigIntegerField()
    seal_number = models.BigIntegerField()
    requested_by = models.CharField(max_length=64)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "uses"
        constraints = [
            models.UniqueConstraint(  # a destroyed one is never given again and stands in no new one's way
                fields=["subject", "as_of", "state_digest"],
                condition=models.Q(destroyed_at__isnull=True),
                name="report_once_a_state",
            ),
        ]


class ReportNumbers(models.Model):
    """The last number taken on a day. A number is taken before the report is made, so there may be gaps."""

    prefix = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        app_label = "uses"
