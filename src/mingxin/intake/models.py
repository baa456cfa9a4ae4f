"""Batches as they arrive, and the questions that hold their rows back."""

from django.db import models


class BatchState(models.TextChoices):
    CHECKED = "checked", "待入库"  # acknowledged: checked and stored, not yet admitted
    ADMITTED = "admitted", "已入库"


class Batch(models.Model):
    """报送批次. 上报 = 疑问 + 更新 + 入库 + 未关联 + 无变化, kept by a constraint.

    `file_name` is the sender's, with identity numbers cut. The files are named by digest in the vault.
    """

    number = models.CharField(max_length=40, primary_key=True)
    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    original = models.ForeignKey("vault.Original", on_delete=models.PROTECT)
    ready_file = models.CharField(max_length=64, blank=True)  # rows to admit; released once they are
    rows_file = models.CharField(max_length=64, blank=True)  # questioned and unlinked rows, which stay here
    findings_file = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=BatchState.choices)
    received_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    change = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")
    reported = models.IntegerField()
    questioned = models.IntegerField()
    updated = models.IntegerField()
    admitted = models.IntegerField()
    unlinked = models.IntegerField()
    unchanged = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reported=models.F("questioned")
                    + models.F("updated")
                    + models.F("admitted")
                    + models.F("unlinked")
                    + models.F("unchanged")
                ),
                name="batch_counts_add_up",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="admitted") & models.Q(admitted_at__isnull=False))
                | (~models.Q(state="admitted") & models.Q(admitted_at__isnull=True) & models.Q(change__isnull=True)),
                name="batch_admitted_has_time",
            ),
        ]
        indexes = [models.Index(fields=["unit", "item", "-received_at"], name="batch_of_unit")]


class Criterion(models.Model):
    """One line of a unit's 口径表: how it grades penalties of an item, from a day on.

    A line matches by category (all of its words) and amount in 万元, [at_least, below).
    """

    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    item = models.CharField(max_length=40)
    edition = models.IntegerField()  # an import makes a new edition; none is edited
    in_force_from = models.DateField()
    position = models.IntegerField()
    category = models.CharField(max_length=200, blank=True)
    at_least_wan = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    below_wan = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    severity = models.CharField(max_length=10)
    is_public = models.BooleanField()
    ground = models.CharField(max_length=300)
    confirmed_by = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "item", "edition", "position"], name="criterion_once"),
            models.CheckConstraint(condition=~models.Q(ground=""), name="criterion_grounded"),
        ]


class PublicityQuestion(models.Model):
    """May these rows be public, and how severe are they? One question per group of rows; asked of the unit."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="questions")
    group = models.CharField(max_length=80)
    sentence = models.CharField(max_length=400)
    rows = models.IntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "group"], name="question_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(answered_at__isnull=True, answered_by="", answer="")
                    | (models.Q(answered_at__isnull=False) & ~models.Q(answered_by="") & ~models.Q(answer=""))
                ),
                name="question_answered_whole",
            ),
        ]
