"""Questions that hold rows back, or ask for a reason."""

from django.db import models

from mingxin.kernel.told_row import ToldRow


class PublicityQuestion(ToldRow):
    """May these rows be public, and how severe are they? One question per group of rows; asked of the unit."""

    batch = models.ForeignKey("intake.Batch", on_delete=models.PROTECT, related_name="questions")
    group = models.CharField(max_length=80)
    sentence = models.CharField(max_length=400)
    rows = models.IntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "group"], name="question_once"),
            models.CheckConstraint(
                condition=(
                    models.Q(answered_at__isnull=True, answered_by="", answer="")
                    | (models.Q(answered_at__isnull=False) & ~models.Q(answered_by="") & ~models.Q(answer=""))
                ),
                name="question_answered_whole",
            ),
        ]


class Doubt(ToldRow):
    """A batch outside the believable range: the steward says in one sentence why; it never stops the clock.

    `repeats` counts earlier doubts of the kind for the unit and item that were answered: from the first repetition on
    the credit office is asked to look as well.
    """

    batch = models.ForeignKey("intake.Batch", on_delete=models.PROTECT, related_name="doubts")
    kind = models.CharField(max_length=30)  # empty, half, one_kind, rows, amount, old
    sentence = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    repeats = models.PositiveSmallIntegerField(default=0)
    seen_by = models.CharField(max_length=64, blank=True)  # the officer who looked at a repeated one
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind"], name="doubt_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, reason="", answered_by="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(reason="") & ~models.Q(answered_by="")),
                name="doubt_answered_whole",
            ),
        ]


class PowerQuestion(ToldRow):
    """A unit sent an item for which no power is on file, within the first days of a catalogue edition.

    The batch waits, checked, for the credit office: granted (the power is entered) or refused with a reason. The
    question is about this item: a batch that is checked as another may be asked about again.
    """

    unit = models.ForeignKey("access.Unit", on_delete=models.PROTECT)
    item = models.CharField(max_length=40)
    batch = models.ForeignKey("intake.Batch", on_delete=models.PROTECT, related_name="power_questions")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    is_granted = models.BooleanField(null=True)
    ground = models.CharField(max_length=200, blank=True)  # of the power, or why there is none

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "item"], name="power_question_once"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answered_by="", is_granted__isnull=True, ground="")
                | (
                    models.Q(answered_at__isnull=False, is_granted__isnull=False)
                    & ~models.Q(answered_by="")
                    & ~models.Q(ground="")
                ),
                name="power_question_answered_whole",
            ),
        ]
