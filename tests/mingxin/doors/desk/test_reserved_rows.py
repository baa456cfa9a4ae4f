"""What is read by its subject's authorisation alone is read by the stewards of the unit that reported it, and by its
checkers while it waits for their release: every role at every address that shows rows, in every state of a batch."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from django.http import HttpResponse
from openpyxl import load_workbook

from mingxin.access.models import Unit
from mingxin.intake.actions.reviewing import set_review
from mingxin.intake.models import BatchState
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.ledger.actor import Actor
from tests.conftest import InForce
from tests.mingxin.archive.sending import UNIT, UNIT_NAMES, Row, firm, firm_name
from tests.mingxin.doors.desk.conftest import AtDesk, DeskClient
from tests.mingxin.doors.desk.way import batch_at, do, page, sent, work

LIST: Final = re.compile("须经主体授权才能查看[^。]*。")
ITEM: Final = "utility_payment"
ROLES: Final = ("steward", "checker", "unit_administrator", "officer")
AMOUNT, TYPED = "7654.32", "云供水账〔2026〕9304号"
WRONG_CODE = firm(4)[:-1] + ("7" if firm(4)[-1] != "7" else "8")
UNNUMBERED, UNLINKED = 3, 5  # rows of the sheet
ADDRESSES: Final = (
    "", "rows/", "rows/?hang=4", "files/marked/", "files/failed/", "files/receipt/", "review", "unlinked row",
)  # fmt: skip
LISTS: Final = (
    "/desk/", "/desk/batches/", "/desk/batches/questioned/", "/desk/review/", "/desk/office/unlinked/",
    "/desk/office/questioned/", "/desk/office/doubts/", "/desk/messages/",
)  # fmt: skip


def payment(number: int, **cells: str) -> Row:
    day = today() - timedelta(days=2)
    return {
        "GY_ZTMC": firm_name(number),
        "GY_TYSHXYDM": firm(number),
        "GY_ZL": "自来水",
        "GY_ZDBH": f"云供水账〔2026〕930{number}号",
        "GY_ZQ": f"{day:%Y-%m}",
        "GY_CJRQ": day.isoformat(),
        "GY_JFRQ": today().isoformat(),
        "GY_JE": AMOUNT,
        "GY_BSDW": UNIT_NAMES[UNIT],
        "GY_BSDWDM": UNIT,
        **cells,
    }


@pytest.fixture
def people(in_force: InForce, desk_client: DeskClient, actor: Actor) -> dict[str, AtDesk]:
    """Each role at the unit that reports, and the office of the city; the item is reviewed."""
    unit = Unit.objects.get(uscc=in_force.unit)
    set_review(unit_id=unit.pk, item=ITEM, is_on=True, reason="试行", by=actor, at=clock_now())
    return {role: desk_client(role, unit=in_force.unit, login=role.replace("_", "-")) for role in ROLES}


@pytest.fixture
def batch(people: dict[str, AtDesk], tmp_path: Path) -> str:
    """The address of a batch with a good row, one that was mended, one questioned and one without a subject."""
    rows = [
        payment(1),
        payment(2, GY_ZDBH=""),
        payment(3, GY_TYSHXYDM=WRONG_CODE),
        payment(4, GY_TYSHXYDM="", GY_ZTMC="云泽市查无此名有限公司"),
    ]
    address = sent(people["steward"].client, tmp_path, rows, name="缴费.csv", item=ITEM)
    typed = {f"w.{UNNUMBERED}.GY_ZDBH": "", f"c.{UNNUMBERED}.GY_ZDBH": TYPED}
    do(people["steward"].client, f"{address}mend/", **typed)
    people["steward"].client.get(f"{address}files/marked/")
    work()  # makes it anew
    found = batch_at(address)
    assert (found.item, found.state, found.admitted, found.questioned, found.unlinked) == (ITEM, "ready", 2, 1, 1)
    return address


def told(answer: HttpResponse) -> str:
    """All that can be read in an answer, a workbook's cells too."""
    if answer.streaming:
        content = b"".join(answer.streaming_content)  # type: ignore[arg-type]
    else:
        content = answer.content
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    book = load_workbook(BytesIO(content))
    return " ".join(str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


def reads(text: str) -> bool:
    return bool(re.search(f"{re.escape(AMOUNT)}|7,654|云供水账|查无此名|{WRONG_CODE}|{firm(4)}|{firm_name(3)}", text))


def reading(people: dict[str, AtDesk], batch: str) -> dict[str, set[str]]:
    """Role → the addresses at which it reads something of what stands in the batch."""
    number = batch.rstrip("/").rsplit("/", 1)[1]
    at = {"review": f"/desk/review/{number}/", "unlinked row": f"/desk/office/unlinked/{number}/{UNLINKED}/"}
    named = {one: at.get(one, f"{batch}{one}") for one in ADDRESSES} | {
        f"review {verdict}": f"/desk/review/{number}/rows/{verdict}/" for verdict in ("new", "changed")
    }
    found: dict[str, set[str]] = {}
    for role, somebody in people.items():
        answers = {one: somebody.client.get(address) for one, address in named.items()}
        lists = {one: somebody.client.get(one) for one in LISTS}
        exports = {f"{one}?": somebody.client.get(f"{one}?export=csv") for one in LISTS[1:]}
        assert not [one for one, answer in (answers | lists | exports).items() if answer.status_code >= 500]
        found[role] = {one for one, answer in (answers | lists | exports).items() if reads(told(answer))}  # type: ignore[arg-type]
    return found


OWN: Final = {"", "rows/", "rows/?hang=4", "files/marked/", "files/failed/"}
NOBODY_ELSE: Final = {"unit_administrator": set[str](), "officer": set[str]()}


def test_before_it_is_submitted_the_stewards_read_it(people: dict[str, AtDesk], batch: str) -> None:
    assert reading(people, batch) == {"steward": OWN, "checker": set(), **NOBODY_ELSE}


def test_while_it_waits_its_checkers_read_it_too(people: dict[str, AtDesk], batch: str) -> None:
    do(people["steward"].client, f"{batch}submit/")
    assert batch_at(batch).state == BatchState.SUBMITTED
    found = reading(people, batch)
    assert found == {"steward": OWN, "checker": OWN | {"review", "review new"}, **NOBODY_ELSE}


def test_once_it_is_returned_they_do_not(people: dict[str, AtDesk], batch: str) -> None:
    do(people["steward"].client, f"{batch}submit/")
    do(people["checker"].client, batch.replace("/batches/", "/review/") + "return/", reason="请核对")
    assert reading(people, batch) == {"steward": OWN, "checker": set(), **NOBODY_ELSE}


def test_what_stayed_behind_is_the_stewards(people: dict[str, AtDesk], batch: str) -> None:
    do(people["steward"].client, f"{batch}submit/")
    do(people["checker"].client, batch.replace("/batches/", "/review/") + "release/", secrecy="yes")
    work()
    assert batch_at(batch).state == BatchState.ADMITTED
    assert reading(people, batch) == {"steward": OWN, "checker": set(), **NOBODY_ELSE}


@pytest.mark.parametrize("role", ["checker", "unit_administrator", "officer"])
def test_the_others_see_how_it_stands(people: dict[str, AtDesk], batch: str, signing_key: Path, role: str) -> None:
    shown = page(people[role].client, batch)
    assert "缴费.csv" in shown and "须经当事人授权才能查阅" in shown
    assert "代码校验不通过 1 请对照登记证照逐位核对后改正。" in shown
    assert people[role].client.get(f"{batch}files/receipt/").status_code == 200
    for one in ("rows/", "files/marked/", "files/failed/"):
        refused = people[role].client.get(f"{batch}{one}")
        assert refused.status_code == 403
        assert "报送单位的经办人" in refused.content.decode()


def test_an_empty_list_tells_each_role_what_it_can_do_and_what_is_not_listed_for_it(
    people: dict[str, AtDesk], in_force: InForce
) -> None:
    """Whether there is any of it is told to nobody who may not read it."""
    asked, every = f"/desk/records/?shixiang={ITEM}", "/desk/records/?wenhao=查无此号"
    for role in ("officer", "checker", "unit_administrator"):
        client = people[role].client
        assert "须经主体授权才能查看，这里不列出，也不说明有没有" in page(client, asked), role
        assert "上传文件" not in page(client, asked) + page(client, every) + page(client, "/desk/batches/"), role
        assert "公用事业缴费信息须经主体授权才能查看，不在这里列出。" in page(client, every), role
    steward = people["steward"].client
    assert "上传文件" in page(steward, asked) and "须经主体授权" not in page(steward, asked)


def test_what_is_kept_changes_no_word_for_who_may_not_read_it(people: dict[str, AtDesk], batch: str) -> None:
    asked = f"/desk/records/?shixiang={ITEM}"
    before = page(people["officer"].client, asked)
    do(people["steward"].client, f"{batch}submit/")
    do(people["checker"].client, batch.replace("/batches/", "/review/") + "release/", secrecy="yes")
    work()
    assert batch_at(batch).admitted == 2
    assert LIST.findall(page(people["officer"].client, asked)) == LIST.findall(before) != []
