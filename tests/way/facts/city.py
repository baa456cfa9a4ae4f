"""The demonstration's city with everything in it that could make two figures of one fact differ, and its people."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from freezegun import freeze_time

from mingxin.access.models import Person
from mingxin.access.permits import Act
from mingxin.archive.actions.amend import put_mark, withdraw
from mingxin.archive.models import MarkKind, Record, Shown
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.mending import Mend, mend
from mingxin.intake.actions.power_questions import refuse_power
from mingxin.intake.actions.questions import answer
from mingxin.intake.actions.submitting import release, submit
from mingxin.intake.actions.supplements import close_questions, supplement_of
from mingxin.intake.actions.taking import frame
from mingxin.intake.models import Batch, PowerQuestion, PublicityQuestion
from mingxin.intake.table import ROW
from mingxin.kernel.clock import CHINA
from mingxin.ledger.actor import Actor
from mingxin.uses.erasure.actions import erase_everywhere
from seed import desk
from seed.desk_hand import Hand, sender
from seed.desk_rows import LICENCE, PENALTY, fault, on_file, penalties, with_faults
from tests.mingxin.doors.desk.conftest import enrol, sign_in
from tests.mingxin.doors.desk.things import complete
from tests.way.facts.rows import Rows

PEOPLE = {
    "经办人": "chengguan-jingban",
    "有公示依据问题的经办人": "zhujian-jingban",
    "县里的经办人": "chengjiang-jiaotong-jingban",
    "审核人": "jiaotong-shenhe",
    "单位管理员": "shijian-guanli",
    "信用办": "xinyongban",
    "县信用办": "chengjiang-xinyong",
    "系统管理员": "xitong",
    "安全管理员": "anquan",
    "审计员": "shenji",
}
STEWARDS = tuple(role for role in PEOPLE if role.endswith("经办人"))
URBAN = "chengguan-jingban"
WATER = "gongshui-jingban"


@dataclass(frozen=True)
class City:
    """On its own day, with its people signed in."""

    at: datetime
    public: Client
    people: dict[str, Client]
    pages: list[Any] = field(default_factory=list)  # of batches, once they were opened

    @property
    def today(self) -> date:
        return self.at.astimezone(CHINA).date()

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.today)


@pytest.fixture
def city(with_city: datetime, tmp_path: Path, actor: Actor, signing_key: Path) -> Iterator[City]:
    at = with_city
    hand = Hand(tmp_path, at, tmp_path)
    desk.furnish(tmp_path, by=actor, at=at)
    complete(by=actor, at=at)
    release_at_the_months_end(hand)
    send_again(hand)
    supplement(hand)
    give_up_what_a_supplement_left(hand)
    begin_a_supplement(hand)
    send_payments(hand)
    answer_for_sole_traders(by=actor, at=at)
    answer_about_a_power(by=actor, at=at)
    amend(by=actor, at=at)
    amend_register(by=actor, at=at)
    with freeze_time(at, tick=True):  # the pages go by the clock
        yield City(at, Client(), {role: signed_in(login) for role, login in PEOPLE.items()})


def signed_in(login: str) -> Client:
    person, client = Person.objects.get(login=login), Client()
    enrol(person)
    sign_in(client, person)
    return client


def release_at_the_months_end(hand: Hand) -> None:
    """Released on the last day of a month, admitted by the worker on the first of the next."""
    first = datetime(hand.today.year, hand.today.month, 1, 9, tzinfo=CHINA)
    evening = first - timedelta(hours=16)
    unit = sender(URBAN)
    rows = penalties(on_file(PENALTY, unit, 5), unit, [evening.date() - timedelta(days=4)], count=3, first=6301)
    sent = hand.send(URBAN, PENALTY, rows, "行政处罚_月底", at=evening)
    hand.explain(sent, URBAN)
    by = hand.actor(URBAN, Act.REPORT, sent.unit, PENALTY)
    if submit(sent.number, by=by, at=evening).state == "submitted":
        checker = hand.actor("chengguan-shenhe", Act.RELEASE, sent.unit, PENALTY)
        release(sent.number, secrecy_reviewed=True, by=checker, at=evening)
    hand.work(first)


def send_again(hand: Hand) -> None:
    """What was sent before is sent again: some of it as it was, one row changed."""
    rows = [*on_file(PENALTY, sender(URBAN), 3)]
    rows[0] = rows[0] | {"BZ": "决定书文字已补正"}
    sent = hand.send(URBAN, PENALTY, rows, "行政处罚_再报", at=hand.ago(minutes=50))
    done = hand.through(sent, URBAN, at=hand.ago(minutes=40))
    assert (done.unchanged, done.updated) == (2, 1)


def supplement(hand: Hand) -> None:
    """Rows stay behind without a code and with other faults; a supplement made at the desk brings those without one."""
    unit = sender(URBAN)
    rows = penalties(on_file(PENALTY, unit, 9), unit, [hand.days.due_in(3)], count=9, first=6401)
    codes = {row["CF_WSH"]: row["CF_XDR_SHXYM"] for row in rows[1:3]}
    rows[1]["CF_XDR_SHXYM"] = rows[2]["CF_XDR_SHXYM"] = ""
    wrong = [fault("CF_JDRQ", "date.no_such_day"), fault("CF_CFLB", "code_set.unknown")]
    rows = with_faults(rows, wrong, (4, 6), hand.today)
    first = hand.through(
        hand.send(URBAN, PENALTY, rows, "行政处罚_补报", at=hand.ago(minutes=35)), URBAN, at=hand.ago(minutes=30)
    )
    behind = frame(first.rows_file).filter("is_unlinked")
    by = hand.actor(URBAN, Act.REPORT, first.unit, PENALTY)
    made = supplement_of(first.number, by=by, at=hand.ago(minutes=20))
    cells = [Mend(row, "CF_XDR_SHXYM", codes[number]) for row, number in behind.select(ROW, "CF_WSH").rows()]
    done = hand.through(mend(made.number, cells, by=by, at=hand.ago(minutes=20)), URBAN, at=hand.ago(minutes=15))
    assert (len(cells), done.admitted) == (2, 2)


def left_by(hand: Hand, name: str, first: int) -> tuple[Batch, dict[int, str]]:
    """A batch of which three rows stay behind without a code, admitted; with the codes of those rows."""
    unit = sender(URBAN)
    rows = penalties(on_file(PENALTY, unit, 5), unit, [hand.days.due_in(3)], count=5, first=first)
    codes = {row["CF_WSH"]: row["CF_XDR_SHXYM"] for row in rows[:3]}
    rows = [row | {"CF_XDR_SHXYM": ""} for row in rows[:3]] + rows[3:]
    sent = hand.through(hand.send(URBAN, PENALTY, rows, name, at=hand.ago(minutes=12)), URBAN, at=hand.ago(minutes=11))
    behind = frame(sent.rows_file).select(ROW, "CF_WSH").rows()
    assert len(behind) == 3
    return sent, {row: codes[number] for row, number in behind}


def give_up_what_a_supplement_left(hand: Hand) -> None:
    """Of three rows a supplement brings one, and the others are given up."""
    sent, codes = left_by(hand, "行政处罚_不再补报", 6501)
    by = hand.actor(URBAN, Act.REPORT, sent.unit, PENALTY)
    made = supplement_of(sent.number, by=by, at=hand.ago(minutes=10))
    row = min(codes)
    mended = mend(made.number, [Mend(row, "CF_XDR_SHXYM", codes[row])], by=by, at=hand.ago(minutes=10))
    done = hand.through(mended, URBAN, at=hand.ago(minutes=9))
    assert (done.admitted, done.unlinked) == (1, 2)
    close_questions(sent.number, reason="决定书已作废", by=by, at=hand.ago(minutes=8))


def begin_a_supplement(hand: Hand) -> None:
    """Three rows are in a supplement that is not submitted; one of them is mended."""
    sent, codes = left_by(hand, "行政处罚_正在补报", 6601)
    by = hand.actor(URBAN, Act.REPORT, sent.unit, PENALTY)
    made = supplement_of(sent.number, by=by, at=hand.ago(minutes=8))
    row = min(codes)
    mend(made.number, [Mend(row, "CF_XDR_SHXYM", codes[row])], by=by, at=hand.ago(minutes=7))


def send_payments(hand: Hand) -> None:
    """What is read with its subject's authorisation alone, of subjects that are shown otherwise too."""
    unit = sender(WATER)
    parties = [row for row in on_file(PENALTY, sender(URBAN), 9) if row["CF_XDR_SHXYM"].startswith("91")][:4]
    day = hand.today - timedelta(days=20)
    rows = [
        {
            "GY_ZTMC": party["CF_XDR_MC"],
            "GY_TYSHXYDM": party["CF_XDR_SHXYM"],
            "GY_ZL": "水",
            "GY_ZDBH": f"云供水账〔2026〕99{place}号",
            "GY_ZQ": f"{day:%Y-%m}",
            "GY_CJRQ": day.isoformat(),
            "GY_JFRQ": hand.today.isoformat(),
            "GY_JE": "765.43",
            "GY_BSDW": unit.name,
            "GY_BSDWDM": unit.uscc,
        }
        for place, party in enumerate(parties)
    ]
    sent = hand.send(WATER, "utility_payment", rows, "缴费信息", at=hand.ago(minutes=14))
    done = hand.through(sent, WATER, at=hand.ago(minutes=13))
    assert done.admitted == len(rows) > 0


def answer_about_a_power(*, by: Actor, at: datetime) -> None:
    """One question is answered, so that it waits no more; the other goes on waiting."""
    batch = Batch.objects.filter(state="ready").order_by("number")[0]
    asked = PowerQuestion.objects.create(unit=batch.unit, item="admin_reward", batch=batch, asked_at=at)
    refuse_power(asked.pk, reason="不在权责清单内", by=by, at=at)


def answer_for_sole_traders(*, by: Actor, at: datetime) -> None:
    """A unit decides with its reason that sole traders' penalties are public."""
    asked = PublicityQuestion.objects.filter(answered_at=None).select_related("batch")
    of_traders = Record.objects.filter(publicity="held", known_until=None, subject_kind="sole_trader")
    groups = set(of_traders.values_list("change", "held_group"))
    question = next(one for one in asked.order_by("pk") if (one.batch.change_id, one.group) in groups)
    answer(question.pk, severity="严重", is_public=True, reason="裁量基准第八条", by=by, at=at)


def amend(*, by: Actor, at: datetime) -> None:
    """Of what is public: erased, shielded, repaired, objected to, withdrawn, corrected, and shielded until today."""
    day = at.date()
    for item, name in ((PENALTY, "CF_FRDB"), (LICENCE, "XK_FRDB")):
        shown = Shown.objects.filter(item=item, is_sole_trader=False, shown_from__lte=day, hidden_from__gt=day)
        threads = [one.thread for one in shown.order_by("-decided_on", "-record")][:7]
        erase_everywhere(threads[0], ground="个人信息保护法第四十七条", by=by, at=at)
        for place, kind, from_on, until_on in (
            (1, MarkKind.SHIELDED, day, day + timedelta(days=30)),
            (2, MarkKind.REPAIRED, day, None),
            (3, MarkKind.OBJECTION, day, None),
            (6, MarkKind.SHIELDED, day - timedelta(days=9), day),
        ):
            put_mark(thread=threads[place], kind=kind, case="例", from_on=from_on, until_on=until_on, by=by, at=at)
        withdraw(thread=threads[4], reason_type="报送错误", case="例", note_months=3, by=by, at=at)
        correct(threads[5], {name: "贾有名"}, reason="姓名录入有误", by=by, at=at)


def amend_register(*, by: Actor, at: datetime) -> None:
    """One entry of the register was a mistake, another is erased."""
    entries = Record.objects.filter(
        item="org_registration", subject_kind="enterprise", known_until=None, erased_by=None
    )
    wrong, erased = (one.thread for one in entries.order_by("id")[20:22])
    withdraw(thread=wrong, reason_type="登记错误", case="例", note_months=3, by=by, at=at)
    erase_everywhere(erased, ground="个人信息保护法第四十七条", by=by, at=at)
