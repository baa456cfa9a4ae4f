"""A unit's way through the desk: files sent by a browser's form, the real worker, the pages as they answer."""

import html
import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from mingxin.intake.models import Batch, BatchState
from mingxin.jobs.running import run_one
from mingxin.kernel.clock import now as clock_now
from mingxin.kernel.clock import today
from mingxin.rulebook.queries import calendar
from tests.mingxin.archive.sending import Row, penalty, write_csv
from tests.mingxin.doors.desk.conftest import AtDesk

WRONG_CODE = penalty(20)["CF_XDR_SHXYM"][:-1] + "7"
YUAN = {"CF_NR": "罚款2000元", "CF_NR_FK": "2000"}


def lately(number: int, **cells: str) -> Row:
    """A penalty decided on the last working day, whatever day it is."""
    day, worked = today(), calendar()
    while worked.workdays_between(day, today()) < 1:
        day = day.fromordinal(day.toordinal() - 1)
    return penalty(number, **{"CF_JDRQ": day.isoformat(), **cells})


FAULTY = (
    {"CF_XDR_SHXYM": WRONG_CODE},
    YUAN,
    {"CF_WSH": ""},
    {"CF_JDRQ": "2026/13/05"},
    {"CF_XDR_SHXYM": ""},
)


def mixed() -> list[Row]:
    """Rows 2 to 4 are good, 5 to 8 questioned, 9 unlinked."""
    good = [lately(1), lately(2, CF_CFLB="警告", CF_NR="警告", CF_NR_FK=""), lately(3)]
    return [*good, *(lately(20 + place, **cells) for place, cells in enumerate(FAULTY))]


def work() -> None:
    """Everything that waits, by the real worker."""
    while run_one("worker", clock_now, beside=False):
        pass


def upload(
    client: Client,
    folder: Path,
    rows: list[Row],
    *,
    name: str = "11 月行政处罚（第三周）.csv",
    item: str = "admin_penalty",
    **given: Any,
) -> HttpResponse:
    file = SimpleUploadedFile(name, write_csv(folder / "sent.csv", item, rows).read_bytes())
    return client.post("/desk/batches/upload/", {"files": file, **given})  # type: ignore[return-value]


def sent(client: Client, folder: Path, rows: list[Row], **given: Any) -> str:
    """The address of the batch, checked."""
    answer = upload(client, folder, rows, **given)
    assert answer.status_code == 303, words(answer)
    work()
    return str(answer.headers["Location"])


def batch_at(address: str) -> Batch:
    return Batch.objects.get(number__endswith=address.split("#")[0].rstrip("/").rsplit("/", 1)[1])


def words(answer: HttpResponse) -> str:
    """The page as it reads, without its form."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return words(answer)  # type: ignore[arg-type]


def do(client: Client, address: str, **given: Any) -> str:
    """An act that succeeds; the page that it leads to."""
    answer = client.post(address, given)
    assert answer.status_code == 303, words(answer)  # type: ignore[arg-type]
    return page(client, answer.headers["Location"].split("#")[0])


def through(steward: AtDesk, checker: AtDesk, address: str) -> None:
    """Submitted, released where that is asked for, admitted."""
    do(steward.client, f"{address}submit/")
    if batch_at(address).state == BatchState.SUBMITTED:
        do(checker.client, address.replace("/batches/", "/review/") + "release/", secrecy="yes")
    work()
    assert batch_at(address).state == BatchState.ADMITTED
