"""Real workers as processes, on both databases: several at once, killed, told to leave."""

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.waiting import until
from tests.way.places import ROOT, place


@pytest.fixture
def env(django_db_setup, tmp_path):
    with place(tmp_path, f"mingxin_jobs_{tmp_path.name[-8:].strip('_').lower()}") as env:
        yield env | {"DJANGO_SETTINGS_MODULE": "tests.mingxin.jobs.settings"}


@pytest.fixture
def file(tmp_path):
    """Where the handler writes a line for each step."""
    return tmp_path / "steps"


def run(env, *words):
    done = subprocess.run(
        [sys.executable, "-m", "tests.mingxin.jobs.process", *map(str, words)],
        check=False,
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) if done.stdout else None


def start(env, *words, module="mingxin.cli.main"):
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=env,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def lines(file: Path):
    """(key, process, step) of every step so far."""
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def wait_for_steps(file, number, worker):
    def alive():
        assert worker.poll() is None, worker.stderr.read()

    until(lambda: len(lines(file)) >= number, alive=alive)


def test_two_workers_at_once_share_the_queue(env, file):
    run(env, "ask", file, 24, 2, 0.01)
    workers = [start(env, "work", "--once") for _ in range(2)]
    told = [worker.communicate()[1] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], told
    by_key = Counter((key, step) for key, _, step in lines(file))
    assert len(by_key) == 48
    assert set(by_key.values()) == {1}, "each step of each job once"
    assert run(env, "count") == [["done", 1, 24]]


@pytest.mark.crash
def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(env, file):
    run(env, "ask", file, 1, 12, 0.3)
    first = start(env, "work")
    wait_for_steps(file, 4, first)
    assert run(env, "show")["alive"]
    first.kill()
    first.communicate()
    left = run(env, "show")
    assert (left["state"], left["step"]) == ("running", "逐步办理")
    assert 0 < left["done"] < 12
    early = start(env, "work", "--once")
    assert "没有可以办理" in early.communicate()[1], "its lease still holds"
    before = len(lines(file))
    run(env, "work_later", 31)
    second = lines(file)[before:]
    assert [step for _, _, step in second] == [str(step) for step in range(12)], "from the start, to the end"
    assert {process for _, process, _ in second} != {str(first.pid)}
    assert run(env, "count") == [["done", 2, 1]]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["TERM", "Ctrl-C"])
def test_told_to_leave_it_hands_the_job_back(env, file, how):
    run(env, "ask", file, 1, 100, 0.1)
    worker = start(env, "work")
    wait_for_steps(file, 3, worker)
    worker.send_signal(how)
    _, told = worker.communicate()
    assert worker.returncode == 0, told
    assert "已停止" in told
    assert len(lines(file)) < 100
    assert run(env, "count") == [["waiting", 0, 1]], "it may begin at once, with all its attempts"


def test_beside_the_server_it_leaves_when_the_pipe_ends(env, file):
    run(env, "ask", file, 1, 100, 0.1)
    worker = start(env, module="mingxin.cli.working")
    wait_for_steps(file, 3, worker)
    worker.send_signal(signal.SIGTERM)
    worker.send_signal(signal.SIGINT)
    wait_for_steps(file, 5, worker)
    worker.stdin.close()
    assert worker.wait() == 0, worker.stderr.read()
    assert run(env, "count") == [["waiting", 0, 1]]


def test_a_running_job_is_stopped_from_another_process(env, file):
    run(env, "ask", file, 1, 100, 0.1)
    worker = start(env, "work", "--once")
    wait_for_steps(file, 2, worker)
    run(env, "stop")
    assert worker.wait() == 0
    assert run(env, "show")["state"] == "stopped"
    assert len(lines(file)) < 100
