"""One fact, one source: page, list, file, signed report, command and home page say the same of a subject."""

import argparse
import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.test import Client

from mingxin.access.models import Unit
from mingxin.archive.queries.versions import find_subject
from mingxin.cli.subjects import subject
from mingxin.cli.telling import Telling
from mingxin.intake.actions.correct import correct
from mingxin.intake.actions.zero import declare_none
from mingxin.intake.models import Batch
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    UNIT_NAMES,
    Sender,
    firm,
    firm_name,
    licence,
    registration,
    thread,
    trader,
)
from tests.mingxin.doors.desk.way import lately
from tests.way.facts.asking import lines_of

HERE, OTHER = UNIT_NAMES[UNIT], UNIT_NAMES[OTHER_UNIT]
LISTS = {"行政许可": "xuke", "行政处罚": "chufa"}
# how many of the firm show; who reports, who has the power and has not yet. None: nobody has, so it is 未归集
FACTS = {
    "行政许可": (3, [HERE, OTHER], []),
    "行政处罚": (1, [HERE], [OTHER]),
    "诚信荣誉": (0, [HERE], [OTHER]),
    "失信被执行人（法人或者其他组织）": None,
    "行政裁决": None,
}
# headings of the national layout over what the catalogue calls otherwise
HEADINGS = {
    "荣誉和表彰": "诚信荣誉",
    "失信被执行人": "失信被执行人（法人或者其他组织）",
    "合同履行信息": "公用事业缴费信息",
}
REGION, FORMER = "云泽市城东区", "云泽市宏盛旧厂"


@dataclass(frozen=True)
class Said:
    """What one surface says: by item the count, reported units with their day, awaited units."""

    counts: Mapping[str, int]
    reported: Mapping[str, set[tuple[str, str]]]
    awaited: Mapping[str, set[str]]
    uncollected: set[str]
    region: str
    former: str


@pytest.fixture
def city(in_force: InForce, signing_key: Path, tmp_path: Path, actor: Actor) -> None:
    sender = Sender(tmp_path, actor, clock_now(), count(1))
    day = {"XK_JDRQ": lately(1)["CF_JDRQ"]}
    sender.registrations(registration(1, SZDQ=REGION, CYM=FORMER), registration(2))
    sender.licences(licence(1, **day), licence(2, 1, **day), licence(3, 2, **day))
    sender.licences(licence(4, 1, unit=OTHER_UNIT, **day), unit=OTHER_UNIT)
    sender.penalties(lately(1), lately(2), lately(3, CF_SFGK="否"))
    for item in ("honour", "admin_reward"):  # the latter: one of the many that stand under one heading of a report
        declare_none(
            unit=Unit.objects.get(uscc=UNIT), item=item, month=today().replace(day=1), by=actor, at=clock_now()
        )
    assert set(Batch.objects.values_list("state", flat=True)) == {"admitted"}


def unit_of(written: str) -> tuple[str, str]:
    """ "某局（2026-11-20，声明本期无）": the unit and its day."""
    unit, _, day = written.rstrip("）").rpartition("（")
    return unit, day.removesuffix("，声明本期无")


def of_page(client: Client) -> Said:
    page = client.get(f"/zhuti/{find_subject(firm(1)).public_id}/").context["page"]
    counts = {tab.name: int(tab.count) for tab in page.tabs if tab.item}
    for row in page.sources:
        assert row.found == (f"{counts[row.name]} 条" if row.name in counts else "无公示中的信息")
        none = sum("，声明本期无" in unit for unit in row.units)
        told = f"{len(row.units)} 个单位已报送" + (f"（其中 {none} 个只声明本期无）" if none else "")
        told += f"，{len(row.awaited)} 个单位尚未报送" if row.awaited else ""
        assert row.sources == f"{told}；最近报送 {today()}"
    return Said(
        {**{row.name: 0 for row in page.sources}, **counts},
        {row.name: {unit_of(unit) for unit in row.units} for row in page.sources},
        {row.name: set(row.awaited) for row in page.sources},
        set(page.uncollected.split("、")),
        next(pair.value for pair in page.registration if pair.label == "所在地区"),
        page.former,
    )


def _set(page: pdfplumber.page.Page) -> pdfplumber.page.Page:
    """The page without its watermark, whose slanted letters lie in whatever stands there."""
    return page.filter(lambda one: one.get("matrix", (1, 0))[1] == 0)


def of_report(client: Client) -> Said:
    answer = client.post(f"/zhuti/{find_subject(firm(1)).public_id}/baogao/")
    assert answer["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(answer.content)) as pdf:
        text = "".join("".join((_set(page).extract_text() or "").split()) for page in pdf.pages)
        rows = [row for page in pdf.pages for table in _set(page).extract_tables() for row in table]
    pairs = {row[at]: row[at + 1] for row in rows for at in range(0, len(row) - 1, 2) if row[at]}
    plain = [["".join((cell or "").split()) for cell in row] for row in rows]
    counted = {HEADINGS.get(row[1], row[1]): row[2] for row in plain if len(row) == 3}
    sources = {row[0]: row[1].partition("；尚未报送：") for row in plain if len(row) == 2 and "（20" in row[1]}
    return Said(
        {name: int(number) for name, number in counted.items() if number.isdecimal()},
        {name: {unit_of(one) for one in told.split("、")} for name, (told, _, _) in sources.items()},
        {name: set(awaited.split("、")) - {""} for name, (_, _, awaited) in sources.items()},
        {name for name, number in counted.items() if number == "未归集"} | _named_beside(text, counted["其他行政行为"]),
        str(pairs["所属区域"]),
        str(pairs["曾用名"]),
    )


def _named_beside(text: str, number: str) -> set[str]:
    """Of a heading over many items those that nobody reports, as many as the table of counts says."""
    said = re.search(r"其他行政行为查询期内无相关信息.*?未归集(.+?)：本平台尚无单位报送", text)
    assert said, text
    names = set(said[1].split("、"))
    assert number == f"0（另有{len(names)}类未归集）"
    return names


def of_command(capsys: pytest.CaptureFixture[str]) -> Said:
    asked = argparse.Namespace(uscc=firm(1), as_of=None, known_at=None, matter="核对")
    assert subject(asked, Telling(as_json=True)) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    names = {row["item"]: row["name"] for row in told["sources"]}
    shown = [names[record["item"]] for record in told["records"] if record["state"] == "shown"]
    collected = [row for row in told["sources"] if row["reported"]]
    reported = {row["name"]: {(one["unit"], one["through"]) for one in row["reported"]} for row in collected}
    return Said(
        {name: shown.count(name) for name in reported},
        reported,
        {row["name"]: set(row["awaited"]) for row in collected},
        {row["name"] for row in told["sources"] if not row["reported"]},
        told["registration"]["values"]["SZDQ"],
        "、".join(one["name"] for one in told["names"] if one["valid_until"]),
    )


def test_page_report_and_command_say_the_same(city: None, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    page = of_page(client)
    for where, said in (("page", page), ("report", of_report(client)), ("command", of_command(capsys))):
        assert page.uncollected <= said.uncollected, where
        for name, fact in FACTS.items():
            if fact is None:
                assert name in said.uncollected, (where, name)
                assert name not in said.reported, (where, name)
                continue
            shown, reported, awaited = fact
            assert said.counts[name] == shown, (where, name)
            assert said.reported[name] == {(unit, str(today())) for unit in reported}, (where, name)
            assert said.awaited[name] == set(awaited), (where, name)
        assert (said.region, said.former) == (REGION, FORMER), where


def test_a_sole_trader_is_not_told_none_of_what_is_never_collected_of_one(
    in_force: InForce,
    signing_key: Path,
    tmp_path: Path,
    actor: Actor,
    client: Client,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The court's list is of organisations alone, and a sole trader's penalties are as a rule not shown."""
    sender = Sender(tmp_path, actor, clock_now(), count(1))
    day = {"XK_JDRQ": lately(1)["CF_JDRQ"]}
    who = {"XK_XDR_MC": "澄江镇瑞丰超市", "XK_XDR_LB": "个体工商户", "XK_XDR_SHXYM": trader(1)}
    sender.licences(licence(1, **who, **day))
    sender.penalties(lately(1))
    never, hidden = "不适用于个体工商户", "个体工商户的行政处罚信息一般不公示"
    listed = "个体工商户的经营异常名录信息不公示"
    declare_none(
        unit=Unit.objects.get(uscc=UNIT),
        item="abnormal_operation",
        month=today().replace(day=1),
        by=actor,
        at=clock_now(),
    )
    page = client.get(f"/zhuti/{find_subject(trader(1)).public_id}/")
    sources = {row.name: row for row in page.context["page"].sources}
    assert (sources["失信被执行人（法人或者其他组织）"].found, sources["行政处罚"].found) == (never, "一般不公示")
    assert (sources["经营异常名录"].found, sources["行政许可"].found) == ("不公示", "1 条")
    assert sources["经营异常名录"].sources.startswith(f"{listed}；1 个单位已报送")
    assert sources["行政处罚"].sources.startswith(f"{hidden}；1 个单位已报送")
    assert never in page.content.decode() and hidden in page.content.decode()
    assert "失信被执行人" not in page.context["page"].uncollected
    answer = client.post(f"/zhuti/{find_subject(trader(1)).public_id}/baogao/")
    with pdfplumber.open(io.BytesIO(answer.content)) as pdf:
        text = "".join("".join((_set(page).extract_text() or "").split()) for page in pdf.pages)
    assert f"失信被执行人{never}" in text and f"（{hidden}；1个单位已报送" in text
    assert f"（{listed}；1个单位已报送" in text and "经营异常名录不公示" in text and "行政处罚0（一般不公示）" in text
    assert "失信被执行人不适用" in text and "失信被执行人未归集" not in text
    asked = argparse.Namespace(uscc=trader(1), as_of=None, known_at=None, matter="核对")
    assert subject(asked, Telling(as_json=True)) == 0
    limits = {row["item"]: row["limits"] for row in json.loads(capsys.readouterr().out)["sources"]}
    assert (limits["court_defaulter"], limits["admin_penalty"], limits["admin_licence"]) == (never, hidden, "")
    assert limits["abnormal_operation"] == listed


def test_lists_files_and_home_page_count_the_same(city: None, client: Client) -> None:
    home = {figure.caption: figure.value for figure in client.get("/").context["home"].figures}
    columns = {column.name: column.count for column in client.get("/shuanggongshi/").context["columns"]}
    assert home["登记主体"] == "2"
    for name, whole, of_the_firm in (("行政许可", 4, 3), ("行政处罚", 2, 1)):
        address = f"/shuanggongshi/{LISTS[name]}/"
        page = client.get(address).context["page"]
        counts = [page.count, page.column.count, columns[name], home[f"公示中的{name}"], str(len(page.lines))]
        assert counts == [str(whole)] * 5, name
        for query, rows in (({}, whole), ({"mingcheng": firm_name(1)}, of_the_firm)):
            assert client.get(address, query).context["page"].count == str(rows), name
            file = client.get(f"{address}xiazai.csv", query)
            text = b"".join(file.streaming_content).decode("utf-8-sig")
            assert len(list(csv.DictReader(io.StringIO(text)))) == int(file["X-Rows"]) == rows, name


def test_the_first_day_in_public_stays_that_of_the_record_when_its_content_is_corrected(
    in_force: InForce, tmp_path: Path, actor: Actor, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files for readers, the command's words and its JSON say the same day; the content's own day stands beside it."""
    ten_days_ago = clock_now() - timedelta(days=10)
    decided = {"XK_JDRQ": str(ten_days_ago.date() - timedelta(days=1))}
    Sender(tmp_path, actor, ten_days_ago, count(1)).licences(licence(1, **decided))
    correct(thread(licence(1)), {"XK_NR": "准予从事散装食品销售。"}, reason="录入有误", by=actor, at=clock_now())
    first, current = str(ten_days_ago.date()), str(today())
    for form in ("csv", "xlsx"):
        lines = lines_of(client.get(f"/shuanggongshi/xuke/xiazai.{form}"))
        assert [line["公示起始日"] for line in lines] == [first], form
    asked = argparse.Namespace(uscc=firm(1), as_of=None, known_at=None, matter="核对")
    assert subject(asked, Telling(as_json=False)) == 0
    said = capsys.readouterr().out
    assert f"公示自 {first}（现在的内容自 {current} 起）" in said and f"已更正（{current}）" in said
    assert subject(asked, Telling(as_json=True)) == 0
    told = json.loads(capsys.readouterr().out)["records"][0]
    assert (told["first_shown"], told["shown_from"], told["corrected_on"]) == (first, current, current)
    asked.known_at = 1
    assert subject(asked, Telling(as_json=False)) == 0
    said = capsys.readouterr().out
    assert f"公示自 {first}；" in said and "已更正" not in said
