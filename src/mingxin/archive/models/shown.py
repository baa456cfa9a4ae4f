"""What the public may see: a narrow projection without payload, and counts by edge.

Written in the transaction of every change, without foreign keys checked row by row: it can be rebuilt from records
and marks, and `doctor` compares it.
"""

from django.db import models


class Shown(models.Model):
    """One span of days [shown_from, hidden_from) in which a record shows, after its marks."""

    record = models.ForeignKey("archive.Record", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    thread = models.CharField(max_length=32)
    subject = models.ForeignKey("archive.Subject", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    region = models.CharField(max_length=6, blank=True)
    is_sole_trader = models.BooleanField()  # in no partial search, no export (charter 2.7)
    decided_on = models.DateField()
    filter_1 = models.CharField(max_length=100, blank=True)
    filter_2 = models.CharField(max_length=100, blank=True)
    filter_3 = models.CharField(max_length=100, blank=True)
    shown_from = models.DateField()
    hidden_from = models.DateField()

    class Meta:
        indexes = [
            models.Index(fields=["item", "-decided_on", "-record"], name="shown_newest"),  # the whole list
            models.Index(fields=["item", "unit", "-decided_on", "-record"], name="shown_by_unit"),
            models.Index(fields=["item", "filter_1", "-decided_on", "-record"], name="shown_by_filter"),
            models.Index(fields=["subject"], name="shown_of_subject"),
            models.Index(fields=["thread"], name="shown_of_thread"),
            models.Index(fields=["item", "hidden_from"], name="shown_removals"),  # the feed of ended spans
        ]


class Edge(models.Model):
    """+1 on the day a span begins, −1 on the day it ends: a count as of a day is a sum over few rows."""

    item = models.CharField(max_length=40)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, db_constraint=False, db_index=False)
    is_sole_trader = models.BooleanField()
    day = models.DateField()
    delta = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "unit", "is_sole_trader", "day"], name="edge_once"),
        ]
