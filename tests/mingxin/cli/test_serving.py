"""The server starts, says where, refuses a taken port, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from mingxin.cli.serving import require_free
from mingxin.kernel.refusal import Refusal


@pytest.fixture
def taken():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def test_a_taken_port_is_refused_with_another_to_try(taken):
    with pytest.raises(Refusal) as refused:
        require_free("127.0.0.1", taken)
    assert refused.value.code == "serve.port"
    other = int(refused.value.remedy.split("--port ")[1].rstrip("。"))
    require_free("127.0.0.1", other)


@pytest.mark.parametrize("port", [0, 65536], ids=["below", "above"])
def test_a_port_that_is_none(port):
    with pytest.raises(Refusal, match="1 至 65535"):
        require_free("127.0.0.1", port)


def test_an_address_that_is_not_ours():
    with pytest.raises(Refusal, match="没有这个地址"):
        require_free("203.0.113.1", 8000)


def environment(home):
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("MINGXIN_")}
    return cleared | {"MINGXIN_HOME": str(home)}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "Ctrl-C"])
def test_it_serves_and_stops_cleanly(own, how):
    home, mingxin = own
    port = free_port()
    words = [sys.executable, "-m", "mingxin.cli.main", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(words, env=environment(home), stderr=subprocess.PIPE, text=True)
    try:
        until = time.monotonic() + 60
        status = 0
        while not status and time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt", timeout=5) as answer:
                    status = answer.status
            except OSError:
                time.sleep(0.3)
        assert status == 200
    finally:
        server.send_signal(how)
        _, err = server.communicate(timeout=60)
    assert server.returncode == 0, err
    assert f"http://127.0.0.1:{port}/" in err
    assert "已停止" in err
    assert mingxin("ledger", "verify").code == 0
    require_free("127.0.0.1", port)


def test_upkeep_seals_and_ends_with_its_pipe(own):
    home, mingxin = own
    beside = subprocess.Popen(
        [sys.executable, "-m", "mingxin.cli.upkeep"], env=environment(home), stdin=subprocess.PIPE
    )
    beside.stdin.close()
    assert beside.wait(timeout=60) == 0
    assert mingxin("ledger", "verify", "--json").json["waiting"] == 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        pytest.param("127.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7", id="what the own proxy wrote last"),
        pytest.param("127.0.0.1", "nonsense", None, id="no address at all"),
        pytest.param("", "203.0.113.7", "127.0.0.1", id="no proxy of our own: anybody may claim that"),
        pytest.param("10.20.0.0/24", "203.0.113.7", "127.0.0.1", id="another proxy than ours"),
    ],
)
def test_whose_address_the_application_sees(own, proxies, forwarded, expected):
    """Asked of the application as the server loads it, in a process of its own: settings are read once."""
    home, _ = own
    asked = subprocess.run(
        [sys.executable, "-c", SEEN_ADDRESS, forwarded],
        env=environment(home) | {"MINGXIN_PROXIES": proxies}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.stdout.strip() == str(expected), asked.stderr


SEEN_ADDRESS = """
import sys
from wsgiref.util import setup_testing_defaults

from django.core.signals import request_started

from mingxin.config.wsgi import application
from mingxin.doors.desk.pages.signing.views import address_of

given = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": sys.argv[1], "HTTP_HOST": "127.0.0.1"}
setup_testing_defaults(given)


class Request:
    META = given


seen = []
request_started.connect(lambda environ, **_: seen.append(address_of(Request)), weak=False)
application(given, lambda *_: None)
print(seen[0])
"""
