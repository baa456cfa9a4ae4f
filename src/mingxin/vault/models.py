"""Files kept outside the database, named by digest; the row is what makes a file exist."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class Original(ToldRow):
    """A sent file, encrypted under a key of its own. Destroying the key ends it, whatever copies of the file there are.

    `digest` is SHA-256 over the bytes as sent; `is_cut` says that forbidden content was cut before it was kept, so
    the kept bytes are not those that were sent.
    """

    file = models.CharField(max_length=64)  # name in the vault: digest of the encrypted bytes
    digest = models.CharField(max_length=64)
    is_cut = models.BooleanField()
    wrapped_key = models.BinaryField(null=True)  # under the vault's key; null once destroyed
    kept_until = models.DateField()
    received_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # when its days were found to be over; destroyed by a later pass
    due_seal = models.BigIntegerField(null=True)  # the newest seal of that moment
    size = models.BigIntegerField()


class KeptFile(models.Model):
    """A working file (rows, findings) named by digest. `owner` says whose row names it."""

    digest = models.CharField(max_length=64)
    owner = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    size = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "owner", "kind"], name="kept_file_once")]


class TrustedClock(models.Model):
    """One row: up to which seal, and until which instant, the clock is believed."""

    seal = models.BigIntegerField()
    at = models.DateTimeField()


class BootReference(models.Model):
    """What the clock said when upkeep first looked in this boot of a machine, or when a person last confirmed it there.

    `boot` is the machine's own name for that start, so that machines that share a database each have their own;
    `ran_seconds` is how long it had run by then.
    """

    boot = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField()
    ran_seconds = models.BigIntegerField()
