"""An account, second factor or recovery code that somebody altered past the platform lets nobody in.

The forger has every right in the database; he has not the keys folder.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mingxin.access.actions import passwords, second_factors, sessions, signing
from mingxin.access.actions.standing import ALTERED
from mingxin.access.models import Person, RecoveryCode, SecondFactor
from mingxin.access.queries.standing import FOUND
from mingxin.access.rules import totp
from mingxin.access.secrets_at_rest import digests, seal
from mingxin.kernel.refusal import Refusal
from mingxin.ledger import actions as ledger
from mingxin.ledger.actor import PLATFORM, Actor
from mingxin.ledger.models import Entry, Unsealed
from mingxin.ledger.row_proof import STOCK
from mingxin.oversight.stock import take_stock
from tests.mingxin.access.conftest import RIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.forges]
SECURITY = Actor("security", "安全管理员")
THEIRS = "入侵者自己的口令-2026"
SECRET = b"twenty bytes of his!"
CODE = "AAAABBBBCCCC"


@pytest.fixture(autouse=True)
def stamped(ledger_key: object) -> None:
    """Entries bear the platform's stamp."""


@pytest.fixture
def codes(lin: Person, now: datetime) -> tuple[str, ...]:
    """The second factor, set up a while ago; its recovery codes."""
    before = now - timedelta(minutes=5)
    secret = second_factors.begin_enrolment(person=lin, at=before)
    return second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(before)), at=before)


def forge_password(lin: Person) -> None:
    Person.objects.filter(pk=lin.pk).update(password=make_password(THEIRS))


def by_password(lin: Person, at: datetime, password: str = THEIRS) -> object:
    return signing.check_sign_in(login="lin", password=password, address="10.1.2.3", at=at)


def by_right_password(lin: Person, at: datetime) -> object:
    return by_password(lin, at, RIGHT)


def by_forged_code(lin: Person, at: datetime) -> object:
    return signing.check_code(person=lin, code=totp.code_at(SECRET, totp.step_of(at)), at=at)


def by_forged_recovery(lin: Person, at: datetime) -> object:
    return signing.check_code(person=lin, code=CODE, at=at)


def by_government(lin: Person, at: datetime) -> object:
    return signing.check_identity(login="lin", at=at)


def by_own_password(lin: Person, at: datetime) -> object:
    return signing.check_own_password(person=Person.objects.get(pk=lin.pk), password=THEIRS, at=at)


Way = Callable[[Person, datetime], object]
FORGERIES: dict[str, tuple[Callable[[Person], object], Way]] = {
    "a password": (forge_password, by_password),
    "a password, once signed in": (forge_password, by_own_password),
    "a password, and in by the government": (forge_password, by_government),
    "a first password that need not be changed": (
        lambda lin: Person.objects.filter(pk=lin.pk).update(must_change_password=True),
        by_right_password,
    ),
    "another person's name": (lambda lin: Person.objects.filter(pk=lin.pk).update(name="别人"), by_government),
    "a secret": (
        lambda lin: SecondFactor.objects.update(sealed_secret=seal(SECRET, whose="lin")),
        by_forged_code,
    ),
    "a second factor gone": (lambda lin: SecondFactor.objects.all().delete(), by_right_password),
    "a second factor that counts no more": (
        lambda lin: SecondFactor.objects.update(confirmed_at=None),
        by_right_password,
    ),
    "a recovery code": (
        lambda lin: RecoveryCode.objects.filter(pk=RecoveryCode.objects.order_by("pk")[0].pk).update(
            digest=digests(CODE, whose="lin")[0]
        ),
        by_forged_recovery,
    ),
    "a recovery code more": (
        lambda lin: (
            take_stock(by=PLATFORM, at=datetime.fromisoformat("2026-11-20T10:00:00+08:00")),
            RecoveryCode.objects.create(person=lin, digest=digests(CODE, whose="lin")[0]),
        ),
        by_forged_recovery,
    ),
}


def refused(way: Way, lin: Person, at: datetime) -> bool:
    try:
        way(lin, at)
    except Refusal as refusal:
        assert refusal.code == ALTERED and "安全管理员" in refusal.remedy
        return True
    return False


def alerts() -> int:
    return Entry.objects.filter(action=FOUND).count()


@pytest.mark.parametrize(("forge", "way"), FORGERIES.values(), ids=list(FORGERIES))
def test_it_lets_nobody_in_and_is_entered_once(
    lin: Person, codes: tuple[str, ...], now: datetime, forge: Callable[[Person], object], way: Way
) -> None:
    assert not refused(by_right_password, lin, now) and alerts() == 0
    forge(lin)
    for second in range(3):
        assert refused(way, lin, now + timedelta(seconds=second))
    assert alerts() == 1
    assert Entry.objects.filter(action="access.sign_in_failed").count() == 0, "not counted as a failure"


def test_who_has_not_the_password_learns_nothing(lin: Person, now: datetime) -> None:
    forge_password(lin)
    assert by_password(lin, now, "x") == signing.WRONG
    assert by_right_password(lin, now) == signing.WRONG
    assert alerts() == 0


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda lin, at: by_password(lin, at, "x"), id="a failure"),
        pytest.param(
            lambda lin, at: sessions.begin(person=lin, session_key="k", method="x", address=None, at=at), id="a sign-in"
        ),
        pytest.param(lambda lin, at: second_factors.begin_enrolment(person=lin, at=at), id="an enrolment begun"),
        pytest.param(lambda lin, at: signing.unlock(person=lin, by=SECURITY, at=at), id="the account unlocked"),
    ],
)
def test_no_other_act_puts_it_right(lin: Person, now: datetime, act: Callable[[Person, datetime], object]) -> None:
    """Its entry names the row as it stands; that it was found otherwise than it was left is told there, too."""
    forge_password(lin)
    act(Person.objects.get(pk=lin.pk), now)
    assert refused(by_password, lin, now)


def test_all_within_the_same_moment(lin: Person, now: datetime) -> None:
    """Entries count before they are sealed, and those of one instant in their order."""
    first = passwords.reset_password(person=lin, by=SECURITY, at=now)
    second = passwords.reset_password(person=Person.objects.get(pk=lin.pk), by=SECURITY, at=now)
    assert by_password(lin, now, first) == signing.WRONG
    assert by_password(lin, now, second) == lin
    ledger.seal(at=now)
    assert by_password(lin, now, second) == lin
    third = passwords.reset_password(person=Person.objects.get(pk=lin.pk), by=SECURITY, at=now)
    assert by_password(lin, now, third) == lin


def test_a_new_password_from_an_administrator_opens_it_again(lin: Person, now: datetime) -> None:
    forge_password(lin)
    assert refused(by_password, lin, now)
    given = passwords.reset_password(person=Person.objects.get(pk=lin.pk), by=SECURITY, at=now)
    assert by_password(lin, now, given) == lin
    forge_password(lin)
    assert refused(by_password, lin, now)
    assert alerts() == 2, "another time"


def test_a_second_factor_taken_away_opens_it_again(lin: Person, codes: tuple[str, ...], now: datetime) -> None:
    SecondFactor.objects.update(sealed_secret=seal(SECRET, whose="lin"))
    RecoveryCode.objects.order_by("pk")[:1].get().delete()
    assert refused(by_forged_code, lin, now)
    assert second_factors.reset_second_factor(person=lin, by=SECURITY, at=now)
    assert by_right_password(lin, now) == lin
    secret = second_factors.begin_enrolment(person=lin, at=now)
    renewed = second_factors.confirm(person=lin, code=totp.code_at(secret, totp.step_of(now)), at=now)
    assert signing.check_code(person=lin, code=renewed[0], at=now) == "recovery"
    assert second_factors.renew_recovery_codes(person=lin, at=now)
    assert by_right_password(lin, now) == lin


def test_an_entry_that_nobody_stamped_helps_the_forger_nothing(lin: Person, now: datetime) -> None:
    ledger.seal(at=now)
    forge_password(lin)
    passwords.reset_password(person=Person.objects.get(pk=lin.pk), by=SECURITY, at=now)
    forged = Entry.objects.order_by("-id")[0]
    assert forged.action == "access.password_reset"
    encoded = Person.objects.get(pk=lin.pk).password
    Unsealed.objects.filter(entry=forged).delete()
    Entry.objects.filter(pk=forged.pk).update(stamp="")
    Person.objects.filter(pk=lin.pk).update(password=encoded)
    assert refused(lambda lin, at: signing.check_identity(login="lin", at=at), lin, now)
    Entry.objects.filter(pk=forged.pk).update(stamp="0" * 16 + ":" + "0" * 16 + ":" + "0" * 32)
    assert refused(by_government, lin, now)


def test_an_older_entry_that_is_told_again_brings_no_older_password_back(lin: Person, now: datetime) -> None:
    known = passwords.reset_password(person=lin, by=SECURITY, at=now)
    older = Entry.objects.get(action="access.password_reset")
    encoded = Person.objects.get(pk=lin.pk).password
    passwords.reset_password(person=Person.objects.get(pk=lin.pk), by=SECURITY, at=now)
    Person.objects.filter(pk=lin.pk).update(password=encoded)
    assert refused(lambda lin, at: by_password(lin, at, known), lin, now)
    older.pk = None
    older.save(force_insert=True)
    assert refused(lambda lin, at: by_password(lin, at, known), lin, now)


def test_accounts_from_before_rows_were_told_stand_by_the_stock_that_is_taken_with_the_upgrade(now: datetime) -> None:
    old = Person.objects.create(login="lin", name="林知微", password=make_password(RIGHT))
    assert refused(by_right_password, old, now), "the upgrade is not done"
    take_stock(by=PLATFORM, at=now)
    assert by_right_password(old, now) == old
    signing.forget_tries(person=old, address=None)
    sessions.begin(person=old, session_key="k", method="password", address=None, at=now)
    assert by_right_password(old, now) == old
    forge_password(old)
    assert refused(by_password, old, now)


def test_an_account_that_was_slipped_in_lets_nobody_in(now: datetime) -> None:
    take_stock(by=PLATFORM, at=now)
    slipped = Person.objects.create(login="lin", name="林知微", password=make_password(THEIRS))
    assert refused(by_password, slipped, now)


def test_hiding_the_stock_for_a_moment_lets_nobody_in(now: datetime) -> None:
    take_stock(by=PLATFORM, at=now)
    slipped = Person.objects.create(login="lin", name="林知微", password=make_password(THEIRS))
    Entry.objects.filter(action=STOCK).update(action="ledger.take_stocx")
    assert refused(by_password, slipped, now)


def test_it_costs_one_question_of_each_table_however_long_the_account_is_used(
    lin: Person, codes: tuple[str, ...], now: datetime
) -> None:
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            assert by_right_password(lin, now) == lin
        asked.append(len(seen))
        for number in range(30):
            sessions.begin(person=lin, session_key=f"{number}", method="password", address=None, at=now)
    assert asked[0] == asked[1]
