"""Regions, units, and the powers that units hold."""

from django.db import models
from django.db.models import F, Q

from mingxin.kernel.told_row import ToldRow


class Region(ToldRow):
    """A division of GB/T 2260: province, city or county."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)


class Unit(ToldRow):
    """A department or other body that reports. It has a span of validity and may have a successor."""

    uscc = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(Region, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # first day it is no more
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")), name="unit_span"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="unit_named"),
        ]


class ActsFor(ToldRow):
    """`unit` reports what `principal` decided (a town without a system of its own, a merged bureau)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="principals")
    principal = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agents")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "principal"], name="acts_for_once"),
            models.CheckConstraint(condition=~Q(unit=F("principal")), name="acts_for_another"),
        ]


class Power(ToldRow):
    """A unit may report an item during a span; without one no change, and so no record, can be written."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="powers")
    item = models.CharField(max_length=40)  # the code of a catalogue item; the catalogue stands above
    held_from = models.DateField()
    held_until = models.DateField(null=True, blank=True)
    ground = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "item", "held_from"], name="power_once"),
            models.UniqueConstraint(fields=["id", "item", "unit"], name="power_triple"),  # target of changes
            models.CheckConstraint(condition=~Q(ground=""), name="power_grounded"),
            models.CheckConstraint(
                condition=Q(held_until__isnull=True) | Q(held_until__gt=F("held_from")), name="power_span"
            ),
        ]
