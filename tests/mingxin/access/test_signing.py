"""Signing in as the tables see it: failures, locks, one open sign-in, second factors."""

from datetime import datetime, timedelta

import pytest

from mingxin.access.actions import passwords, second_factors, sessions, signing
from mingxin.access.actions.people import add_person
from mingxin.access.models import FormerPassword, Person, RecoveryCode, SecondFactor, SignIn
from mingxin.access.queries.accounts import has_second_factor, recent_sign_ins, unused_recovery_codes
from mingxin.access.rules import totp
from mingxin.access.rules.lockout import ATTEMPTS, LOCKED_FOR
from mingxin.access.rules.sign_in_spans import Spans
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from tests.mingxin.access.conftest import RIGHT

pytestmark = pytest.mark.django_db
WRONG = "错误的口令"
SPANS = Spans(idle=timedelta(minutes=30), whole=timedelta(hours=10))
TICK = timedelta(microseconds=1)
SECURITY = Actor("security", "安全管理员")


def acts() -> list[str]:
    return [a.removeprefix("access.") for a in Entry.objects.order_by("id").values_list("action", flat=True)][2:]


def attempt(at: datetime, password: str = WRONG, login: str = "lin") -> Person | None:
    """Always from one place; see test_tries.py for several."""
    found = signing.check_sign_in(login=login, password=password, address="10.1.2.3", at=at)
    return found if isinstance(found, Person) else None


def test_the_right_password(lin: Person, now: datetime) -> None:
    assert attempt(now, RIGHT) == lin
    assert acts() == []


def test_failures_lock_and_the_lock_opens(lin: Person, now: datetime) -> None:
    for _ in range(ATTEMPTS):
        assert attempt(now) is None
    assert attempt(now, RIGHT) is None, "the right password does not open a locked account"
    assert attempt(now + LOCKED_FOR - TICK, RIGHT) is None
    assert attempt(now + LOCKED_FOR, RIGHT) == lin
    assert acts() == ["sign_in_failed"] * ATTEMPTS + ["locked"] + ["sign_in_failed"] * 2


def test_four_failures_do_not_lock(lin: Person, now: datetime) -> None:
    for _ in range(ATTEMPTS - 1):
        attempt(now)
    assert attempt(now, RIGHT) == lin


def test_the_security_administrator_unlocks(lin: Person, now: datetime) -> None:
    for _ in range(ATTEMPTS):
        attempt(now)
    signing.unlock(person=lin, by=SECURITY, at=now)
    assert attempt(now, RIGHT) == lin
    assert Entry.objects.get(action="access.unlocked").actor_login == "security"


@pytest.mark.forges
def test_an_ended_account_and_one_without_password_stay_shut(lin: Person, actor: Actor, now: datetime) -> None:
    Person.objects.filter(pk=lin.pk).update(is_active=False)
    assert attempt(now, RIGHT) is None
    add_person(login="bare", name="无口令", by=actor, at=now)
    assert attempt(now, "", "bare") is None


def test_no_password_is_in_the_ledger(lin: Person, now: datetime) -> None:
    attempt(now)
    entry = Entry.objects.get(action="access.sign_in_failed")
    assert WRONG not in entry.detail and '"why":"password"' in entry.detail.replace(" ", "")


def begin(lin: Person, key: str, at: datetime) -> None:
    sessions.begin(person=lin, session_key=key, method="password", address="10.1.2.3", at=at)


def keep(lin: Person, key: str, at: datetime, *, counts: bool = True) -> str:
    return sessions.keep(person=lin, session_key=key, spans=SPANS, at=at, counts=counts)


def test_a_new_sign_in_ends_the_older(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    begin(lin, "b", now)
    assert keep(lin, "a", now) == "elsewhere"
    assert keep(lin, "b", now) == ""
    assert SignIn.objects.filter(ended_at=None).count() == 1
    assert acts() == ["signed_in", "signed_out", "signed_in"]


def test_sessions_are_known_by_digest_alone(lin: Person, now: datetime) -> None:
    begin(lin, "a-secret-key", now)
    assert "a-secret-key" not in str(list(SignIn.objects.values()))
    assert keep(lin, "another", now) == "left"


@pytest.mark.parametrize(
    ("minutes", "reasons"),
    [
        pytest.param([29, 58, 87], ["", "", ""], id="busy"),
        pytest.param([29, 59], ["", "idle"], id="half an hour after the last visit"),
        pytest.param([29 * n for n in range(1, 22)], [""] * 20 + ["too_long"], id="busy for ten hours"),
    ],
)
def test_it_ends_by_itself(lin: Person, now: datetime, minutes: list[int], reasons: list[str]) -> None:
    begin(lin, "a", now)
    assert [keep(lin, "a", now + timedelta(minutes=m)) for m in minutes] == reasons


def test_what_a_page_asks_by_itself_keeps_nothing_open(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    assert keep(lin, "a", now + timedelta(minutes=29), counts=False) == ""
    assert keep(lin, "a", now + timedelta(minutes=30), counts=False) == "idle"


def test_visits_are_written_once_a_minute(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    for seconds, seen in ((59, 0), (60, 60), (119, 60), (120, 120)):
        keep(lin, "a", now + timedelta(seconds=seconds))
        assert SignIn.objects.get().seen_at == now + timedelta(seconds=seen)


def test_an_ended_account_is_out_at_its_next_click(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    lin.is_active = False
    assert keep(lin, "a", now) == "account"
    assert SignIn.objects.get().end_reason == "account"


def test_leaving_ends_the_open_one_from_its_own_browser_alone(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    begin(lin, "b", now)
    assert not sessions.leave(person=lin, session_key="a", at=now)
    assert keep(lin, "b", now) == ""
    assert sessions.leave(person=lin, session_key="b", at=now)
    assert keep(lin, "b", now) == "left"


def test_the_security_administrator_ends_a_sign_in(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    assert sessions.end_by(person=lin, by=SECURITY, at=now)
    assert keep(lin, "a", now) == "ended"
    assert not sessions.end_by(person=lin, by=SECURITY, at=now)


@pytest.mark.parametrize(("later", "ended"), [(SPANS.idle - TICK, 0), (SPANS.idle, 1)])
def test_forgotten_sign_ins_are_closed(lin: Person, now: datetime, later: timedelta, ended: int) -> None:
    begin(lin, "a", now)
    assert sessions.end_forgotten(spans=SPANS, at=now + later) == ended
    sessions.tidy(now + timedelta(hours=11))
    assert SignIn.objects.filter(ended_at=None).count() == 0


def test_recent_sign_ins_come_newest_first(lin: Person, now: datetime) -> None:
    for key in "abc":
        begin(lin, key, now)
    assert [row.end_reason for row in recent_sign_ins(lin, limit=2)] == ["", "elsewhere"]


def enrolled(lin: Person, at: datetime) -> tuple[bytes, tuple[str, ...]]:
    """Confirmed some steps before `at`, so that the code of `at` is unspent."""
    before = at - timedelta(minutes=5)
    secret = second_factors.begin_enrolment(person=lin, at=before)
    code = totp.code_at(secret, totp.step_of(before))
    return secret, second_factors.confirm(person=lin, code=code, at=before)


def code_of(secret: bytes, at: datetime) -> str:
    return totp.code_at(secret, totp.step_of(at))


def check(lin: Person, code: str, at: datetime) -> str:
    return signing.check_code(person=lin, code=code, at=at)


def test_a_code_is_spent_once(lin: Person, now: datetime) -> None:
    secret, _ = enrolled(lin, now)
    assert check(lin, code_of(secret, now), now) == "totp"
    assert check(lin, code_of(secret, now), now) == "", "the same again"
    assert check(lin, code_of(secret, now - timedelta(seconds=30)), now) == "", "an older one, still in the drift"
    later = now + timedelta(seconds=30)
    assert check(lin, code_of(secret, later), later) == "totp"


def test_the_code_that_confirmed_is_spent(lin: Person, now: datetime) -> None:
    secret = second_factors.begin_enrolment(person=lin, at=now)
    second_factors.confirm(person=lin, code=code_of(secret, now), at=now)
    assert check(lin, code_of(secret, now), now) == ""


def test_wrong_codes_lock_like_wrong_passwords(lin: Person, now: datetime) -> None:
    secret, _ = enrolled(lin, now)
    for _ in range(ATTEMPTS):
        assert check(lin, "000000" if code_of(secret, now) != "000000" else "111111", now) == ""
    assert check(lin, code_of(secret, now), now) == ""
    assert attempt(now, RIGHT) is None
    assert attempt(now + LOCKED_FOR, RIGHT) == lin


def test_recovery_codes_are_ten_and_each_is_good_once(lin: Person, now: datetime) -> None:
    _, codes = enrolled(lin, now)
    assert len(set(codes)) == unused_recovery_codes(lin) == 10
    assert check(lin, codes[0].lower().replace("-", " "), now) == "recovery"
    assert check(lin, codes[0], now) == ""
    assert unused_recovery_codes(lin) == 9
    kept = str(list(RecoveryCode.objects.values())) + str(list(Entry.objects.values()))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_renewed_recovery_codes_void_the_old(lin: Person, now: datetime) -> None:
    _, old = enrolled(lin, now)
    new = second_factors.renew_recovery_codes(person=lin, at=now)
    assert check(lin, old[0], now) == ""
    assert check(lin, new[0], now) == "recovery"


def test_the_secret_is_sealed_for_its_owner(lin: Person, actor: Actor, now: datetime) -> None:
    secret, _ = enrolled(lin, now)
    row = SecondFactor.objects.get()
    assert secret not in bytes(row.sealed_secret)
    add_person(login="other", name="另一人", by=actor, at=now)
    other = Person.objects.get(login="other")
    SecondFactor.objects.create(person=other, sealed_secret=row.sealed_secret, begun_at=now, confirmed_at=now)
    with pytest.raises(Refusal, match="重置"):
        check(other, code_of(secret, now), now)


def test_an_older_secret_key_still_opens(lin: Person, now: datetime, settings) -> None:
    secret, _ = enrolled(lin, now)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret key"
    assert check(lin, code_of(secret, now), now) == "totp"


def test_a_wrong_code_confirms_nothing(lin: Person, now: datetime) -> None:
    secret = second_factors.begin_enrolment(person=lin, at=now)
    assert second_factors.begin_enrolment(person=lin, at=now) == secret, "the page may be opened again"
    with pytest.raises(Refusal, match="验证码不正确"):
        second_factors.confirm(person=lin, code="12345", at=now)
    assert not has_second_factor(lin)
    assert check(lin, code_of(secret, now), now) == "", "unconfirmed, it proves nothing"


def test_reset_begins_anew(lin: Person, now: datetime) -> None:
    secret, codes = enrolled(lin, now)
    with pytest.raises(Refusal, match="已经启用"):
        second_factors.begin_enrolment(person=lin, at=now)
    assert second_factors.reset_second_factor(person=lin, by=SECURITY, at=now)
    assert not second_factors.reset_second_factor(person=lin, by=SECURITY, at=now)
    assert check(lin, codes[0], now) == ""
    assert second_factors.begin_enrolment(person=lin, at=now) != secret
    assert acts().count("second_factor_reset") == 1


@pytest.mark.parametrize(
    ("present", "new", "code"),
    [
        pytest.param(RIGHT, " " * 12, "password.weak", id="blanks"),
        pytest.param(RIGHT, "林知微" * 4, "password.weak", id="the own name four times"),
        pytest.param(WRONG, "另一个足够长的口令，2026", "password.present", id="not the present one"),
        pytest.param(RIGHT, RIGHT, "password.same", id="the same again"),
        pytest.param(RIGHT, "短口令-2026", "password.weak", id="too short"),
        pytest.param(RIGHT, "928374650192837465", "password.weak", id="digits alone"),
        pytest.param(RIGHT, "password1234", "password.weak", id="a common one"),
        pytest.param(RIGHT, "x" * 60 + "字" * 69, "password.weak", id="too long"),
    ],
)
def test_passwords_that_will_not_do(lin: Person, now: datetime, present: str, new: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        passwords.change_password(person=lin, present=present, new=new, at=now)
    assert refused.value.code == code
    assert attempt(now, RIGHT) == lin


def test_a_password_like_the_name_will_not_do(lin: Person) -> None:
    lin.login = "lin-zhiwei-2026"
    assert passwords.faults_of("Lin-Zhiwei-2026", lin) == ("口令与账户名、姓名或者单位名称太相近。",)


def test_none_of_the_last_comes_back(lin: Person, now: datetime, settings) -> None:
    """An expired one either; after five others it may."""
    settings.DESK_PASSWORD_HISTORY = 2
    others = [f"互不相干的几个词连成第{number}句话" for number in "一二三"]
    used, present = [RIGHT], RIGHT
    for new in others:
        passwords.change_password(person=lin, present=present, new=new, at=now)
        for former in used[-2:]:
            with pytest.raises(Refusal) as refused:
                passwords.change_password(person=lin, present=new, new=former, at=now + timedelta(days=90))
            assert refused.value.code == "password.used"
        used, present = [*used, new], new
    passwords.change_password(person=lin, present=present, new=RIGHT, at=now)
    assert FormerPassword.objects.count() == 2
    assert not [row for row in FormerPassword.objects.all() if row.encoded in (RIGHT, *others)]


def test_one_password_on_two_keyboards(lin: Person, now: datetime) -> None:
    passwords.change_password(person=lin, present=RIGHT, new="湖边 Ｓｉｘ棵柳树两只鹅", at=now)
    assert attempt(now, "湖边 Six棵柳树两只鹅 ") == lin


def test_changing_a_password(lin: Person, now: datetime) -> None:
    passwords.change_password(person=lin, present=RIGHT, new="另一个足够长的口令，2026", at=now)
    assert attempt(now, RIGHT) is None
    assert attempt(now, "另一个足够长的口令，2026") == lin
    assert acts()[0] == "password_changed"


def test_a_reset_password_must_be_changed_and_ends_what_is_open(lin: Person, now: datetime) -> None:
    begin(lin, "a", now)
    for _ in range(ATTEMPTS):
        attempt(now)
    temporary = passwords.reset_password(person=lin, by=SECURITY, at=now)
    found = attempt(now, temporary)
    assert found is not None and found.must_change_password
    assert keep(found, "a", now) == "password"
    assert temporary not in str(list(Entry.objects.values()))
