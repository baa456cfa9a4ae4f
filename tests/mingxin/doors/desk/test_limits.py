"""What is refused before any page sees it: bodies too large for their sender, characters that no text holds."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from mingxin.doors.desk.pages.batches.uploading import BESIDE
from mingxin.doors.limits import FORM, SMALL, allowance
from mingxin.doors.portal.views.reports import PAPER
from mingxin.doors.reception import Allowance
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
        pytest.param("/guize/", SMALL, False, id="portal: the largest form"),
        pytest.param("/guize/", SMALL + 1, True, id="portal: a paper to a page that takes none"),
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


def test_of_a_colleague_at_other_pages(in_force: InForce, desk_client: DeskClient) -> None:
    client = desk_client("steward", unit=in_force.unit).client
    assert posted(client, "/desk/batches/", FORM).status_code != 413
    assert posted(client, "/desk/batches/", FORM + 1).status_code == 413


def asked(client: Client, address: str, method: str = "POST", sender: str = "192.0.2.7") -> Allowance:
    """What is told before the body comes."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    return allowance(RequestFactory(REMOTE_ADDR=sender, HTTP_COOKIE=cookies).generic(method, address).environ)


@pytest.mark.parametrize(
    ("address", "method", "sender", "most", "owner"),
    [
        pytest.param("/heyan/", "POST", "192.0.2.7", PAPER, "192.0.2.7", id="a paper"),
        pytest.param("/heyan/", "GET", "192.0.2.7", SMALL, "192.0.2.7", id="nobody sends a paper with GET"),
        pytest.param("/heyan/", "POST", "2001:db8::7", PAPER, "2001:db8::/64", id="by the network"),
        pytest.param("/heyan/", "POST", "127.0.0.1", PAPER, "", id="an address that says nothing"),
        pytest.param("/guize/", "POST", "192.0.2.7", SMALL, "192.0.2.7", id="a page that takes none"),
        pytest.param("/no-such-page/", "POST", "192.0.2.7", SMALL, "192.0.2.7", id="no page"),
        pytest.param("/desk/batches/upload/", "POST", "192.0.2.7", SMALL, "192.0.2.7", id="signed out"),
    ],
)
def test_what_the_public_may_send(
    client: Client, db: None, address: str, method: str, sender: str, most: int, owner: str
) -> None:
    assert asked(client, address, method, sender) == Allowance(most, owner, is_colleague=False)


def test_what_a_colleague_may_send(in_force: InForce, desk_client: DeskClient, settings: Any) -> None:
    """On his own account, wherever he is; where he is one of the public, as the public."""
    settings.INTAKE_FILE_MAX_BYTES = 20 * MANY
    steward = desk_client("steward", unit=in_force.unit)
    own = f"person {steward.person.pk}"
    assert asked(steward.client, "/desk/batches/upload/") == Allowance(20 * MANY + BESIDE, own, is_colleague=True)
    assert asked(steward.client, "/desk/batches/") == Allowance(FORM, own, is_colleague=True)
    assert asked(steward.client, "/heyan/") == Allowance(PAPER, "192.0.2.7", is_colleague=False)
    steward.client.logout()
    assert asked(steward.client, "/desk/batches/upload/") == Allowance(SMALL, "192.0.2.7", is_colleague=False)


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
