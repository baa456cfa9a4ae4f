"""Lockout, spans of a sign-in, ages of passwords, one-time codes: the instant before, on and after each edge."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.rules import totp
from mingxin.access.rules.lockout import ATTEMPTS, LOCKED_FOR, Tries, after_failure, is_locked
from mingxin.access.rules.passwords import is_too_old
from mingxin.access.rules.sign_in_spans import SEEN_EVERY, Spans, end_reason, is_worth_writing
from mingxin.kernel.clock import CHINA

AT = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
TICK = timedelta(microseconds=1)
SPANS = Spans(idle=timedelta(minutes=30), whole=timedelta(hours=10))


@pytest.mark.parametrize(
    ("began", "seen", "reason"),
    [
        pytest.param(timedelta(0), timedelta(0), "", id="just now"),
        pytest.param(timedelta(hours=1), SPANS.idle - TICK, "", id="a moment before the idle end"),
        pytest.param(timedelta(hours=1), SPANS.idle, "idle", id="idle on the instant"),
        pytest.param(timedelta(hours=1), SPANS.idle + TICK, "idle", id="idle after it"),
        pytest.param(SPANS.whole - TICK, timedelta(0), "", id="busy, a moment before ten hours"),
        pytest.param(SPANS.whole, timedelta(0), "too_long", id="busy, ten hours on the instant"),
        pytest.param(SPANS.whole, SPANS.idle, "too_long", id="both: the whole span is named"),
    ],
)
def test_a_sign_in_ends(began: timedelta, seen: timedelta, reason: str) -> None:
    assert end_reason(began=AT - began, seen=AT - seen, at=AT, spans=SPANS) == reason


@pytest.mark.parametrize(("ago", "worth"), [(SEEN_EVERY - TICK, False), (SEEN_EVERY, True), (SEEN_EVERY + TICK, True)])
def test_a_visit_is_written_once_a_minute(ago: timedelta, worth: bool) -> None:
    assert is_worth_writing(seen=AT - ago, at=AT) is worth


def test_the_fifth_failure_locks() -> None:
    tries = Tries(0, None)
    for n in range(1, ATTEMPTS):
        tries = after_failure(tries, AT)
        assert (tries.failed, tries.locked_until) == (n, None)
    assert after_failure(tries, AT) == Tries(ATTEMPTS, AT + LOCKED_FOR)


@pytest.mark.parametrize(("later", "locked"), [(-TICK, True), (timedelta(0), False), (TICK, False)])
def test_the_lock_opens_on_its_instant(later: timedelta, locked: bool) -> None:
    assert is_locked(Tries(ATTEMPTS, AT), AT + later) is locked


def test_failures_while_locked_do_not_prolong_it() -> None:
    locked = Tries(ATTEMPTS, AT + LOCKED_FOR)
    assert after_failure(locked, AT + LOCKED_FOR - TICK) == locked


def test_after_the_lock_counting_starts_anew() -> None:
    assert after_failure(Tries(ATTEMPTS, AT), AT) == Tries(1, None)


@pytest.mark.parametrize(
    ("age", "days", "old"),
    [
        pytest.param(timedelta(days=90) - TICK, 90, False, id="a moment before"),
        pytest.param(timedelta(days=90), 90, True, id="on the instant"),
        pytest.param(timedelta(days=900), 0, False, id="no age is set"),
        pytest.param(None, 90, True, id="never changed"),
        pytest.param(None, 0, False, id="never changed, no age is set"),
    ],
)
def test_a_password_grows_old(age: timedelta | None, days: int, old: bool) -> None:
    assert is_too_old(changed_at=AT - age if age is not None else None, at=AT, days=days) is old


SECRET = b"12345678901234567890"  # of RFC 6238, appendix B; its eight digits cut to the last six


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_codes_of_the_rfc(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, CHINA)
    assert totp.code_at(SECRET, totp.step_of(at)) == code
    assert totp.matching_step(SECRET, code, at=at, after=0) == second // 30


NOW = totp.step_of(AT)


@pytest.mark.parametrize(
    ("step", "fits"),
    [
        pytest.param(NOW - 2, False, id="two steps ago"),
        pytest.param(NOW - 1, True, id="the step before"),
        pytest.param(NOW, True, id="now"),
        pytest.param(NOW + 1, True, id="the step after"),
        pytest.param(NOW + 2, False, id="two steps ahead"),
    ],
)
def test_a_telephone_may_be_off_by_one_step(step: int, fits: bool) -> None:
    found = totp.matching_step(SECRET, totp.code_at(SECRET, step), at=AT, after=0)
    assert found == (step if fits else None)


@pytest.mark.parametrize(("after", "fits"), [(NOW - 1, True), (NOW, False), (NOW + 1, False)])
def test_a_spent_step_and_those_before_are_void(after: int, fits: bool) -> None:
    assert (totp.matching_step(SECRET, totp.code_at(SECRET, NOW), at=AT, after=after) is not None) is fits


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "\x00"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert totp.matching_step(SECRET, code, at=AT, after=0) is None


def test_a_code_may_be_typed_with_a_gap() -> None:
    code = totp.code_at(SECRET, NOW)
    assert totp.matching_step(SECRET, f"{code[:3]} {code[3:]}", at=AT, after=0) == NOW


def test_the_address_names_issuer_and_account() -> None:
    address = totp.address(SECRET, issuer="信用云泽", account="lin zhiwei")
    assert address.startswith(
        "otpauth://totp/%E4%BF%A1%E7%94%A8%E4%BA%91%E6%B3%BD:lin%20zhiwei?secret=GEZDGNBVGY3TQOJQ"
    )
    assert "=&" not in address
