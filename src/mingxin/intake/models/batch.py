"""Batches as they arrive, and the questions that hold their rows back."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class BatchState(models.TextChoices):
    """Where a batch stands; what may follow on what is in `intake.rules.batch_states`."""

    RECEIVED = "received", "已接收"
    CHECKING = "checking", "检查中"
    READY = "ready", "待提交"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "审核退回"
    RELEASED = "released", "入库中"  # released by the unit: it is admitted, now or after an interruption
    ADMITTED = "admitted", "已入库"
    WITHDRAWN = "withdrawn", "已撤回"
    REFUSED = "refused", "已拒收"


class Batch(ToldRow):
    """报送批次. 上报 = 疑问 + 更新 + 入库 + 未关联 + 无变化, kept by a constraint.

    `file_name` is the sender's, with identity numbers cut. The files are named by digest in the vault. `item` is empty
    until it is known; `original` is null for rows that were mended at the desk. A `supplement_to` brings the questioned
    rows of an earlier batch again; where it was made at the desk, `rows_of` names the batch, that one or another
    supplement to it, whose rows and row numbers it has.
    """

    number = models.CharField(max_length=40, primary_key=True)
    item = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    edition = models.ForeignKey("catalogue.Edition", on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    original = models.ForeignKey("vault.Original", null=True, on_delete=models.PROTECT)
    ready_file = models.CharField(max_length=64, blank=True)  # rows to admit; released once they are
    rows_file = models.CharField(max_length=64, blank=True)  # questioned and unlinked rows, which stay here
    findings_file = models.CharField(max_length=64, blank=True)
    sieved_file = models.CharField(max_length=64, blank=True)  # what the sieve left, to be checked again after a mend
    marked_file = models.CharField(max_length=64, blank=True)  # the marked workbook, once it is made
    state = models.CharField(max_length=12, choices=BatchState.choices)
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)  # the day of this instant counts for timeliness
    admitted_at = models.DateTimeField(null=True)
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    handler_login = models.CharField(max_length=64, blank=True)  # who is responsible now, once it was handed over
    handler_name = models.CharField(max_length=64, blank=True)
    change = models.ForeignKey("archive.Change", null=True, on_delete=models.PROTECT, related_name="+")
    supplement_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="supplements")
    rows_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="desk_supplements")
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal_message = models.CharField(max_length=600, blank=True)
    refusal_remedy = models.CharField(max_length=600, blank=True)
    secrecy_reviewed_by = models.CharField(max_length=64, blank=True)  # 保密审查, by the checker who released
    reported = models.IntegerField(default=0)
    questioned = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    admitted = models.IntegerField(default=0)
    unlinked = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    guesses = models.JSONField(default=list)  # [[item, share of the headers that its card claims]], likeliest first
    clocks = models.JSONField(default=dict)  # day of decision → [due day, good rows, rows that stay behind]
    dues = models.JSONField(default=dict)  # due day → [good rows, rows that stay behind]: the same, as it is asked for
    PROVED = (  # by the newest entry that names the batch
        "item",
        "unit_id",
        "edition_id",
        "channel",
        "state",
        "received_at",
        "checked_at",
        "released_at",
        "admitted_at",
        "actor_login",
        "actor_name",
        "handler_login",
        "handler_name",
        "change_id",
        "supplement_to_id",
        "rows_of_id",
        "secrecy_reviewed_by",
        "reported",
        "questioned",
        "updated",
        "admitted",
        "unlinked",
        "unchanged",
        "closed_at",
        "closed_by",
        "closed_reason",
    )
    PROVED_BESIDE = (  # the same, for what came to be proved later
        "file_name",
        "original_id",
        "ready_file",
        "rows_file",
        "findings_file",
        "sieved_file",
        "marked_file",
        "refusal_code",
        "refusal_message",
        "refusal_remedy",
        "guesses",
        "clocks",
        "dues",
        "oldest_decided_on",
    )
    oldest_decided_on = models.DateField(null=True)  # the earliest decision among its good rows: its clock
    closed_at = models.DateTimeField(null=True)  # the rows that stay behind will not be sent again
    closed_by = models.CharField(max_length=64, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    reported=models.F("questioned")
                    + models.F("updated")
                    + models.F("admitted")
                    + models.F("unlinked")
                    + models.F("unchanged")
                ),
                name="batch_counts_add_up",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="admitted") & models.Q(admitted_at__isnull=False))
                | (~models.Q(state="admitted") & models.Q(admitted_at__isnull=True) & models.Q(change__isnull=True)),
                name="batch_admitted_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["released", "admitted"])
                | (models.Q(released_at__isnull=False) & ~models.Q(item="")),
                name="batch_released_has_time",
            ),
            models.CheckConstraint(condition=models.Q(state__in=BatchState.values), name="batch_state"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, closed_by="", closed_reason="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(closed_by="") & ~models.Q(closed_reason="")),
                name="batch_closed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(rows_of__isnull=True) | models.Q(supplement_to__isnull=False, original__isnull=True),
                name="batch_rows_of_supplement",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "item", "-received_at"], name="batch_of_unit"),
            models.Index(fields=["state", "received_at"], name="batch_by_state"),
        ]

    @property
    def handler(self) -> str:
        """经办人: who is responsible now."""
        return self.handler_name or self.actor_name


class BatchStep(ToldRow):
    """Who brought a batch into a state, and when. Never changed."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=BatchState.choices)
    at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["batch", "at"], name="step_of_batch")]


class RowMend(ToldRow):
    """A cell that a named person gave another value after the check: typed, or adopted from a proposal.

    Old and new value stay with the batch, without identity numbers; the erasure of the row's record empties both.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="mends")
    row = models.IntegerField()  # as Excel shows it
    field = models.CharField(max_length=40)
    before = models.TextField(null=True)  # what stood there; null: mended before this was kept
    value = models.TextField()  # identity numbers cut; "" empties the cell
    ground = models.CharField(max_length=20)  # typed, suggested (by the check), linked (by the office), or erased
    thread = models.CharField(max_length=32, blank=True)  # the record that has the row's content, once it is admitted
    at = models.DateTimeField()
    actor_login = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "row"], name="mend_of_batch"),
            models.Index(fields=["thread"], condition=~models.Q(thread=""), name="mend_of_record"),
        ]


class SettledRow(ToldRow):
    """A row that stayed behind and needs nobody any more: a supplement brought its record, good or to be mended there.

    Written when the supplement is admitted, never changed. A refused row of a supplement is settled by that supplement
    itself: nothing of it was kept, and where it came from the row is still waited for.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="settled")  # whose row it is
    row = models.IntegerField()  # as Excel shows it
    by_batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="settles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="settled_row_once")]
