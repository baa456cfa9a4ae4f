"""What is handed out as a file is whole: as many rows as the page counts, and a length and digest to know it by."""

import base64
import csv
import hashlib
import inspect
import io
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

import mingxin
from mingxin.access.models import StaffRole
from mingxin.access.permits import GRANTS
from mingxin.doors.desk.routing import Permit
from mingxin.kernel.clock import now as clock_now
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient, desk_client, quick_passwords
from tests.mingxin.doors.multiplied import many_entries, many_records
from tests.mingxin.uses.publicity.town import Town

__all__ = ["desk_client", "quick_passwords"]

MANY = 10_050
LISTS = "a list, with ?export="
# Every address that hands out a file, and where its content is compared with the page: a new one has to be entered here
FILES = {
    "portal:export": "below",
    "portal:removals": "below",
    "portal:report": "tests/mingxin/doors/portal/test_reports.py",
    "desk:template": "tests/mingxin/doors/desk/test_batches.py",
    "desk:batch_file": "tests/mingxin/doors/desk/test_batches.py",
    "desk:power_template": "tests/mingxin/doors/desk/test_office_round_trip.py",
    "desk:criteria_template": "tests/mingxin/doors/desk/test_office_round_trip.py",
    "desk:criteria_file": "tests/mingxin/doors/desk/test_office_round_trip.py",
    "desk:draft_template": "tests/mingxin/doors/desk/test_office_catalogue.py",
    "desk:calendar_file": "tests/mingxin/doors/desk/test_office_round_trip.py",
    "desk:watch_paper": "tests/mingxin/doors/desk/test_watch.py",
    "desk:watch_monthly_file": "tests/mingxin/doors/desk/test_watch.py",
    **dict.fromkeys(
        (
            "desk:accounts", "desk:audit", "desk:audit_seals", "desk:batches", "desk:colleagues", "desk:criteria",
            "desk:doubts", "desk:drafts", "desk:editions", "desk:handovers", "desk:mergers", "desk:messages",
            "desk:office_questioned", "desk:outages", "desk:power_imports", "desk:power_questions",
            "desk:publicity_questions", "desk:questioned", "desk:records", "desk:review_switches", "desk:reviews",
            "desk:rulings", "desk:security_accounts", "desk:security_failures", "desk:security_permits",
            "desk:security_places", "desk:security_sign_ins", "desk:units", "desk:unlinked", "desk:watch",
            "desk:watch_figures", "desk:watch_reminders", "desk:withdrawals",
            # these are about one thing, and asked for by it
            "desk:draft", "desk:edition", "desk:power_import", "desk:watch_cell", "desk:watch_late",
            "desk:watch_monthly_rows", "desk:watch_rows",
        ),
        LISTS,
    ),
}  # fmt: skip
_HANDS_OUT = {"attached", "attached_file", "_file"}
_LISTS = {"show", "export"}


def addresses(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one, (*spaces, *([one.namespace] if one.namespace else [])))
        else:
            yield ":".join((*spaces, one.name or "")), one


def is_for_files(view: object) -> bool:
    names = set(inspect.unwrap(view).__code__.co_names)  # type: ignore[arg-type]
    return bool(names & _HANDS_OUT or ("listing" in names and names & _LISTS))


def test_every_address_that_hands_out_a_file_is_known_here() -> None:
    assert {name for name, one in addresses(get_resolver()) if is_for_files(one.callback)} == set(FILES)


def test_there_is_one_way_to_hand_out_a_file() -> None:
    root = Path(mingxin.__file__).parent
    sent = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"Content-Disposition|StreamingHttpResponse|FileResponse", path.read_text("utf-8"))
    }
    assert sent == {"doors/parts/handing.py"}


def content(answer: HttpResponse) -> bytes:
    """The file, once it is seen to be measured."""
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert answer["Content-Length"] == str(len(data))
    assert answer["Repr-Digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"
    return data


def rows_in(data: bytes) -> int:
    """Of data, the head apart."""
    if data.startswith(b"PK"):
        return len(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()) - 1
    return len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))) - 1


def named(answer: HttpResponse) -> int:
    """The count in the file's name."""
    found = re.search(r"-(\d+)条\.", unquote(answer["Content-Disposition"]))
    assert found
    return int(found[1])


def test_a_long_list_is_whole_in_its_file(client: Client, in_force: InForce, desk_client: DeskClient) -> None:
    at = clock_now()
    town = Town(at.date(), at, (in_force.unit, in_force.other_unit))
    firm, trader = town.party("云泽市嘉禾食品有限公司"), town.party("澄江镇瑞丰超市", kind="sole_trader")
    town.licence(trader, "云市监许〔2026〕1号")
    many_records(town.licence(firm, "云市监许〔2026〕2号"), MANY - 1)
    many_entries(MANY)
    steward, auditor = desk_client("steward", unit=in_force.unit).client, desk_client("auditor").client
    table = [
        ("a public column", client, "/shuanggongshi/xuke/xiazai.csv", "/shuanggongshi/xuke/", 1),
        ("the same as a workbook", client, "/shuanggongshi/xuke/xiazai.xlsx", "/shuanggongshi/xuke/", 1),
        ("a unit's records", steward, "/desk/records/?export=csv", "/desk/records/", 0),
        ("the ledger", auditor, "/desk/audit/?export=csv", "/desk/audit/", 0),
    ]
    for reason, browser, file, page, left_out in table:
        shown = browser.get(page).context
        whole = int(shown["page"].count.replace(",", "")) if "page" in shown else shown["count"]
        answer = browser.get(file)
        found = rows_in(content(answer))
        assert found > MANY - 1, reason
        counts = [named(answer), int(answer["X-Rows"]), whole - left_out]
        assert counts == [found] * 3, reason


GROWING = {"desk:audit"}  # a page that was looked at is in it itself
PLAIN = [
    (name, permit.act)
    for name, one in addresses(get_resolver())
    if FILES.get(name) == LISTS
    and "<" not in str(one.pattern)
    and isinstance(permit := getattr(one.callback, "permit", None), Permit)
    and permit.act
]


def test_each_list_of_the_desk_has_its_count_in_its_file(in_force: InForce, desk_client: DeskClient) -> None:
    """Whoever may see it: its page and its file."""
    people = {role: desk_client(role, unit=in_force.unit).client for role in StaffRole}
    for place, (name, act) in enumerate(PLAIN):
        browser = next(people[role] for role in StaffRole if act in GRANTS[role])
        page = browser.get(reverse(name))
        assert page.status_code == 200, name
        answer = browser.get(reverse(name), {"export": ("csv", "xlsx")[place % 2]})
        counts = {rows_in(content(answer)), named(answer), int(answer["X-Rows"])}
        assert len(counts) == 1, name
        if name not in GROWING:
            assert page.context.get("count") in (None, *counts), name


def test_what_is_compressed_for_a_page_is_not_for_a_file(client: Client, in_force: InForce) -> None:
    """Compressed on the way it would lose its length."""
    page = client.get("/shuanggongshi/xuke/", headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    for address in ("/shuanggongshi/xuke/xiazai.csv", "/shuanggongshi/chufa/tingzhi.csv"):
        file = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in file
        assert rows_in(content(file)) == 0
