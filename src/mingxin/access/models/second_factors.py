"""The second factor of a person, and the codes for the day the telephone is lost."""

from django.db import models
from django.db.models import Q

from mingxin.access.models.people import Person
from mingxin.kernel.told_row import ToldRow


class SecondFactor(ToldRow):
    """A secret shared with an authenticator. It counts once a code has confirmed it."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="second_factor")
    sealed_secret = models.BinaryField()  # encrypted under a key made from the installation's secret
    begun_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)  # of the newest code accepted: it and older ones are spent
    PROVED = ("sealed_secret", "begun_at", "confirmed_at")  # `last_step` changes with every sign-in


class RecoveryCode(ToldRow):
    """A code that stands in for one code of the authenticator, once. Only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once"),
            models.CheckConstraint(condition=~Q(digest=""), name="recovery_code_digest"),
        ]
