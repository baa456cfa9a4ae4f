"""`mingxin work` as an operator meets it, and beside `mingxin serve`."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.waiting import answers, until


def environment(home):
    cleared = {key: value for key, value in os.environ.items() if not key.startswith("MINGXIN_")}
    return cleared | {"MINGXIN_HOME": str(home)}


def test_once_with_nothing_to_do(mingxin):
    done = mingxin("work", "--once")
    assert (done.code, done.out) == (0, "")
    assert "没有可以办理的后台任务" in done.err


def test_it_needs_a_home(bare):
    done = bare("work", "--once")
    assert done.code == 2
    assert "mingxin init" in done.err


def test_an_idle_worker_stops_at_once(home):
    words = [sys.executable, "-m", "mingxin.cli.main", "work"]
    worker = subprocess.Popen(words, env=environment(home), stderr=subprocess.PIPE, text=True)
    assert "后台任务已启动" in worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    _, told = worker.communicate()
    assert worker.returncode == 0
    assert "已停止" in told


def children(parent):
    """Process → its command line, of those that this one started."""
    with open(f"/proc/{parent}/task/{parent}/children") as file:
        found = file.read().split()
    lines = {}
    for child in found:
        with open(f"/proc/{child}/cmdline") as file:
            lines[child] = file.read()
    return lines


def ended_early(server):
    assert server.poll() is None


@pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="asks the Linux kernel for the processes")
@pytest.mark.parametrize(
    ("words", "is_there"), [((), True), (("--no-worker", "--door", "portal"), False)], ids=["with", "without"]
)
def test_the_server_has_a_worker_beside_it(own, words, is_there):
    home, _ = own
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "mingxin.cli.main", "serve", "--port", str(port), "--workers", "1", *words]
    server = subprocess.Popen(command, env=environment(home), stderr=subprocess.PIPE, text=True)
    beside = {}
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/robots.txt"), alive=lambda: ended_early(server))
        beside = children(server.pid)
        assert any("mingxin.cli.upkeep" in line for line in beside.values())
        assert any("mingxin.cli.working" in line for line in beside.values()) is is_there
    finally:
        server.terminate()
        _, told = server.communicate()
    assert server.returncode == 0, told
    ours = [child for child, line in beside.items() if "mingxin.cli" in line]
    assert not any(os.path.exists(f"/proc/{child}") for child in ours), "it has waited for them"
