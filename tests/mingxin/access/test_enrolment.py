"""A second factor before it is confirmed, and when the installation's secret has changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mingxin.access.actions import passwords, second_factors, sessions, signing
from mingxin.access.models import Person, SecondFactor
from mingxin.access.queries.accounts import sealed_under_older_keys
from mingxin.access.rules import totp
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import PLATFORM
from tests.mingxin.access.conftest import RIGHT

pytestmark = pytest.mark.django_db
OLD, NEW = "an older secret of the installation", "the newer secret of the installation"
NEXT = "另一个足够长的口令，2026"


def sign_in(lin: Person, at: datetime) -> None:
    sessions.begin(person=lin, session_key="another", method="password", address=None, at=at)


def change(lin: Person, at: datetime) -> None:
    passwords.change_password(person=lin, present=RIGHT, new=NEXT, at=at)


def reset(lin: Person, at: datetime) -> None:
    passwords.reset_password(person=lin, by=PLATFORM, at=at)


@pytest.mark.parametrize("event", [sign_in, change, reset])
def test_a_secret_seen_before_is_never_the_one_confirmed(
    lin: Person, now: datetime, event: Callable[[Person, datetime], None]
) -> None:
    """Whoever saw the slip could have opened the page before the owner did."""
    seen = second_factors.begin_enrolment(person=lin, at=now)
    event(lin, now)
    assert not SecondFactor.objects.exists()
    assert second_factors.begin_enrolment(person=lin, at=now) != seen
    with pytest.raises(Refusal, match="验证码不正确"):
        second_factors.confirm(person=lin, code=totp.code_at(seen, totp.step_of(now)), at=now)


@pytest.mark.parametrize("event", [sign_in, change, reset])
def test_a_confirmed_one_stays(lin: Person, now: datetime, event: Callable[[Person, datetime], None]) -> None:
    secret, _ = enrolled(lin, now)
    event(lin, now)
    assert signing.check_code(person=lin, code=code_of(secret, now), at=now) == "totp"


# ---- the installation's secret is changed: session.secret gets a new first line


def enrolled(lin: Person, at: datetime) -> tuple[bytes, tuple[str, ...]]:
    """Confirmed some steps before `at`, so that the code of `at` is unspent."""
    before = at - timedelta(minutes=5)
    secret = second_factors.begin_enrolment(person=lin, at=before)
    return secret, second_factors.confirm(person=lin, code=code_of(secret, before), at=before)


def code_of(secret: bytes, at: datetime) -> str:
    return totp.code_at(secret, totp.step_of(at))


@pytest.fixture
def rotated(lin: Person, now: datetime, settings) -> tuple[bytes, tuple[str, ...]]:
    """Set up under the old secret, which is still there behind the new one."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OLD, []
    held = enrolled(lin, now)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    return held


def test_recovery_codes_outlive_the_change(lin: Person, now: datetime, rotated) -> None:
    _, codes = rotated
    assert signing.check_code(person=lin, code=codes[0], at=now) == "recovery"
    assert signing.check_code(person=lin, code=codes[0], at=now) == "", "once, under whichever secret"


def test_a_used_secret_is_sealed_under_the_new_one_and_the_old_may_go(
    lin: Person, now: datetime, rotated, settings
) -> None:
    secret, codes = rotated
    assert sealed_under_older_keys() == {lin.pk}
    assert signing.check_code(person=lin, code=code_of(secret, now), at=now) == "totp"
    assert sealed_under_older_keys() == set()
    settings.SECRET_KEY_FALLBACKS = []
    later = now + timedelta(minutes=1)
    assert signing.check_code(person=lin, code=code_of(secret, later), at=later) == "totp"
    assert signing.check_code(person=lin, code=codes[0], at=later) == "", "not renewed, it went with the old one"


def test_renewed_recovery_codes_need_the_new_one_alone(lin: Person, now: datetime, rotated, settings) -> None:
    secret, _ = rotated
    signing.check_code(person=lin, code=code_of(secret, now), at=now)
    renewed = second_factors.renew_recovery_codes(person=lin, at=now)
    settings.SECRET_KEY_FALLBACKS = []
    assert signing.check_code(person=lin, code=renewed[0], at=now) == "recovery"


def test_unused_a_secret_goes_with_the_old_one_and_says_so(lin: Person, now: datetime, rotated, settings) -> None:
    secret, _ = rotated
    settings.SECRET_KEY_FALLBACKS = []
    assert sealed_under_older_keys() == {lin.pk}
    with pytest.raises(Refusal, match="重置"):
        signing.check_code(person=lin, code=code_of(secret, now), at=now)
