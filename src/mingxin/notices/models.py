"""Messages inside the platform: to a unit, to a post of a unit, or to one person of it."""

from django.db import models
from django.db.models import Q

from mingxin.access.models import Person, Unit
from mingxin.kernel.told_row import ToldRow


class Notice(ToldRow):
    """One message. `kind` and `key` say because of what, so that the same is not sent twice to the same reader."""

    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    for_role = models.CharField(max_length=40, blank=True)  # a value of access.Role; blank: whoever is of the unit
    to_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    subject = models.CharField(max_length=100)
    text = models.TextField()
    link = models.CharField(max_length=300, blank=True)  # a path of this platform
    paper = models.CharField(max_length=64, blank=True)  # digest of the paper that goes with it
    sent_at = models.DateTimeField()
    sent_by_name = models.CharField(max_length=64)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by_name = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            # two, for a unique constraint takes one null for another
            models.UniqueConstraint(
                fields=["kind", "key", "to_unit"], condition=Q(to_person__isnull=True), name="notice_to_unit_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "key", "to_unit", "to_person"],
                condition=Q(to_person__isnull=False),
                name="notice_to_person_once",
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="notice_said"),
            models.CheckConstraint(condition=Q(link="") | Q(link__startswith="/"), name="notice_link_inside"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by_name="") | (Q(read_at__isnull=False) & ~Q(read_by_name="")),
                name="notice_read_by",
            ),
        ]
        indexes = [models.Index(fields=["to_unit", "-id"], name="notice_of_unit")]
