"""People, the posts they hold, and their sign-ins. Always a person: an account has one name and one open sign-in."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from mingxin.access.models.places import Unit
from mingxin.kernel.told_row import ToldRow


class StaffRole(models.TextChoices):
    STEWARD = "steward", "经办人"
    CHECKER = "checker", "审核人"
    UNIT_ADMINISTRATOR = "unit_administrator", "单位管理员"
    OFFICER = "officer", "信用办工作人员"
    SYSTEM_ADMINISTRATOR = "system_administrator", "系统管理员"
    SECURITY_ADMINISTRATOR = "security_administrator", "安全管理员"
    AUDITOR = "auditor", "审计员"


OF_THE_PLATFORM = (StaffRole.SYSTEM_ADMINISTRATOR, StaffRole.SECURITY_ADMINISTRATOR, StaffRole.AUDITOR)


class Person(ToldRow, AbstractBaseUser):
    """One person, one account. What it may do follows from its posts alone."""

    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    is_contract_staff = models.BooleanField(default=False)  # 合同制人员: may hold the post of a steward alone
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    failed_sign_ins = models.PositiveSmallIntegerField(default=0)  # in a row
    locked_until = models.DateTimeField(null=True)
    guarded_until = models.DateTimeField(null=True)  # tried from many places: known ones and the second factor alone
    PROVED = ("login", "name", "unit_id", "is_contract_staff", "is_active")  # by the newest entry about the account
    PROVED_BESIDE = ("password", "must_change_password", "password_changed_at")  # a hash put in by hand is found
    last_login = None  # the sign-ins tell it, and by our own clock

    objects = BaseUserManager["Person"]()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_named"),
            models.UniqueConstraint(Lower("login"), name="person_login_any_case"),  # nobody passes for another
        ]


class Post(ToldRow):
    """A post 岗位: who does what, for which unit and items, from when until when. `items` empty means all of them.

    A B post (`stands_in_for` is set) always has an end. Days are half-open: `until_on` is the first day without it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=24, choices=StaffRole.choices)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="posts")
    items = models.JSONField(default=list)
    stands_in_for = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    given_by = models.CharField(max_length=64)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=OF_THE_PLATFORM, unit__isnull=True)
                | (~Q(role__in=OF_THE_PLATFORM) & Q(unit__isnull=False)),
                name="post_unit_fits_role",
            ),
            models.CheckConstraint(condition=Q(role__in=StaffRole.values), name="post_role"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="post_span"
            ),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True) | Q(until_on__isnull=False), name="post_b_ends"
            ),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="post_of_unit")]


class SignIn(models.Model):
    """One sign-in, from the second factor to its end. A person has at most one that is open."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_ins")
    session_digest = models.CharField(max_length=64)  # of the session's key, which is a secret
    at = models.DateTimeField()
    seen_at = models.DateTimeField()  # written at most once a minute
    ended_at = models.DateTimeField(null=True)
    # left, idle, too_long, elsewhere, password, code, account, ended, locked
    end_reason = models.CharField(max_length=20, blank=True)
    address = models.GenericIPAddressField(null=True)
    method = models.CharField(max_length=20)  # password, password+totp, oidc

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="sign_in_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="sign_in_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["session_digest"], name="sign_in_of_session")]


class FormerPassword(models.Model):
    """A password that was replaced, as it was kept; the last few of a person alone, so that none of them comes back."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    encoded = models.CharField(max_length=128)
    until_at = models.DateTimeField()
