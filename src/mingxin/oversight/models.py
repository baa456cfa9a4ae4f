"""Reminders of the credit office: the paper that went out, and the cells of the month board that it names."""

from django.db import models
from django.db.models import Q

from mingxin.kernel.told_row import ToldRow


class Reminder(ToldRow):
    """催报通知书: one a unit and sending. The signed file is kept; a reminder that is taken back stays as such."""

    number = models.CharField(max_length=40, unique=True)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    answer_by = models.DateField()
    contact = models.CharField(max_length=100)
    sent_at = models.DateTimeField()
    sent_on = models.DateField()  # the day in Beijing: within it the reminder can be taken back
    sent_by_login = models.CharField(max_length=64)
    sent_by_name = models.CharField(max_length=64)
    file = models.CharField(max_length=64)  # digest among the issued papers
    size = models.BigIntegerField()
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.CharField(max_length=64, blank=True)
    recall_reason = models.CharField(max_length=200, blank=True)  # empty also where it was recalled before 0002

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="reminder_numbered_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="reminder_month"),
            models.CheckConstraint(condition=~Q(contact=""), name="reminder_contact"),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True, recalled_by="")
                | (Q(recalled_at__isnull=False) & ~Q(recalled_by="")),
                name="reminder_recalled_whole",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-sent_on"], name="reminder_of_unit")]


class ReminderLine(ToldRow):
    """One cell that a reminder names, in the words in which it stood then. `is_recalled` follows the reminder."""

    reminder = models.ForeignKey(Reminder, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=40)
    month = models.DateField()
    sent_on = models.DateField()
    said = models.CharField(max_length=200)
    is_recalled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "item", "month", "sent_on"],
                condition=Q(is_recalled=False),
                name="reminder_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["month", "unit", "item"], name="reminder_line_of_cell")]
