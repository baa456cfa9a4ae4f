"""The catalogue in the database: editions, items, fields and the kinds they may speak of.

What the loader refuses the tables refuse too, so that no other way in leads round it: an item without a ground in
law, a field that is never collected, a card for natural persons while their archive is off.
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from mingxin.catalogue.constraints import CompositeForeignKey
from mingxin.catalogue.forbidden_words import CUT_CODES, CUT_WORDS, FORBIDDEN_CODES, FORBIDDEN_WORDS
from mingxin.kernel.told_row import ToldRow
from mingxin.rulebook import cards
from mingxin.rulebook.vocabulary import GROUNDING_LEVELS, LEVELS, LOCAL_GROUND, NATIONAL_CLASSES, NEVER_SHOWN_RULES

GROUNDS = sorted({*GROUNDING_LEVELS, LOCAL_GROUND})


def _named(words: tuple[str, ...], codes: tuple[str, ...]) -> Q:
    """A field whose name holds one of the words, or whose column or element code is, or ends in, one of the codes."""
    by_name = [Q(name__icontains=word) for word in words]
    by_code = [Q(code__iexact=code) | Q(code__iendswith=f"_{code}") | Q(element__iexact=code) for code in codes]
    return reduce(or_, by_name + by_code)


class SubjectKind(models.Model):
    """A subject library, and whether this city keeps it. Natural persons: closed (charter 2.1)."""

    kind = models.CharField(max_length=20, primary_key=True)
    is_open = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in cards.SubjectKind]), name="subject_kind_known"
            ),
            models.UniqueConstraint(fields=["kind", "is_open"], name="subject_kind_open"),  # target of item kinds
        ]


class Edition(models.Model):
    """A rulebook put in force. Its content is the whole of it, and digests to `digest`; never changed."""

    number = models.PositiveIntegerField(primary_key=True)
    digest = models.CharField(max_length=64, db_index=True)  # a later edition may go back to an earlier content
    content = models.TextField()
    in_force_on = models.DateField()
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=64)


class Source(models.Model):
    """A cited text. `grounds`: it may carry an item by itself (a memorandum may not)."""

    key = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    level = models.CharField(max_length=20)
    standing = models.CharField(max_length=10)
    grounds = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grounds=True, level__in=GROUNDS) | (Q(grounds=False) & ~Q(level__in=GROUNDS)),
                name="source_grounds_by_level",
            ),
            models.UniqueConstraint(fields=["key", "grounds"], name="source_grounds"),  # target of items
        ]


class Item(models.Model):
    """A catalogue item in an edition. Its first sufficient basis stands in columns, all of them in `card`."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    class_name = models.CharField(max_length=40)
    level = models.CharField(max_length=10)
    source_row = models.CharField(max_length=200)
    basis_source = models.ForeignKey(Source, on_delete=models.PROTECT)
    basis_grounds = models.BooleanField()
    basis_article = models.CharField(max_length=100)
    nature = models.CharField(max_length=10)
    disclosure = models.CharField(max_length=12)
    publicity = models.CharField(max_length=30)
    effect = models.CharField(max_length=12)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)  # first day it is no more
    card = models.TextField()  # canonical JSON of the whole card
    from_desk = models.BooleanField(default=False)  # the city's own card: a newer program does not replace it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="item_once"),
            models.UniqueConstraint(fields=["id", "code"], name="item_code"),  # target of item kinds
            models.CheckConstraint(condition=~Q(basis_article=""), name="item_article"),
            models.CheckConstraint(condition=~Q(source_row=""), name="item_source_row"),
            models.CheckConstraint(condition=Q(class_name__in=NATIONAL_CLASSES), name="item_national_class"),
            models.CheckConstraint(condition=Q(level__in=tuple(LEVELS)), name="item_level"),
            models.CheckConstraint(condition=Q(basis_grounds=True), name="item_grounded"),
            models.CheckConstraint(
                condition=~Q(disclosure="authorised")
                | (~Q(nature="negative") & Q(publicity__in=NEVER_SHOWN_RULES, effect="record")),
                name="item_authorised_never_shown",
            ),
            CompositeForeignKey(
                name="item_basis_grounds",
                columns=("basis_source_id", "basis_grounds"),
                to_table="catalogue_source",
                to_columns=("key", "grounds"),
            ),
        ]


class Field(models.Model):
    """A data element of an item. What is never collected cannot be written here; what is not kept must be cut."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="fields")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    element = models.CharField(max_length=40, blank=True)
    cut = models.BooleanField()
    public = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "code"], name="field_once"),
            models.CheckConstraint(condition=~_named(FORBIDDEN_WORDS, FORBIDDEN_CODES), name="field_never_collected"),
            models.CheckConstraint(condition=Q(cut=True) | ~_named(CUT_WORDS, CUT_CODES), name="field_cut"),
            models.CheckConstraint(condition=Q(cut=False) | Q(public=False), name="field_cut_not_public"),
        ]


class ItemKind(models.Model):
    """An item in force may speak of this kind of subject. Records refer to (code, kind).

    Rows exist for the items of the edition in force, and for no others.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="kinds")
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    kind_open = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "kind"], name="item_kind_once"),  # target of records
            models.CheckConstraint(condition=Q(kind_open=True), name="item_kind_open"),
            CompositeForeignKey(
                name="item_kind_of_item",
                columns=("item_id", "code"),
                to_table="catalogue_item",
                to_columns=("id", "code"),
            ),
            CompositeForeignKey(
                name="item_kind_kept",
                columns=("kind", "kind_open"),
                to_table="catalogue_subjectkind",
                to_columns=("kind", "is_open"),
            ),
        ]


class DraftState(models.TextChoices):
    OPEN = "open", "拟订中"
    SCHEDULED = "scheduled", "待启用"
    IN_FORCE = "in_force", "已启用"
    DROPPED = "dropped", "已作废"


class CatalogueDraft(ToldRow):
    """Cards that are to change together. Nothing in it counts before it is put in force as an edition."""

    name = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=64)
    in_force_on = models.DateField(null=True)  # the day that was named; of an edition, the day on which it began
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="drafts")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=64, blank=True)
    problem = models.TextField(blank=True)  # why the named day passed without it

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="draft_named"),
            models.CheckConstraint(
                condition=Q(state="open", in_force_on__isnull=True, edition__isnull=True, closed_at__isnull=True)
                | Q(state="scheduled", in_force_on__isnull=False, edition__isnull=True, closed_at__isnull=True)
                | Q(state="in_force", in_force_on__isnull=False, edition__isnull=False, closed_at__isnull=False)
                | Q(state="dropped", edition__isnull=True, closed_at__isnull=False),
                name="draft_state_holds",
            ),
        ]


class DraftCard(ToldRow):
    """One card of a draft, as it was uploaded and as it was judged then (canonical JSON of its faults)."""

    draft = models.ForeignKey(CatalogueDraft, on_delete=models.PROTECT, related_name="cards")
    item = models.CharField(max_length=40)
    text = models.TextField()
    faults = models.TextField()
    based_on = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")  # in force when it was uploaded
    put_at = models.DateTimeField()
    put_by = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "item"], name="draft_card_once")]
