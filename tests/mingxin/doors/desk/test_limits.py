"""What is refused before any page sees it: bodies too large for their sender, characters that no text holds."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingxin.doors.limits import BESIDE, PAPER, SMALL
from tests.conftest import InForce
from tests.mingxin.doors.desk.conftest import DeskClient

NUMBER = "11010519491231002X"
MANY = 1024 * 1024


def posted(client: Client, address: str, length: int) -> Any:
    head = b'--b\r\nContent-Disposition: form-data; name="wenjian"; filename="a.pdf"\r\n\r\n'
    tail = b"\r\n--b--\r\n"
    body = head + b"x" * (length - len(head) - len(tail)) + tail
    return client.generic("POST", address, body, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize(
    ("address", "length", "is_refused"),
    [
        pytest.param("/heyan/", PAPER, False, id="portal: the largest paper"),
        pytest.param("/heyan/", PAPER + 1, True, id="portal: one byte more"),
        pytest.param("/desk/sign-in/", SMALL, False, id="desk: signed out, the largest form"),
        pytest.param("/desk/sign-in/", SMALL + 1, True, id="desk: signed out, one byte more"),
        pytest.param("/desk/batches/upload/", SMALL + 1, True, id="desk: a file of somebody unknown"),
    ],
)
def test_of_the_public(in_force: InForce, client: Client, address: str, length: int, is_refused: bool) -> None:
    answer = posted(client, address, length)
    assert (answer.status_code == 413) is is_refused
    if is_refused:
        assert "没有接收任何内容" in answer.content.decode()
        assert answer["Content-Security-Policy"], "the headers of every answer"


def test_of_a_colleague(in_force: InForce, desk_client: DeskClient, settings: Any) -> None:
    settings.INTAKE_FILE_MAX_BYTES = 2 * MANY
    client = desk_client("steward", unit=in_force.unit).client
    most = 2 * MANY + BESIDE
    assert posted(client, "/desk/batches/upload/", most).status_code != 413
    answer = posted(client, "/desk/batches/upload/", most + 1)
    assert (answer.status_code, "一次最多上传 18 MB" in answer.content.decode()) == (413, True)


@pytest.mark.parametrize(
    "address",
    ["/shuanggongshi/xuke/?f1=%00", "/shuanggongshi/xuke/?mingcheng=a%00b", "/shuanggongshi/xuke/?%00=1",
     "/zhuti/%00/", "/xinxi/%00/", "/desk/batches/none/?unit=%00", "/desk/%00"],
)  # fmt: skip
def test_no_text_holds_nul(in_force: InForce, client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, "无法理解这个请求" in answer.content.decode()) == (400, True)


def test_nor_does_a_form(in_force: InForce, client: Client, desk_client: DeskClient) -> None:
    assert client.post("/heyan/", {"bianhao": "a\x00b", "hemima": "x"}).status_code == 400
    at_desk = desk_client("steward", unit=in_force.unit).client
    file = SimpleUploadedFile("a.csv", BytesIO(b"a\x00b").getvalue())
    assert at_desk.post("/desk/batches/upload/", {"files": file, "unit": "\x001"}).status_code == 400
    assert at_desk.post("/desk/batches/upload/", {"files": file}).status_code != 500, "in a file it is the intake's"


@pytest.mark.parametrize(
    ("asked", "onward"),
    [
        pytest.param(f"/desk/云/?q={NUMBER}", "/desk/%E4%BA%91/", id="other than ASCII"),
        pytest.param(f"/desk/%0aX/?q={NUMBER}", "/desk/%0AX/", id="a line end"),
        pytest.param(f"/desk//evil.example/?q={NUMBER}", "/desk//evil.example/", id="slashes inside"),
        pytest.param(f"/desk/%5Cevil.example/?q={NUMBER}", "/desk/%5Cevil.example/", id="a backslash"),
    ],
)
def test_on_to_the_same_address_without_a_number(client: Client, db: None, asked: str, onward: str) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer["Location"]) == (303, onward)


def test_never_on_to_another_site(client: Client, db: None, settings: Any) -> None:
    settings.DOORS_SERVED = ("desk",)
    answer = client.generic("GET", "//evil.example/a", QUERY_STRING=f"q={NUMBER}", PATH_INFO="//evil.example/a")
    assert (answer.status_code, answer["Location"]) == (303, "/%2Fevil.example/a")
