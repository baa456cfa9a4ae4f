"""Failed sign-ins by the place they came from. Rows live a day; what happened is in the ledger."""

from django.db import models

from mingxin.access.models.people import Person


class FailedTries(models.Model):
    """Of one login from one place, or (`login` "") of all logins from there.

    `place` as addresses are counted (`kernel.addresses`), "" where nobody says it. `login` is a keyed digest of what
    was typed: a password or an identity number may have slipped into the field.
    """

    place = models.CharField(max_length=50, blank=True)
    login = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="failed_tries")
    in_a_row = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    in_the_hour = models.PositiveIntegerField(default=0)
    hour_since = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "login"], name="tries_once")]
