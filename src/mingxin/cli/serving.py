"""`mingxin serve`: the server, beside it the process that seals and tidies, and the worker."""

import argparse
import errno
import http.client
import multiprocessing
import os
import socket
import threading
from contextlib import ExitStack
from typing import Final

from django.conf import settings
from django.core import checks
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from mingxin.cli.acting import OPERATOR
from mingxin.cli.beside import beside
from mingxin.cli.telling import Telling
from mingxin.intake.actions.resume import resume_pending
from mingxin.kernel.clock import now
from mingxin.kernel.refusal import Refusal

FAILED: Final = 70
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound
_ASK_EVERY: Final = 0.2  # seconds


def serve(arguments: argparse.Namespace, telling: Telling) -> int:
    require_free(arguments.host, arguments.port)
    for fault in checks.run_checks():
        if fault.is_serious() and not fault.is_silenced():
            raise Refusal("serve.settings", f"配置有误：{fault.msg}", fault.hint or "请运行 mingxin doctor 检查。")
    for number in resume_pending(by=OPERATOR, at=now()):
        telling.note(f"· 上次中断的批次 {number} 已继续办完。")
    connections.close_all()
    os.environ["MINGXIN_DOOR"] = arguments.door
    # spawn, not fork: the batch engine's threads do not survive a fork
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "mingxin.config.asgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGINL,
        workers=max(1, arguments.workers),
        respawn_failed_workers=False,  # until it has once answered: what dies at its start dies again
        workers_kill_timeout=10,
        log_level=LogLevels.error,
        log_access=False,  # addresses of the public's searches are nobody's business
    )
    waiting = _Waiting(server, arguments, telling)
    server.on_startup(waiting.start)
    with ExitStack() as stack:
        stack.enter_context(beside("mingxin.cli.upkeep", told=telling.note))
        if not arguments.no_worker:
            stack.enter_context(beside("mingxin.cli.working", told=telling.note))
        try:
            server.serve()
        except SystemExit:  # how the server ends when its processes die
            return _failed(arguments, telling, has_answered=waiting.has_answered)
    telling.note("已停止。")
    return 0


class _Waiting:
    """Asks until the site answers: only then it is said to be there, and only from then on what dies is replaced."""

    def __init__(self, server: Granian, arguments: argparse.Namespace, telling: Telling) -> None:
        self._server, self._arguments, self._telling = server, arguments, telling
        self.has_answered = False

    def start(self) -> None:
        threading.Thread(target=self._ask, name="waiting", daemon=True).start()

    def _ask(self) -> None:
        while not self._server.main_loop_interrupt.wait(_ASK_EVERY):
            if _answers(self._arguments.host, self._arguments.port) and not self._server.interrupt_children:
                self._server.respawn_failed_workers = self.has_answered = True
                _welcome(self._arguments, self._telling)
                return


def _answers(host: str, port: int) -> bool:
    """Whatever it answers."""
    asked = http.client.HTTPConnection(_ANYWHERE.get(host, host), port, timeout=30)
    try:
        asked.request("GET", "/robots.txt", headers={"Host": _own_name()})
        asked.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def _own_name() -> str:
    """A host name that the site answers to."""
    return next((name for name in settings.ALLOWED_HOSTS if name[0] not in "*."), "localhost")


def _failed(arguments: argparse.Namespace, telling: Telling, *, has_answered: bool) -> int:
    if not has_answered:
        require_free(arguments.host, arguments.port)  # somebody may have taken it meanwhile
        telling.note("✗ 网站没有启动成功：处理请求的进程一启动就退出了，原因见上面的输出。")
    else:
        telling.note("✗ 网站已停止：处理请求的进程接连退出，原因见上面的输出。")
    telling.note("→ 请检查内存和磁盘空间，运行 mingxin doctor，然后重新启动。")
    return FAILED


def _welcome(arguments: argparse.Namespace, telling: Telling) -> None:
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    telling.note(f"{settings.SITE_NAME}已启动：http://{host}:{arguments.port}/  （按 Ctrl-C 停止）")
    if arguments.host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        telling.note(
            f"! 正在监听所有网卡；只应答这些主机名：{'、'.join(settings.ALLOWED_HOSTS)}（MINGXIN_ALLOWED_HOSTS）。"
        )


def require_free(host: str, port: int) -> None:
    """Refuse with another port to try where this one is taken or not ours to take."""
    if not 0 < port < 65536:
        raise Refusal("serve.port", f"端口 {port} 不在 1 至 65535 之间。", "例如 --port 8000。")
    fault = _bind_fault(host, port)
    if fault is None:
        return
    other = next((p for p in range(max(port, 1023) + 1, 65536) if _bind_fault(host, p) is None), 8000)
    raise Refusal("serve.port", f"不能在 {host} 的端口 {port} 上监听：{fault}。", f"可以改用 --port {other}。")


def _bind_fault(host: str, port: int) -> str | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError:
            return "没有权限（1024 以下的端口须由反向代理使用）"
        except OSError as error:
            return "已被其他程序占用" if error.errno == errno.EADDRINUSE else "本机没有这个地址"
    return None
