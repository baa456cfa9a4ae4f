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
