"""A process beside the server, started again when it dies: what runs there nobody else does."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PAUSES: Final = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds before the next start; the last one for good
LASTING: Final = 120.0  # seconds: a process that lived so long begins anew with the shortest pause
GRACE: Final = 15.0  # seconds between the end of the pipe and force


@contextmanager
def beside(module: str, *, told: Callable[[str], None]) -> Iterator[None]:
    """A process of that module; it ends when the pipe to it does, however this one dies.

    One that dies before (the machine was short of memory, say) is told of and started again, with growing pauses.
    """
    kept = _Kept(module, told)
    watching = threading.Thread(target=kept.watch, name=module, daemon=True)
    watching.start()
    try:
        yield
    finally:
        kept.let_go()
        watching.join(timeout=GRACE)


class _Kept:
    def __init__(self, module: str, told: Callable[[str], None]) -> None:
        self._module, self._told = module, told
        self._leaving, self._changing = threading.Event(), threading.Lock()
        self._process = self._start()

    def watch(self) -> None:
        deaths, began = 0, time.monotonic()
        while True:
            code = self._process.wait()
            if self._leaving.is_set():
                return
            deaths = 1 if time.monotonic() - began > LASTING else deaths + 1
            pause = PAUSES[min(deaths, len(PAUSES)) - 1]
            self._told(f"! {self._module} 意外退出（{code}），{pause:.0f} 秒后重新启动。")
            if self._leaving.wait(pause):
                return
            with self._changing:
                if self._leaving.is_set():
                    return
                self._process, began = self._start(), time.monotonic()

    def let_go(self) -> None:
        self._leaving.set()
        with self._changing:
            process = self._process
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            process.kill()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", self._module], stdin=subprocess.PIPE)
