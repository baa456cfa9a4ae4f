"""The server starts, says where, refuses a taken port, and leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
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
    said = ""
    try:
        while "已启动" not in said:
            line = server.stderr.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt") as answer:
            assert answer.status == 200, "it is there when it says so"
    finally:
        server.send_signal(how)
        _, err = server.communicate()
    assert server.returncode == 0, err
    assert f"http://127.0.0.1:{port}/" in said
    assert "已停止" in err
    assert mingxin("ledger", "verify").code == 0
    require_free("127.0.0.1", port)


DYING = """
import os, sys
if any("multiprocessing.spawn" in word for word in sys.orig_argv):
    os._exit(3)
"""


def test_a_site_that_does_not_come_up_is_not_said_to_be_there(own, tmp_path):
    """Its processes die as soon as they are started, whatever of."""
    (tmp_path / "sitecustomize.py").write_text(DYING)
    home, _ = own
    port = free_port()
    words = [sys.executable, "-m", "mingxin.cli.main", "serve", "--port", str(port), "--workers", "2", "--no-worker"]
    env = environment(home) | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    ran = subprocess.run(words, env=env, capture_output=True, text=True)
    assert ran.returncode == 70, ran.stderr
    assert "没有启动成功" in ran.stderr
    assert "mingxin doctor" in ran.stderr
    assert "已启动" not in ran.stderr
    assert "已停止" not in ran.stderr


def test_upkeep_seals_and_ends_with_its_pipe(own):
    home, mingxin = own
    beside = subprocess.Popen(
        [sys.executable, "-m", "mingxin.cli.upkeep"], env=environment(home), stdin=subprocess.PIPE
    )
    beside.stdin.close()
    assert beside.wait() == 0
    assert mingxin("ledger", "verify", "--json").json["waiting"] == 0


def test_upkeep_keeps_the_timetable_whatever_the_workers_have_at_hand(own):
    home, _ = own
    env = environment(home) | {"DJANGO_SETTINGS_MODULE": "tests.mingxin.jobs.settings"}
    beside = subprocess.Popen([sys.executable, "-m", "mingxin.cli.upkeep"], env=env, stdin=subprocess.PIPE)
    beside.stdin.close()
    assert beside.wait() == 0
    assert (home / "timetable").is_file()


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
import asyncio
import sys

from django.core.signals import request_started

from mingxin.config.asgi import application
from mingxin.doors.desk.pages.signing.views import address_of


class Request:
    def __init__(self, environ):
        self.META = environ


async def take(_):
    pass


seen = []
request_started.connect(lambda environ, **_: seen.append(address_of(Request(environ))), weak=False)
asked = {
    "type": "http", "method": "GET", "path": "/robots.txt", "raw_path": b"/robots.txt", "query_string": b"",
    "http_version": "1.1", "scheme": "http", "client": ("127.0.0.1", 4711), "server": ("127.0.0.1", 8000),
    "headers": [(b"host", b"127.0.0.1"), (b"x-forwarded-for", sys.argv[1].encode())],
}
asyncio.run(application(asked, None, take))
print(seen[0])
"""
