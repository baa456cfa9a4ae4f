"""What leaves the real server, and what comes: a file that breaks off is seen to be broken, the slow stop nobody."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.mingxin.doors.torn import LINE, LINES, MB, ROOM, SPAN

ROOT = Path(__file__).parents[3]
SERVER = """
import multiprocessing
from granian import Granian
from granian.constants import Interfaces
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn", force=True)
    Granian("tests.mingxin.doors.torn:application_of", factory=True, address="127.0.0.1", port={port},
            interface=Interfaces.ASGINL).serve()
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory.mktemp("torn")) as number:
        yield number


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server where nobody may be silent for long: 30,000 bytes in any second."""
    with served(tmp_path_factory.mktemp("strict"), **{SPAN: "1"}) as number:
        yield number


@contextmanager
def served(place: Path, **more: str) -> Iterator[int]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        number = int(trial.getsockname()[1])
    (place / "server.py").write_text(SERVER.format(port=number))
    told = {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "MINGXIN_HOME": str(place / "home"),
        "MINGXIN_SITE_URL": f"http://127.0.0.1:{number}",
        "MINGXIN_SECRET_KEY": "torn" * 20,
        "DJANGO_SETTINGS_MODULE": "mingxin.config.settings",
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MINGXIN_", "DJANGO_"))}
    server = subprocess.Popen(
        [sys.executable, str(place / "server.py")],
        env=kept | told | more,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", number), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        server.terminate()
        server.wait()


def get(port: int, address: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    return connection.getresponse()


def test_a_file_that_breaks_off_is_seen_to_be_broken(port: int) -> None:
    answer = get(port, "/handed-over.csv")
    assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(LINE) * LINES))
    with pytest.raises(http.client.IncompleteRead):
        answer.read()


def test_what_is_made_while_it_is_sent_is_not_begun_before_it_is_whole(port: int) -> None:
    """As no door does it, for it costs the disk twice (ADR 0026): the server could not tell that it failed."""
    assert get(port, "/streamed.csv").status == 500


def test_who_sends_or_reads_slowly_stops_nobody(port: int) -> None:
    """Twenty of each hold their connections; the server has two threads."""
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
    for number, one in enumerate(slow):
        if number % 2:
            one.sendall(b"POST /posted HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\na=1")
        else:
            one.sendall(b"GET /large.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert one.recv(1)
    for one in slow[1::2]:
        one.sendall(b"&b=2")
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/posted", body=b"x" * 3000)
    assert connection.getresponse().read() == b"3000"
    assert len(get(port, "/large.csv").read()) == len(LINE) * LINES * 20
    for one in slow:
        one.close()


@contextmanager
def silent(number: int, port: int, size: int, sent: int) -> Iterator[None]:
    """So many clients that each announce `size` bytes, send so many of them and then no more, until the end."""
    with ExitStack() as stack:
        for _ in range(number):
            one = stack.enter_context(begun(port, size))
            one.sendall(b"x" * sent)
        yield


def begun(port: int, size: int) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(f"POST /posted HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n".encode())
    return one


def post(port: int, size: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/posted", body=b"x" * size)
    return connection.getresponse().read()


def test_who_sends_much_and_is_silent_then_stops_nobody(port: int) -> None:
    """Three times as many as the server has threads, each amid a large upload."""
    with silent(6, port, 20 * MB, 2 * MB):
        assert post(port, 3000) == b"3000"
        assert post(port, MB) == str(MB).encode()


def test_who_filled_the_room_makes_some_for_others(port: int) -> None:
    """No matter how little he waited: each of these holds more than who comes."""
    with silent(4, port, ROOM // 3 + MB, ROOM // 3):
        for _ in range(3):
            assert post(port, 2 * MB) == str(2 * MB).encode()


@pytest.mark.parametrize("much", [1, 60_000])
def test_who_falls_silent_is_told_so_and_cut_off(strict: int, much: int) -> None:
    with begun(strict, 20 * MB) as one:
        one.sendall(b"x" * much)
        answer = http.client.HTTPResponse(one)
        answer.begin()
        assert (answer.status, "请检查网络后重新提交" in answer.read().decode()) == (408, True)
        assert one.recv(1) == b""
