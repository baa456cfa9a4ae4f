"""The name held now decides whether a subject is treated as a sole trader is (charter 2.7)."""

from datetime import date, datetime

import pytest

from mingxin.access.models import Power
from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Shown, Subject
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from tests.mingxin.archive.sending import Sender, firm_name, licence, penalty, registration, require_sound, thread

PERSON = "云泽市王建国家庭农场"
PLAIN = firm_name(1)


@pytest.mark.parametrize(("before", "after"), [(PLAIN, PERSON), (PERSON, PLAIN)], ids=["to a person's", "from one"])
def test_a_new_name_changes_how_its_records_show(sender: Sender, before: str, after: str) -> None:
    sender.registrations(registration(1, ZTMC=before))
    sender.licences(licence(1, XK_XDR_MC=before))
    assert Shown.objects.get().is_sole_trader == (before == PERSON)

    sender.registrations(registration(1, ZTMC=after))

    assert Subject.objects.get().is_named_after_person == (after == PERSON)
    assert Shown.objects.get().is_sole_trader == (after == PERSON)
    require_sound()


def test_a_unit_that_lost_the_power_withdraws_what_it_recorded(sender: Sender, actor: Actor, now: datetime) -> None:
    sender.penalties(penalty(1))
    Power.objects.update(held_until=date(2026, 11, 20))

    with pytest.raises(Refusal) as refused:
        sender.penalties(penalty(2))
    withdraw(
        thread=thread(penalty(1)), reason_type="决定被撤销", case="云复决〔2026〕1号", note_months=3, by=actor, at=now
    )

    assert refused.value.code == "power.none"
    assert not Shown.objects.filter(hidden_from__gt=now.date()).exists()
    require_sound()
