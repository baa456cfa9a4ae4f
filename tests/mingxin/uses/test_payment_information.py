"""Payment information of utilities is on file and shows nowhere: not on a page, in a list, a count, a search, an
export, a feed of removals or a report; neither for a subject that is known otherwise nor for one known by it alone.
That units report it is said, of everybody alike."""

import io
import json
from argparse import Namespace
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pdfplumber
import pytest
from django.test import Client

from mingxin.archive.actions.amend import withdraw
from mingxin.archive.models import Edge, Record, Shown, Timeliness
from mingxin.archive.public_numbers import public_number
from mingxin.archive.queries.versions import find_subject
from mingxin.archive.rules.digests import thread_of
from mingxin.archive.search import is_public_subject, search
from mingxin.catalogue.queries import rulebook_in_force
from mingxin.cli.subjects import subject
from mingxin.cli.telling import Telling
from mingxin.intake.actions.process import process
from mingxin.kernel.refusal import Refusal
from mingxin.ledger.actor import Actor
from mingxin.uses.publicity.export import export_csv, export_removals, export_xlsx
from mingxin.uses.publicity.public import show_column, show_columns, show_home, show_record, show_subject
from mingxin.uses.publicity.queries import Filters, counts_of_items
from mingxin.uses.publicity.removals import removals, state_of
from mingxin.uses.publicity.subjects import withdrawals_of
from mingxin.uses.reports.actions import issue
from mingxin.uses.reports.content import content_of
from tests.mingxin.archive.conftest import sender
from tests.mingxin.archive.sending import (
    OTHER_UNIT,
    UNIT,
    UNIT_NAMES,
    Row,
    Sender,
    error_codes,
    firm,
    firm_name,
    penalty,
    registration,
    require_sound,
    trader,
)
from tests.mingxin.doors.desk.conftest import DeskClient, desk_client

__all__ = ["desk_client", "sender"]
ITEM = "utility_payment"
WITHOUT = 3  # a registered firm with a penalty that nobody reported a bill of
KNOWN, ALONE = 1, 2  # a registered firm with a penalty, and one that is known by its bill alone
SECRETS = ("云供水账", "自来水", "7654.32", "2026-10")


def payment(number: int, **cells: str) -> Row:
    return {
        "GY_ZTMC": firm_name(number),
        "GY_TYSHXYDM": firm(number),
        "GY_ZL": "自来水",
        "GY_ZDBH": f"云供水账〔2026〕{number}号",
        "GY_ZQ": "2026-10",
        "GY_CJRQ": "2026/11/02",
        "GY_JFRQ": "2026/11/09",
        "GY_JE": "7654.32",
        "GY_BSDW": UNIT_NAMES[UNIT],
        "GY_BSDWDM": UNIT,
        **cells,
    }


def thread(number: int) -> str:
    return thread_of(ITEM, [f"云供水账〔2026〕{number}号", firm(number)])


@pytest.fixture
def paid(sender: Sender) -> Sender:
    sender.registrations(registration(KNOWN))
    sender.penalties(penalty(KNOWN))
    assert sender.send(ITEM, payment(KNOWN), payment(ALONE)).admitted == 2
    return sender


def test_it_is_on_file_and_ends(paid: Sender) -> None:
    row = Record.objects.get(thread=thread(KNOWN), known_until__isnull=True)
    assert (row.publicity, row.negative, row.severity) == ("not_public", False, "")
    assert (row.shown_from, row.hidden_from, row.use_until) == (None, None, date(2028, 11, 2))
    assert json.loads(row.payload)["GY_ZL"] == "水"
    require_sound()


def test_nothing_of_it_is_in_what_is_shown_or_counted(paid: Sender, now: datetime) -> None:
    today = now.date()
    assert not Shown.objects.filter(item=ITEM).exists()
    assert not Edge.objects.filter(item=ITEM).exists()
    assert not Timeliness.objects.filter(item=ITEM).exists(), "no deadline, so no part in the public median"
    assert ITEM not in counts_of_items(today)
    assert ITEM not in {column.item for column in (*show_columns(as_of=today), *show_home(as_of=today).columns)}
    chosen = show_home(as_of=today, item=ITEM).chosen
    assert chosen is not None
    assert chosen.item == "admin_licence", "asked for it, the page answers with another column"
    assert show_record(public_number(thread(KNOWN)), as_of=today) is None
    assert state_of(thread(KNOWN), today) == "unknown"


COLUMN_ACTS: list[tuple[str, Callable[[date], object]]] = [
    ("its column", lambda day: show_column(ITEM, Filters(), as_of=day)),
    ("its table", lambda day: export_csv(ITEM, Filters(), as_of=day)),
    ("its workbook", lambda day: export_xlsx(ITEM, Filters(), as_of=day)),
    ("its feed of removals", lambda day: export_removals(ITEM, as_of=day)),
]


@pytest.mark.parametrize("act", [case[1] for case in COLUMN_ACTS], ids=[case[0] for case in COLUMN_ACTS])
def test_there_is_no_such_column(paid: Sender, now: datetime, act: Callable[[date], object]) -> None:
    with pytest.raises(Refusal) as caught:
        act(now.date())
    assert caught.value.code == "publicity.no_column"


def test_who_is_known_by_a_bill_alone_is_not_public(paid: Sender, now: datetime) -> None:
    today, subject = now.date(), find_subject(firm(ALONE))
    assert not is_public_subject(subject.pk, today)
    assert show_subject(subject.public_id, as_of=today) is None
    found = search(firm_name(ALONE)[3:], limit=10, after=None, as_of=today)
    assert subject.pk not in {hit.subject_id for hit in found.hits}


def test_a_subject_s_page_says_nothing_of_it(paid: Sender, now: datetime) -> None:
    page = show_subject(find_subject(firm(KNOWN)).public_id, as_of=now.date())
    assert page is not None
    assert [tab.item for tab in page.tabs] == ["", "admin_penalty"]
    assert not [word for word in SECRETS if word in repr(page)]


def test_page_and_report_say_that_it_is_held_by_authorisation_of_whoever_has_one_or_has_none(
    paid: Sender, client: Client, signing_key: Path, actor: Actor, now: datetime
) -> None:
    """Not that nobody reports it, and not of whom there is any."""
    paid.registrations(registration(WITHOUT))
    paid.penalties(penalty(WITHOUT, WITHOUT))
    with pdfplumber.open(io.BytesIO(issue(firm(KNOWN), by=actor, at=now).data)) as pdf:
        paper = "".join("".join((page.extract_text() or "").split()) for page in pdf.pages)
    assert "公用事业缴费信息须经本单位授权才提供；1个单位已报送" in paper and "合同履行信息须经授权" in paper
    reports, pages = [], []
    for number in (KNOWN, WITHOUT):
        data = content_of(find_subject(firm(number)), as_of=now.date()).data
        other = next(one for one in data["sections"] if one["number"] == 8)
        held = next(one for one in data["counts"] if one["label"] == "合同履行信息")
        assert (held["state"], other["groups"][1]["state"]) == ("reserved", "not_collected")
        reports.append((other, held))
        page = show_subject(find_subject(firm(number)).public_id, as_of=now.date())
        assert page is not None and "公用事业" not in page.uncollected
        pages.append(next(one for one in page.sources if one.name == "公用事业缴费信息"))
    assert reports[0] == reports[1] and pages[0] == pages[1]
    assert pages[0].found == "须经授权"
    assert pages[0].sources.startswith("公用事业缴费信息须经本单位授权才提供；1 个单位已报送，1 个单位尚未报送")


def test_what_nobody_has_reported_is_not_collected_though_it_would_need_authorisation(
    sender: Sender, now: datetime
) -> None:
    sender.registrations(registration(KNOWN))
    sender.penalties(penalty(KNOWN))
    data = content_of(find_subject(firm(KNOWN)), as_of=now.date()).data
    assert {one["label"]: one["state"] for one in data["counts"]}["合同履行信息"] == "not_collected"
    page = show_subject(find_subject(firm(KNOWN)).public_id, as_of=now.date())
    assert page is not None and "公用事业缴费信息" in page.uncollected.split("、")


@pytest.mark.parametrize("number", [KNOWN, ALONE])
def test_a_report_says_nothing_of_it(paid: Sender, signing_key: Path, actor: Actor, now: datetime, number: int) -> None:
    content = content_of(find_subject(firm(number)), as_of=now.date())
    text = json.dumps(content.data, ensure_ascii=False)
    assert thread(number) not in content.threads
    assert not [word for word in SECRETS if word in text]
    assert issue(firm(KNOWN), by=actor, at=now).is_new


ADDRESSES = ("/", "/search/?q=云泽市", "/shuanggongshi/", "/shuanggongshi/chufa/", "/ditu/")


def test_no_public_page_says_anything_of_it(paid: Sender, client: Client) -> None:
    subject = find_subject(firm(KNOWN))
    for address in (*ADDRESSES, f"/zhuti/{subject.public_id}/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not [word for word in SECRETS if word in answer.content.decode()], address
    gone = (
        "/shuanggongshi/utility-payment/",
        "/shuanggongshi/utility-payment/xiazai.csv",
        "/shuanggongshi/utility-payment/tingzhi.csv",
        f"/xinxi/{public_number(thread(KNOWN))}/",
        f"/zhuti/{find_subject(firm(ALONE)).public_id}/",
    )
    assert {address: client.get(address).status_code for address in gone} == dict.fromkeys(gone, 404)


def test_the_public_catalogue_says_that_it_is_not_public(paid: Sender, client: Client) -> None:
    assert "公用事业缴费信息" in client.get("/mulu/").content.decode()
    page = client.get("/mulu/utility-payment/").content.decode()
    assert "仅供授权查询，不公示" in page
    assert "授权查询" in page
    assert not [word for word in ("云供水账〔2026〕1号", "7654.32") if word in page]


def test_a_withdrawn_one_leaves_no_public_note(paid: Sender, actor: Actor, now: datetime) -> None:
    withdraw(thread=thread(KNOWN), reason_type="报送错误", case="更正〔2026〕1号", note_months=3, by=actor, at=now)
    subject = find_subject(firm(KNOWN))
    assert withdrawals_of(subject, now.date()) == []
    assert removals(rulebook_in_force().cards[ITEM], now.date()) == []


def test_what_is_owed_and_where_is_not_taken_though_it_is_sent(sender: Sender, tmp_path: Path) -> None:
    """The columns are named and dropped; the rows are taken without them."""
    owed = {"欠费金额": "88888.88", "违约金": "777.77", "户号": "3301998877"}
    columns = owed | {"用水地址": "东湖路66号", "地址": "西街9号"}
    row = payment(1)
    card = rulebook_in_force().cards[ITEM]
    path = tmp_path / "with-arrears.csv"
    head = [*(card.field(code).name for code in row), *columns]
    path.write_text(",".join(head) + "\n" + ",".join([*row.values(), *columns.values()]) + "\n", "utf-8-sig")
    outcome = process(path, item=ITEM, unit=UNIT, by=sender.by, at=sender.at)
    assert outcome.admitted == 1
    told = dict(outcome.findings.filter(outcome.findings["field"] == "").select("value", "code").iter_rows())
    assert {name: told[name] for name in columns} == {
        "欠费金额": "column.forbidden",
        "违约金": "column.forbidden",
        "户号": "column.forbidden",
        "用水地址": "column.forbidden",
        "地址": "column.unknown",
    }
    kept = Record.objects.get(item=ITEM).payload
    assert not [value for value in columns.values() if value in kept]


REFUSED = [
    ({"GY_TYSHXYDM": trader(3), "GY_ZTMC": "澄江镇瑞丰超市"}, "kind.not_collected", "a sole trader"),
    ({"GY_JFRQ": ""}, "required.empty", "a bill that is not paid"),
    ({"GY_JE": ""}, "required.empty", "no amount paid"),
    ({"GY_JFRQ": "2026/11/01"}, "date.order", "paid before it was billed"),
    ({"GY_ZL": "供暖"}, "code_set.unknown", "a kind that the item does not name"),
]


@pytest.mark.parametrize(("cells", "code", "because"), REFUSED, ids=[case[2] for case in REFUSED])
def test_rows_that_are_not_taken(sender: Sender, cells: dict[str, str], code: str, because: str) -> None:
    outcome = sender.send(ITEM, payment(3, **cells))
    assert outcome.admitted == 0
    assert code in error_codes(outcome)


@pytest.mark.parametrize(
    ("role", "unit", "reads"),
    [
        pytest.param("steward", UNIT, True, id="who reported it, to correct it"),
        pytest.param("steward", OTHER_UNIT, False, id="the steward of another unit"),
        pytest.param("checker", UNIT, False, id="who released it"),
        pytest.param("unit_administrator", UNIT, False, id="who keeps the unit's accounts"),
        pytest.param("officer", UNIT, False, id="the credit office"),
    ],
)
def test_at_the_desk_nobody_reads_it_but_who_reported_it(
    paid: Sender, desk_client: DeskClient, role: str, unit: str, reads: bool
) -> None:
    client, number = desk_client(role, unit=unit).client, f"云供水账〔2026〕{KNOWN}号".encode()
    for path in ("", f"?shixiang={ITEM}", "?export=csv"):
        answer = client.get(f"/desk/records/{path}")
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert (number in told) is reads, (path, answer.status_code)
    assert client.get(f"/desk/records/{thread(KNOWN)}/", follow=True).status_code == (200 if reads else 404)


def test_the_command_says_how_many_there_are_and_shows_none(paid: Sender, capsys: pytest.CaptureFixture[str]) -> None:
    asked = Namespace(uscc=firm(KNOWN), as_of=None, known_at=None, matter="核对")
    said = []
    for as_json in (False, True):
        assert subject(asked, Telling(as_json=as_json)) == 0
        said.append(capsys.readouterr().out)
    assert not any(secret in told for secret in ("云供水账", "7654.32") for told in said)
    assert "公用事业缴费信息：有 1 条，仅供经主体授权后查询" in said[0]
    assert json.loads(said[1])["withheld"] == {ITEM: 1}
