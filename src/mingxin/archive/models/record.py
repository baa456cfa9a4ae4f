"""What is on record, in both times."""

from django.db import models
from django.db.models import Q

from mingxin.catalogue.constraints import CompositeForeignKey


class Publicity(models.TextChoices):
    """What the rule says of a version; what is shown today follows from it, the spans and the marks."""

    PUBLIC = "public", "公示"
    HELD = "held", "待公示（缺依据）"
    NOT_PUBLIC = "not_public", "不予公示"


class Record(models.Model):
    """One version of one record 信用信息.

    `thread` is the digest of item and record key: the same decision on the same party, whatever its version.
    A version is current while `known_until` is null. `content_digest` covers payload and every column filled from it.
    Erasure empties those; the digest of the row as it was then stands in the erasure's sealed entry. Days are
    half-open: `hidden_from` and `use_until` are the first days of the new state; null only where nothing ends it (a
    licence without term).
    """

    id = models.BigIntegerField(primary_key=True)
    thread = models.CharField(max_length=32)
    item = models.CharField(max_length=40)
    # unit and change are held by the composite keys below: one check a row instead of three
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    subject = models.ForeignKey("archive.Subject", on_delete=models.PROTECT, db_index=False)
    subject_kind = models.CharField(max_length=20)
    change = models.ForeignKey(  # known from
        "archive.Change", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    known_until = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")
    payload = models.TextField()  # canonical JSON: field code → text, blanks left out
    content_digest = models.CharField(max_length=64)
    document_number = models.CharField(max_length=128, blank=True)
    decided_on = models.DateField(null=True)
    negative = models.BooleanField()
    severity = models.CharField(max_length=10, blank=True)  # minor | ordinary | serious, negative records only
    region = models.CharField(max_length=6, blank=True)
    filter_1 = models.CharField(max_length=100, blank=True)
    filter_2 = models.CharField(max_length=100, blank=True)
    filter_3 = models.CharField(max_length=100, blank=True)
    publicity = models.CharField(max_length=12, choices=Publicity.choices)
    publicity_ground = models.CharField(max_length=60)  # which rule decided: column, criteria, default, card …
    publicity_reason = models.CharField(max_length=200, blank=True)
    held_group = models.CharField(max_length=80, blank=True)  # rows that one answer settles share it
    shown_from = models.DateField(null=True)
    hidden_from = models.DateField(null=True)
    repairable_from = models.DateField(null=True)
    use_until = models.DateField(null=True)
    erased_by = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(known_until__isnull=True), name="record_current_version"
            ),
            CompositeForeignKey(
                name="record_change_item_unit",
                columns=("change_id", "item", "unit_id"),
                to_table="archive_change",
                to_columns=("number", "item", "unit_id"),
            ),
            CompositeForeignKey(
                name="record_item_kind",
                columns=("item", "subject_kind"),
                to_table="catalogue_itemkind",
                to_columns=("code", "kind"),
            ),
            # everything ends: a negative record never has an open end (charter 1.4)
            models.CheckConstraint(
                condition=Q(negative=False) | Q(use_until__isnull=False), name="record_negative_use_ends"
            ),
            models.CheckConstraint(
                condition=Q(negative=False) | ~Q(publicity="public") | Q(hidden_from__isnull=False),
                name="record_negative_view_ends",
            ),
            models.CheckConstraint(
                condition=~Q(publicity="public") | Q(shown_from__isnull=False), name="record_public_has_day"
            ),
            models.CheckConstraint(condition=~Q(publicity_ground=""), name="record_publicity_grounded"),
        ]
        indexes = [
            models.Index(fields=["subject", "item"], name="record_of_subject"),
            models.Index(fields=["thread"], name="record_versions"),
            models.Index(fields=["change", "held_group"], name="record_of_change"),
            models.Index(  # a unit's own list
                fields=["unit", "item", "-decided_on", "-id"],
                condition=Q(known_until__isnull=True),
                name="record_of_unit",
            ),
        ]


class Timeliness(models.Model):
    """When a record first arrived and when it was due: the clock of 双公示. Held from the public is still reported.

    `due_on` is the last day in time; when a provisional calendar is replaced the later of both days is kept.
    """

    thread = models.CharField(max_length=32, primary_key=True)
    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    decided_on = models.DateField()
    reported_on = models.DateField()
    due_on = models.DateField()
    is_provisional = models.BooleanField()
    workdays = models.IntegerField()  # from decision to report, 工作日

    class Meta:
        indexes = [
            models.Index(fields=["item", "unit", "reported_on"], name="timeliness_by_unit"),
            models.Index(fields=["item", "reported_on", "workdays"], name="timeliness_by_day"),  # the public median
        ]
