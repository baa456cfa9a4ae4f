"""`mingxin work`: long work, one job after the other. Started by `mingxin serve` beside the server as well, with a pipe
as its standard input; then it ends when that pipe does.
"""

import argparse
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import django

from mingxin.cli.telling import Telling


def work(arguments: argparse.Namespace, telling: Telling) -> int:
    # not above: run as a process, this module is read before Django is set up
    from mingxin.intake.reading import room
    from mingxin.jobs import worker

    room.warm()
    with until_signalled() as until:
        if arguments.once:
            ran, waiting = worker.empty_queue(until=until)
            telling.note(f"✓ 后台任务已办理 {ran} 次。" if ran else "✓ 没有可以办理的后台任务。")
            if waiting:
                telling.note(f"· 还有 {waiting} 项在等候办理或等候再试。")
            return 0
        telling.note("后台任务已启动。（按 Ctrl-C 停止，再按一次立即中断）")
        worker.work(until=until)
    telling.note("已停止。没有办完的任务已退回队列，下次启动时继续。")
    return 0


@contextmanager
def until_signalled() -> Iterator[Callable[[], bool]]:
    """True after Ctrl-C or TERM; the second of them has its usual force."""
    leaving = threading.Event()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def leave(number: int, frame: FrameType | None) -> None:
        leaving.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, leave)
    try:
        yield leaving.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def pipe_has_ended() -> bool:
    """Nothing is ever written to it, so it can be read only at its end."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends the pipe
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingxin.config.settings")
    django.setup()

    from mingxin.intake.reading import room
    from mingxin.jobs import worker

    room.warm()  # the first file need not wait for it
    worker.work(until=pipe_has_ended)
