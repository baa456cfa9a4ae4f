"""Who a record is about: identifiers and names, each with the span it held and the span it was known."""

from django.db import models
from django.db.models import Q


class Subject(models.Model):
    """A 信用主体. It is no more than what joins identifiers, names and records.

    What the register says of it is its current record of the registration item; without one it is known only by its
    code. The id is given by the change that made it (see `archive.rules.numbers`).
    """

    id = models.BigIntegerField(primary_key=True)
    public_id = models.CharField(max_length=16, unique=True)  # what stands in addresses instead of the code
    kind = models.CharField(max_length=20)
    region = models.CharField(max_length=6, blank=True)
    is_named_after_person = models.BooleanField(default=False)  # treated as sole traders are (charter 2.7)
    change = models.ForeignKey("archive.Change", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(kind="natural_person"), name="subject_no_person")]


class Scheme(models.TextChoices):
    USCC = "uscc", "统一社会信用代码"
    REGISTRATION_NUMBER = "registration_number", "工商注册号"
    ORGANISATION_CODE = "organisation_code", "组织机构代码"


class Identifier(models.Model):
    id = models.BigIntegerField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    scheme = models.CharField(max_length=20, choices=Scheme.choices)
    value = models.CharField(max_length=50)
    known_from = models.ForeignKey("archive.Change", on_delete=models.PROTECT, related_name="+")
    known_until = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["value"], condition=Q(known_until__isnull=True, scheme="uscc"), name="identifier_current_uscc"
            )
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="identifier_lookup")]


class Name(models.Model):
    """A name as it held from `valid_from` to `valid_until` (null: from the start, still).

    `normal` is folded for comparison and search, `initials` are the pinyin first letters.
    """

    id = models.BigIntegerField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    normal = models.CharField(max_length=200)
    initials = models.CharField(max_length=200)
    registered = models.BooleanField()  # from the register, not only from a record that names the subject
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    known_from = models.ForeignKey("archive.Change", on_delete=models.PROTECT, related_name="+")
    known_until = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["subject"], name="name_of_subject"),
            models.Index(fields=["normal"], name="name_lookup"),  # whole name
        ]
