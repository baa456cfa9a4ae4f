"""Who is sent what, once, and who may mark it read."""

import pytest
from django.db import IntegrityError, transaction

from mingxin.access.models import Person, Region, Unit
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.ledger.models import Entry
from mingxin.notices.actions import mark_read, send
from mingxin.notices.models import Notice
from mingxin.notices.queries import addressed_to, unread_count

pytestmark = pytest.mark.django_db

IDENTITY_NUMBER = "11010519491231002X"


@pytest.fixture
def units(now):
    region = Region.objects.create(code="429913", name="云泽市")
    named = {"11429913000000019L": "云泽市市场监督管理局", "11429913000000027F": "云泽市住房和城乡建设局"}
    return [
        Unit.objects.create(uscc=code, name=name, region=region, valid_from=now.date()).pk
        for code, name in named.items()
    ]


@pytest.fixture
def person(units):
    return Person.objects.create(login="li", name="李经办", unit_id=units[0]).pk


@pytest.fixture
def sending(units, actor, now):
    def sent(key="2026-11", **given):
        values = {
            "kind": "urge",
            "key": key,
            "unit_id": units[0],
            "subject": "行政处罚信息今天到期",
            "text": "还有 3 条行政处罚信息没有报送，请今天办理。",
            "by": actor,
            "at": now,
        }
        return send(**(values | given))

    return sent


def entries():
    return list(Entry.objects.order_by("id").values_list("action", "object_key"))


def test_sent_once_however_often_it_is_sent(sending, units, person):
    first = sending(link="/desk/batches/", paper="ab" * 32)
    assert sending(text="别的内容").pk == first.pk
    assert Notice.objects.get().text == "还有 3 条行政处罚信息没有报送，请今天办理。"
    assert entries() == [("notices.send", str(first.pk))]
    others = [sending("2026-12"), sending(kind="remind"), sending(unit_id=units[1]), sending(person_id=person)]
    assert len({first.pk, *(notice.pk for notice in others)}) == 5
    assert sending(person_id=person).pk == others[-1].pk


@pytest.mark.parametrize("to_person", [False, True], ids=["unit", "person"])
def test_the_database_keeps_one_too(sending, person, to_person):
    notice = sending(person_id=person if to_person else None)
    notice.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        notice.save(force_insert=True)


def test_it_is_sent_in_the_transaction_of_the_caller(sending):
    with pytest.raises(RuntimeError), transaction.atomic():
        sending()
        raise RuntimeError
    assert not Notice.objects.exists()


def test_identity_numbers_are_cut(sending):
    notice = sending(subject=f"关于{IDENTITY_NUMBER}", text=f"证件号码{IDENTITY_NUMBER}有误。")
    assert IDENTITY_NUMBER not in notice.subject + notice.text


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example/", "desk/"])
def test_it_leads_nowhere_else(sending, link):
    with pytest.raises(ValueError, match="path"):
        sending(link=link)


def test_a_message_says_something(sending):
    with pytest.raises(IntegrityError), transaction.atomic():
        sending(text="  ")


@pytest.mark.parametrize(
    ("sent", "reader", "is_seen"),
    [
        pytest.param({}, {}, True, id="to the unit: whoever is of it"),
        pytest.param({}, {"unit": 1}, False, id="to the unit: not another"),
        pytest.param({}, {"unit": None}, False, id="to the unit: not who is of none"),
        pytest.param({"for_role": "checker"}, {"roles": ["checker"]}, True, id="to a post: who holds it"),
        pytest.param({"for_role": "checker"}, {"roles": ["steward"]}, False, id="to a post: not who holds another"),
        pytest.param({"for_role": "checker"}, {"roles": ["checker"], "unit": 1}, False, id="to a post: of that unit"),
        pytest.param({"to_person": True}, {"is_person": True}, True, id="to a person: that one"),
        pytest.param({"to_person": True}, {}, False, id="to a person: no colleague"),
        pytest.param({"to_person": True}, {"is_person": True, "unit": 1}, False, id="to a person: not after leaving"),
    ],
)
def test_who_sees_it_and_may_mark_it_read(sending, units, person, actor, now, sent, reader, is_seen):
    notice = sending(for_role=sent.get("for_role", ""), person_id=person if sent.get("to_person") else None)
    place = reader.get("unit", 0)
    who = {
        "unit_ids": [] if place is None else [units[place]],
        "roles": reader.get("roles", []),
        "person_id": person if reader.get("is_person") else None,
    }
    assert [seen.pk for seen in addressed_to(**who)] == ([notice.pk] if is_seen else [])
    assert unread_count(**who) == int(is_seen)
    if is_seen:
        assert mark_read(notice.pk, **who, by=actor, at=now).read_at == now
    else:
        with pytest.raises(Refusal) as refused:
            mark_read(notice.pk, **who, by=actor, at=now)
        assert (refused.value.code, bool(refused.value.remedy)) == ("notice.unknown", True)
        assert Notice.objects.get().read_at is None


def test_the_first_reader_stands(sending, units, now):
    notice = sending()
    for name in ("李经办", "王审核"):
        mark_read(notice.pk, unit_ids=units, roles=[], person_id=None, by=Actor(name, name), at=now)
    (seen,) = addressed_to(unit_ids=units, roles=[], person_id=None)
    assert (seen.read_at, seen.read_by_name) == (now, "李经办")
    assert entries()[1:] == [("notices.read", str(notice.pk))]
    assert unread_count(units, [], None) == 0
