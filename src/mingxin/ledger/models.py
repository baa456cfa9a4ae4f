"""The append-only log of who did, read or changed what, and the seals that chain it."""

from django.db import models


class Entry(models.Model):
    """One act. Never deleted, and never updated after it is stamped; `digest` covers every other column but the id and
    the stamp.

    `stamp` proves that the platform wrote it, under this id: key, nonce and code (`ledger.keys`); empty before the
    first signed seal.
    """

    at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    actor_unit = models.CharField(max_length=18, blank=True)
    actor_unit_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=32)
    object_key = models.CharField(max_length=80)
    matter = models.CharField(max_length=200, blank=True)
    detail = models.TextField()  # canonical JSON
    digest = models.CharField(max_length=64)
    stamp = models.CharField(max_length=66, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_key"], name="entry_object"),  # one object's history
            models.Index(fields=["actor_login"], name="entry_actor"),
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["action"], name="entry_action"),
        ]


class Unsealed(models.Model):
    """Entries that wait for the next seal; a row here is all that changes when one is sealed."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT)


class Seal(models.Model):
    """A link of the chain: digest over the previous seal and the digests of its entries in their order.

    `signature` is over number and digest, by the key with the id `key`; both empty before signing began.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    count = models.IntegerField()
    key = models.CharField(max_length=16, blank=True, default="")
    signature = models.CharField(max_length=128, blank=True, default="")


class SealedEntry(models.Model):
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT)
    position = models.IntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="sealed_position")]
