"""What a report says: everything that shows today, nothing else, and no sole trader's person or home."""

import json
from datetime import datetime, timedelta

import pytest

from mingxin.archive.actions.amend import erase, put_mark, withdraw
from mingxin.archive.models import MarkKind
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.versions import find_subject
from mingxin.intake.actions.correct import correct
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.record_cards import RecordPage, show_record
from mingxin.uses.reports.content import Content, content_of
from tests.mingxin.archive.sending import (
    Sender,
    firm,
    firm_name,
    licence,
    penalty,
    registration,
    sole_trader_penalty,
    thread,
    trader,
)


def content(code: str, at: datetime) -> Content:
    return content_of(find_subject(code), as_of=at.date())


def text_of(content: Content) -> str:
    return json.dumps(content.data, ensure_ascii=False)


def test_what_shows_is_in_it_and_what_does_not_is_not(sender: Sender, actor: Actor, now: datetime) -> None:
    rows = {
        "shown": penalty(1, 1),
        "held": penalty(2, 1, CF_SXCD=""),
        "not public": penalty(3, 1, CF_SFGK="否"),
        "withdrawn": penalty(4, 1),
        "repaired": penalty(5, 1),
        "shielded": penalty(6, 1),
        "disputed": penalty(7, 1),
        "ended": penalty(8, 1, CF_SXCD="轻微", CF_SFGK="是", CF_JDRQ="2026/08/20"),
        "minor": penalty(9, 1, CF_SXCD="轻微"),
        "another's": penalty(10, 2),
        "erased": penalty(11, 1),
    }
    sender.penalties(*rows.values())
    today = now.date()
    withdraw(
        thread=thread(rows["withdrawn"]),
        reason_type="决定被撤销",
        case="云复决〔2026〕1号",
        note_months=3,
        by=actor,
        at=now,
    )
    for name, kind in (("repaired", "repaired"), ("shielded", "shielded"), ("disputed", "objection")):
        put_mark(
            thread=thread(rows[name]), kind=MarkKind(kind), case="案〔2026〕1号", from_on=today, until_on=None,
            by=actor, at=now,
        )  # fmt: skip
    erase(thread=thread(rows["erased"]), ground="个人信息保护法第四十七条", by=actor, at=now)
    made = content(firm(1), now)
    assert set(made.threads) == {thread(rows["shown"]), thread(rows["disputed"])}
    told = text_of(made)
    for name, row in rows.items():
        assert (row["CF_WSH"] + '"' in told) == (name in ("shown", "disputed")), name
    (shown,) = (r for s in made.data["sections"] for g in s["groups"] for r in g["records"] if not r["marks"])
    days = "纠正失信行为、履行全部义务的，2027-02-16 起可申请修复；2027-11-16 自动停止公示"
    assert shown["term"] == days, "as the page says it"
    assert "异议核实中" in told, "an objection is said beside the record"
    assert "贾有名" not in told, "the officer of a penalised firm is in no penalty"


def test_what_was_corrected_is_marked_with_its_day(sender: Sender, actor: Actor, now: datetime) -> None:
    """As its page says it; what came in a later file does not take the mark away, and alone puts none."""
    sender.penalties(penalty(1), penalty(2, 1), penalty(3, 1))
    correct(thread(penalty(1)), {"CF_SY": "更正后的事实。"}, reason="笔误", by=actor, at=now)
    sender.penalties(penalty(1, CF_SY="补充的事实。"), penalty(2, 1, CF_SY="补充的事实。"), at=now + timedelta(days=1))
    sections = content(firm(1), now + timedelta(days=2)).data["sections"]
    marks = [one["marks"] for section in sections for group in section["groups"] for one in group["records"]]
    assert sorted(marks) == [[], [], [f"已更正（{now.date()}）"]]
    page = show_record(public_number(thread(penalty(1))), as_of=now.date() + timedelta(days=2))
    assert isinstance(page, RecordPage)
    assert str(now.date()) in page.card.corrected


@pytest.mark.parametrize(
    ("days", "is_there"),
    [pytest.param(360, True, id="its last day"), pytest.param(361, False, id="2027-11-16, the first day after")],
)
def test_a_record_leaves_by_itself(sender: Sender, now: datetime, days: int, is_there: bool) -> None:
    sender.penalties(penalty(1))
    assert bool(content(firm(1), now + timedelta(days=days)).threads) == is_there


def test_a_sole_traders_report_names_neither_operator_nor_home(sender: Sender, now: datetime) -> None:
    row = registration(1, ZTMC="澄江镇瑞丰超市", TYSHXYDM=trader(1), QYLX="个体工商户", ZS="云泽市家中路3号")
    sender.registrations(row)
    sender.penalties(
        sole_trader_penalty(1, CF_FRDB="贾有名", CF_SFGK="是", CF_LY="涉及食品安全"), sole_trader_penalty(2)
    )
    sender.licences(licence(1, XK_XDR_MC="澄江镇瑞丰超市", XK_XDR_LB="个体工商户", XK_XDR_SHXYM=trader(1)))
    made = content(trader(1), now)
    told = text_of(made)
    assert len(made.threads) == 2
    assert "澄江镇瑞丰超市" in told
    assert "个体工商户" in told
    for private in ("贾有名", "家中路", "内部"):
        assert private not in told


def test_an_organisations_head_is_its_registration(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1))
    assert content(firm(1), now).data["subject"]["status"] == "登记信息未归集"
    sender.registrations(registration(1))
    head = content(firm(1), now).data["subject"]
    assert (head["name"], head["uscc"], head["address"]) == (firm_name(1), firm(1), "云泽市东湖路1号")
    assert head["legal_representative"] == "贾有名"


def test_absence_is_said_with_its_sources(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(2))
    sender.registrations(registration(1))
    counts = {c["label"]: (c["count"], c["state"]) for c in content(firm(1), now).data["counts"]}
    assert counts["行政处罚"] == (0, "collected")
    assert counts["行政许可"] == (0, "not_collected")
    assert {one["through_on"] for source in content(firm(1), now).data["sources"] for one in source["reported"]} == {
        "2026-11-20"
    }


def test_the_same_state_is_the_same_digest(sender: Sender, now: datetime) -> None:
    sender.penalties(penalty(1))
    first = content(firm(1), now)
    sender.penalties(penalty(2, 2))
    assert content(firm(1), now).digest == first.digest, "another's record changes nothing"
    sender.penalties(penalty(3, 1))
    assert content(firm(1), now).digest != first.digest
