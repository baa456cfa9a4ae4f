"""How a unit grades its penalties."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class Criterion(ToldRow):
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
