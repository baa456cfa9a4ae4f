"""Lockout, spans of a sign-in, ages of passwords, one-time codes: the instant before, on and after each edge."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.rules import totp
from mingxin.access.rules.lockout import ATTEMPTS, HOUR, LOCKED_FOR, Hour, Tries, after_failure, closed_until, is_locked
from mingxin.access.rules.passwords import faults_of, is_too_old
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


@pytest.mark.parametrize(
    ("failed", "later", "most", "closed"),
    [
        pytest.param(49, timedelta(0), 50, False, id="one below the limit"),
        pytest.param(50, timedelta(0), 50, True, id="at the limit"),
        pytest.param(50, HOUR - TICK, 50, True, id="a moment before the hour is full"),
        pytest.param(50, HOUR, 50, False, id="when it is full"),
        pytest.param(9999, timedelta(0), 0, False, id="no limit"),
    ],
)
def test_a_place_is_closed_for_the_rest_of_its_hour(failed: int, later: timedelta, most: int, closed: bool) -> None:
    assert closed_until(Hour(failed, AT), AT + later, most=most) == (AT + HOUR if closed else None)


COMMON = frozenset({"password", "dragon", "monkey", "football", "sunshine", "princess", "zaq1xsw2cde3", "admin"})
OWN = ("lin.zhiwei", "林知微", "云泽市市场监督管理局")
PASSWORDS: list[tuple[str, str, str]] = [
    ("twelve blanks", " " * 12, "short"),
    ("eleven characters", "q7t4kpxm2vw", "short"),
    ("twelve with blanks around", " q7t4kpxm2vw ", "short"),
    ("129 characters", "q7t4kpxm2v" * 12 + "q7t4kpxm2", "long"),
    ("digits", "928374650192837465", "digits"),
    ("full-width digits", "９２８３７４６５０１９２", "digits"),
    ("one character", "a" * 12, "guessable"),
    ("one character but two", "aaaaaaaaaax7", "guessable"),
    ("a common one", "zaq1xsw2cde3", "common"),
    ("a common one in capitals", "ZAQ1XSW2CDE3", "common"),
    ("a common one in full-width letters", "ｚａｑ１ｘｓｗ２ｃｄｅ３", "common"),
    ("a common word twice", "passwordpassword", "guessable"),
    ("common words in a row", "dragonmonkeyfootball", "guessable"),
    ("common words with a sign between", "Sunshine-Princess", "guessable"),
    ("a common word, a year, a sign", "Password2026!", "guessable"),
    ("a common word and a run of digits", "admin@123456789", "guessable"),
    ("a run of letters", "abcdefghijkl", "guessable"),
    ("a unit repeated", "q7tq7tq7tq7t", "guessable"),
    ("the own name four times", "林知微" * 4, "own"),
    ("the own name among others", "湖边六棵柳树林知微两只鹅", "own"),
    ("the own name spelled", "LinZhiWei-x7q4kpm", "own"),
    ("the own login", "lin.zhiwei#x7q4kpm", "own"),
    ("the own unit", "云泽市市场监督管理局x7q4", "own"),
    ("four words that are common each", "dragon monkey football sunshine", ""),
    ("a sentence", "湖边六棵柳树和两只大白鹅", ""),
    ("drawn by lot", "q7t4kpxm2vwr", ""),
    ("the surname alone", "林间小路通向湖边六棵柳树", ""),
]


@pytest.mark.parametrize(("new", "fault"), [p[1:] for p in PASSWORDS], ids=[p[0] for p in PASSWORDS])
def test_a_new_password(new: str, fault: str) -> None:
    assert "".join(faults_of(new, own=OWN, common=COMMON)) == fault
