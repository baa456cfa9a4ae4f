"""One act upon the archive. Known time is its number."""

from django.db import models
from django.db.models import Q

from mingxin.catalogue.constraints import CompositeForeignKey


class ChangeKind(models.TextChoices):
    ADMISSION = "admission", "入库"
    CORRECTION = "correction", "更正"
    WITHDRAWAL = "withdrawal", "撤回"
    PUBLICITY = "publicity", "确定公示"
    MARK = "mark", "标注"
    ERASURE = "erasure", "依法删除"
    MERGE = "merge", "归并"


class Change(models.Model):
    """One act: admission, correction, withdrawal, mark, erasure, merger. Under one item, by one unit with the power.

    The number is given under one lock in the transaction that writes the change, so numbers are in commit order and
    "as known at change n" never changes afterwards. `digest` covers every row the change wrote or closed. `said_at` is
    when the unit sent what the change says, where that was earlier: of two batches the later sent is the newer, in
    whatever order they are released.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)  # null: said at `at`
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    power = models.ForeignKey("access.Power", on_delete=models.PROTECT)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT)
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    reason = models.CharField(max_length=400, blank=True)
    batch = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "item", "unit"], name="change_triple"),  # target of records
            CompositeForeignKey(
                name="change_power",
                columns=("power_id", "item", "unit_id"),
                to_table="access_power",
                to_columns=("id", "item", "unit_id"),
            ),
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="change_kind"),
        ]
        indexes = [models.Index(fields=["item", "number"], name="change_of_item")]
