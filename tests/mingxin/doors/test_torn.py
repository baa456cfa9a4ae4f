"""A file that breaks off on its way is seen to be broken, by the real server and whatever reads it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mingxin.doors.torn import LINE, LINES

ROOT = Path(__file__).parents[3]
SERVER = """
import multiprocessing
from granian import Granian
from granian.constants import Interfaces
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn", force=True)
    Granian("tests.mingxin.doors.torn:application_of", factory=True, address="127.0.0.1", port={port},
            interface=Interfaces.WSGI, blocking_threads=2).serve()
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    place = tmp_path_factory.mktemp("torn")
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
        env=kept | told,
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


def test_why_no_file_is_made_while_it_is_sent(port: int) -> None:
    """The server ends a body without a length in good order, failed or not (ADR 0026)."""
    answer = get(port, "/streamed.csv")
    assert answer.status == 200
    assert 0 < len(answer.read()) < len(LINE) * LINES
