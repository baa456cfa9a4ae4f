"""Doubts that repeat: what the credit office is asked to look at. The others are between a unit and its batch."""

from django.db.models import QuerySet

from mingxin.access.models import Unit
from mingxin.intake.models import Doubt


def repeated_doubts(units: QuerySet[Unit]) -> QuerySet[Doubt]:
    """Answered, raised before in the same unit and item, and seen by no officer yet; oldest first."""
    asked = Doubt.objects.filter(batch__unit__in=units, repeats__gt=0, answered_at__isnull=False, seen_at__isnull=True)
    return asked.select_related("batch__unit").order_by("answered_at", "id")
