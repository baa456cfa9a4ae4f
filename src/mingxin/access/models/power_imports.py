"""Imports of a 权责清单: which powers each one entered or changed, so that it can be taken back."""

from django.db import models

from mingxin.access.models.places import Power
from mingxin.kernel.told_row import ToldRow


class PowerImport(ToldRow):
    """One file of powers, taken in whole by a named officer."""

    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="power_import_undone_whole",
            ),
        ]


class PowerImportLine(ToldRow):
    """What an import did to one power; `before_…` is what stood there, empty where the power is new.

    `after_…` is what the import made of it: what is no longer so was changed since, and is not taken back.
    """

    power_import = models.ForeignKey(PowerImport, on_delete=models.PROTECT, related_name="lines")
    row = models.IntegerField()  # as Excel shows it
    power = models.ForeignKey(Power, null=True, on_delete=models.SET_NULL, related_name="+")  # null: undone
    is_new = models.BooleanField()
    before_until = models.DateField(null=True)
    before_ground = models.CharField(max_length=200, blank=True)
    after_until = models.DateField(null=True)
    after_ground = models.CharField(max_length=200, blank=True)  # empty: entered before it was kept
