"""What the register says of a subject is under the marks that hide, as every record is."""

from datetime import date, datetime, timedelta

import pytest

from mingxin.archive.actions.amend import erase, lift_mark, put_mark
from mingxin.archive.models import Mark, MarkKind, Record
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.subjects import registration_of
from tests.mingxin.archive.sending import Sender, firm_name, registration

TODAY, ONE = date(2026, 11, 20), timedelta(days=1)
UNTIL = TODAY + 5 * ONE
DAYS = (TODAY - ONE, TODAY, UNTIL - ONE, UNTIL)

# which of DAYS the registration is told on, by the mark that stands from TODAY until UNTIL
CASES = [
    (MarkKind.OBJECTION, (True, True, True, True)),
    (MarkKind.APPEAL, (True, True, True, True)),
    (MarkKind.SHIELDED, (True, False, False, True)),
    (MarkKind.REPAIRED, (True, False, False, True)),
    (MarkKind.WITHDRAWN, (True, False, False, True)),
]


def told(day: date) -> bool:
    found = registration_of(Record.objects.get().subject, ["org_registration"], day)
    return found is not None and found[1]["ZTMC"] == firm_name(1)


@pytest.mark.parametrize(("kind", "expected"), CASES, ids=[str(kind) for kind, _ in CASES])
def test_on_which_days_a_registration_is_told(
    sender: Sender, actor: Actor, now: datetime, kind: MarkKind, expected: tuple[bool, ...]
) -> None:
    sender.registrations(registration(1))
    put_mark(
        thread=Record.objects.get().thread, kind=kind, case="云信异〔2026〕1号", reason_type="登记被撤销",
        from_on=TODAY, until_on=UNTIL, by=actor, at=now,
    )  # fmt: skip
    assert tuple(told(day) for day in DAYS) == expected
    if kind != MarkKind.WITHDRAWN:
        lift_mark(mark_id=Mark.objects.get().pk, case="弄错了", by=actor, at=now)
        assert all(told(day) for day in DAYS), "a mark that is lifted hides nothing"


def test_an_erased_registration_is_told_to_nobody(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.registrations(registration(1))
    erase(thread=Record.objects.get().thread, ground="个人信息保护法第四十七条", by=actor, at=now)
    assert not told(TODAY)
